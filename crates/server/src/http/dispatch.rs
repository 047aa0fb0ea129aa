//! What every operation has in common, done once: who calls, may they, decode, run, answer, record, log.
use super::{
    App,
    body::collect,
    cors,
    gate::Gate,
    gzip, notes,
    respond::{self, Wishes},
    seen::{Met, Seen},
    table::Entry,
    version,
};
use axum::body::Body;
use boxwood_api::{
    About, Answer, Call, Caller, Credentials, Error, Result, Run, WriteFn, Written,
    audit::{self, Refused},
    identity::TokenHash,
    made::Served,
    wire::RequestId,
};
use boxwood_store::{Cost, Read, Tx, Write};
use bytes::Bytes;
use futures_util::{FutureExt, future::BoxFuture};
use http::{
    HeaderMap, HeaderName, HeaderValue, Request, Response,
    header::{AUTHORIZATION, CONTENT_RANGE, CONTENT_TYPE, IF_MATCH, IF_NONE_MATCH, ORIGIN},
    request::Parts,
};
use hyper::body::Body as HttpBody;
use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering::Relaxed},
    },
    time::Instant,
};

/// Longer is no path and no query of any client's.
const MAX_URI: usize = 16 << 10;

impl App {
    pub(super) async fn dispatch<B>(&self, request: Request<B>) -> Response<Body>
    where
        B: HttpBody<Data = Bytes, Error: std::error::Error + Send + Sync> + Send + 'static,
    {
        let start = Instant::now();
        let (head, body) = request.into_parts();
        let mut seen = Seen { id: respond::new_request_id(), entry: None, caller: Met::default(), refused: None };
        if cors::is_preflight(&head.method, &head.headers) {
            return cors::preflight(&head.headers, seen.id);
        }
        let done = self.answer(&head, body, &mut seen).await;
        let served = done.as_ref().ok().and_then(|answer| answer.served().cloned());
        let mut response = match served {
            Some(served) => self.serve(served, &head, seen.id).await,
            None => written(&done, &head, seen.id),
        };
        if let Some(version) = seen.entry.map(|entry| entry.endpoint.about.version).filter(|v| *v != version::DEFAULT) {
            response.headers_mut().insert("box-version", HeaderValue::from_static(version));
        }
        if let Some(origin) = head.headers.get(ORIGIN).filter(|_| seen.caller.page_may_read) {
            cors::allow(&mut response, origin);
        }
        let took = start.elapsed();
        seen.entry.map_or(&self.unknown, |entry| &entry.meter).count(response.status().as_u16(), took);
        seen.leave(&self.recorder.calls, response.status(), took);
        seen.log(&head, response.status(), done.as_ref().err(), took);
        notes::take(&head.extensions, &mut seen);
        response
    }

    async fn answer<'a, B>(&'a self, head: &Parts, body: B, seen: &mut Seen<'a>) -> Result<Answer>
    where
        B: HttpBody<Data = Bytes, Error: std::error::Error + Send + Sync> + Send + 'static,
    {
        if head.uri.path_and_query().is_some_and(|uri| uri.as_str().len() > MAX_URI) {
            return Err(Error::uri_too_long());
        }
        let (entry, params) = self.table.find(head)?;
        seen.entry = Some(entry);
        let (mut credentials, about) = (credentials(&head.headers, seen.id)?, entry.endpoint.about);
        if about.by_query && credentials.token.is_none() {
            let token = in_query(head.uri.query(), "access_token");
            credentials.token = token.map(TokenHash::of_token);
        }
        let query = head.uri.query().map(str::to_owned);
        let mut call = Call { credentials, params, query, ..said(&head.headers) };
        let gate = Gate::new(entry.endpoint.about, head.headers.get(ORIGIN), &self.own_origin, self.rate.clone());
        call.credentials.link = self.door(&head.headers, &call, about).await?;
        let asked = call.credentials.clone();
        let outcome = match &entry.endpoint.run {
            // No call that only reads has much to say.
            Run::Read(..) if entry.endpoint.body_limit > 0 => {
                call.body = Box::pin(collect(body, entry.endpoint.body_limit, self.limits.body)).await?;
                self.read(Cost::Point, entry.clone(), gate, call, &mut seen.caller).await
            }
            Run::Read(cost, _) => self.read(*cost, entry.clone(), gate, call, &mut seen.caller).await,
            Run::ReadOrWrite(..) if !entry.endpoint.run.writes(&call) => {
                self.read(Cost::Point, entry.clone(), gate, call, &mut seen.caller).await
            }
            // Boxed: what these have to remember is large, and whoever holds a request moves all of it about.
            _ => Box::pin(self.change(entry, gate, call, body, &mut seen.caller)).await,
        };
        if let Err(error) = &outcome {
            let on_record = seen.caller.who.is_some_and(|who| who.actor != who.user);
            seen.refused = Box::pin(self.record_refusal(error, asked, about, on_record)).await;
        }
        outcome
    }

