//! For whoever starts and watches the server: is it there, and can it work.
use super::respond;
use axum::{Router, body::Body, extract::State, routing};
use boxwood_api::{Error, Result};
use boxwood_store::{Cost, Db};
use http::Response;
use std::time::Duration;
use tokio::time::timeout;

/// A row that every store has: without one, SQLite would not even look into its file.
const ROW: &str = "SELECT name FROM migrations ORDER BY name LIMIT 1";
/// A store that takes longer than that is of no use to anybody.
const PATIENCE: Duration = Duration::from_secs(5);

pub(super) fn routes(db: Db) -> Router {
    Router::new()
        .route("/healthz", routing::get(|| async { fine() }))
        .route("/readyz", routing::get(ready))
        .with_state(db)
}

async fn ready(State(db): State<Db>) -> Response<Body> {
    let asked = db.read(Cost::Point, |tx| Ok::<_, Error>(tx.one::<(String,)>(ROW, ())?));
    let answered: Result<_> = timeout(PATIENCE, asked).await.unwrap_or_else(|_| Err(Error::unavailable()));
    match answered {
        Ok(_) => fine(),
        Err(error) => {
            tracing::error!(%error, "the store does not answer");
            respond::error(&Error::unavailable(), respond::new_request_id())
        }
    }
}

fn fine() -> Response<Body> {
    let body = br#"{"status":"ok"}"#.to_vec();
    respond::respond(200, Some(("application/json", body)), respond::new_request_id())
}
