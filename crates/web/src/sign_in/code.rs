//! The second step of signing in where a second factor is on.
use super::{after, in_stage, wait, with_session};
use crate::{
    Web,
    form::Form,
    page::{self, Answer, Assets},
    visitor::{InStage, InStagePosted, Next},
};
use askama::Template;
use axum::extract::{RawQuery, State};
use boxwood_api::sign_in::{self, Stage};
use http::StatusCode;

#[derive(Template)]
#[template(path = "sign_in/code.html")]
struct Page<'a> {
    assets: Assets,
    csrf: &'a str,
    login: &'a str,
    next: &'a str,
    error: Option<String>,
}

impl<'a> Page<'a> {
    fn new(me: &'a InStage, next: &'a Next, error: Option<String>) -> Self {
        Page { assets: Assets, csrf: &me.csrf, login: &me.login, next: next.as_str(), error }
    }
}

pub(super) async fn show(RawQuery(query): RawQuery, me: InStage) -> Answer {
    let next = Next::of(Form::parse(query.unwrap_or_default().as_bytes()).text("next"));
    in_stage(&me, Stage::Factor, &next)?;
    Ok(page::show(&Page::new(&me, &next, None)))
}

pub(super) async fn check(State(web): State<Web>, InStagePosted { me, form }: InStagePosted) -> Answer {
    let next = Next::of(form.text("next"));
    in_stage(&me, Stage::Factor, &next)?;
    let (text, secret) = web.secret()?;
    let answer = form.text("code").to_owned();
    let answered =
        web.write("web.factor", &me, move |tx, session| sign_in::answer_factor(tx, session, &answer, secret));
    let (status, error) = match answered.await? {
        Ok(Some(stage)) => return Ok(with_session(&web, page::redirect(&after(stage, &next)), &text)),
        Ok(None) => (
            StatusCode::UNPROCESSABLE_ENTITY,
            "That code is wrong, or it was used already. Wait for the next one and try again.".to_owned(),
        ),
        Err(locked) => (StatusCode::TOO_MANY_REQUESTS, wait(locked, super::EMAIL)),
    };
    Ok(page::show_as(status, &Page::new(&me, &next, Some(error))))
}
