//! The picture that stands for any file of which there is no other.
use axum::{Router, body::Body, routing};
use boxwood_api::resources::previews::{Format, placeholder};
use http::{
    HeaderValue, Response,
    header::{CACHE_CONTROL, CONTENT_TYPE, X_CONTENT_TYPE_OPTIONS},
};
use std::{future::ready, sync::LazyLock};

static PNG: LazyLock<Vec<u8>> = LazyLock::new(|| placeholder(Format::Png));
static JPG: LazyLock<Vec<u8>> = LazyLock::new(|| placeholder(Format::Jpg));

pub(super) fn routes() -> Router {
    Router::new()
        .route("/preview/placeholder.png", routing::get(|| ready(answer(&PNG, Format::Png))))
        .route("/preview/placeholder.jpg", routing::get(|| ready(answer(&JPG, Format::Jpg))))
}

fn answer(bytes: &[u8], format: Format) -> Response<Body> {
    let mut answer = Response::new(Body::from(bytes.to_vec()));
    let headers = answer.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(format.media()));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("public, max-age=86400"));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    answer
}
