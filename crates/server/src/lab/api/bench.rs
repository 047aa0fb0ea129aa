//! `/_lab/worlds/NAME/faults`, `/requests`, `/har`, `/assert`, `/live`: what is done to the requests of a world, and kept of
//! them.
use super::{Outcome, Refused, said, world};
use crate::lab::{
    Lab,
    bench::{
        faults::{Fault, Rule},
        record::{Checked, Claims, Shown, Wanted, har},
    },
};
use axum::{
    Json, Router,
    body::Body,
    extract::{Path, Query, State, rejection::QueryRejection},
    routing::{delete, get, post},
};
use boxwood_api::Error;
use bytes::Bytes;
use futures_util::StreamExt;
use http::{
    HeaderValue, Response, StatusCode,
    header::{CACHE_CONTROL, CONTENT_TYPE},
};
use serde::Serialize;
use serde_json::Value;

pub(super) fn routes() -> Router<Lab> {
    Router::new()
        .route("/worlds/{name}/faults", get(faults).post(add).delete(clear))
        .route("/worlds/{name}/faults/{id}", delete(remove))
        .route("/worlds/{name}/requests", get(requests).delete(forget))
        .route("/worlds/{name}/har", get(archive))
        .route("/worlds/{name}/assert", post(check))
        .route("/worlds/{name}/live", get(live))
}

#[derive(Serialize)]
struct Listed {
    faults: Vec<Rule>,
}

async fn faults(State(lab): State<Lab>, Path(name): Path<String>) -> Outcome<Listed> {
    Ok(Json(Listed { faults: world(&lab, &name)?.bench().faults().list() }))
}

async fn add(
    State(lab): State<Lab>,
    Path(name): Path<String>,
    body: Body,
) -> Result<(StatusCode, Json<Rule>), Refused> {
    let (world, fault) = (world(&lab, &name)?, said::<Fault>(body).await?);
    Ok((StatusCode::CREATED, Json(world.bench().faults().add(fault.checked()?))))
}

async fn clear(State(lab): State<Lab>, Path(name): Path<String>) -> Result<StatusCode, Refused> {
    world(&lab, &name)?.bench().faults().clear();
    Ok(StatusCode::NO_CONTENT)
}

async fn remove(State(lab): State<Lab>, Path((name, id)): Path<(String, String)>) -> Result<StatusCode, Refused> {
    let faults = world(&lab, &name)?;
    match id.parse().is_ok_and(|id| faults.bench().faults().remove(id)) {
        true => Ok(StatusCode::NO_CONTENT),
        false => {
            let text = format!("There is no fault '{id}'. GET /_lab/worlds/{name}/faults lists them");
            Err(Refused(Error::lab_not_found(text)))
        }
    }
}

#[derive(Serialize)]
struct Taped {
    requests: Vec<Shown>,
}

type Asked = Result<Query<Wanted>, QueryRejection>;

fn wanted(asked: Asked) -> Result<Wanted, Refused> {
    let Query(wanted) = asked.map_err(|error| Refused(Error::bad_request(error.body_text())))?;
    Ok(wanted)
}

async fn requests(State(lab): State<Lab>, Path(name): Path<String>, asked: Asked) -> Outcome<Taped> {
    Ok(Json(Taped { requests: world(&lab, &name)?.bench().tape().shown(&wanted(asked)?) }))
}

async fn forget(State(lab): State<Lab>, Path(name): Path<String>) -> Result<StatusCode, Refused> {
    world(&lab, &name)?.bench().tape().clear();
    Ok(StatusCode::NO_CONTENT)
}

async fn archive(State(lab): State<Lab>, Path(name): Path<String>, asked: Asked) -> Outcome<Value> {
    Ok(Json(har(&world(&lab, &name)?.bench().tape().shown(&wanted(asked)?))))
}

async fn check(State(lab): State<Lab>, Path(name): Path<String>, body: Body) -> Outcome<Checked> {
    let (world, claims) = (world(&lab, &name)?, said::<Claims>(body).await?);
    Ok(Json(world.bench().tape().check(&claims)))
}

/// Server-sent events, one for each answer.
async fn live(State(lab): State<Lab>, Path(name): Path<String>) -> Result<Response<Body>, Refused> {
    let told = world(&lab, &name)?.bench().tape().live().map(|event| {
        let (kind, data) = match event {
            Ok(shown) => ("request", serde_json::to_string(&shown)),
            Err(missed) => ("missed", Ok(missed.to_string())),
        };
        Ok::<_, std::convert::Infallible>(Bytes::from(format!("event: {kind}\ndata: {}\n\n", data.unwrap_or_default())))
    });
    let mut response = Response::new(Body::from_stream(told));
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/event-stream"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}
