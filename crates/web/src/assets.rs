//! The stylesheet, the script and the mark: in the binary, under names that change with their content.
use crate::Web;
use axum::{Router, body::Body, routing};
use http::{
    HeaderValue, Response,
    header::{CACHE_CONTROL, CONTENT_TYPE, X_CONTENT_TYPE_OPTIONS},
};
use sha2::{Digest, Sha256};
use std::{fmt::Write as _, sync::LazyLock};

/// A file that pages name.
pub(crate) struct Asset {
    /// Where it is served.
    pub path: String,
    media: &'static str,
    content: &'static [u8],
}

impl Asset {
    fn new(name: &str, ending: &str, media: &'static str, content: &'static [u8]) -> Self {
        let mut path = format!("/assets/{name}-");
        for byte in Sha256::digest(content).iter().take(6) {
            let _ = write!(path, "{byte:02x}");
        }
        path.push_str(ending);
        Asset { path, media, content }
    }

    fn answer(&self) -> Response<Body> {
        let mut answer = Response::new(Body::from(self.content));
        let headers = answer.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(self.media));
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("public, max-age=31536000, immutable"));
        headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
        answer
    }
}

pub(crate) static STYLE: LazyLock<Asset> =
    LazyLock::new(|| Asset::new("boxwood", ".css", "text/css; charset=utf-8", include_bytes!("../assets/boxwood.css")));
pub(crate) static SCRIPT: LazyLock<Asset> = LazyLock::new(|| {
    Asset::new("boxwood", ".js", "text/javascript; charset=utf-8", include_bytes!("../assets/boxwood.js"))
});
pub(crate) static EXPLORER: LazyLock<Asset> = LazyLock::new(|| {
    Asset::new("explorer", ".js", "text/javascript; charset=utf-8", include_bytes!("../assets/explorer.js"))
});
pub(crate) static LAB: LazyLock<Asset> =
    LazyLock::new(|| Asset::new("lab", ".js", "text/javascript; charset=utf-8", include_bytes!("../assets/lab.js")));
pub(crate) static MARK: LazyLock<Asset> =
    LazyLock::new(|| Asset::new("mark", ".svg", "image/svg+xml", include_bytes!("../assets/mark.svg")));

pub(crate) fn routes() -> Router<Web> {
    let all: [&'static LazyLock<Asset>; 5] = [&STYLE, &SCRIPT, &EXPLORER, &LAB, &MARK];
    let routed = all.into_iter().fold(Router::new(), |router, asset| {
        router.route(&asset.path, routing::get(move || std::future::ready(asset.answer())))
    });
    // What browsers ask for whatever the page says.
    routed.route("/favicon.ico", routing::get(|| std::future::ready(MARK.answer())))
}
