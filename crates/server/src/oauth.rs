//! `/oauth2/token` and `/oauth2/revoke`: forms in, RFC 6749 out. What they do is in `boxwood_api::oauth`.
use crate::http::{collect, respond};
use axum::{Router, body::Body, extract::State, routing};
use boxwood_api::{
    Error, Result,
    oauth::{self, Form, Issuer},
    wire::RequestId,
};
use boxwood_store::Db;
use http::{Response, header};
use std::{sync::Arc, time::Duration};

/// Far above any assertion.
const MAX_FORM: usize = 1 << 16;

#[derive(Clone)]
struct Endpoint {
    db: Db,
    issuer: Arc<Issuer>,
    /// For the form to arrive.
    patience: Duration,
}

pub(crate) fn routes(db: Db, issuer: Issuer, patience: Duration) -> Router {
    let endpoint = Endpoint { db, issuer: Arc::new(issuer), patience };
    let (token, revoke) = (routing::post(token).fallback(wrong_method), routing::post(revoke).fallback(wrong_method));
    Router::new()
        .route("/oauth2/token", token.clone())
        .route("/oauth2/token/", token)
        .route("/oauth2/revoke", revoke.clone())
        .route("/oauth2/revoke/", revoke)
        .with_state(endpoint)
}

async fn token(State(of): State<Endpoint>, body: Body) -> Response<Body> {
    let id = respond::new_request_id();
    let issued = async { oauth::token(&of.db, &of.issuer, form(body, of.patience).await?).await };
    match issued.await {
        Ok(reply) => answer(serde_json::to_vec(&reply).ok(), id),
        Err(error) => refused(&error, id),
    }
}

async fn revoke(State(of): State<Endpoint>, body: Body) -> Response<Body> {
    let id = respond::new_request_id();
    let revoked = async { oauth::revoke(&of.db, form(body, of.patience).await?).await };
    match revoked.await {
        // Nothing to say; but a client that wants JSON of every success takes an empty body for a failure.
        Ok(()) => answer(Some(b"{}".to_vec()), id),
        Err(error) => refused(&error, id),
    }
}

async fn wrong_method() -> Response<Body> {
    respond::error(&Error::method_not_allowed(), respond::new_request_id())
}

/// Whatever its media type is said to be: one that is no form has no fields.
async fn form(body: Body, patience: Duration) -> Result<Form> {
    Ok(Form::parse(&collect(body, MAX_FORM, patience).await?))
}

fn answer(body: Option<Vec<u8>>, id: RequestId) -> Response<Body> {
    let mut response = respond::respond(200, body.map(|body| ("application/json", body)), id);
    response.headers_mut().insert(header::CACHE_CONTROL, header::HeaderValue::from_static("no-store"));
    response
}

fn refused(error: &Error, id: RequestId) -> Response<Body> {
    if error.status() >= 500 {
        tracing::error!(request = %id, %error);
    } else {
        tracing::debug!(request = %id, %error);
    }
    let mut response = respond::error(error, id);
    response.headers_mut().insert(header::CACHE_CONTROL, header::HeaderValue::from_static("no-store"));
    response
}
