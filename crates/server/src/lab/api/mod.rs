//! The laboratory's API below `/_lab`: JSON in, JSON out, errors in Box's shape. `/_lab/worlds/NAME/…` is about one world.
mod bench;
mod clock;
mod report;
mod worlds;

use super::{BELOW, Lab, Problem, World};
use crate::http::{collect, refusal};
use axum::{
    Json, Router,
    body::Body,
    response::{IntoResponse, Response},
};
use boxwood_api::Error;
use serde::de::DeserializeOwned;
use std::{future::ready, sync::Arc, time::Duration};

/// Far above what anybody says to it, and long enough for it to arrive.
const MOST: usize = 1 << 20;
const PATIENCE: Duration = Duration::from_secs(30);

/// All of it. Who adds a part merges its routes here.
pub(super) fn routes() -> Router<Lab> {
    let all =
        Router::new().merge(worlds::routes()).merge(clock::routes()).merge(report::routes()).merge(bench::routes());
    Router::new()
        .nest(BELOW, all)
        .fallback(|| ready(refusal(&Error::no_such_path())))
        .method_not_allowed_fallback(|| ready(refusal(&Error::method_not_allowed())))
}

/// What a handler ends in.
pub(super) type Outcome<T> = Result<Json<T>, Refused>;

/// An answer in Box's error shape.
pub(super) struct Refused(pub Error);

impl From<Error> for Refused {
    fn from(error: Error) -> Self {
        Refused(error)
    }
}

impl From<Problem> for Refused {
    fn from(problem: Problem) -> Self {
        Refused(problem.into())
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        refusal(&self.0)
    }
}

/// The body of a request; nothing is `{}`.
pub(super) async fn said<T: DeserializeOwned>(body: Body) -> Result<T, Refused> {
    let bytes = collect(body, MOST, PATIENCE).await?;
    let text: &[u8] = if bytes.is_empty() { b"{}" } else { &bytes };
    serde_json::from_slice(text).map_err(|error| Refused(Error::bad_request(format!("The body will not do: {error}"))))
}

/// The world that a path names.
pub(super) fn world(lab: &Lab, name: &str) -> Result<Arc<World>, Refused> {
    Ok(lab.worlds().named(name)?)
}
