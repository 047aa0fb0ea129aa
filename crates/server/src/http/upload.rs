//! Uploads: a form is read part by part as it comes in, or a body that is all bytes, and these go to where bytes are kept, so
//! that no file is ever in the memory as a whole.
use super::{App, gate::Gate, seen::Met, table::Entry};
use aws_lc_rs::digest::{SHA1_FOR_LEGACY_USE_ONLY, digest};
use boxwood_api::{
    ATTRIBUTES, Answer, Call, Caller, Content, Error, Packing, Result, Run, SMALL, Stored, resources::files::stock,
};
use boxwood_blobs::{Blobs, Digest, ObjectName, Put};
use boxwood_store::{Cost, Db, Read, Tx};
use boxwood_web::Intake;
use bytes::{Bytes, BytesMut};
use futures_util::{FutureExt, Stream, StreamExt, future::BoxFuture, stream::BoxStream};
use http_body_util::BodyExt;
use hyper::body::Body as HttpBody;
use multer::{Field, Multipart};
use std::{sync::Arc, time::Duration};
use tokio::time::timeout;

/// How much of a file that is refused is still read, and dropped: clients send all of it before they read the answer, and
/// would see no more than a broken connection.
const DROPPED: usize = 8 << 20;

impl App {
    /// Settles who calls, then what is said of the file, and only then takes the file: a stranger's bytes are not kept.
    pub(super) async fn upload<B>(
        &self,
        entry: &Arc<Entry>,
        gate: Gate,
        mut call: Call,
        body: B,
        met: &mut Met,
    ) -> Result<Answer>
    where
        B: HttpBody<Data = Bytes, Error: std::error::Error + Send + Sync> + Send + 'static,
    {
        let admitted = self.admitted(gate, &call, met).await?;
        match entry.endpoint.run {
            Run::Upload(Packing::Bare, ..) => self.take_bare(entry, &mut call, body).await?,
            _ => self.take_form(entry, &mut call, body).await?,
        }
        let object = call.content.as_ref().and_then(Content::object).map(str::to_owned);
        let outcome = self.commit(entry, call, admitted).await;
        self.settled(outcome, object).await
    }

    /// Of an object that no row names after all nothing stays.
    pub(super) async fn settled(&self, outcome: Result<Answer>, object: Option<String>) -> Result<Answer> {
        // Of a transaction whose end nobody has heard of it is not known whether it names the object: that may be collected.
        let is_settled = outcome.as_ref().err().is_none_or(|error| error.status() < 500);
        if let Some(object) = object.filter(|_| is_settled) {
            keep_or_delete(&self.db, &self.blobs, object).await;
        }
        outcome
    }

    /// All of the body is content.
    async fn take_bare<B>(&self, entry: &Arc<Entry>, call: &mut Call, body: B) -> Result<()>
    where
        B: HttpBody<Data = Bytes, Error: std::error::Error + Send + Sync> + Send + 'static,
    {
        let mut bytes = Bare { stream: Box::pin(body.into_data_stream()), patience: self.limits.body };
        let taken = match self.check(entry, call).await {
            Ok(most) => content(&self.blobs, &mut bytes, most, Packing::Bare).await,
            Err(error) => Err(error),
        };
        match taken {
            Ok(content) => call.content = Some(content),
            Err(error) => {
                rest_of(&mut bytes).await;
                return Err(error);
            }
        }
        Ok(())
    }

    async fn take_form<B>(&self, entry: &Arc<Entry>, call: &mut Call, body: B) -> Result<()>
    where
        B: HttpBody<Data = Bytes, Error: std::error::Error + Send + Sync> + Send + 'static,
    {
        let boundary = call.content_type.as_deref().and_then(|media| multer::parse_boundary(media).ok());
        let boundary = boundary.ok_or_else(|| Error::bad_request("The body is no multipart form"))?;
        let mut form = Form { parts: Multipart::new(body.into_data_stream(), boundary), patience: self.limits.body };
        let taken = self.take(entry, call, &mut form).await;
        if taken.is_err() {
            form.rest().await;
        }
        taken
    }