    /// What does more than to read.
    async fn change<B>(&self, entry: &Arc<Entry>, gate: Gate, call: Call, body: B, met: &mut Met) -> Result<Answer>
    where
        B: HttpBody<Data = Bytes, Error: std::error::Error + Send + Sync> + Send + 'static,
    {
        match &entry.endpoint.run {
            Run::Make(_) => self.make(entry, gate, call, met).await,
            Run::Join(..) => Box::pin(self.join(entry, gate, call, body, met)).await,
            Run::Stages(..) => Box::pin(self.stages(entry, gate, call, body, met)).await,
            Run::Upload(..) => Box::pin(self.upload(entry, gate, call, body, met)).await,
            Run::Read(..) | Run::ReadOrWrite(..) | Run::Write(_) => self.write(entry, gate, call, body, met).await,
        }
    }

    /// Boxed: few answers are, and the state of all others need not have room for it.
    fn serve<'a>(&'a self, served: Served, head: &'a Parts, id: RequestId) -> BoxFuture<'a, Response<Body>> {
        async move { self.shelf.serve(&served, &head.headers, id).await }.boxed()
    }

    /// The caller and the answer come from the same view of the store.
    async fn read(&self, cost: Cost, entry: Arc<Entry>, gate: Gate, call: Call, met: &mut Met) -> Result<Answer> {
        let recorder = self.recorder.clone();
        let work = move |tx: &mut Tx<Read>| {
            let mut met = Met::default();
            let answer = gate.admit(tx, &call.credentials, &mut met).and_then(|who| {
                let (Run::Read(_, run) | Run::ReadOrWrite(run, ..)) = &entry.endpoint.run else {
                    return Err(Error::no_such_path());
                };
                let answer = run(tx, &who, &call);
                // An attempt without a connection is no answer yet.
                if !tx.is_unanswered() {
                    let outcome = answer.as_ref().map_or_else(Error::status, Answer::status);
                    recorder.reads.count(&who, entry.endpoint.about.id, outcome, tx.now());
                }
                answer
            });
            Ok::<_, Error>((met, answer))
        };
        let (found, answer) = self.db.read(cost, work).await?;
        *met = found;
        answer
    }

    /// Who calls is settled before the body is read, so that a stranger cannot keep the writer busy; and again inside
    /// of the transaction, so that nobody writes who was shut out in between.
    async fn write<B>(&self, entry: &Arc<Entry>, gate: Gate, mut call: Call, body: B, met: &mut Met) -> Result<Answer>
    where
        B: HttpBody<Data = Bytes, Error: std::error::Error>,
    {
        let admitted = self.admitted(gate, &call, met).await?;
        call.body = collect(body, entry.endpoint.body_limit, self.limits.body).await?;
        self.commit(entry, call, admitted).await
    }

    /// Who calls, and when.
    pub(super) async fn admitted(&self, gate: Gate, call: &Call, met: &mut Met) -> Result<(Caller, i64)> {
        let by = call.credentials.clone();
        let admit = move |tx: &mut Tx<Read>| {
            let mut met = Met::default();
            let who = gate.admit(tx, &by, &mut met);
            Ok::<_, Error>((met, who, tx.now()))
        };
        let (found, who, now) = self.db.read(Cost::Point, admit).await?;
        *met = found;
        Ok((who?, now))
    }

    /// Does what a call asks for, whose body is here.
    pub(super) async fn commit(&self, entry: &Arc<Entry>, call: Call, by: (Caller, i64)) -> Result<Answer> {
        let (about, (who, now)) = (entry.endpoint.about, by);
        let by = call.credentials.clone();
        let done = async {
            let run = self.decode(entry, call).await?;
            let work = move |tx: &mut Tx<Write>| {
                let who = Caller::identify(tx, &by, &about)??;
                let written = run(tx, &who)?;
                let outcome = if let Written::Answer(answer) = &written { answer.status() } else { about.success };
                audit::record_write(tx, &who, about.id, outcome)?;
                Ok::<_, Error>((written, who, outcome))
            };
            let (written, who, outcome) = self.queued(about.id, work).await?;
            self.recorder.reads.wrote(&who, outcome, now);
            self.written(written, who).await
        };
        done.await.inspect_err(|error: &Error| self.recorder.failed(&who, &about, error.status(), now))
    }

