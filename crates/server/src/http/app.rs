//! What the server is made of.
use super::{rate::RateLimit, table::Table};
use crate::{Config, oauth, openapi, record::Recorder};
use axum::{Router, body::Body};
use boxwood_api::{MIGRATIONS, oauth::Issuer, resources};
use boxwood_store::{Db, Result};
use http::{Request, Response};
use hyper::body::Body as HttpBody;
use std::sync::Arc;
use tower::ServiceExt;

pub struct App {
    pub(crate) db: Db,
    pub(crate) table: Table,
    pub(crate) rate: RateLimit,
    pub(crate) recorder: Arc<Recorder>,
    others: Router,
}

impl App {
    /// Opens the store and wires every operation of the registry.
    ///
    /// # Errors
    /// When the store cannot be opened or migrated.
    pub fn open(config: &Config) -> Result<Arc<App>> {
        let db = Db::open(&config.store, MIGRATIONS)?;
        let issuer = Issuer::new(config.random.clone(), &config.base());
        let others = openapi::routes().merge(oauth::routes(db.clone(), issuer));
        let recorder = Arc::default();
        Ok(Arc::new(App {
            db,
            table: Table::new(resources::all()),
            rate: RateLimit::per_minute(config.rate_limit.map(u64::from)),
            recorder,
            others,
        }))
    }

    /// Answers one request: operations by the dispatcher, everything else (pages, streams, OAuth) by axum.
    pub async fn handle<B>(&self, request: Request<B>) -> Response<Body>
    where
        B: HttpBody<Data = bytes::Bytes, Error: std::error::Error + Send + Sync> + Send + 'static,
    {
        if request.uri().path().starts_with("/2.0/") {
            return self.dispatch(request).await;
        }
        let answer = self.others.clone().oneshot(request.map(Body::new)).await;
        answer.unwrap_or_else(|never| match never {})
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
