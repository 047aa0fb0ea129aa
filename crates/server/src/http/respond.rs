//! Answers and errors as HTTP.
use axum::body::Body;
use boxwood_api::{
    Answer, Error,
    wire::{RequestId, Shape},
};
use http::{HeaderName, HeaderValue, Response, StatusCode, header};

const NO_STORE: HeaderValue = HeaderValue::from_static("no-cache, no-store");
const HTTPS_ONLY: HeaderValue = HeaderValue::from_static("max-age=31536000");
const REQUEST_ID: HeaderName = HeaderName::from_static("box-request-id");

pub(crate) fn new_request_id() -> RequestId {
    RequestId::new(fastrand::u128(..))
}

/// `unchanged`: the etags that the client has already (`If-None-Match`).
pub(crate) fn answer(answer: &Answer, unchanged: Option<&HeaderValue>, id: RequestId) -> Response<Body> {
    let media = answer.media();
    if media.is_empty() {
        return respond(answer.status(), None, id);
    }
    let etag = unchanged.and_then(|_| answer.etag());
    if let (Some(etag), Some(Ok(known))) = (&etag, unchanged.map(HeaderValue::to_str))
        && known.split(',').any(|one| one.trim().trim_matches('"') == etag)
    {
        return respond(304, None, id);
    }
    let mut body = Vec::with_capacity(1536);
    match answer.write(&mut body) {
        Ok(()) => respond(answer.status(), Some((media, body)), id),
        Err(cause) => {
            tracing::error!(request = %id, %cause, "the answer cannot be written");
            error(&Error::unavailable(), id)
        }
    }
}

pub(crate) fn error(error: &Error, id: RequestId) -> Response<Body> {
    let body = error.body(id.as_str()).map(|body| ("application/json", body.to_string().into_bytes()));
    let mut response = respond(error.status(), body, id);
    let challenge = match error.shape() {
        Shape::Challenge(challenge) => Some(challenge),
        Shape::Envelope if error.status() == 401 => Some(r#"Bearer realm="Service""#),
        Shape::Envelope | Shape::OAuth => None,
    };
    if let Some(challenge) = challenge {
        response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static(challenge));
    }
    response
}

pub(crate) fn respond(status: u16, body: Option<(&'static str, Vec<u8>)>, id: RequestId) -> Response<Body> {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, NO_STORE);
    headers.insert(header::STRICT_TRANSPORT_SECURITY, HTTPS_ONLY);
    if let Ok(id) = HeaderValue::from_bytes(&id.header()) {
        headers.insert(REQUEST_ID, id);
    }
    if let Some((media, body)) = body {
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media));
        *response.body_mut() = Body::from(body);
    }
    response
}
