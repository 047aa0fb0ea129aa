//! Who answers what a listener brings: the server itself, or its laboratory in front of it.
use crate::{App, lab::Lab};
use axum::body::Body;
use bytes::Bytes;
use http::{Request, Response};
use hyper::body::Body as HttpBody;
use std::sync::Arc;

#[derive(Clone)]
pub(crate) enum Front {
    App(Arc<App>),
    Lab(Lab),
}

impl Front {
    /// `world` is what the user name of a proxy has named.
    pub async fn answer<B>(&self, request: Request<B>, world: Option<&str>) -> Response<Body>
    where
        B: HttpBody<Data = Bytes, Error: std::error::Error + Send + Sync> + Send + 'static,
    {
        match self {
            Front::App(app) => app.handle(request).await,
            // Boxed: those who have no laboratory need no room for it.
            Front::Lab(lab) => Box::pin(lab.handle(request, world)).await,
        }
    }
}
