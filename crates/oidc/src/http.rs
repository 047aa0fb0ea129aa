//! Calls to the provider, as the protocol's crate makes them, within limits: how long, how much, how many, and where to.
use crate::{Failure, Settings, settings::is_safe};
use openidconnect::{AsyncHttpClient, HttpRequest, HttpResponse};
use reqwest::{Client, redirect::Policy};
use std::{fmt, future::Future, pin::Pin, time::Duration};
use tokio::sync::{OnceCell, Semaphore};
use url::Url;

/// More than any answer of a provider has: its keys are the longest.
const LONGEST: usize = 256 << 10;
/// Calls at the same time; whoever begins to sign in makes them, so there must be a bound.
const CALLS: usize = 16;
const AGENT: &str = concat!("boxwood/", env!("CARGO_PKG_VERSION"));

pub(crate) struct Http {
    /// Made at the first call, because that reads the certificates that the system trusts.
    client: OnceCell<Client>,
    places: Semaphore,
    patience: Duration,
    /// Whether the provider is on this machine, and may be reached by plain http.
    plain: bool,
}

/// Why there is no answer, in a sentence for the log.
#[derive(Debug)]
pub(crate) enum Unanswered {
    Busy,
    Because(String),
}

impl fmt::Display for Unanswered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Unanswered::Busy => f.write_str("too many calls at the same time"),
            Unanswered::Because(why) => f.write_str(why),
        }
    }
}

impl std::error::Error for Unanswered {}

impl From<reqwest::Error> for Unanswered {
    /// Without the address: it can have a query.
    fn from(error: reqwest::Error) -> Self {
        Unanswered::Because(Failure::text(&error.without_url()))
    }
}

impl Http {
    pub fn new(settings: &Settings) -> Self {
        let plain = Url::parse(&settings.issuer).is_ok_and(|issuer| crate::settings::is_here(&issuer));
        Http { client: OnceCell::new(), places: Semaphore::new(CALLS), patience: settings.patience, plain }
    }

    /// Whether something may be sent to that address.
    pub fn reaches(&self, url: &Url) -> bool {
        is_safe(url, self.plain)
    }

    async fn client(&self) -> Result<&Client, Unanswered> {
        let made = self.client.get_or_try_init(async || {
            // A redirect could lead anywhere in the network that the server stands in. A proxy is not taken from the
            // environment: settings come in one way.
            Client::builder().redirect(Policy::none()).no_proxy().timeout(self.patience).user_agent(AGENT).build()
        });
        Ok(made.await?)
    }

    async fn answer(&self, request: HttpRequest) -> Result<HttpResponse, Unanswered> {
        let because = |why: &str| Err(Unanswered::Because(why.to_owned()));
        let Ok(_place) = self.places.try_acquire() else { return Err(Unanswered::Busy) };
        let Ok(url) = Url::parse(&request.uri().to_string()) else { return because("an address that is no URL") };
        if !self.reaches(&url) {
            return because("an address that is not https");
        }
        let (head, body) = request.into_parts();
        let call = self.client().await?.request(head.method, url).headers(head.headers).body(body);
        let mut answer = call.send().await?;
        let (status, headers) = (answer.status(), answer.headers().clone());
        let mut body = Vec::new();
        while let Some(chunk) = answer.chunk().await? {
            if body.len() + chunk.len() > LONGEST {
                return because("an answer that is too long");
            }
            body.extend_from_slice(&chunk);
        }
        let mut read = HttpResponse::new(body);
        *read.status_mut() = status;
        *read.headers_mut() = headers;
        Ok(read)
    }
}

impl<'c> AsyncHttpClient<'c> for Http {
    type Error = Unanswered;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, Unanswered>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(self.answer(request))
    }
}
