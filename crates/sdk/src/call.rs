//! A call: an operation with all that it is told, until it is awaited.
use crate::{
    Client, Error, Result,
    contract::{About, Op},
    path::{PathParts, fill, pairs},
    payload::{Payload, Sends},
    transport::read,
};
use http::StatusCode;
use serde::{Serialize, de::DeserializeOwned};
use std::{
    future::{Future, IntoFuture},
    marker::PhantomData,
    pin::Pin,
};

/// What is sent, whoever sends it.
#[derive(Clone, Debug)]
pub(crate) struct Request {
    pub about: About,
    /// Below `/2.0`; escaped.
    pub path: String,
    pub query: Vec<(String, String)>,
    pub headers: Vec<(&'static str, String)>,
    pub payload: Payload,
}

impl Request {
    pub fn new<P: PathParts, Q: Serialize, B, R>(
        op: &Op<P, Q, B, R>,
        path: &P,
        query: &Q,
        body: impl Sends<B>,
    ) -> Result<Self> {
        Ok(Request {
            about: op.about,
            path: fill(op.about.path, &path.parts()),
            query: pairs(query)?,
            headers: Vec::new(),
            payload: body.payload()?.0,
        })
    }

    /// Says a parameter, or says it otherwise.
    pub fn set(&mut self, name: &str, value: String) {
        self.query.retain(|(known, _)| known != name);
        if !value.is_empty() {
            self.query.push((name.to_owned(), value));
        }
    }

    pub fn said(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

/// A call that is made when it is awaited, and answers an `R`.
///
/// Whatever a call can be told besides, it is told before: `client.users().me().fields(&["role"]).await?`.
#[must_use = "a call is made when it is awaited"]
pub struct Call<R> {
    pub(crate) client: Client,
    pub(crate) request: Result<Request>,
    reply: PhantomData<fn() -> R>,
}

impl<R> Call<R> {
    pub(crate) fn new(client: &Client, request: Result<Request>) -> Self {
        Call { client: client.clone(), request, reply: PhantomData }
    }

    fn with(mut self, change: impl FnOnce(&mut Request)) -> Self {
        if let Ok(request) = &mut self.request {
            change(request);
        }
        self
    }

    /// Shows these fields, and those of the smallest representation (`fields`).
    pub fn fields(self, names: &[&str]) -> Self {
        self.with(|request| request.set("fields", names.join(",")))
    }

    /// Only if the item still has that etag: otherwise 412.
    pub fn if_match(self, etag: &str) -> Self {
        self.with(|request| request.headers.push(("If-Match", etag.to_owned())))
    }

    /// Says a header that nothing else says.
    pub fn header(self, name: &'static str, value: impl Into<String>) -> Self {
        self.with(|request| request.headers.push((name, value.into())))
    }

    /// Asks for forms of a file (`X-Rep-Hints`): `[jpg?dimensions=320x320]`. They are in the field `representations`.
    pub fn hints(self, hints: &str) -> Self {
        self.header("X-Rep-Hints", hints)
    }

    /// None, if the item still has that etag.
    pub fn if_none_match(self, etag: &str) -> Call<Option<R>> {
        let Call { client, request, .. } = self.header("If-None-Match", etag);
        Call::new(&client, request)
    }
}

impl<R: DeserializeOwned> Call<R> {
    async fn make(self) -> Result<R> {
        let request = self.request?;
        let operation = request.about.id;
        let response = self.client.send(&request).await?;
        let is_empty = [StatusCode::NO_CONTENT, StatusCode::NOT_MODIFIED].contains(&response.status());
        let (_, body) = read(response, operation).await?;
        // No body is as good as null: nothing, where nothing is expected.
        let body = if is_empty || body.is_empty() { b"null".as_slice() } else { &body };
        serde_json::from_slice(body).map_err(|error| Error::Unreadable { operation, cause: error.to_string() })
    }
}

impl<R: DeserializeOwned + 'static> IntoFuture for Call<R> {
    type Output = Result<R>;
    type IntoFuture = Pin<Box<dyn Future<Output = Result<R>> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.make())
    }
}