    async fn take(&self, entry: &Arc<Entry>, call: &mut Call, form: &mut Form) -> Result<()> {
        while let Some(part) = form.next().await? {
            if part.name() == Some("attributes") {
                call.body = form.small(part).await?;
                continue;
            }
            let most = match self.check(entry, call).await {
                Err(error) if call.body.is_empty() => {
                    drop(part);
                    return Err(if form.rest().await { Error::metadata_after_file_contents() } else { error });
                }
                checked => checked?,
            };
            let mut piece = Piece { part, patience: form.patience };
            call.content = Some(content(&self.blobs, &mut piece, most, Packing::Form).await?);
            return Ok(());
        }
        Err(Error::bad_request("The form has no file"))
    }

    /// How many bytes the file may have, once all that is said of it is found good.
    async fn check(&self, entry: &Arc<Entry>, call: &mut Call) -> Result<i64> {
        let (entry, asked) = (entry.clone(), Arc::new(std::mem::take(call)));
        let by = asked.clone();
        let check = move |tx: &mut Tx<Read>| {
            let who = Caller::identify(tx, &by.credentials, &entry.endpoint.about)??;
            let Run::Upload(_, check, _) = &entry.endpoint.run else { return Err(Error::no_such_path()) };
            check(tx, &who, &by)
        };
        let most = self.db.read(Cost::Point, check).await;
        *call = Arc::unwrap_or_clone(asked);
        most
    }
}

/// Takes the bytes of a file in, to where bytes are kept.
async fn content(blobs: &Blobs, from: &mut impl Chunks, most: i64, packing: Packing) -> Result<Content> {
    let small_enough = if packing == Packing::Form { SMALL } else { 0 };
    let (mut small, mut put) = (BytesMut::new(), None::<Put>);
    let most = u64::try_from(most).unwrap_or_default();
    while let Some(chunk) = from.next().await? {
        if let Some(put) = &mut put {
            put.write(chunk).await.map_err(|error| failed(error, packing))?;
            continue;
        }
        if (small.len() + chunk.len()) as u64 > most {
            return Err(too_large(packing));
        }
        small.extend_from_slice(&chunk);
        if small.len() > small_enough {
            let mut begun = blobs.put(most);
            let first = std::mem::take(&mut small).freeze();
            begun.write(first).await.map_err(|error| failed(error, packing))?;
            put = Some(begun);
        }
    }
    let Some(put) = put else { return Ok(here(small.freeze())) };
    put.finish().await.map(stored).map_err(|error| failed(error, packing))
}

/// Keeps bytes that are all at hand, as an upload keeps them.
///
/// # Errors
/// `unavailable` where they cannot be stored.
pub(crate) async fn keep(blobs: &Blobs, bytes: Bytes) -> Result<Content> {
    if bytes.len() <= SMALL {
        return Ok(here(bytes));
    }
    let mut put = blobs.put(u64::MAX);
    let kept = async {
        put.write(bytes).await?;
        put.finish().await
    };
    kept.await.map(stored).map_err(|error| failed(error, Packing::Form))
}

/// An object that no row names is nobody's: the upload was refused after all, or the same bytes were here before.
async fn keep_or_delete(db: &Db, blobs: &Blobs, object: String) {
    let asked = object.clone();
    let is_named = db.read(Cost::Point, move |tx: &mut Tx<Read>| stock::is_named(tx, &asked)).await;
    if let (Ok(false), Ok(name)) = (is_named, object.parse::<ObjectName>())
        && let Err(error) = blobs.delete(&name).await
    {
        tracing::warn!(%error, "an object that nobody needs waits to be collected");
    }
}

/// Takes in what people leave at pages, like any other file.
pub(super) struct Pages {
    pub db: Db,
    pub blobs: Blobs,
    pub patience: Duration,
}

impl Intake for Pages {
    fn take(&self, stream: BoxStream<'static, Result<Bytes>>, most: i64) -> BoxFuture<'_, Result<Content>> {
        let mut bytes = Bare { stream, patience: self.patience };
        async move { content(&self.blobs, &mut bytes, most, Packing::Form).await }.boxed()
    }

    fn settle(&self, object: String) -> BoxFuture<'_, ()> {
        keep_or_delete(&self.db, &self.blobs, object).boxed()
    }
}

