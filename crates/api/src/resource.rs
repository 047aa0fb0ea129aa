//! The wiring between an operation's constant and the plain function that does it.
mod stages;

pub use stages::{GiveUp, Stage, StageFn, Turn};

use crate::{
    Answer, Body, Caller, Credentials, Error, Op, Result,
    made::{Order, Step},
    op::About,
    path::Path,
    upload::{Content, Intake, Packing, Plan},
    wire::{Describe, Reply, Selection},
};
use boxwood_store::{Cost, Read, Tx, Write};
use bytes::Bytes;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use stages::StagesFn;
use std::{borrow::Cow, sync::Arc};

/// A call as it came in, whatever carried it.
#[derive(Clone, Default)]
pub struct Call {
    pub credentials: Credentials,
    pub params: Vec<String>,
    pub query: Option<String>,
    pub if_match: Option<String>,
    pub if_none_match: Option<String>,
    pub content_type: Option<String>,
    pub body: Bytes,
    /// Of an upload: the file, once it was read.
    pub content: Option<Content>,
    /// What the client says that the file's SHA-1 is (`Content-MD5`).
    pub content_sha1: Option<String>,
    /// The same of a part, or of the whole that parts make.
    pub digest: Option<String>,
    /// Where in the file a part has its place.
    pub content_range: Option<String>,
}

/// A call as its handler sees it.
pub struct In<Path, Query, Body> {
    pub path: Path,
    pub query: Query,
    pub body: Body,
    /// The etag that the caller believes the item to have.
    pub if_match: Option<String>,
    /// What the answer will show. Only worth asking about for a field that costs a query.
    pub show: Selection,
}

impl<P, Q, B> In<P, Q, B> {
    /// Refuses a change of what is no longer as the caller believes it (`If-Match`; contract: content §0.6).
    ///
    /// # Errors
    /// `precondition_failed`.
    pub fn if_unchanged(&self, etag: &str) -> Result<()> {
        let Some(known) = &self.if_match else { return Ok(()) };
        if is_among(etag, known) { Ok(()) } else { Err(Error::precondition_failed()) }
    }
}

/// Whether a header that names etags (`If-Match`, `If-None-Match`) names this one.
pub(crate) fn is_among(etag: &str, known: &str) -> bool {
    let mut known = known.split(',').map(|one| one.trim().trim_start_matches("W/").trim_matches('"'));
    known.any(|one| one == etag || one == "*")
}

/// The plain function of an operation.
pub type Handler<M, P, Q, B, R> = fn(&mut Tx<M>, &Caller, &In<P, Q, B>) -> Result<R>;
/// What renders the answer of a write once that is committed, from what the write left for it.
pub type Render<P, Q, B, X, R> = fn(&mut Tx<Read>, &Caller, &In<P, Q, B>, &X) -> Result<R>;

type ReadFn = dyn Fn(&mut Tx<Read>, &Caller, &Call) -> Result<Answer> + Send + Sync;
/// What a write does once its call is decoded.
pub type WriteFn = dyn Fn(&mut Tx<Write>, &Caller) -> Result<Written> + Send;
type RenderFn = dyn Fn(&mut Tx<Read>, &Caller) -> Result<Answer> + Send;
type MakeFn = dyn Fn(&mut Tx<Read>, &Caller, &Call) -> Result<(Answer, Option<Order>)> + Send + Sync;
type CheckFn = dyn Fn(&mut Tx<Read>, &Caller, &Call) -> Result<i64> + Send + Sync;
type PlanFn = dyn Fn(&mut Tx<Read>, &Caller, &Call) -> Result<Plan> + Send + Sync;
type DecodeFn = dyn Fn(&Call) -> Result<Box<WriteFn>> + Send + Sync;

/// What a write ends in.
pub enum Written {
    Answer(Answer),
    /// To be rendered in a read of its own: the writer's time is everybody's.
    Render(Box<RenderFn>),
}

