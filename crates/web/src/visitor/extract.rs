//! From a request to its visitor, before a page's own code runs.
use super::{cookie, form_token, is_own, sign_in_for, visit::Visit};
use crate::{Web, form::Form, page::Failure};
use axum::{
    body::Body,
    extract::{FromRequest, FromRequestParts, Request},
};
use boxwood_api::{
    identity::TokenHash,
    sign_in::{self, Stage, WebSession},
};
use boxwood_oidc::Provider;
use http::{HeaderMap, HeaderValue, Method, header::USER_AGENT, request::Parts};
use std::{ops::Deref, sync::Arc};

/// Somebody who has signed in, all steps of it.
pub(crate) struct SignedIn {
    session: WebSession,
    /// The token of this visitor's forms.
    pub csrf: String,
}

impl Deref for SignedIn {
    type Target = WebSession;
    fn deref(&self) -> &WebSession {
        &self.session
    }
}

impl FromRequestParts<Web> for SignedIn {
    type Rejection = Failure;

    async fn from_request_parts(head: &mut Parts, web: &Web) -> Result<Self, Failure> {
        let back = (head.method == Method::GET).then_some(&head.uri);
        let found = find(&head.headers, web).await?;
        match found {
            Some((session, csrf)) if Web::is_whole(&session) => {
                if let Some(visit) = head.extensions.get::<Visit>() {
                    visit.by(&session, &csrf);
                }
                Ok(SignedIn { session, csrf })
            }
            _ => Err(Failure::Answered(Box::new(sign_in_for(back)))),
        }
    }
}

/// The session that a request's cookie names, in whatever stage, with the token of its forms.
pub(super) async fn find(headers: &HeaderMap, web: &Web) -> Result<Option<(WebSession, String)>, Failure> {
    let Some(text) = cookie::read(headers, &web.cookie_name(cookie::SESSION)) else { return Ok(None) };
    let secret = TokenHash::of(&text);
    let (session, now) = web.read(move |tx| Ok((sign_in::open(tx, secret)?, tx.now()))).await?;
    let Some(session) = session else { return Ok(None) };
    if session.is_stale(now) {
        web.db.write("web.seen", move |tx| sign_in::seen(tx, secret)).await?;
    }
    Ok(Some((session, form_token(&text))))
}

/// A form that somebody who has signed in posted from a page of ours.
pub(crate) struct Posted {
    pub me: SignedIn,
    pub form: Form,
}

impl FromRequest<Web> for Posted {
    type Rejection = Failure;

    async fn from_request(request: Request, web: &Web) -> Result<Self, Failure> {
        let (mut head, body) = request.into_parts();
        let me = SignedIn::from_request_parts(&mut head, web).await?;
        let form = own_form(&head.headers, body, web, cookie::SESSION).await?;
        Ok(Posted { me, form })
    }
}

/// Somebody in the middle of signing in: the password was right, and more is asked.
pub(crate) struct InStage {
    session: WebSession,
    pub csrf: String,
}

impl Deref for InStage {
    type Target = WebSession;
    fn deref(&self) -> &WebSession {
        &self.session
    }
}

impl FromRequestParts<Web> for InStage {
    type Rejection = Failure;

    async fn from_request_parts(head: &mut Parts, web: &Web) -> Result<Self, Failure> {
        match find(&head.headers, web).await? {
            Some((session, csrf)) if session.stage != Stage::Full => Ok(InStage { session, csrf }),
            _ => Err(Failure::Answered(Box::new(sign_in_for(None)))),
        }
    }
}

pub(crate) struct InStagePosted {
    pub me: InStage,
    pub form: Form,
}

impl FromRequest<Web> for InStagePosted {
    type Rejection = Failure;

    async fn from_request(request: Request, web: &Web) -> Result<Self, Failure> {
        let (mut head, body) = request.into_parts();
        let me = InStage::from_request_parts(&mut head, web).await?;
        let form = own_form(&head.headers, body, web, cookie::SESSION).await?;
        Ok(InStagePosted { me, form })
    }
}

/// Anybody, and who they are if they have signed in.
pub(crate) struct Visitor {
    pub me: Option<WebSession>,
}

impl FromRequestParts<Web> for Visitor {
    type Rejection = Failure;

    async fn from_request_parts(head: &mut Parts, web: &Web) -> Result<Self, Failure> {
        let found = find(&head.headers, web).await?;
        Ok(Visitor { me: found.map(|(session, _)| session).filter(Web::is_whole) })
    }
}

/// Anybody, who is about to see a form.
pub(crate) struct Guest {
    pub csrf: String,
    /// To be set with the page: what the form's token was made of.
    pub cookie: Option<HeaderValue>,
}

impl FromRequestParts<Web> for Guest {
    type Rejection = Failure;

    async fn from_request_parts(head: &mut Parts, web: &Web) -> Result<Self, Failure> {
        if let Some(text) = cookie::read(&head.headers, &web.cookie_name(cookie::GUEST)) {
            return Ok(Guest { csrf: form_token(&text), cookie: None });
        }
        let (text, _) = web.secret()?;
        Ok(Guest { csrf: form_token(&text), cookie: cookie::set(web, cookie::GUEST, &text, None) })
    }
}

/// A form that a guest posted from a page of ours.
pub(crate) struct GuestPosted {
    pub form: Form,
    /// What the browser calls itself.
    pub agent: String,
    pub csrf: String,
}

impl FromRequest<Web> for GuestPosted {
    type Rejection = Failure;

    async fn from_request(request: Request, web: &Web) -> Result<Self, Failure> {
        let (head, body) = request.into_parts();
        let agent = head.headers.get(USER_AGENT).and_then(|agent| agent.to_str().ok()).unwrap_or_default().to_owned();
        let form = own_form(&head.headers, body, web, cookie::GUEST).await?;
        let text = cookie::read(&head.headers, &web.cookie_name(cookie::GUEST)).unwrap_or_default();
        Ok(GuestPosted { form, agent, csrf: form_token(&text) })
    }
}

/// The OpenID Connect provider. Where none is configured, its pages are not there; it comes first in a page's arguments,
/// so that nothing else is said of them.
pub(crate) struct Offered(pub Arc<Provider>);

impl FromRequestParts<Web> for Offered {
    type Rejection = Failure;

    async fn from_request_parts(_: &mut Parts, web: &Web) -> Result<Self, Failure> {
        web.provider.clone().map(Offered).ok_or_else(Failure::not_found)
    }
}

async fn own_form(headers: &HeaderMap, body: Body, web: &Web, name: &str) -> Result<Form, Failure> {
    let form = Form::of(body).await.ok_or(Failure::TooLarge)?;
    let cookie = cookie::read(headers, &web.cookie_name(name)).unwrap_or_default();
    if is_own(headers, &form, &cookie) { Ok(form) } else { Err(Failure::ForeignForm) }
}
