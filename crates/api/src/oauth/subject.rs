//! Whose token a server app may have (contract: identity §2.5, §2.7, §3.2, §3.3).
use super::{client::Client, db};
use crate::{
    Error, Result, Settings,
    resources::users::{self, Kind, Status},
    wire::{EnterpriseId, UserId},
};
use boxwood_store::{Cached, Key, Read, Tx, row};

row! {
    /// What an enterprise has let an app do.
    pub struct Authorization {
        app_id: crate::wire::AppId,
        enterprise_id: EnterpriseId,
        settings: Settings,
        service_account_id: Option<UserId>,
        enabled: bool,
    }
}

impl Cached for Authorization {
    fn sources(&self) -> impl IntoIterator<Item = Key> {
        [self.app_id.key()]
    }
}

/// Why there is no token for a subject; each grant says it in its own words.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum NoToken {
    /// The enterprise has not authorized the app, or has disabled it.
    NotAuthorized,
    /// There is no such subject, or not for this app.
    NoSuchSubject,
    /// There is, but the app's configuration does not let it have a token of a user.
    NotConfigured,
    Inactive,
}

/// A subject that the app may have a token of, and what that token may.
pub(super) struct Granted {
    pub user: UserId,
    pub enterprise: EnterpriseId,
    pub settings: Settings,
}

/// What the enterprise has let the app do, if it has.
fn authorization(tx: &mut Tx<Read>, client: &Client, of: EnterpriseId) -> Result<Option<Authorization>> {
    let key = client.id.key() | of.key() << 64;
    let found = tx.cached(key, |tx| db::authorization(tx, client.id, of))?;
    Ok(found.filter(|found| found.enabled).map(|found| Authorization { ..*found }))
}

/// The service account of the app in that enterprise.
///
/// # Errors
/// The inner one says why there is no token.
pub(super) fn enterprise(tx: &mut Tx<Read>, client: &Client, id: &str) -> Result<Result<Granted, NoToken>> {
    let id: Option<EnterpriseId> = id.parse().ok();
    let found = id.map(|id| authorization(tx, client, id)).transpose()?.flatten();
    let Some(found) = found else { return Ok(Err(unauthorized(tx, client, id)?)) };
    let Some(user) = found.service_account_id else { return Ok(Err(NoToken::NotAuthorized)) };
    match users::person(tx, user)? {
        Some(person) if person.status == Status::Inactive => Ok(Err(NoToken::Inactive)),
        Some(_) => Ok(Ok(Granted { user, enterprise: found.enterprise_id, settings: found.settings })),
        None => Ok(Err(NoToken::NotAuthorized)),
    }
}

/// A user: an app user of the app, or, with App + Enterprise Access and user tokens, any user of the enterprise.
///
/// # Errors
/// The inner one says why there is no token.
pub(super) fn user(tx: &mut Tx<Read>, client: &Client, id: &str) -> Result<Result<Granted, NoToken>> {
    let id: Option<UserId> = id.parse().ok();
    let person = id.map(|id| users::person(tx, id)).transpose()?.flatten();
    let enterprise = person.as_ref().and_then(|person| person.enterprise_id);
    let found = enterprise.map(|of| authorization(tx, client, of)).transpose()?.flatten();
    let (Some(person), Some(found)) = (person, found) else {
        return Ok(Err(unauthorized(tx, client, enterprise)?));
    };
    let own = person.kind == Kind::AppUser && person.app_id == Some(client.id);
    let reached = found.settings.has(Settings::ENTERPRISE_ACCESS) && found.settings.has(Settings::USER_TOKENS);
    Ok(match () {
        () if person.kind == Kind::AppUser && !own => Err(NoToken::NoSuchSubject),
        () if person.kind == Kind::Service || !(own || reached) => Err(NoToken::NotConfigured),
        () if person.status == Status::Inactive => Err(NoToken::Inactive),
        () => Ok(Granted { user: person.id, enterprise: found.enterprise_id, settings: found.settings }),
    })
}

/// A subject of an enterprise that has not authorized the app: a fault of the subject's, unless the app is not
/// authorized at home either.
fn unauthorized(tx: &mut Tx<Read>, client: &Client, of: Option<EnterpriseId>) -> Result<NoToken> {
    let home = client.enterprise_id;
    if of == Some(home) || authorization(tx, client, home)?.is_none() {
        return Ok(if authorization(tx, client, home)?.is_none() {
            NoToken::NotAuthorized
        } else {
            NoToken::NoSuchSubject
        });
    }
    Ok(NoToken::NoSuchSubject)
}

impl NoToken {
    /// As the JWT grant says it.
    #[track_caller]
    pub fn of_assertion(self) -> Error {
        match self {
            NoToken::NotAuthorized => {
                Error::oauth("unauthorized_client", "This app is not authorized by the enterprise admin")
            }
            NoToken::NoSuchSubject => {
                Error::oauth("invalid_grant", "Please check the 'sub' claim. The 'sub' specified is invalid.")
            }
            NoToken::NotConfigured => not_configured(),
            NoToken::Inactive => Error::oauth("invalid_grant", "User has been deactivated"),
        }
    }

    /// As the client-credentials grant says it: less.
    #[track_caller]
    pub fn of_client_credentials(self) -> Error {
        match self {
            NoToken::NotConfigured => not_configured(),
            _ => Error::oauth("invalid_grant", "Grant credentials are invalid"),
        }
    }
}

#[track_caller]
fn not_configured() -> Error {
    let why = "Cannot obtain user token based on the enterprise configuration for your app";
    Error::oauth("invalid_request", why)
}
