//! What an app proves itself with: its secret, its keys, the file that holds both, and the developer token. Whatever is
//! made here is shown on the very page, or in the very file, that answers its making, and is nowhere else.
use super::{
    head::{Head, Tab},
    id, look,
};
use crate::{
    Web,
    page::{self, Answer, Assets, Failure, Shell},
    sign_in::confirm,
    visitor::{Posted, SignedIn},
};
use askama::Template;
use axum::extract::{Path, State};
use boxwood_api::{
    apps,
    identity::{Drawn, SHORT, TokenHash},
    oauth,
    sign_in::WebSession,
    wire::AppId,
};
use http::StatusCode;

#[derive(Template)]
#[template(path = "developer/secret.html")]
struct Ask {
    assets: Assets,
    shell: Shell,
    head: Head,
    csrf: String,
    wrong: Option<String>,
}

async fn ask(web: &Web, me: &SignedIn, app: AppId, wrong: Option<String>) -> Result<Ask, Failure> {
    let details = look(web, me, move |tx, who| apps::details(tx, who, app)).await?;
    let head = Head::of(me, &details, Tab::Configuration);
    Ok(Ask { assets: Assets, shell: head.shell(me), head, csrf: me.csrf.clone(), wrong })
}

/// A text to copy now or never.
#[derive(Template)]
#[template(path = "developer/once.html")]
struct Once<'a> {
    assets: Assets,
    shell: Shell,
    head: Head,
    title: &'a str,
    help: &'a str,
    text: &'a str,
}

async fn once(web: &Web, me: &SignedIn, app: AppId, of: [&str; 3]) -> Answer {
    let details = look(web, me, move |tx, who| apps::details(tx, who, app)).await?;
    let head = Head::of(me, &details, Tab::Configuration);
    let [title, help, text] = of;
    Ok(page::show(&Once { assets: Assets, shell: head.shell(me), head, title, help, text }))
}

pub(super) async fn ask_reset(State(web): State<Web>, Path(app): Path<String>, me: SignedIn) -> Answer {
    Ok(page::show(&ask(&web, &me, id(&app)?, None).await?))
}

pub(super) async fn reset(State(web): State<Web>, Path(app): Path<String>, Posted { me, form }: Posted) -> Answer {
    let app = id(&app)?;
    // Who may not change the app is told so before any password is looked at.
    look(&web, &me, move |tx, who| apps::editable(tx, who, app)).await?;
    if let Err(why) = confirm(&web, &me, form.text("password")).await? {
        return Ok(page::show_as(StatusCode::UNPROCESSABLE_ENTITY, &ask(&web, &me, app, Some(why)).await?));
    }
    let (text, request) = (web.random.alphanumeric(32)?, web.request()?);
    let secret = TokenHash::of(&text);
    let write = move |tx: &mut _, session: &WebSession| {
        apps::reset_secret(tx, &session.caller(AppId::default(), request), app, secret)
    };
    web.write("web.app_secret", &me, write).await?;
    let help = "Copy it now: it is shown this once. The secret before it is worth nothing any more.";
    once(&web, &me, app, ["New client secret", help, &text]).await
}

pub(super) async fn make_token(State(web): State<Web>, Path(app): Path<String>, Posted { me, .. }: Posted) -> Answer {
    let app = id(&app)?;
    let (Drawn { text, hash }, request) = (Drawn::short(&web.random, web.db.now(), SHORT)?, web.request()?);
    let write = move |tx: &mut _, session: &WebSession| {
        oauth::make_developer_token(tx, &session.caller(AppId::default(), request), app, hash)
    };
    web.write("web.developer_token", &me, write).await?;
    let help = "Copy it now: it is shown this once. It is good for 60 minutes, as your own account.";
    once(&web, &me, app, ["Developer token", help, &text]).await
}

pub(super) async fn end_token(State(web): State<Web>, Path(app): Path<String>, Posted { me, .. }: Posted) -> Answer {
    let (app, request) = (id(&app)?, web.request()?);
    let write = move |tx: &mut _, session: &WebSession| {
        oauth::end_developer_token(tx, &session.caller(AppId::default(), request), app)
    };
    web.write("web.developer_token", &me, write).await?;
    Ok(page::redirect(&format!("/developer/apps/{app}/configuration?said=revoked#token")))
}
