//! `/_lab/worlds`: what worlds and snapshots there are; made, put back and dropped.
use super::{Outcome, Refused, said, world};
use crate::lab::{Lab, World};
use axum::{
    Json, Router,
    body::Body,
    extract::{Path, State},
    routing::{delete, get, post},
};
use boxwood_api::wire::Time;
use http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::Value;

pub(super) fn routes() -> Router<Lab> {
    Router::new()
        .route("/worlds", get(list).post(fork))
        .route("/worlds/{name}", get(show).delete(end))
        .route("/worlds/{name}/reset", post(reset))
        .route("/worlds/{name}/export", get(export))
        .route("/worlds/{name}/snapshots", post(keep))
        .route("/snapshots/{name}", delete(forget))
}

/// A world as it is shown.
#[derive(Serialize)]
pub(super) struct Shown {
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    from: Option<String>,
    /// By its clock.
    now: Time,
}

impl From<&World> for Shown {
    fn from(world: &World) -> Self {
        let now = Time::at(world.clock().now());
        Shown { name: world.name().to_owned(), from: world.from().map(str::to_owned), now }
    }
}

#[derive(Serialize)]
struct All {
    worlds: Vec<Shown>,
    snapshots: Vec<String>,
}

async fn list(State(lab): State<Lab>) -> Json<All> {
    let worlds = lab.worlds().list().iter().map(|world| Shown::from(&**world)).collect();
    Json(All { worlds, snapshots: lab.worlds().snapshots() })
}

async fn show(State(lab): State<Lab>, Path(name): Path<String>) -> Outcome<Shown> {
    Ok(Json(Shown::from(&*world(&lab, &name)?)))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Fork {
    name: String,
    /// A world or a snapshot; the main world, where none is named.
    from: Option<String>,
}

async fn fork(State(lab): State<Lab>, body: Body) -> Result<(StatusCode, Json<Shown>), Refused> {
    let Fork { name, from } = said(body).await?;
    let made = lab.worlds().fork(&name, from.as_deref().unwrap_or(crate::lab::MAIN)).await?;
    Ok((StatusCode::CREATED, Json(Shown::from(&*made))))
}

async fn end(State(lab): State<Lab>, Path(name): Path<String>) -> Result<StatusCode, Refused> {
    lab.worlds().end(&name)?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Reset {
    /// A world or a snapshot; what it was made from, where none is named.
    to: Option<String>,
}

async fn reset(State(lab): State<Lab>, Path(name): Path<String>, body: Body) -> Outcome<Shown> {
    let Reset { to } = said(body).await?;
    Ok(Json(Shown::from(&*lab.worlds().reset(&name, to.as_deref()).await?)))
}

#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Named {
    name: String,
}

async fn keep(
    State(lab): State<Lab>,
    Path(name): Path<String>,
    body: Body,
) -> Result<(StatusCode, Json<Named>), Refused> {
    let kept: Named = said(body).await?;
    lab.worlds().keep(&name, &kept.name).await?;
    Ok((StatusCode::CREATED, Json(kept)))
}

async fn export(State(lab): State<Lab>, Path(name): Path<String>) -> Outcome<Value> {
    Ok(Json(lab.worlds().export(&name).await?))
}

async fn forget(State(lab): State<Lab>, Path(name): Path<String>) -> Result<StatusCode, Refused> {
    lab.worlds().forget(&name)?;
    Ok(StatusCode::NO_CONTENT)
}
