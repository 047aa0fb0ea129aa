//! What is no operation: pages, OAuth, documents, health. axum's, but for its errors, which are JSON too where no person
//! reads them.
use super::{
    app::refusal,
    archive::{self, Archives},
    download::{self, Shelf},
    health, placeholder,
    upload::Pages,
};
use crate::{Config, metrics::Meter, oauth, openapi};
use axum::{Router, body::Body};
use boxwood_api::{Error, audit::Recorder, oauth::Issuer, wire::RequestId};
use boxwood_web::Web;
use bytes::Bytes;
use http::{HeaderMap, Request, Response, header::ACCEPT};
use hyper::body::Body as HttpBody;
use std::{
    borrow::Cow,
    future::ready,
    sync::{Arc, LazyLock},
    time::Instant,
};
use tower::ServiceExt;

/// Made when it is first asked: many worlds of a laboratory never are, and it is most of what they would cost.
type Lazy = LazyLock<Router, Box<dyn FnOnce() -> Router + Send>>;

pub(super) struct Others {
    /// What programs ask for; and behind it, made by itself for it is most of all, what people do.
    router: Lazy,
    archives: Archives,
    /// By what the path begins with; the last takes what is left.
    meters: [(&'static str, &'static str, Meter); 5],
}

impl Others {
    pub fn new(config: &Config, shelf: Shelf, recorder: Arc<Recorder>) -> Self {
        let archives = Archives::default();
        let (own, of, shelved) = (config.clone(), archives.clone(), shelf.clone());
        let pages: Lazy = LazyLock::new(Box::new(move || pages(&own, &shelved, recorder)));
        let config = config.clone();
        let router: Lazy = LazyLock::new(Box::new(move || programs(&config, shelf, of, Arc::new(pages))));
        let meter = |path, operation| (path, operation, Meter::default());
        let meters = [
            meter("/oauth2/token", "post_oauth2_token"),
            meter("/oauth2/revoke", "post_oauth2_revoke"),
            meter("/d/1/", "download"),
            meter(archive::BELOW, "get_zip_downloads_id_content"),
            meter("", "other"),
        ];
        Others { router, archives, meters }
    }

    /// Ends what goes on though nobody waits for it.
    pub async fn stop(&self) {
        self.archives.stop().await;
    }

    pub fn meters(&self) -> impl Iterator<Item = (&'static str, &Meter)> {
        self.meters.iter().map(|(_, operation, meter)| (*operation, meter))
    }

    /// What the meters call what a path leads to.
    pub fn operation(&self, path: &str) -> &'static str {
        self.meters.iter().find(|(start, ..)| path.starts_with(start)).map_or("other", |(_, operation, _)| operation)
    }

    pub async fn answer<B>(&self, request: Request<B>) -> Response<Body>
    where
        B: HttpBody<Data = Bytes, Error: std::error::Error + Send + Sync> + Send + 'static,
    {
        let (start, method, uri) = (Instant::now(), request.method().clone(), request.uri().clone());
        let answer = self.router.clone().oneshot(request.map(Body::new)).await;
        let answer = answer.unwrap_or_else(|never| match never {});
        let (path, status, took) = (uri.path(), answer.status().as_u16(), start.elapsed());
        if let Some((.., meter)) = self.meters.iter().find(|(start, ..)| path.starts_with(start)) {
            meter.count(status, took);
        }
        let id = answer.headers().get("box-request-id").and_then(|id| RequestId::of(id.to_str().ok()?));
        let id = id.unwrap_or_default();
        let path = without_secret(path);
        tracing::debug!(request = %id, %method, path = &*path, status, micros = took.as_micros());
        answer
    }
}

fn programs(config: &Config, shelf: Shelf, archives: Archives, pages: Arc<Lazy>) -> Router {
    let issuer = Issuer::new(config.random.clone(), &config.base());
    let db = shelf.db.clone();
    let to_pages = async move |request: Request<Body>| {
        let answer = Router::clone(&pages).oneshot(request).await;
        answer.unwrap_or_else(|never| match never {})
    };
    openapi::routes()
        .merge(health::routes(db.clone()))
        .merge(archive::routes(shelf.clone(), archives))
        .merge(download::routes(shelf))
        .merge(placeholder::routes())
        .merge(oauth::routes(db, issuer, config.limits.body))
        .fallback(to_pages)
        .method_not_allowed_fallback(|| ready(refusal(&Error::method_not_allowed())))
}

fn pages(config: &Config, Shelf { db, blobs, .. }: &Shelf, recorder: Arc<Recorder>) -> Router {
    let web = Web::new(db.clone(), config.random.clone(), &config.base(), openapi::api_document, recorder);
    let intake = Pages { db: db.clone(), blobs: blobs.clone(), patience: config.limits.body };
    let web = web.with_intake(Arc::new(intake));
    let web = match &config.provider {
        Some(settings) => web.with_provider(settings.clone()),
        None => web,
    };
    boxwood_web::routes(web.clone())
        .fallback(move |headers: HeaderMap| nothing_here(web.clone(), headers))
        .method_not_allowed_fallback(|| ready(refusal(&Error::method_not_allowed())))
}

/// What addresses begin with that are a permission in themselves, to whoever reads them.
const BEARERS: [&str; 6] = ["/d/1/", "/s/", "/shared/static/", "/preview/expiring_embed/", "/f/", archive::BELOW];

/// A path as it may be logged.
pub(crate) fn without_secret(path: &str) -> Cow<'_, str> {
    let Some((start, rest)) = BEARERS.iter().find_map(|start| Some((start, path.strip_prefix(start)?))) else {
        return Cow::Borrowed(path);
    };
    let behind = rest.find('/').and_then(|at| rest.get(at..)).unwrap_or_default();
    Cow::Owned(format!("{start}…{behind}"))
}

/// A person who followed a link gets a page, a program JSON.
async fn nothing_here(web: Web, headers: HeaderMap) -> Response<Body> {
    let accepted = headers.get(ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if accepted.contains("text/html") {
        boxwood_web::not_found(&web, &headers).await
    } else {
        refusal(&Error::no_such_path())
    }
}
