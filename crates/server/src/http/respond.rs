//! Answers and errors as HTTP.
use super::gzip;
use axum::body::Body;
use boxwood_api::{
    Answer, Error,
    wire::{RequestId, Shape},
};
use http::{HeaderName, HeaderValue, Response, StatusCode, header};

const NO_STORE: HeaderValue = HeaderValue::from_static("no-cache, no-store");
const HTTPS_ONLY: HeaderValue = HeaderValue::from_static("max-age=31536000");
pub(super) const REQUEST_ID: HeaderName = HeaderName::from_static("box-request-id");

#[expect(clippy::disallowed_methods, reason = "a name for the log, and no secret")]
pub(crate) fn new_request_id() -> RequestId {
    RequestId::new(fastrand::u128(..))
}

/// What a client has said of the answer that it would like.
pub(super) struct Wishes<'a> {
    /// The etags that it has already (`If-None-Match`).
    pub known: Option<&'a HeaderValue>,
    pub gzip: bool,
}

pub(super) fn answer(answer: &Answer, wishes: &Wishes<'_>, id: RequestId) -> Response<Body> {
    let media = answer.media();
    if media.is_empty() {
        let mut response = respond(answer.status(), None, id);
        for (name, value) in answer.headers() {
            if let Ok(value) = HeaderValue::from_str(&value) {
                response.headers_mut().insert(name, value);
            }
        }
        return response;
    }
    let etag = wishes.known.and_then(|_| answer.etag());
    if let (Some(etag), Some(Ok(known))) = (&etag, wishes.known.map(HeaderValue::to_str))
        && known.split(',').any(|one| one.trim().trim_start_matches("W/").trim_matches('"') == etag)
    {
        return respond(304, None, id);
    }
    let mut body = Vec::with_capacity(1536);
    if let Err(cause) = answer.write(&mut body) {
        tracing::error!(request = %id, %cause, "the answer cannot be written");
        return error(&Error::unavailable(), id);
    }
    let mut response = respond(answer.status(), None, id);
    let body = gzip::pack(&mut response, media, body, wishes.gzip);
    fill(&mut response, media, body);
    response
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
    if let Some((name, value)) = error.header()
        && let Ok(value) = HeaderValue::from_str(value)
    {
        response.headers_mut().insert(name, value);
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
        fill(&mut response, media, body);
    }
    response
}

fn fill(response: &mut Response<Body>, media: &'static str, body: Vec<u8>) {
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(media));
    *response.body_mut() = Body::from(body);
}