/// How an operation runs. A write is decoded before it is queued.
pub enum Run {
    Read(Cost, Box<ReadFn>),
    /// A read, or a write where the `fields` of the call ask for something that has to be made for it.
    ReadOrWrite(Box<ReadFn>, fn(Option<&str>) -> bool, Box<DecodeFn>),
    /// A read that may want something made first, and is asked again then.
    Make(Box<MakeFn>),
    Write(Box<DecodeFn>),
    /// A write with a file in it: what is said of it is checked before its bytes are taken, and answers how many they may
    /// be.
    Upload(Packing, Box<CheckFn>, Box<DecodeFn>),
    /// A write that needs parts joined before.
    Join(Box<PlanFn>, Box<DecodeFn>),
    /// A write of as many transactions as it takes, and what takes back what was broken off.
    Stages(Box<StagesFn>, GiveUp),
}

pub struct Endpoint {
    pub about: About,
    pub run: Run,
    pub schemas: Schemas,
    /// The most bytes that a body may have.
    pub body_limit: usize,
    /// Whether decoding takes so long that other requests must not wait for it.
    pub slow_body: fn(&Call) -> bool,
}

/// For the API document: the types of an operation, as functions that describe them.
pub struct Schemas {
    /// The variable parts of the path, in their order.
    pub path: &'static [Describe],
    pub query: Describe,
    /// Media type and shape.
    pub body: Option<(&'static str, Describe)>,
    /// Headers that belong to the body.
    pub headers: &'static [&'static str],
    /// None: an answer without a body.
    pub reply: Option<Describe>,
    pub media: &'static [&'static str],
    /// Of success, besides the operation's own.
    pub other_statuses: &'static [u16],
    pub fields: &'static [&'static str],
}

#[derive(Default)]
pub struct Resource {
    pub endpoints: Vec<Endpoint>,
}

impl Run {
    /// Whether that call changes something.
    pub fn writes(&self, call: &Call) -> bool {
        match self {
            Run::Read(..) | Run::Make(_) => false,
            Run::Write(_) | Run::Upload(..) | Run::Join(..) | Run::Stages(..) => true,
            Run::ReadOrWrite(_, writes, _) => {
                let pairs = call.query.iter().flat_map(|query| query.split('&'));
                let mut fields = pairs.filter_map(|pair| pair.strip_prefix("fields="));
                writes(fields.next().map(unescaped).as_deref())
            }
        }
    }
}

impl Resource {
    pub fn new() -> Self {
        Resource::default()
    }

    /// An operation that reads a few rows by key.
    #[must_use]
    pub fn read<P, Q, R>(self, op: Op<P, Q, (), R::Wire>, run: Handler<Read, P, Q, (), R>) -> Self
    where
        P: Path,
        Q: Query,
        R: Reply<Wire: JsonSchema>,
    {
        self.reading(Cost::Point, op, run)
    }

    /// An operation that is asked by a body, and changes nothing.
    #[must_use]
    pub fn ask<P, Q, B, R>(self, op: Op<P, Q, B, R::Wire>, run: Handler<Read, P, Q, B, R>) -> Self
    where
        P: Path,
        Q: Query,
        B: Body,
        R: Reply<Wire: JsonSchema>,
    {
        let success = op.about.success;
        let erased = move |tx: &mut Tx<Read>, who: &Caller, call: &Call| {
            let input = decode::<P, Q, B, R>(call, B::decode(call)?)?;
            Ok(Answer { reply: Box::new(run(tx, who, &input)?), show: input.show, success })
        };
        self.push::<P, Q, B, R>(op.about, Run::Read(Cost::Point, Box::new(erased)))
    }

    /// An operation that reads many rows.
    #[must_use]
    pub fn scan<P, Q, R>(self, op: Op<P, Q, (), R::Wire>, run: Handler<Read, P, Q, (), R>) -> Self
    where
        P: Path,
        Q: Query,
        R: Reply<Wire: JsonSchema>,
    {
        self.reading(Cost::Scan, op, run)
    }

