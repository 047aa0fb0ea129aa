//! The start page: to where one's work is.
use crate::{Web, page, page::Answer, visitor::SignedIn};
use axum::{Router, routing};

pub(crate) fn routes() -> Router<Web> {
    Router::new().route("/", routing::get(start))
}

async fn start(_: SignedIn) -> Answer {
    Ok(page::redirect("/developer/apps"))
}
