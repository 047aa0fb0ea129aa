//! Making an enterprise.
use super::db;
use crate::{
    Caller, Error, Result,
    events::{EventKind, Source, emit},
    resources::users::{self, Kind, NewPerson, Permissions, Person, Profile, Role, Status},
    wire::{AppId, EnterpriseId, RequestId},
};
use boxwood_store::{Tx, Write};

/// Bytes for a new managed user, unless it is said otherwise (contract: identity §4.3).
pub const DEFAULT_SPACE: i64 = 10_737_418_240;
const MAX_NAME: usize = 100;

/// An enterprise to be made, with the one admin that it must have.
#[derive(Clone)]
pub struct NewEnterprise {
    pub name: String,
    pub admin_name: String,
    pub admin_login: String,
}

/// Makes the enterprise and its admin, who has no password yet.
///
/// # Errors
/// `bad_request` for a name or login that will not do, `user_login_already_used`; those of the store.
pub fn create(tx: &mut Tx<Write>, new: &NewEnterprise, request: RequestId) -> Result<(EnterpriseId, Person)> {
    if !(1..=MAX_NAME).contains(&new.name.trim().chars().count()) {
        return Err(Error::bad_request(format!("An enterprise's name has 1 to {MAX_NAME} characters")));
    }
    if !new.admin_login.contains('@') {
        return Err(Error::bad_request("A login is an e-mail address"));
    }
    let enterprise = db::insert(tx, new.name.trim(), "America/Los_Angeles", DEFAULT_SPACE)?;
    let profile = Profile {
        language: "en".to_owned(),
        timezone: "America/Los_Angeles".to_owned(),
        max_upload_size: 5_368_709_120,
        ..Profile::default()
    };
    let person = NewPerson {
        enterprise: Some(enterprise),
        app: None,
        kind: Kind::Managed,
        role: Role::Admin,
        permissions: Permissions::NONE,
        status: Status::Active,
        name: &new.admin_name,
        login: &new.admin_login,
        external_app_user_id: None,
        space_amount: DEFAULT_SPACE,
        profile: &profile,
    };
    let id = users::insert(tx, &person)?.ok_or_else(Error::user_login_already_used)?;
    let admin = db::admin(tx, enterprise)?.ok_or_else(Error::unavailable)?;
    let who = Caller::console(&admin, AppId::default(), request);
    emit(tx, &who, EventKind::NewUser, Source { kind: "user", id: id.0 })?;
    Ok((enterprise, admin))
}
