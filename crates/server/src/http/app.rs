//! What the server is made of.
use super::{
    others::Others,
    rate::RateLimit,
    respond,
    table::{Table, below},
};
use crate::{
    Config, Limits,
    metrics::{Meter, Page, Writes},
    record::Recorder,
};
use axum::body::Body;
use boxwood_api::{Error, MIGRATIONS, Site, resources};
use boxwood_store::{Db, Ended, Result};
use http::{Request, Response};
use hyper::body::Body as HttpBody;
use std::{
    future::poll_fn,
    panic::{AssertUnwindSafe, catch_unwind},
    pin::pin,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering::Relaxed},
    },
    task::Poll,
};

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
    others: Others,
    writes: Arc<Writes>,
    /// How many calls wait for the store to write.
    pub(super) waiting: AtomicUsize,
}

impl App {
    /// Opens the store and wires every operation of the registry.
    ///
    /// # Errors
    /// When the store cannot be opened or migrated.
    pub fn open(config: &Config) -> Result<Arc<App>> {
        let (writes, base) = (Arc::<Writes>::default(), config.base());
        let db = Db::open(&store(config, writes.clone(), &base), MIGRATIONS)?;
        Ok(Arc::new(App {
            recorder: Arc::default(),
            connections: Arc::default(),
            table: Table::new(resources::all()),
            rate: RateLimit::per_minute(config.rate_limit),
            limits: config.limits.clone(),
            own_origin: base.splitn(4, '/').take(3).collect::<Vec<_>>().join("/"),
            unknown: Meter::default(),
            others: Others::new(config, &db),
            writes,
            waiting: AtomicUsize::default(),
            db,
        }))
    }

    /// Answers one request: operations by the dispatcher, everything else (pages, streams, OAuth) by axum. A bug that
    /// panics is its own request's, and nobody else's.
    pub async fn handle<B>(&self, request: Request<B>) -> Response<Body>
    where
        B: HttpBody<Data = bytes::Bytes, Error: std::error::Error + Send + Sync> + Send + 'static,
    {
        let answered = async {
            if below(request.uri().path()).is_some() {
                self.dispatch(request).await
            } else {
                self.others.answer(request).await
            }
        };
        caught(answered).await
    }

    /// What was counted since the start, for Prometheus.
    pub(crate) fn metrics(&self) -> String {
        let operations = self.table.entries().map(|entry| (entry.endpoint.about.id, &entry.meter));
        let all: Vec<_> = operations.chain(self.others.meters()).chain([("unknown", &self.unknown)]).collect();
        let (connections, waiting) = (self.connections.load(Relaxed), self.waiting.load(Relaxed));
        Page { meters: &all, writes: &self.writes, connections, waiting }.text()
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

/// The store's configuration, with what the server adds to it.
fn store(config: &Config, writes: Arc<Writes>, base: &str) -> boxwood_store::Config {
    let theirs = config.store.observer.clone();
    let observer = Arc::new(move |ended: &Ended| {
        writes.count(ended);
        theirs(ended);
    });
    boxwood_store::Config { context: Arc::new(Site::new(base)), observer, ..config.store.clone() }
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