    fn reading<P, Q, R>(mut self, cost: Cost, op: Op<P, Q, (), R::Wire>, run: Handler<Read, P, Q, (), R>) -> Self
    where
        P: Path,
        Q: Query,
        R: Reply<Wire: JsonSchema>,
    {
        let success = op.about.success;
        let erased = move |tx: &mut Tx<Read>, who: &Caller, call: &Call| {
            let input = decode::<P, Q, (), R>(call, ())?;
            Ok(Answer { reply: Box::new(run(tx, who, &input)?), show: input.show, success })
        };
        let (schemas, run) = (Schemas::of::<P, Q, R>(None), Run::Read(cost, Box::new(erased)));
        self.endpoints.push(Endpoint { about: op.about, run, schemas, body_limit: 0, slow_body: |_| false });
        self
    }

    /// An operation that reads a few rows, and that changes something where its `fields` ask for that.
    #[must_use]
    pub fn read_or_write<P, Q, R>(
        mut self,
        op: Op<P, Q, (), R::Wire>,
        run: Handler<Read, P, Q, (), R>,
        writes: fn(Option<&str>) -> bool,
        write: Handler<Write, P, Q, (), R>,
    ) -> Self
    where
        P: Path + Sync,
        Q: Query + Sync,
        R: Reply<Wire: JsonSchema>,
    {
        let success = op.about.success;
        let read = move |tx: &mut Tx<Read>, who: &Caller, call: &Call| {
            let input = decode::<P, Q, (), R>(call, ())?;
            Ok(Answer { reply: Box::new(run(tx, who, &input)?), show: input.show, success })
        };
        let write = Box::new(move |call: &Call| -> Result<Box<WriteFn>> {
            let input = decode::<P, Q, (), R>(call, ())?;
            Ok(Box::new(move |tx: &mut Tx<Write>, who: &Caller| {
                let reply = Box::new(write(tx, who, &input)?);
                Ok(Written::Answer(Answer { reply, show: input.show, success }))
            }))
        });
        let (schemas, run) = (Schemas::of::<P, Q, R>(None), Run::ReadOrWrite(Box::new(read), writes, write));
        self.endpoints.push(Endpoint { about: op.about, run, schemas, body_limit: 0, slow_body: |_| false });
        self
    }

    /// An operation that reads a few rows, and may want something made first.
    #[must_use]
    pub fn made<P, Q, R>(mut self, op: Op<P, Q, (), R::Wire>, run: Handler<Read, P, Q, (), Step<R>>) -> Self
    where
        P: Path,
        Q: Query,
        R: Reply<Wire: JsonSchema>,
    {
        let success = op.about.success;
        let erased = move |tx: &mut Tx<Read>, who: &Caller, call: &Call| {
            let input = decode::<P, Q, (), R>(call, ())?;
            let (reply, order) = match run(tx, who, &input)? {
                Step::Done(reply) => (reply, None),
                Step::First(order, reply) => (reply, Some(order)),
            };
            Ok((Answer { reply: Box::new(reply), show: input.show, success }, order))
        };
        let (schemas, run) = (Schemas::of::<P, Q, R>(None), Run::Make(Box::new(erased)));
        self.endpoints.push(Endpoint { about: op.about, run, schemas, body_limit: 0, slow_body: |_| false });
        self
    }

    /// An operation that changes something and answers with what its transaction has at hand.
    #[must_use]
    pub fn write<P, Q, B, R>(self, op: Op<P, Q, B, R::Wire>, run: Handler<Write, P, Q, B, R>) -> Self
    where
        P: Path + Sync,
        Q: Query + Sync,
        B: Body,
        R: Reply<Wire: JsonSchema>,
    {
        let success = op.about.success;
        let answer = move |tx: &mut Tx<Write>, who: &Caller, input: &Arc<In<P, Q, B>>| {
            let reply = Box::new(run(tx, who, input)?);
            Ok(Written::Answer(Answer { reply, show: input.show, success }))
        };
        self.push::<P, Q, B, R>(op.about, Run::Write(decoder::<P, Q, B, R>(answer)))
    }

