//! The password and the sessions of who sits there. Not of whom they act as: that account's secrets are its owner's.
use super::{factor, provider};
use crate::{
    Web,
    page::{self, Answer, Area, Assets, Failure, Shell, texts::Moment},
    sign_in::{self as steps, Refused, acceptable},
    visitor::{Posted, SignedIn},
};
use askama::Template;
use axum::extract::{RawQuery, State};
use boxwood_api::{
    identity::PasswordHash,
    sign_in::{self, Factor, MIN_PASSWORD, SessionRow},
};
use http::StatusCode;

#[derive(Template)]
#[template(path = "account/security.html")]
struct Page {
    assets: Assets,
    shell: Shell,
    csrf: String,
    login: String,
    least: usize,
    sessions: Vec<Session>,
    /// Why the password was not changed: of the one in use, of the new one.
    wrong: (Option<String>, Option<&'static str>),
    second_factor: Factor,
    /// Why nothing was done about the second factor.
    factor_wrong: Option<String>,
    provider: Option<provider::Card>,
}

struct Session {
    id: i64,
    agent: String,
    began: Moment,
    seen: Moment,
    is_this: bool,
}

impl Session {
    fn of(row: SessionRow, me: &SignedIn) -> Self {
        let agent = super::agent::short(&row.agent);
        let (began, seen) = (Moment(row.created_at), Moment(row.seen_at));
        Session { id: row.id, agent, began, seen, is_this: row.id == me.id }
    }
}

const PATH: &str = "/account/security";

/// What was done, by the word that stands in the address afterwards.
fn said(query: Option<String>) -> Option<String> {
    let query = crate::form::Form::parse(query.unwrap_or_default().as_bytes());
    let said = match query.text("said") {
        "password" => "Your password is changed. All other sessions are signed out.",
        "ended" => "That session is signed out.",
        "factor-off" => "The second factor is off. Your password alone signs you in.",
        "unlinked" => "That identity signs you in no longer.",
        "others" => "All other sessions are signed out.",
        _ => return None,
    };
    Some(said.to_owned())
}

async fn page(web: &Web, me: &SignedIn) -> Result<Page, Failure> {
    let secret = me.hash;
    let rows = web
        .scan(move |tx| match sign_in::open(tx, secret)? {
            Some(session) => sign_in::sessions(tx, &session),
            None => Ok(Vec::new()),
        })
        .await?;
    Ok(Page {
        assets: Assets,
        shell: Shell::new(me, "Security and sessions", Area::Account, PATH),
        csrf: me.csrf.clone(),
        login: me.login.clone(),
        least: MIN_PASSWORD,
        sessions: rows.into_iter().map(|row| Session::of(row, me)).collect(),
        wrong: (None, None),
        second_factor: factor::standing(web, me).await?,
        factor_wrong: None,
        provider: provider::card(web, me).await?,
    })
}

/// # Errors
/// For somebody who acts as another.
pub(super) fn own(me: &SignedIn) -> Result<(), Failure> {
    if !me.is_acting() {
        return Ok(());
    }
    let help = "Passwords and sessions are for the owner of an account alone. Stop acting to see your own.";
    Err(Failure::said(StatusCode::FORBIDDEN, "You are acting as somebody else", help))
}

/// The page again, for a password that did not confirm a change of the second factor.
pub(super) async fn wrong_password(web: &Web, me: &SignedIn, why: String) -> Answer {
    let page = Page { factor_wrong: Some(why), ..page(web, me).await? };
    Ok(page::show_as(StatusCode::UNPROCESSABLE_ENTITY, &page))
}

pub(super) async fn show(State(web): State<Web>, RawQuery(query): RawQuery, me: SignedIn) -> Answer {
    own(&me)?;
    let mut page = page(&web, &me).await?;
    page.shell.said = said(query);
    Ok(page::show(&page))
}

pub(super) async fn change_password(State(web): State<Web>, Posted { me, form }: Posted) -> Answer {
    own(&me)?;
    let wrong = async |wrong| {
        let page = Page { wrong, ..page(&web, &me).await? };
        Ok(page::show_as(StatusCode::UNPROCESSABLE_ENTITY, &page))
    };
    if let Err(Refused(why)) = acceptable(form.text("password"), form.text("again"), &me.login) {
        return wrong((None, Some(why))).await;
    }
    if let Err(why) = steps::confirm(&web, &me, form.text("current")).await? {
        return wrong((Some(why), None)).await;
    }
    let (password, random) = (form.text("password").to_owned(), web.random.clone());
    let hash = web.hashing(move || PasswordHash::of(&password, &random)).await??;
    let ((text, secret), request) = (web.secret()?, web.request()?);
    let change = move |tx: &mut _, session: &_| sign_in::change_password(tx, session, &hash, secret, request);
    web.write("web.password", &me, change).await?;
    Ok(steps::with_session(&web, page::redirect("/account/security?said=password"), &text))
}

pub(super) async fn end_one(State(web): State<Web>, Posted { me, form }: Posted) -> Answer {
    own(&me)?;
    let id = form.text("id").parse().map_err(|_| Failure::not_found())?;
    web.write("web.end_session", &me, move |tx, session| sign_in::end_one(tx, session, id)).await?;
    Ok(page::redirect("/account/security?said=ended"))
}

pub(super) async fn end_others(State(web): State<Web>, Posted { me, .. }: Posted) -> Answer {
    own(&me)?;
    web.write("web.end_sessions", &me, sign_in::end_all).await?;
    Ok(page::redirect("/account/security?said=others"))
}
