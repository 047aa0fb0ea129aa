//! What the authorize page decides: whether an app's request can be put before a user, and what their answer leads to
//! (contract: identity §2.4).
use super::{NewCode, db, issue_code};
use crate::{
    Caller, Error, Result, Settings,
    apps::{self, App, redirect_fits},
    events::{self, EventKind, Source},
    identity::TokenHash,
    resources::users::Person,
    wire::{AppId, Time, UserId},
};
use boxwood_store::{Read, Tx, Write, row};

/// The query of the page, decoded; what is absent or empty is None.
#[derive(Clone, Debug, Default)]
pub struct Asked {
    pub response_type: Option<String>,
    pub client_id: Option<String>,
    pub redirect_uri: Option<String>,
    pub scope: Option<String>,
    pub code_challenge: Option<String>,
    pub code_challenge_method: Option<String>,
}

/// A request that a user can answer.
#[derive(Clone, Debug)]
pub struct Request {
    pub app: App,
    /// What the app would get: its settings with the scopes that it asks for.
    pub settings: Settings,
    /// Where the answer goes.
    pub return_to: String,
    /// As the app gave it, if it did: the token call has to give the same.
    given_redirect: Option<String>,
    code_challenge: Option<String>,
}

/// Why there is nothing to answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unfit {
    /// A page says so. An app that cannot be trusted with an address is not sent anybody.
    UnknownClient,
    RedirectMismatch,
    RedirectMissing,
    /// By the user's enterprise.
    Disabled,
    /// The app gets its tokens in another way.
    WrongGrant,
    /// The app itself is told: error and description, at the address.
    Redirect {
        to: String,
        error: &'static str,
        description: &'static str,
    },
}

/// Looks at a request before anybody is asked. `user` is who would answer.
///
/// # Errors
/// The inner one says what to show instead; those of the store.
pub fn request(tx: &mut Tx<Read>, user: Option<&Person>, asked: &Asked) -> Result<Result<Request, Unfit>> {
    let Some(app) = apps::by_client_id(tx, asked.client_id.as_deref().unwrap_or_default())? else {
        return Ok(Err(Unfit::UnknownClient));
    };
    if !app.settings.has(Settings::OAUTH2) {
        return Ok(Err(Unfit::WrongGrant));
    }
    let known = &app.redirect_uris.0;
    let return_to = match (&asked.redirect_uri, known.as_slice()) {
        (Some(given), _) if known.iter().any(|uri| redirect_fits(uri, given)) => given.clone(),
        (Some(_), _) => return Ok(Err(Unfit::RedirectMismatch)),
        (None, [only]) => only.clone(),
        (None, _) => return Ok(Err(Unfit::RedirectMissing)),
    };
    if let Some(enterprise) = user.and_then(|user| user.enterprise_id)
        && apps::authorization(tx, app.id, enterprise)?.is_some_and(|standing| !standing.enabled)
    {
        return Ok(Err(Unfit::Disabled));
    }
    let back = |error, description| Err(Unfit::Redirect { to: return_to.clone(), error, description });
    Ok(match scopes(&app, asked.scope.as_deref()) {
        _ if asked.response_type.as_deref() != Some("code") => {
            back("unsupported_response_type", "The response_type is unsupported: it is code")
        }
        _ if asked.code_challenge.is_none() && asked.code_challenge_method.is_some() => {
            back("invalid_request", "There is a code_challenge_method without a code_challenge")
        }
        // Without a method the challenge would be the verifier itself (RFC 7636), which protects from nobody.
        _ if asked.code_challenge.is_some() && asked.code_challenge_method.as_deref() != Some("S256") => {
            back("invalid_request", "The code_challenge_method is unsupported: it is S256")
        }
        None => back("invalid_scope", "The requested scope is invalid or is not one of the application's"),
        Some(settings) => {
            let (given_redirect, code_challenge) = (asked.redirect_uri.clone(), asked.code_challenge.clone());
            Ok(Request { app, settings, return_to, given_redirect, code_challenge })
        }
    })
}

/// The app's settings with those of its scopes that are asked for; all where none is named. None: one that it has not.
fn scopes(app: &App, asked: Option<&str>) -> Option<Settings> {
    let Some(asked) = asked else { return Some(app.settings) };
    let mut named = Settings::NONE;
    for scope in asked.split([' ', ',']).filter(|scope| !scope.is_empty()) {
        named = named | Settings::named(scope).filter(|one| Settings::SCOPES.has(*one) && app.settings.has(*one))?;
    }
    Some(
        (app.settings & !Settings::SCOPES)
            | if named == Settings::NONE { app.settings & Settings::SCOPES } else { named },
    )
}

/// The user lets the app in: remembers it, and stores a code for the app to fetch its tokens with.
///
/// # Errors
/// Those of the store.
pub fn grant(tx: &mut Tx<Write>, who: &Caller, request: &Request, code: TokenHash) -> Result<()> {
    let (user, app) = (who.user().id, request.app.id);
    db::put_grant(tx, user, app, request.settings)?;
    let new = NewCode {
        app,
        user,
        settings: request.settings,
        redirect_uri: request.given_redirect.as_deref(),
        code_challenge: request.code_challenge.as_deref(),
    };
    issue_code(tx, &code, &new)?;
    events::emit(tx, who, EventKind::AppGranted, Source { kind: "app", id: app.0 })
}

row! {
    /// An app that the user has let in.
    pub struct Grant {
        app_id: AppId,
        name: String,
        owner_enterprise: String,
        settings: Settings,
        granted_at: Time,
    }
}

/// The apps that the caller has let in, the latest first.
///
/// # Errors
/// Those of the store.
pub fn grants(tx: &mut Tx<Read>, who: &Caller) -> Result<Vec<Grant>> {
    db::grants(tx, who.user().id)
}

/// Takes back what the caller let an app do: its tokens for them are dead at once, and codes that it has not yet used.
///
/// # Errors
/// `not_found` when they let it do nothing; those of the store.
pub fn take_back(tx: &mut Tx<Write>, who: &Caller, app: AppId) -> Result<()> {
    let user: UserId = who.user().id;
    if !db::delete_grant(tx, user, app)? {
        return Err(Error::not_found("app", app));
    }
    db::end_grant(tx, user, app)?;
    events::emit(tx, who, EventKind::AppRevoked, Source { kind: "app", id: app.0 })
}
