//! Signing in and out: login and password, then a new password where the one in use was for one time.
mod code;
mod password;
mod provider;
#[cfg(test)]
mod tests;

use crate::{
    Web,
    page::{self, Answer, Assets},
    visitor::{Guest, GuestPosted, InStage, Next, Posted, SignedIn, cookie, to_sign_in},
};
use askama::Template;
use axum::{
    Router,
    body::Body,
    extract::{RawQuery, State},
    response::Response,
    routing,
};
use boxwood_api::sign_in::{self, Locked, Stage};
use http::StatusCode;
pub(crate) use password::{Refused, acceptable, confirm};
pub(crate) use provider::BACK;

pub(crate) fn routes() -> Router<Web> {
    Router::new()
        .route("/sign-in", routing::get(show).post(sign_in_with_password))
        .route("/sign-in/password", routing::get(password::show).post(password::change))
        .route("/sign-in/code", routing::get(code::show).post(code::check))
        .route("/sign-out", routing::post(sign_out))
        .merge(provider::routes())
}

#[derive(Template)]
#[template(path = "sign_in/sign_in.html")]
struct Page<'a> {
    assets: Assets,
    csrf: &'a str,
    base: &'a str,
    login: &'a str,
    next: &'a str,
    /// What people know the OpenID Connect provider by.
    provider: Option<&'a str>,
    error: Option<String>,
}

impl<'a> Page<'a> {
    fn new(web: &'a Web, csrf: &'a str, login: &'a str, next: &'a Next, error: Option<String>) -> Self {
        let provider = web.provider.as_ref().map(|provider| provider.name());
        Page { assets: Assets, csrf, base: &web.base, login, next: next.as_str(), provider, error }
    }
}

async fn show(
    State(web): State<Web>,
    RawQuery(query): RawQuery,
    signed_in: Result<SignedIn, page::Failure>,
    guest: Guest,
) -> Answer {
    let query = crate::form::Form::parse(query.unwrap_or_default().as_bytes());
    let next = Next::of(query.text("next"));
    // Whoever is signed in and asks for this page wants another account, unless they were sent on from elsewhere.
    if signed_in.is_ok() && query.has("next") {
        return Ok(page::redirect(next.as_str()));
    }
    let page = Page::new(&web, &guest.csrf, query.text("login"), &next, None);
    Ok(page::with_cookie(page::show(&page), guest.cookie))
}

async fn sign_in_with_password(State(web): State<Web>, posted: GuestPosted) -> Answer {
    let (login, next) = (posted.form.text("login").to_owned(), Next::of(posted.form.text("next")));
    let password = posted.form.text("password").to_owned();
    let again = |status, error| Ok(page::show_as(status, &Page::new(&web, &posted.csrf, &login, &next, Some(error))));
    if password.len() > sign_in::MAX_PASSWORD {
        return again(StatusCode::UNPROCESSABLE_ENTITY, WRONG.to_owned());
    }
    let asked = login.clone();
    let attempt = match web.read(move |tx| sign_in::attempt(tx, &asked)).await? {
        Ok(attempt) => attempt,
        Err(locked) => return again(StatusCode::TOO_MANY_REQUESTS, wait(locked, EMAIL)),
    };
    let attempt = web.hashing(move || attempt.with(&password)).await?;
    let (text, secret) = web.secret()?;
    let (agent, request) = (posted.agent.clone(), web.request()?);
    let begin =
        move |tx: &mut boxwood_store::Tx<boxwood_store::Write>| sign_in::begin(tx, &attempt, secret, &agent, request);
    match web.db.write("web.sign_in", begin).await? {
        Err(locked) => again(StatusCode::TOO_MANY_REQUESTS, wait(locked, EMAIL)),
        Ok(None) => again(StatusCode::UNPROCESSABLE_ENTITY, WRONG.to_owned()),
        Ok(Some(stage)) => {
            let answer = page::redirect(&after(stage, &next));
            Ok(with_session(&web, answer, &text))
        }
    }
}

/// Sets the cookie of a new session; that of the guest has served.
pub(crate) fn with_session(web: &Web, answer: Response<Body>, secret: &str) -> Response<Body> {
    let session = cookie::set(web, cookie::SESSION, secret, Some(sign_in::SESSION_LIFETIME));
    page::with_cookie(page::with_cookie(answer, session), cookie::set(web, cookie::GUEST, "", Some(0)))
}

/// Where a session in that stage goes on; `next` is kept for the last step.
pub(crate) fn after(stage: Stage, next: &Next) -> String {
    let step = match stage {
        Stage::Full => return next.as_str().to_owned(),
        Stage::Password => "/sign-in/password",
        Stage::Factor => "/sign-in/code",
    };
    serde_urlencoded::to_string([("next", next.as_str())]).map_or(step.to_owned(), |query| format!("{step}?{query}"))
}

/// The same for a wrong password, a login that nobody has, and an account that is closed.
const WRONG: &str = "That password does not match this email. Check both and try again.";

pub(crate) const EMAIL: &str = "this email";

/// `of`: what was guessed at.
pub(crate) fn wait(locked: Locked, of: &str) -> String {
    let (number, unit) = match locked.seconds {
        seconds if seconds <= 90 => (seconds, "second"),
        seconds => ((seconds + 59) / 60, "minute"),
    };
    let plural = if number == 1 { "" } else { "s" };
    format!("Too many wrong answers for {of}. Try again in {number} {unit}{plural}.")
}

/// `next`: what somebody else is to sign in for.
async fn sign_out(State(web): State<Web>, Posted { me, form }: Posted) -> Answer {
    web.write("web.sign_out", &me, sign_in::end).await?;
    let answer = to_sign_in(&Next::of(form.text("next")));
    Ok(page::with_cookie(answer, cookie::set(&web, cookie::SESSION, "", Some(0))))
}

/// Somebody who is in the middle of signing in and asks for another step than theirs is sent to theirs.
fn in_stage(me: &InStage, stage: Stage, next: &Next) -> Result<(), page::Failure> {
    if me.stage == stage {
        return Ok(());
    }
    Err(page::Failure::Answered(Box::new(page::redirect(&after(me.stage, next)))))
}
