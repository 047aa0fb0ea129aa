//! What every operation has in common, done once: who calls, may they, decode, run, answer, record, log.
use super::{App, respond};
use axum::body::Body;
use boxwood_api::{
    About, Answer, Call, Caller, Credentials, Endpoint, Error, Result, Run, Written, audit, identity::TokenHash,
    wire::RequestId,
};
use boxwood_store::{Cost, Read, Tx, Write};
use bytes::Bytes;
use http::{
    HeaderMap, Request, Response,
    header::{AUTHORIZATION, CONTENT_TYPE, IF_MATCH, IF_NONE_MATCH},
};
use http_body_util::{BodyExt, Limited};
use hyper::body::Body as HttpBody;
use std::sync::Arc;

impl App {
    pub(super) async fn dispatch<B>(&self, request: Request<B>) -> Response<Body>
    where
        B: HttpBody<Data = Bytes, Error: std::error::Error + Send + Sync> + Send + 'static,
    {
        let id = respond::new_request_id();
        let unchanged = request.headers().get(IF_NONE_MATCH).cloned();
        match self.answer(request, id).await {
            Ok(answer) => respond::answer(&answer, unchanged.as_ref(), id),
            Err(error) => {
                if error.status() >= 500 {
                    tracing::error!(request = %id, %error);
                } else {
                    tracing::debug!(request = %id, %error);
                }
                respond::error(&error, id)
            }
        }
    }

    async fn answer<B>(&self, request: Request<B>, id: RequestId) -> Result<Answer>
    where
        B: HttpBody<Data = Bytes, Error: std::error::Error + Send + Sync> + Send + 'static,
    {
        let (head, body) = request.into_parts();
        let (endpoint, params) = self.table.find(&head.method, head.uri.path())?;
        let credentials = credentials(&head.headers, id)?;
        let text = |name| head.headers.get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
        let query = head.uri.query().map(str::to_owned);
        let (if_match, content_type) = (text(IF_MATCH), text(CONTENT_TYPE));
        let call = Call { credentials, params, query, if_match, content_type, body: Bytes::new() };
        let (asked, about) = (call.credentials.clone(), endpoint.about);
        let outcome = match &endpoint.run {
            Run::Read(cost, _) => self.read(*cost, endpoint.clone(), call).await,
            Run::Write(_) => self.write(endpoint.clone(), call, body).await,
        };
        if let Err(error) = &outcome {
            self.record_refusal(error, asked, about).await;
        }
        outcome
    }

    /// The caller and the answer come from the same view of the store.
    async fn read(&self, cost: Cost, endpoint: Arc<Endpoint>, call: Call) -> Result<Answer> {
        let (rate, recorder) = (self.rate.clone(), self.recorder.clone());
        let work = move |tx: &mut Tx<Read>| {
            let who = Caller::identify(tx, &call.credentials, &endpoint.about)??;
            rate.count(who.user().id, tx.now())?;
            let Run::Read(_, run) = &endpoint.run else { return Err(Error::no_such_path()) };
            let answer = run(tx, &who, &call);
            // An attempt without a connection is no answer yet.
            if !tx.is_unanswered() {
                let outcome = answer.as_ref().map_or_else(Error::status, Answer::status);
                recorder.reads.count(&who, &endpoint.about, outcome, tx.now());
            }
            answer
        };
        self.db.read(cost, work).await
    }

    /// Who calls is settled before the body is read, so that a stranger cannot keep the writer busy; and again inside
    /// of the transaction, so that nobody writes who was shut out in between.
    async fn write<B>(&self, endpoint: Arc<Endpoint>, mut call: Call, body: B) -> Result<Answer>
    where
        B: HttpBody<Data = Bytes, Error: std::error::Error + Send + Sync> + Send + 'static,
    {
        let Run::Write(decode) = &endpoint.run else { return Err(Error::no_such_path()) };
        let (rate, about, by) = (self.rate.clone(), endpoint.about, call.credentials.clone());
        let admit = move |tx: &mut Tx<Read>| {
            let who = Caller::identify(tx, &by, &about)??;
            rate.count(who.user().id, tx.now())?;
            Ok::<_, Error>((who, tx.now()))
        };
        let (who, now) = self.db.read(Cost::Point, admit).await?;
        let by = call.credentials.clone();
        call.body = collect(body, endpoint.body_limit).await?;
        let done = async {
            let run = decode(&call)?;
            let work = move |tx: &mut Tx<Write>| {
                let who = Caller::identify(tx, &by, &about)??;
                let written = run(tx, &who)?;
                let outcome = if let Written::Answer(answer) = &written { answer.status() } else { about.success };
                audit::record_write(tx, &who, &about, outcome)?;
                Ok::<_, Error>((written, who))
            };
            match self.db.write(about.id, work).await? {
                (Written::Answer(answer), _) => Ok(answer),
                (Written::Render(render), who) => self.db.read(Cost::Point, move |tx| render(tx, &who)).await,
            }
        };
        done.await.inspect_err(|error: &Error| self.recorder.failed(&who, &about, error.status(), now))
    }

    /// Finds out why a call was refused, for those who may know; on the wire it stays as it is.
    async fn record_refusal(&self, error: &Error, by: Credentials, about: About) {
        let Some(refusal) = error.refusal().filter(|_| self.recorder.has_room()) else { return };
        let status = error.status();
        let traced = self.db.read(Cost::Point, move |tx| audit::trace(tx, &by, &about, refusal, status)).await;
        match traced {
            Ok(refused) => self.recorder.refused(refused),
            Err(error) => tracing::error!(%error, "a refusal could not be traced"),
        }
    }
}

async fn collect<B>(body: B, limit: usize) -> Result<Bytes>
where
    B: HttpBody<Data = Bytes, Error: std::error::Error + Send + Sync> + 'static,
{
    let whole = Limited::new(body, limit).collect().await;
    whole.map(|whole| whole.to_bytes()).map_err(|_| Error::too_large())
}

fn credentials(headers: &HeaderMap, request: RequestId) -> Result<Credentials> {
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
    Ok(Credentials { token: bearer.map(|token| TokenHash::of(token.trim())), as_user, request })
}
