//! Calls from web pages (contract: identity §8, content §0.1).
use super::respond;
use axum::body::Body;
use boxwood_api::wire::RequestId;
use http::{
    HeaderMap, HeaderName, HeaderValue, Method, Response,
    header::{
        ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
        ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE, ACCESS_CONTROL_REQUEST_HEADERS,
        ACCESS_CONTROL_REQUEST_METHOD, ORIGIN, VARY,
    },
};

/// What a page may read of an answer besides its body.
const EXPOSED: HeaderValue = HeaderValue::from_static(
    "Box-Request-Id, Box-Version, Content-Disposition, Content-Range, Location, Retry-After, WWW-Authenticate",
);
const METHODS: HeaderValue = HeaderValue::from_static("GET, POST, PUT, DELETE, OPTIONS");
const ON_ORIGIN: HeaderValue = HeaderValue::from_static("Origin");
const ON_QUESTION: HeaderValue =
    HeaderValue::from_static("Origin, Access-Control-Request-Method, Access-Control-Request-Headers");
/// How long a browser may remember it, in seconds.
const REMEMBERED: HeaderValue = HeaderValue::from_static("600");

/// A browser's question whether a page may make a call. OPTIONS alone is a call of the API, from a page or not.
pub(super) fn is_preflight(method: &Method, headers: &HeaderMap) -> bool {
    method == Method::OPTIONS && headers.contains_key(ORIGIN) && headers.contains_key(ACCESS_CONTROL_REQUEST_METHOD)
}

/// Every page may ask: the question carries no token, so there is no app yet that could refuse it.
pub(super) fn preflight(headers: &HeaderMap, id: RequestId) -> Response<Body> {
    let mut response = respond::respond(204, None, id);
    let answer = response.headers_mut();
    let echoed: [(HeaderName, HeaderName); 2] =
        [(ORIGIN, ACCESS_CONTROL_ALLOW_ORIGIN), (ACCESS_CONTROL_REQUEST_HEADERS, ACCESS_CONTROL_ALLOW_HEADERS)];
    for (asked, name) in echoed {
        if let Some(value) = headers.get(asked) {
            answer.insert(name, value.clone());
        }
    }
    answer.insert(ACCESS_CONTROL_ALLOW_METHODS, METHODS);
    answer.insert(ACCESS_CONTROL_MAX_AGE, REMEMBERED);
    answer.insert(VARY, ON_QUESTION);
    response
}

/// Lets the page at `origin` read the answer.
pub(super) fn allow(response: &mut Response<Body>, origin: &HeaderValue) {
    let headers = response.headers_mut();
    headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin.clone());
    headers.insert(ACCESS_CONTROL_EXPOSE_HEADERS, EXPOSED);
    headers.append(VARY, ON_ORIGIN);
}