    /// An operation that changes something, and whose answer is rendered after the commit.
    #[must_use]
    pub fn write_then<P, Q, B, X, R>(
        self,
        op: Op<P, Q, B, R::Wire>,
        run: Handler<Write, P, Q, B, X>,
        render: Render<P, Q, B, X, R>,
    ) -> Self
    where
        P: Path + Sync,
        Q: Query + Sync,
        B: Body,
        X: Send + Sync + 'static,
        R: Reply<Wire: JsonSchema>,
    {
        let run = Run::Write(then(op.about.success, run, render));
        self.push::<P, Q, B, R>(op.about, run)
    }

    /// An operation that takes a file: `check` looks at what is said of it and answers how many bytes it may have.
    #[must_use]
    pub fn upload<P, Q, B, X, R>(
        self,
        op: Op<P, Q, B, R::Wire>,
        check: Handler<Read, P, Q, B::Said, i64>,
        run: Handler<Write, P, Q, B, X>,
        render: Render<P, Q, B, X, R>,
    ) -> Self
    where
        P: Path + Sync,
        Q: Query + Sync,
        B: Intake,
        X: Send + Sync + 'static,
        R: Reply<Wire: JsonSchema>,
    {
        let checked = move |tx: &mut Tx<Read>, who: &Caller, call: &Call| {
            check(tx, who, &decode::<P, Q, B::Said, R>(call, B::said(call)?)?)
        };
        let write = then(op.about.success, run, render);
        self.push::<P, Q, B, R>(op.about, Run::Upload(B::PACKING, Box::new(checked), write))
    }

    /// An operation that makes one file of parts: `plan` says what has to be joined first.
    #[must_use]
    pub fn join<P, Q, B, X, R>(
        self,
        op: Op<P, Q, B, R::Wire>,
        plan: Handler<Read, P, Q, B, Plan>,
        run: Handler<Write, P, Q, B, X>,
        render: Render<P, Q, B, X, R>,
    ) -> Self
    where
        P: Path + Sync,
        Q: Query + Sync,
        B: Body,
        X: Send + Sync + 'static,
        R: Reply<Wire: JsonSchema>,
    {
        let planned = move |tx: &mut Tx<Read>, who: &Caller, call: &Call| {
            plan(tx, who, &decode::<P, Q, B, R>(call, B::decode(call)?)?)
        };
        let write = then(op.about.success, run, render);
        self.push::<P, Q, B, R>(op.about, Run::Join(Box::new(planned), write))
    }

    fn push<P, Q, B, R>(mut self, about: About, run: Run) -> Self
    where
        P: Path,
        Q: Query,
        B: Body,
        R: Reply<Wire: JsonSchema>,
    {
        let body = B::MEDIA.map(|media| (media, B::schema as Describe));
        let schemas = Schemas { headers: B::HEADERS, ..Schemas::of::<P, Q, R>(body) };
        self.endpoints.push(Endpoint { about, run, schemas, body_limit: B::LIMIT, slow_body: B::is_slow });
        self
    }
}

/// What a write does, without the types of its operation.
fn decoder<P, Q, B, R>(
    run: impl Fn(&mut Tx<Write>, &Caller, &Arc<In<P, Q, B>>) -> Result<Written> + Copy + Send + Sync + 'static,
) -> Box<DecodeFn>
where
    P: Path + Sync,
    Q: Query + Sync,
    B: Body,
    R: Reply<Wire: JsonSchema>,
{
    Box::new(move |call: &Call| -> Result<Box<WriteFn>> {
        let body = B::decode(call)?;
        let input = Arc::new(decode::<P, Q, B, R>(call, body)?);
        Ok(Box::new(move |tx: &mut Tx<Write>, who: &Caller| run(tx, who, &input)))
    })
}

