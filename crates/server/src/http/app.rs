//! What the server is made of.
use super::{
    health,
    rate::RateLimit,
    respond,
    table::{Table, below},
};
use crate::{
    Config, Limits,
    metrics::{self, Meter},
    oauth, openapi,
    record::Recorder,
};
use axum::{Router, body::Body};
use boxwood_api::{Error, MIGRATIONS, Site, oauth::Issuer, resources};
use boxwood_store::{Db, Result};
use http::{Request, Response};
use hyper::body::Body as HttpBody;
use std::{
    future::{poll_fn, ready},
    panic::{AssertUnwindSafe, catch_unwind},
    pin::pin,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering::Relaxed},
    },
    task::Poll,
    time::Instant,
};
use tower::ServiceExt;

pub struct App {
    pub(crate) db: Db,
    pub(crate) recorder: Arc<Recorder>,
    pub(crate) connections: Arc<AtomicUsize>,
    pub(super) table: Table,
    pub(super) rate: RateLimit,
    pub(super) limits: Limits,
    /// Scheme, host and port of the server's own pages.
    pub(super) own_origin: String,
    /// Calls of the API that are no operation.
    pub(super) unknown: Meter,
    others: Router,
    /// By the path that they begin with; the last takes what is left.
    other_meters: [(&'static str, &'static str, Meter); 3],
}

impl App {
    /// Opens the store and wires every operation of the registry.
    ///
    /// # Errors
    /// When the store cannot be opened or migrated.
    pub fn open(config: &Config) -> Result<Arc<App>> {
        let context = Arc::new(Site::new(&config.base()));
        let db = Db::open(&boxwood_store::Config { context, ..config.store.clone() }, MIGRATIONS)?;
        let issuer = Issuer::new(config.random.clone(), &config.base());
        let others = openapi::routes()
            .merge(health::routes(db.clone()))
            .merge(oauth::routes(db.clone(), issuer))
            .fallback(|| ready(refusal(&Error::no_such_path())))
            .method_not_allowed_fallback(|| ready(refusal(&Error::method_not_allowed())));
        let meter = |path, operation| (path, operation, Meter::default());
        Ok(Arc::new(App {
            db,
            recorder: Arc::default(),
            connections: Arc::default(),
            table: Table::new(resources::all()),
            rate: RateLimit::per_minute(config.rate_limit),
            limits: config.limits.clone(),
            own_origin: config.base().splitn(4, '/').take(3).collect::<Vec<_>>().join("/"),
            unknown: Meter::default(),
            others,
            other_meters: [
                meter("/oauth2/token", "post_oauth2_token"),
                meter("/oauth2/revoke", "post_oauth2_revoke"),
                meter("", "other"),
            ],
        }))
    }

    /// Answers one request: operations by the dispatcher, everything else (pages, streams, OAuth) by axum. A bug that
    /// panics is its own request's, and nobody else's.
    pub async fn handle<B>(&self, request: Request<B>) -> Response<Body>
    where
        B: HttpBody<Data = bytes::Bytes, Error: std::error::Error + Send + Sync> + Send + 'static,
    {
        let answered = async {
            if below(request.uri().path()).is_some() { self.dispatch(request).await } else { self.other(request).await }
        };
        caught(answered).await
    }

    async fn other<B>(&self, request: Request<B>) -> Response<Body>
    where
        B: HttpBody<Data = bytes::Bytes, Error: std::error::Error + Send + Sync> + Send + 'static,
    {
        let (start, method, uri) = (Instant::now(), request.method().clone(), request.uri().clone());
        let answer = self.others.clone().oneshot(request.map(Body::new)).await;
        let answer = answer.unwrap_or_else(|never| match never {});
        let (status, took) = (answer.status().as_u16(), start.elapsed());
        if let Some((.., meter)) = self.other_meters.iter().find(|(path, ..)| uri.path().starts_with(path)) {
            meter.count(status, took);
        }
        tracing::debug!(%method, path = uri.path(), status, micros = took.as_micros());
        answer
    }

    /// What was counted since the start, for Prometheus.
    pub(crate) fn metrics(&self) -> String {
        let operations = self.table.entries().map(|entry| (entry.endpoint.about.id, &entry.meter));
        let others = self.other_meters.iter().map(|(_, operation, meter)| (*operation, meter));
        let all: Vec<_> = operations.chain(others).chain([("unknown", &self.unknown)]).collect();
        metrics::page(&all, self.connections.load(Relaxed))
    }

    /// Writes down what waits to be recorded.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn flush(&self) -> boxwood_api::Result<()> {
        self.recorder.flush(&self.db).await
    }

    pub fn db(&self) -> &Db {
        &self.db
    }
}

pub(crate) fn refusal(error: &Error) -> Response<Body> {
    respond::error(error, respond::new_request_id())
}

async fn caught(answer: impl Future<Output = Response<Body>>) -> Response<Body> {
    let mut answer = pin!(answer);
    poll_fn(|cx| {
        let polled = catch_unwind(AssertUnwindSafe(|| answer.as_mut().poll(cx)));
        polled.unwrap_or_else(|_| {
            tracing::error!("a request panicked");
            Poll::Ready(refusal(&boxwood_store::Error::Panicked.into()))
        })
    })
    .await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_panic_is_an_internal_error() {
        let answer = caught(async { panic!("a bug") }).await;
        assert_eq!(answer.status(), 500);
    }
}
