//! The pages: signing in, consent, the consoles, the documentation.
//!
//! Server-rendered. A page is a template beside the code that fills it; it works without script, and what it shows comes
//! from the same functions, with the same checks, as what a client is answered.
mod account;
mod admin;
mod assets;
mod authorize;
mod developer;
mod docs;
mod form;
mod home;
pub mod lab;
mod page;
mod preview;
mod requests;
mod shared;
mod sign_in;
#[cfg(test)]
mod tests;
mod visitor;
mod web;

pub use requests::Intake;
pub use web::Web;

use axum::{
    Router, middleware,
    response::{IntoResponse, Response},
};
use http::HeaderMap;

/// Every page of the server.
pub fn routes(web: Web) -> Router {
    Router::new()
        .merge(assets::routes())
        .merge(home::routes())
        .merge(sign_in::routes())
        .merge(account::routes())
        .merge(developer::routes())
        .merge(admin::routes())
        .merge(authorize::routes())
        .merge(docs::routes())
        .merge(shared::routes())
        .merge(preview::routes())
        .merge(requests::routes())
        .layer(middleware::from_fn_with_state(web.clone(), visitor::around))
        .with_state(web)
}

/// What people are shown where there is nothing.
pub async fn not_found(web: &Web, headers: &HeaderMap) -> Response {
    visitor::told(web, headers, page::Failure::not_found().into_response()).await
}