    /// Waits for a transaction, and is counted meanwhile.
    pub(super) async fn queued<T: Send + 'static>(
        &self,
        name: &'static str,
        work: impl Fn(&mut Tx<Write>) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let _waiting = Waiting::new(&self.waiting);
        self.db.write(name, work).await
    }

    /// What a write answers, once it is committed.
    pub(super) async fn written(&self, written: Written, who: Caller) -> Result<Answer> {
        match written {
            Written::Answer(answer) => Ok(answer),
            Written::Render(render) => self.db.read(Cost::Point, move |tx| render(tx, &who)).await,
        }
    }

    async fn decode(&self, entry: &Arc<Entry>, call: Call) -> Result<Box<WriteFn>> {
        let entry = entry.clone();
        let slow = (entry.endpoint.slow_body)(&call);
        let decode = move || match &entry.endpoint.run {
            Run::Write(decode) | Run::Upload(_, _, decode) | Run::Join(_, decode) | Run::ReadOrWrite(_, _, decode) => {
                decode(&call)
            }
            Run::Read(..) | Run::Make(_) | Run::Stages(..) => Err(Error::no_such_path()),
        };
        if slow { self.slow.run(decode).await } else { decode() }
    }

    /// Finds out why a call was refused, for those who may know; on the wire it stays as it is.
    async fn record_refusal(
        &self,
        error: &Error,
        by: Credentials,
        about: About,
        on_record: bool,
    ) -> Option<Arc<Refused>> {
        let refusal = error.refusal().filter(|_| self.recorder.has_room())?;
        let status = error.status();
        let traced = self.db.read(Cost::Point, move |tx| audit::trace(tx, &by, &about, refusal, status)).await;
        match traced {
            Ok(refused) => {
                let refused = Refused { on_record, ..refused };
                self.recorder.refused(refused.clone());
                Some(Arc::new(refused))
            }
            Err(error) => {
                tracing::error!(%error, "a refusal could not be traced");
                None
            }
        }
    }
}

/// Counts a call while it waits, even if its client does not.
struct Waiting<'a>(&'a AtomicUsize);

impl<'a> Waiting<'a> {
    fn new(count: &'a AtomicUsize) -> Self {
        count.fetch_add(1, Relaxed);
        Waiting(count)
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Relaxed);
    }
}

fn written(done: &Result<Answer>, head: &Parts, id: RequestId) -> Response<Body> {
    match done {
        Ok(answer) => {
            let known = head.headers.get(IF_NONE_MATCH).filter(|_| head.method.is_safe());
            respond::answer(answer, &Wishes { known, gzip: gzip::is_asked(&head.headers) }, id)
        }
        Err(error) => respond::error(error, id),
    }
}

/// What a query says under a name, as it stands there.
pub(super) fn in_query<'a>(query: Option<&'a str>, name: &str) -> Option<&'a str> {
    let mut pairs = query?.split('&').filter_map(|pair| pair.split_once('='));
    pairs.find_map(|(key, value)| (key == name && !value.is_empty()).then_some(value))
}

/// What operations read from headers.
fn said(headers: &HeaderMap) -> Call {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
    Call {
        if_match: text(IF_MATCH),
        if_none_match: text(IF_NONE_MATCH),
        content_type: text(CONTENT_TYPE),
        content_sha1: text(HeaderName::from_static("content-md5")),
        digest: text(HeaderName::from_static("digest")),
        content_range: text(CONTENT_RANGE),
        ..Call::default()
    }
}

pub(super) fn credentials(headers: &HeaderMap, request: RequestId) -> Result<Credentials> {
    let bearer = match headers.get(AUTHORIZATION) {
        None => None,
        Some(value) => {
            let value = value.to_str().map_err(|_| Error::invalid_token())?;
            let (scheme, token) = value.split_once(' ').ok_or_else(Error::invalid_token)?;
            // One SDK appends its device behind an ampersand (contract: identity §1.3).
            let token = token.split('&').next().unwrap_or(token);
            Some(token).filter(|_| scheme.eq_ignore_ascii_case("bearer"))
        }
    };
    let mut values = headers.get_all("as-user").iter();
    // Not even text: no id either, and refused as one.
    let as_user = values.next().map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned());
    if values.next().is_some() {
        return Err(Error::bad_request("The 'As-User' header supports only one value per request"));
    }
    let token = bearer.map(|token| TokenHash::of_token(token.trim()));
    let hints = headers.get("x-rep-hints").map(|hints| String::from_utf8_lossy(hints.as_bytes()).into());
    Ok(Credentials { token, as_user, request, link: None, hints })
}
