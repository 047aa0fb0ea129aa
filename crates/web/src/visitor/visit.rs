//! What goes on around every page: whoever is in another's account leaves a trace of what they look at, and sees where they
//! are on pages of errors, too.
use super::{cookie, extract};
use crate::{
    Web,
    page::{Acting, Failed},
};
use axum::{
    extract::{Request, State},
    middleware::Next,
    response::Response,
};
use boxwood_api::{
    sign_in::WebSession,
    wire::{AppId, RequestId},
};
use http::{HeaderMap, Method};
use std::sync::{Arc, OnceLock};

/// Who has turned out to be looking, once the page has asked.
#[derive(Clone, Default)]
pub(super) struct Visit(Arc<OnceLock<Visitor>>);

struct Visitor {
    session: WebSession,
    csrf: String,
}

impl Visit {
    pub fn by(&self, session: &WebSession, csrf: &str) {
        if session.is_acting() {
            let _ = self.0.set(Visitor { session: session.clone(), csrf: csrf.to_owned() });
        }
    }

    fn banner(&self) -> Option<Acting> {
        let Visitor { session, csrf } = self.0.get()?;
        Some(Acting { actor: session.actor_name.clone()?, name: session.name.clone(), csrf: csrf.clone() })
    }
}

/// What the record calls a look at pages: the area alone, for what is on them changes from minute to minute.
fn viewed(path: &str) -> &'static str {
    match path.split('/').nth(1).unwrap_or_default() {
        "account" => "web.view_account",
        "admin" => "web.view_admin",
        "developer" => "web.view_developer",
        "docs" => "web.view_docs",
        _ => "web.view",
    }
}

pub(crate) async fn around(State(web): State<Web>, mut request: Request, next: Next) -> Response {
    let (visit, looks) = (Visit::default(), matches!(*request.method(), Method::GET | Method::HEAD));
    let operation = viewed(request.uri().path());
    request.extensions_mut().insert(visit.clone());
    let answer = next.run(request).await;
    if let Some(visitor) = visit.0.get().filter(|_| looks) {
        let who = visitor.session.caller(AppId::default(), RequestId::default());
        web.recorder.reads.count(&who, operation, answer.status().as_u16(), web.db.now());
    }
    with_banner(answer, &visit)
}

/// The same page of an error, for somebody who is in another's account.
fn with_banner(answer: Response, visit: &Visit) -> Response {
    match (answer.extensions().get::<Failed>(), visit.banner()) {
        (Some(failed), Some(acting)) => failed.shown(Some(acting)),
        _ => answer,
    }
}

/// The page of an error at an address where there is none, for whoever these headers are of.
pub(crate) async fn told(web: &Web, headers: &HeaderMap, answer: Response) -> Response {
    let visit = Visit::default();
    // A stranger's cookie is asked about by every page; here it is, too.
    if cookie::read(headers, &web.cookie_name(cookie::SESSION)).is_some()
        && let Ok(Some((session, csrf))) = extract::find(headers, web).await
    {
        visit.by(&session, &csrf);
    }
    with_banner(answer, &visit)
}
