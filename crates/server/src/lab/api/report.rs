//! `/_lab/worlds/NAME/report`: what strict mode has found in the calls that are on the tape.
use super::{Refused, world};
use crate::lab::Lab;
use axum::{
    Json, Router,
    extract::{Path, Query, State},
    response::{IntoResponse, Response},
    routing::get,
};
use boxwood_api::Error;
use serde::Deserialize;

pub(super) fn routes() -> Router<Lab> {
    Router::new().route("/worlds/{name}/report", get(report))
}

#[derive(Deserialize)]
struct Form {
    #[serde(rename = "as")]
    form: Option<String>,
}

async fn report(
    State(lab): State<Lab>,
    Path(name): Path<String>,
    Query(Form { form }): Query<Form>,
) -> Result<Response, Refused> {
    let world = world(&lab, &name)?;
    let report = world.bench().tape().report(world.clock().is_held());
    match form.as_deref() {
        Some("text") => Ok(report.text().into_response()),
        None | Some("json") => Ok(Json(report).into_response()),
        Some(_) => Err(Refused(Error::bad_request("'as' is json or text"))),
    }
}
