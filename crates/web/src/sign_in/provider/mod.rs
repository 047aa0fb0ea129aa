//! Signing in through an OpenID Connect provider: off to it with a form, and back from it with a code.
//!
//! The browser goes on from a page of ours and not by a redirect of the form's answer: a browser holds all redirects of a
//! form to the page's policy, also those from the provider to further ones, which nobody here knows.
mod flow;
#[cfg(test)]
mod tests;

use super::{after, with_session};
use crate::{
    Web,
    form::Form,
    page::{self, Answer, Assets, Failure},
    visitor::{GuestPosted, Next, Offered, cookie},
};
use askama::Template;
use axum::{
    Router,
    body::Body,
    extract::{RawQuery, State},
    response::Response,
    routing,
};
use boxwood_api::sign_in::{self, Entered, Vouched};
use boxwood_oidc::{Failure as Failed, Provider};
use boxwood_store::{Tx, Write};
use flow::Begun;
use http::{HeaderMap, StatusCode, header::USER_AGENT};

/// Where the provider sends people back to.
pub(crate) const BACK: &str = "/sign-in/provider/back";

pub(crate) fn routes() -> Router<Web> {
    Router::new()
        .route("/sign-in/provider", routing::post(begin))
        .route("/sign-in/provider/back", routing::get(come_back))
}

#[derive(Template)]
#[template(path = "sign_in/provider/leave.html")]
struct Page<'a> {
    assets: Assets,
    name: &'a str,
    address: &'a str,
}

async fn begin(State(web): State<Web>, Offered(provider): Offered, posted: GuestPosted) -> Answer {
    let begun = Begun::new(&web, Next::of(posted.form.text("next"))).await?;
    let address = provider.address(web.db.now(), &begun.flow()).await.map_err(|failed| said(&provider, &failed))?;
    let page = Page { assets: Assets, name: provider.name(), address: address.as_str() };
    Ok(page::with_cookie(page::show(&page), begun.cookie(&web)))
}

async fn come_back(
    State(web): State<Web>,
    Offered(provider): Offered,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Answer {
    let query = Form::parse(query.unwrap_or_default().as_bytes());
    let begun = Begun::of(&web, &headers).filter(|begun| begun.is_of(query.text("state"))).ok_or_else(over)?;
    let shown = begun.shown();
    // Nothing that was not begun here is heard of by the provider.
    if web.read(move |tx| sign_in::open_flow(tx, &shown)).await?.is_none() {
        return Ok(begun.ended(&web, Err(over())));
    }
    let agent = headers.get(USER_AGENT).and_then(|agent| agent.to_str().ok()).unwrap_or_default();
    let answer = enter(&web, &provider, &query, &begun, agent).await;
    Ok(begun.ended(&web, answer))
}

/// The provider's answer to a sign-in that was begun in this browser.
async fn enter(web: &Web, provider: &Provider, query: &Form, begun: &Begun, agent: &str) -> Answer {
    // An answer of another provider is not this one's (RFC 9207).
    let from_there = !query.has("iss") || query.text("iss") == provider.issuer();
    if !from_there || !query.has("code") {
        let (error, issuer) = (query.text("error"), query.text("iss"));
        tracing::info!(?error, ?issuer, "the provider did not sign somebody in");
        return Err(refused_there(provider));
    }
    let vouched = provider.identity(web.db.now(), query.text("code"), &begun.flow()).await;
    let identity = vouched.map_err(|failed| said(provider, &failed))?;
    let (issuer, subject, email) = (provider.issuer().to_owned(), identity.subject, identity.email);
    let (vouched, agent) = (Vouched { issuer, subject, email }, agent.to_owned());
    let ((text, secret), request) = (web.secret()?, web.request()?);
    let flow = begun.shown();
    let enter = move |tx: &mut Tx<Write>| sign_in::begin_vouched(tx, &flow, &vouched, secret, &agent, request);
    match web.db.write("web.sign_in", enter).await? {
        Entered::At(stage) => Ok(with_session(web, page::redirect(&after(stage, begun.next())), &text)),
        Entered::Nobody => Err(nobody(provider)),
        Entered::Over => Err(over()),
    }
}

impl Begun {
    /// The answer, with which the browser forgets what it came with.
    fn ended(&self, web: &Web, answer: Answer) -> Response<Body> {
        use axum::response::IntoResponse;
        page::with_cookie(answer.into_response(), cookie::set(web, cookie::PROVIDER, "", Some(0)))
    }
}

/// What is wrong, for people. What the provider said of it is for the log alone.
fn said(provider: &Provider, failed: &Failed) -> Failure {
    let name = provider.name();
    tracing::warn!(%failed, "somebody could not sign in with the provider");
    match failed {
        Failed::Unavailable(_) => Failure::said(
            StatusCode::BAD_GATEWAY,
            format!("{name} does not answer"),
            "Nothing is wrong with your account here. Try again in a moment, or sign in with your password.",
        ),
        Failed::Untrusted(_) => Failure::said(
            StatusCode::BAD_GATEWAY,
            format!("The answer of {name} cannot be trusted"),
            "You are not signed in. Try again; if it stays so, tell whoever runs this server to look into its log.",
        ),
        Failed::Busy => Failure::Error(boxwood_api::Error::unavailable()),
    }
}

/// The same for a browser without the cookie, for another's link, for one that was followed before, and for one of
/// yesterday.
fn over() -> Failure {
    Failure::said(
        StatusCode::BAD_REQUEST,
        "This sign-in cannot be finished",
        "It was begun in another browser or too long ago, or it has been finished already. Begin again at the sign-in page.",
    )
}

fn refused_there(provider: &Provider) -> Failure {
    Failure::said(
        StatusCode::FORBIDDEN,
        format!("{} did not sign you in", provider.name()),
        "You may have cancelled there. Try again, or sign in with your password.",
    )
}

/// The same whoever it is: nobody learns who there is.
fn nobody(provider: &Provider) -> Failure {
    Failure::said(
        StatusCode::FORBIDDEN,
        format!("{} opens no account here", provider.name()),
        "That takes an active account whose email is the one that was verified there, and that goes with no other identity. Sign in with your password, or ask your admin.",
    )
}
