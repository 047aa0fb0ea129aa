//! What a world does to requests, and keeps of them.
use crate::App;
use axum::body::Body;
use http::{Request, Response};

/// The bench of a world.
#[derive(Default)]
pub struct Bench;

impl Bench {
    /// Answers a request of this world.
    pub async fn answer(&self, app: &App, request: Request<Body>) -> Response<Body> {
        app.handle(request).await
    }

    /// As it was when the world was made: the world is reset.
    pub fn reset(&self) {}
}
