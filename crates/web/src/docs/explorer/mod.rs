//! The live explorer: logging in by this server's own OAuth flow. The calls themselves are made by the page's script, which
//! keeps the token in the tab that it was fetched in.
#[cfg(test)]
mod tests;

use super::Reader;
use crate::{
    Web,
    page::{self, Answer, Assets, Failure, Shell},
    visitor::Posted,
};
use askama::Template;
use axum::extract::State;
use boxwood_api::{apps, wire::AppId};
use http::StatusCode;

/// Where the consent page comes back to.
pub(super) const PATH: &str = "/docs/explorer";

#[derive(Template)]
#[template(path = "docs/explorer.html")]
struct Page {
    assets: Assets,
    shell: Shell,
}

/// Comes back from the consent page: the script fetches the token and goes on to where it was.
pub(super) async fn show(State(web): State<Web>, reader: Reader) -> Answer {
    Ok(page::show(&Page { assets: Assets, shell: super::shell(&web, &reader, "Log in to the explorer", PATH) }))
}

/// Sends whoever is signed in to the consent page, with the challenge that the script has drawn.
pub(super) async fn log_in(State(web): State<Web>, Posted { me, form }: Posted) -> Answer {
    let (challenge, state) = (form.text("challenge").to_owned(), form.text("state").to_owned());
    // What a script of ours sends; without script there is nothing that could go on from there.
    if !is_drawn(&challenge) || !is_drawn(&state) {
        return Err(Failure::said(
            StatusCode::UNPROCESSABLE_ENTITY,
            "The explorer needs JavaScript",
            "Every page has its call as a command for curl, which needs none.",
        ));
    }
    let (return_to, request) = (format!("{}{PATH}", web.base), web.request()?);
    let (_, secret) = web.secret()?;
    let to = return_to.clone();
    let client_id = web
        .write("web.explorer", &me, move |tx, session| {
            apps::explorer(tx, &session.caller(AppId::default(), request), &to, secret)
        })
        .await?;
    let query = serde_urlencoded::to_string([
        ("response_type", "code"),
        ("client_id", &client_id),
        ("redirect_uri", &return_to),
        ("state", &state),
        ("code_challenge", &challenge),
        ("code_challenge_method", "S256"),
    ]);
    Ok(page::redirect(&format!("/api/oauth2/authorize?{}", query.unwrap_or_default())))
}

/// 32 bytes in base64url.
fn is_drawn(text: &str) -> bool {
    text.len() == 43 && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
}
