//! How an enterprise lets an app in: snapshots of its settings, its service account, and the switch to shut it out
//! (contract: identity §3.5).
use super::{App, Authorization, db, ops::source};
use crate::{
    Caller, Error, Result,
    events::{EventKind, emit},
    resources::users::{self, Kind, NewPerson, Permissions, Profile, Role, Status},
    wire::{AppId, EnterpriseId, Time, UserId},
};
use boxwood_store::{Tx, Write};

/// What a service account begins with (contract: identity §4.3).
const SPACE: i64 = 10_737_418_240;

/// What is random about a service account; drawn before the transaction, which may run twice.
#[derive(Clone, Debug)]
pub struct NewAccount {
    /// Ten letters and digits.
    pub random: String,
}

/// Lets the app in as it is now. Its first authorization in an enterprise makes its service account there.
///
/// # Errors
/// `access_denied_insufficient_permissions` unless the caller may edit the enterprise's settings; `bad_request` for an
/// app that is authorized already or needs none; those of the store.
pub fn authorize(tx: &mut Tx<Write>, who: &Caller, id: AppId, account: &NewAccount) -> Result<Authorization> {
    let (app, enterprise) = admitted(tx, who, id)?;
    if !app.is_server_app() {
        return Err(Error::bad_request("The app signs users in and works without authorization; enable or disable it"));
    }
    if db::authorization(tx, id, enterprise)?.is_some() {
        return Err(Error::bad_request("The app is authorized already; reauthorize it to take its settings of now"));
    }
    let user = service_account(tx, &app, enterprise, account)?;
    snapshot(tx, who, &app, Authorization { service_account_id: Some(user), ..blank(&app, enterprise) })
}

/// Takes the app's settings of now. Tokens that were issued before gain nothing by it.
///
/// # Errors
/// As [`authorize`]; `bad_request` for an app that was never authorized.
pub fn reauthorize(tx: &mut Tx<Write>, who: &Caller, id: AppId) -> Result<Authorization> {
    let (app, enterprise) = admitted(tx, who, id)?;
    let before = Authorization::of(tx, id, enterprise)?;
    snapshot(tx, who, &app, before)
}

/// # Errors
/// As [`disable`].
pub fn enable(tx: &mut Tx<Write>, who: &Caller, id: AppId) -> Result<Authorization> {
    switch(tx, who, id, true)
}

/// Shuts the app out of the enterprise, its old tokens with it.
///
/// # Errors
/// `access_denied_insufficient_permissions` unless the caller may edit the enterprise's settings; `bad_request` for a
/// server app that was never let in; those of the store.
pub fn disable(tx: &mut Tx<Write>, who: &Caller, id: AppId) -> Result<Authorization> {
    switch(tx, who, id, false)
}

fn switch(tx: &mut Tx<Write>, who: &Caller, id: AppId, enabled: bool) -> Result<Authorization> {
    let (app, enterprise) = admitted(tx, who, id)?;
    let standing = match db::authorization(tx, id, enterprise)? {
        Some(standing) => standing,
        // A row for a server app would mean that somebody has authorized it.
        None if app.is_server_app() => Authorization::of(tx, id, enterprise)?,
        None => Authorization { authorized_at: Time::at(tx.now()), ..blank(&app, enterprise) },
    };
    let switched = Authorization { enabled, ..standing };
    db::delete_request(tx, id, Some(enterprise))?;
    db::put_authorization(tx, &switched)?;
    emit(tx, who, EventKind::EnterpriseAppAuthorizationUpdate, source(id))?;
    Ok(switched)
}

/// The app and the caller's enterprise, if the caller decides about apps there. Apps of other enterprises are known by
/// their ids, so whether there is one is no secret here.
pub(super) fn admitted(tx: &mut Tx<Write>, who: &Caller, id: AppId) -> Result<(App, EnterpriseId)> {
    let user = who.user();
    let enterprise = user.enterprise_id.filter(|_| user.has(Permissions::EDIT_SETTINGS));
    let enterprise = enterprise.ok_or_else(Error::access_denied)?;
    Ok((db::by_id(tx, id)?.ok_or_else(|| Error::not_found("app", id))?, enterprise))
}

fn blank(app: &App, enterprise: EnterpriseId) -> Authorization {
    Authorization {
        app_id: app.id,
        enterprise_id: enterprise,
        settings: app.settings,
        version: app.version,
        service_account_id: None,
        enabled: true,
        authorized_by: None,
        authorized_at: Time::default(),
    }
}

fn snapshot(tx: &mut Tx<Write>, who: &Caller, app: &App, standing: Authorization) -> Result<Authorization> {
    let (by, now) = (Some(who.user().id), Time::at(tx.now()));
    let (settings, version) = (app.settings, app.version);
    let taken = Authorization { settings, version, authorized_by: by, authorized_at: now, ..standing };
    db::put_authorization(tx, &taken)?;
    db::delete_request(tx, app.id, Some(taken.enterprise_id))?;
    emit(tx, who, EventKind::EnterpriseAppAuthorizationUpdate, source(app.id))?;
    Ok(taken)
}

/// Named as its app, with the login that marks it (contract: identity §4.1).
fn service_account(tx: &mut Tx<Write>, app: &App, enterprise: EnterpriseId, account: &NewAccount) -> Result<UserId> {
    let login = format!("AutomationUser_{}_{}@boxdevedition.com", app.id, account.random);
    let profile = Profile {
        language: "en".to_owned(),
        timezone: "America/Los_Angeles".to_owned(),
        max_upload_size: 5_368_709_120,
        ..Profile::default()
    };
    let person = NewPerson {
        enterprise: Some(enterprise),
        app: Some(app.id),
        kind: Kind::Service,
        role: Role::User,
        permissions: Permissions::NONE,
        status: Status::Active,
        name: &app.name,
        login: &login,
        external_app_user_id: None,
        space_amount: SPACE,
        profile: &profile,
    };
    // Ten random characters that are taken: as good as impossible, and no use to retry with the same ones.
    users::insert(tx, &person)?.ok_or_else(Error::unavailable)
}
