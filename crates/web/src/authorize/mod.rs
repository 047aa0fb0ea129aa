//! The authorize page of OAuth 2.0: a user lets an app act for them, or does not (contract: identity §2.4).
//!
//! The form is posted to the very address of the page, so that the request that is answered is the one that was shown.
//! Field and button names are Box's own, for programs that fill the page in.
mod query;
#[cfg(test)]
mod tests;

use crate::{
    Web,
    page::{self, Answer, Assets, Failure, scopes},
    visitor::{Posted, SignedIn},
};
use askama::Template;
use axum::{
    Router,
    extract::{RawQuery, State},
    response::Response,
    routing,
};
use boxwood_api::{
    enterprises,
    identity::{Drawn, SHORT},
    oauth::{self, Request, Unfit},
    sign_in::WebSession,
    wire::AppId,
};
use boxwood_store::{Read, Tx, Write};
use http::StatusCode;
use query::Query;

const PATH: &str = "/api/oauth2/authorize";

pub(crate) fn routes() -> Router<Web> {
    Router::new()
        .route("/api/oauth2/authorize", routing::get(show).post(answer))
        .route("/api/oauth2/authorize/", routing::get(show).post(answer))
}

#[derive(Template)]
#[template(path = "authorize/consent.html")]
struct Consent {
    assets: Assets,
    csrf: String,
    /// Where the form goes: the address of the page.
    action: String,
    app: String,
    initials: String,
    made_by: String,
    name: String,
    login: String,
    scopes: Vec<&'static str>,
    returns_to: String,
}

/// What the page needs, from one view of the store.
struct Shown {
    request: Request,
    made_by: String,
}

fn shown(tx: &mut Tx<Read>, session: &WebSession, query: &Query) -> boxwood_api::Result<Result<Shown, Unfit>> {
    let request = match oauth::request(tx, Some(session.user()), &query.asked)? {
        Ok(request) => request,
        Err(unfit) => return Ok(Err(unfit)),
    };
    let made_by = enterprises::name(tx, request.app.enterprise_id)?;
    Ok(Ok(Shown { request, made_by }))
}

async fn show(State(web): State<Web>, RawQuery(raw): RawQuery, me: Result<SignedIn, Failure>) -> Answer {
    let query = Query::parse(raw.as_deref().unwrap_or_default());
    // What is wrong with the request itself is said before anybody is asked to sign in for it.
    let asked = query.asked.clone();
    if let Err(unfit) = web.read(move |tx| oauth::request(tx, None, &asked)).await? {
        return refused(unfit, &query);
    }
    let me = me?;
    own(&me)?;
    let (secret, of) = (me.hash, query.clone());
    let looked = web.read(move |tx| {
        let session = boxwood_api::sign_in::admit(tx, secret, boxwood_api::sign_in::Stage::Full)?;
        shown(tx, &session, &of)
    });
    match looked.await? {
        Err(unfit) => refused(unfit, &query),
        Ok(found) => Ok(consent(&me, &found, &query)),
    }
}

fn consent(me: &SignedIn, Shown { request, made_by }: &Shown, query: &Query) -> Response {
    let origin = query::origin(&request.return_to);
    let page = Consent {
        assets: Assets,
        csrf: me.csrf.clone(),
        action: format!("{PATH}?{}", query.raw),
        app: request.app.name.clone(),
        initials: page::initials(&request.app.name),
        made_by: made_by.clone(),
        name: me.name.clone(),
        login: me.login.clone(),
        scopes: scopes::in_words(request.settings).map(|(_, words)| words.consent).collect(),
        returns_to: origin.to_owned(),
    };
    page::with_form_action(page::show(&page), origin)
}

async fn answer(State(web): State<Web>, RawQuery(raw): RawQuery, posted: Posted) -> Answer {
    let Posted { me, form } = posted;
    own(&me)?;
    let query = Query::parse(raw.as_deref().unwrap_or_default());
    let granted = form.has("consent_accept");
    let Drawn { text, hash: code } = Drawn::short(&web.random, web.db.now(), SHORT)?;
    let (request, of) = (web.request()?, query.clone());
    let answered = move |tx: &mut Tx<Write>, session: &WebSession| {
        let asked = match oauth::request(tx, Some(session.user()), &of.asked)? {
            Ok(asked) => asked,
            Err(unfit) => return Ok(Err(unfit)),
        };
        if granted {
            oauth::grant(tx, &session.caller(AppId::default(), request), &asked, code)?;
        }
        Ok(Ok(asked.return_to))
    };
    match web.write("web.authorize", &me, answered).await? {
        Err(unfit) => refused(unfit, &query),
        Ok(to) if granted => Ok(page::redirect(&query.back(&to, &[("code", &text)]))),
        Ok(to) => Ok(page::redirect(&query.back(
            &to,
            &[("error", "access_denied"), ("error_description", "The user denied access to your application")],
        ))),
    }
}

/// Nobody lets an app into an account that is not theirs.
fn own(me: &SignedIn) -> Result<(), Failure> {
    if !me.is_acting() {
        return Ok(());
    }
    let help = "An app is let into an account by its owner alone. Stop acting, then open the app's page again.";
    Err(Failure::said(StatusCode::FORBIDDEN, "You are acting as somebody else", help))
}

/// A page of our own, or the way back with an error, as the request can be trusted.
fn refused(unfit: Unfit, query: &Query) -> Answer {
    let said = |code: &str, what: &str, help: &str| {
        let help = format!("{help} Error: {code}.");
        Err(Failure::said(StatusCode::BAD_REQUEST, what, help))
    };
    match unfit {
        Unfit::Redirect { to, error, description } => {
            Ok(page::redirect(&query.back(&to, &[("error", error), ("error_description", description)])))
        }
        Unfit::UnknownClient => said(
            "invalid_client",
            "There is no such app",
            "The link that led here names a client ID that this server does not know. Whoever made the app finds the right one on the app's configuration page.",
        ),
        Unfit::WrongGrant => said(
            "unauthorized_client",
            "This app does not sign users in",
            "It was made for server authentication, and gets its tokens without this page. An app for users is made with OAuth 2.0.",
        ),
        Unfit::RedirectMismatch => said(
            "redirect_uri_mismatch",
            "The app's address is not one it has given",
            "The redirect URI in the link must be, letter by letter, one of those on the app's configuration page. Whoever made the app can add it there.",
        ),
        Unfit::RedirectMissing => said(
            "redirect_uri_missing",
            "The app does not say where to go back to",
            "It has several redirect URIs, or none, so the link must name one of them as redirect_uri.",
        ),
        Unfit::Disabled => said(
            "access_denied",
            "Disabled by Administrator",
            "An admin of your enterprise does not let this app in. Ask them to enable it in the admin console, under Platform apps.",
        ),
    }
}
