//! The developer console: the apps that somebody may change, and everything about one of them.
//!
//! Who may see and change an app, `boxwood_api::apps` decides; whoever may not finds no page.
mod authorization;
mod configuration;
mod create;
mod credentials;
mod diagnostics;
mod general;
mod head;
mod keys;
mod list;
#[cfg(test)]
mod tests;
mod words;

use crate::{Web, form::Form, page::Failure, visitor::SignedIn};
use axum::{Router, routing};
use boxwood_api::{Caller, Error, wire::AppId};
use boxwood_store::{Read, Tx};

pub(crate) fn routes() -> Router<Web> {
    Router::new()
        .route("/developer/apps", routing::get(list::show))
        .route("/developer/apps/new", routing::get(create::show).post(create::create))
        .route("/developer/apps/{id}", routing::get(general::show).post(general::save))
        .route("/developer/apps/{id}/configuration", routing::get(configuration::show).post(configuration::save))
        .route("/developer/apps/{id}/secret", routing::get(credentials::ask_reset).post(credentials::reset))
        .route("/developer/apps/{id}/token", routing::post(credentials::make_token))
        .route("/developer/apps/{id}/token/revoke", routing::post(credentials::end_token))
        .route("/developer/apps/{id}/keys/new", routing::get(keys::ask).post(keys::add))
        .route("/developer/apps/{id}/keys/remove", routing::post(keys::remove))
        .route("/developer/apps/{id}/settings-file", routing::get(keys::ask_file).post(keys::file))
        .route("/developer/apps/{id}/authorization", routing::get(authorization::show))
        .route("/developer/apps/{id}/enablement", routing::get(authorization::show))
        .route("/developer/apps/{id}/diagnostics", routing::get(diagnostics::show))
        .route("/developer/apps/{id}/review", routing::post(authorization::ask))
        .route("/developer/apps/{id}/collaborators", routing::post(general::add_collaborator))
        .route("/developer/apps/{id}/collaborators/remove", routing::post(general::remove_collaborator))
        .route("/developer/apps/{id}/delete", routing::post(general::delete))
}

/// What was done, by the word that stands in the address afterwards.
fn said(query: Option<String>) -> Option<String> {
    let query = Form::parse(query.unwrap_or_default().as_bytes());
    let said = match query.text("said") {
        "saved" => "Saved.",
        "revoked" => "The developer token is revoked.",
        "key" => "The key is added. The app can sign with it at once.",
        "key-removed" => "The key is removed. Assertions signed with it are refused.",
        "collaborator" => "They can see and change the app now.",
        "collaborator-removed" => "They can no longer see the app.",
        "asked" => "The admin finds the app among those that wait.",
        _ => return None,
    };
    Some(said.to_owned())
}

/// The app that a path names.
fn id(text: &str) -> Result<AppId, Failure> {
    text.parse().map_err(|()| Failure::not_found())
}

/// Reads as somebody who is signed in, with the same checks as a client's call.
async fn look<T: Send + 'static>(
    web: &Web,
    me: &SignedIn,
    work: impl Fn(&mut Tx<Read>, &Caller) -> Result<T, Error> + Send + 'static,
) -> Result<T, Failure> {
    let who = me.caller(AppId::default(), web.request()?);
    Ok(web.scan(move |tx| work(tx, &who)).await?)
}
