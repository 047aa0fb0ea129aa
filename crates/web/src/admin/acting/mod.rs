//! Into somebody's account and back, with the banner on every page in between (contract: identity §4.2, §5.1).
#[cfg(test)]
mod tests;

use crate::{
    Web,
    page::{self, Answer, Failure},
    sign_in::with_session,
    visitor::Posted,
};
use axum::{
    Router,
    extract::{Path, State},
    routing,
};
use boxwood_api::{identity::Refusal, sign_in, wire::UserId};
use http::StatusCode;

pub(super) fn routes() -> Router<Web> {
    Router::new().route("/admin/users/{id}/act", routing::post(begin)).route("/admin/stop-acting", routing::post(stop))
}

async fn begin(State(web): State<Web>, Path(id): Path<String>, Posted { me, .. }: Posted) -> Answer {
    let id: UserId = id.parse().map_err(|()| Failure::not_found())?;
    let ((text, secret), request) = (web.secret()?, web.request()?);
    let act = move |tx: &mut _, session: &_| sign_in::act(tx, session, id, secret, request);
    match web.write("web.act", &me, act).await? {
        Ok(()) => Ok(with_session(&web, page::redirect("/"), &text)),
        Err(refusal) => Err(Failure::said(StatusCode::FORBIDDEN, "You cannot act as this user", why(refusal))),
    }
}

pub(super) fn why(refusal: Refusal) -> &'static str {
    match refusal {
        Refusal::ActorIsNoAdmin => "Only the admin, and co-admins who were given the right to it, act as users.",
        Refusal::ActorLacksPermission => {
            "It takes the permissions “Manage users” and “Log in to users' accounts”. Your admin gives them on your page under Users."
        }
        Refusal::TargetIsActor => "This is your own account: you are in it already.",
        Refusal::TargetIsServiceAccount => "Nobody acts as a service account. Its app works as it, with a token.",
        Refusal::TargetIsAdmin => "Nobody acts as an admin or a co-admin. They sign in themselves.",
        Refusal::TargetInactive => "The user is inactive. Set the status to active on their page, then act as them.",
        _ => "The user is not in your reach.",
    }
}

/// Leads back to the page of whom they were: what was done there may have to be looked at.
async fn stop(State(web): State<Web>, Posted { me, .. }: Posted) -> Answer {
    if !me.is_acting() {
        return Ok(page::redirect("/"));
    }
    let (user, (text, secret)) = (me.user().id, web.secret()?);
    web.write("web.stop_acting", &me, move |tx, session| sign_in::stop_acting(tx, session, secret)).await?;
    Ok(with_session(&web, page::redirect(&format!("/admin/users/{user}?said=stopped")), &text))
}