pub(super) fn here(bytes: Bytes) -> Content {
    let mut sha1 = [0; 20];
    sha1.iter_mut().zip(digest(&SHA1_FOR_LEGACY_USE_ONLY, &bytes).as_ref()).for_each(|(to, from)| *to = *from);
    let digest = *Digest::of(&bytes).as_bytes();
    Content::here(bytes, sha1, digest)
}

pub(super) fn stored(stored: boxwood_blobs::Stored) -> Content {
    Content {
        size: i64::try_from(stored.size).unwrap_or(i64::MAX),
        sha1: stored.sha1,
        digest: *stored.digest.as_bytes(),
        place: Stored::Object(stored.object.to_string()),
    }
}

fn broken(_: impl std::error::Error) -> Error {
    Error::bad_request("The body is no multipart form, or breaks off")
}

fn failed(error: boxwood_blobs::Error, packing: Packing) -> Error {
    match error {
        boxwood_blobs::Error::TooLarge => too_large(packing),
        error => {
            tracing::error!(%error, "a file could not be stored");
            Error::unavailable()
        }
    }
}

/// A file is too large for who brings it, a part for the place that it is to have.
fn too_large(packing: Packing) -> Error {
    match packing {
        Packing::Form => Error::file_size_limit_exceeded(),
        Packing::Bare => Error::too_large(),
    }
}

/// Bytes on their way in; the next of them may take so long and no longer.
trait Chunks: Send {
    fn next(&mut self) -> impl Future<Output = Result<Option<Bytes>>> + Send;
}

/// A file in a form.
struct Piece {
    part: Field<'static>,
    patience: Duration,
}

impl Chunks for Piece {
    async fn next(&mut self) -> Result<Option<Bytes>> {
        let next = timeout(self.patience, self.part.chunk()).await;
        next.map_err(|_| Error::request_timeout())?.map_err(broken)
    }
}

/// A body that is all bytes.
struct Bare<S> {
    stream: S,
    patience: Duration,
}

impl<S: Stream<Item = Result<Bytes, E>> + Unpin + Send, E> Chunks for Bare<S> {
    async fn next(&mut self) -> Result<Option<Bytes>> {
        let next = timeout(self.patience, self.stream.next()).await.map_err(|_| Error::request_timeout())?;
        next.transpose().map_err(|_| Error::bad_request("The body breaks off"))
    }
}

/// Reads on, within bounds.
async fn rest_of(bytes: &mut impl Chunks) {
    let mut dropped = 0;
    while let Ok(Some(chunk)) = bytes.next().await {
        dropped += chunk.len();
        if dropped > DROPPED {
            return;
        }
    }
}

/// A form on its way in, whose next bytes may take so long and no longer.
struct Form {
    parts: Multipart<'static>,
    patience: Duration,
}

impl Form {
    async fn next(&mut self) -> Result<Option<Field<'static>>> {
        let next = timeout(self.patience, self.parts.next_field()).await;
        next.map_err(|_| Error::request_timeout())?.map_err(broken)
    }

    async fn small(&self, part: Field<'static>) -> Result<Bytes> {
        let (mut piece, mut all) = (Piece { part, patience: self.patience }, BytesMut::new());
        while let Some(chunk) = piece.next().await? {
            if all.len() + chunk.len() > ATTRIBUTES {
                return Err(Error::too_large());
            }
            all.extend_from_slice(&chunk);
        }
        Ok(all.freeze())
    }

    /// Reads on, within bounds; whether there was a part with attributes.
    async fn rest(&mut self) -> bool {
        let (mut dropped, mut found) = (0, false);
        while let Ok(Some(part)) = self.next().await {
            found |= part.name() == Some("attributes");
            let mut piece = Piece { part, patience: self.patience };
            while let Ok(Some(chunk)) = piece.next().await {
                dropped += chunk.len();
                if dropped > DROPPED {
                    return found;
                }
            }
        }
        found
    }
}