/// A write whose answer is rendered after the commit.
fn then<P, Q, B, X, R>(success: u16, run: Handler<Write, P, Q, B, X>, render: Render<P, Q, B, X, R>) -> Box<DecodeFn>
where
    P: Path + Sync,
    Q: Query + Sync,
    B: Body,
    X: Send + Sync + 'static,
    R: Reply<Wire: JsonSchema>,
{
    decoder::<P, Q, B, R>(move |tx: &mut Tx<Write>, who: &Caller, input: &Arc<In<P, Q, B>>| {
        Ok(rendered(success, render, input.clone(), run(tx, who, input)?))
    })
}

/// What is left to do after the commit.
fn rendered<P, Q, B, X, R>(success: u16, render: Render<P, Q, B, X, R>, input: Arc<In<P, Q, B>>, done: X) -> Written
where
    P: Path + Sync,
    Q: Query + Sync,
    B: Body,
    X: Send + Sync + 'static,
    R: Reply<Wire: JsonSchema>,
{
    Written::Render(Box::new(move |tx, who| {
        let reply = Box::new(render(tx, who, &input, &done)?);
        Ok(Answer { reply, show: input.show, success })
    }))
}

impl Schemas {
    fn of<P: Path, Q: Query, R: Reply<Wire: JsonSchema>>(body: Option<(&'static str, Describe)>) -> Self {
        let reply: Describe = |generator| generator.subschema_for::<R::Wire>();
        Schemas {
            path: P::SCHEMAS,
            query: |generator| Q::json_schema(generator),
            body,
            headers: &[],
            reply: (!R::MEDIA.is_empty()).then_some(reply),
            media: R::MEDIA,
            other_statuses: R::OTHER_STATUSES,
            fields: R::FIELDS,
        }
    }
}

fn decode<P: Path, Q: Query, B, R: Reply>(call: &Call, body: B) -> Result<In<P, Q, B>> {
    let path = P::parse(&call.params).ok_or_else(Error::method_not_allowed)?;
    let if_match = call.if_match.clone();
    let Some(text) = call.query.as_deref().filter(|text| !text.is_empty()) else {
        return Ok(In { path, query: Q::default(), body, if_match, show: R::select(None) });
    };
    if text.contains("%00") {
        return Err(Error::invalid_request_parameters());
    }
    // `fields` belongs to every operation, so no query type repeats it; mostly it is all there is.
    let fields = text.split('&').find_map(|pair| pair.strip_prefix("fields="));
    let alone = fields.is_some_and(|fields| fields.len() + "fields=".len() == text.len());
    let malformed = |_: serde_urlencoded::de::Error| Error::invalid_request_parameters();
    let query = if alone { Q::default() } else { serde_urlencoded::from_str(text).map_err(malformed)? };
    Ok(In { path, query, body, if_match, show: R::select(fields.map(unescaped).as_deref()) })
}

/// A name or a value of a form or a query. Mostly there is nothing to do, which is found out many bytes at a time.
pub(crate) fn unescaped(text: &str) -> Cow<'_, str> {
    if !text.bytes().fold(false, |found, byte| found | (byte == b'%') | (byte == b'+')) {
        return Cow::Borrowed(text);
    }
    let decoded: Option<Vec<(String, String)>> = serde_urlencoded::from_str(&format!("text={text}")).ok();
    decoded.and_then(|mut pairs| pairs.pop()).map_or(Cow::Borrowed(text), |(_, decoded)| Cow::Owned(decoded))
}

/// What a query is read into: every parameter has a default.
pub trait Query: DeserializeOwned + Default + JsonSchema + Send + 'static {}
impl<T: DeserializeOwned + Default + JsonSchema + Send + 'static> Query for T {}

/// The query of an operation that has no parameters of its own. (`()` would refuse those that clients add.)
#[derive(Clone, Copy, Debug, Default, Deserialize, Serialize, JsonSchema)]
pub struct NoQuery {}
