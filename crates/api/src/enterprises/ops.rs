//! Making an enterprise, and changing one.
use super::{db, settings::Texts};
use crate::{
    Caller, Error, Result,
    events::{EventKind, Source, emit},
    resources::users::{self, Kind, NewPerson, Permissions, Person, Profile, Role, Status, is_email},
    wire::{AppId, EnterpriseId, RequestId},
};
use boxwood_store::{Read, Tx, Write};

/// Bytes for a new managed user, unless it is said otherwise (contract: identity §4.3).
pub const DEFAULT_SPACE: i64 = 10_737_418_240;
const MAX_NAME: usize = 100;

/// An enterprise to be made, with the one admin that it must have.
#[derive(Clone)]
pub struct NewEnterprise {
    pub name: String,
    pub admin_name: String,
    pub admin_login: String,
    /// The e-mail domains that are its own; where none is named, that of the admin's login.
    pub domains: Vec<String>,
}

/// Makes the enterprise and its admin, who has no password yet.
///
/// # Errors
/// `bad_request` for a name, login or domain that will not do, `user_login_already_used`; those of the store.
pub fn create(tx: &mut Tx<Write>, new: &NewEnterprise, request: RequestId) -> Result<(EnterpriseId, Person)> {
    let name = valid_name(&new.name)?;
    if !is_email(&new.admin_login) {
        return Err(Error::bad_request("A login is an e-mail address"));
    }
    let domains = domains(new)?;
    let enterprise = db::insert(tx, name, "America/Los_Angeles", &domains, DEFAULT_SPACE)?;
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

/// Whoever runs the server vouches for them: e-mail aliases are given in these only (contract: identity §6.7).
fn domains(new: &NewEnterprise) -> Result<Texts> {
    if !new.domains.is_empty() {
        return valid_domains(&new.domains);
    }
    let of_login = new.admin_login.trim().rsplit_once('@').map(|(_, domain)| domain.to_owned());
    valid_domains(&of_login.into_iter().collect::<Vec<_>>())
}

/// What is `None` stays as it is.
#[derive(Clone, Debug, Default)]
pub struct EnterpriseChange {
    pub name: Option<String>,
    /// All of them. Addresses that were given in one that goes stay as they are.
    pub domains: Option<Vec<String>>,
}

/// The caller's enterprise, for those who may see its settings.
///
/// # Errors
/// `access_denied_insufficient_permissions`; those of the store.
pub fn own(tx: &mut Tx<Read>, who: &Caller) -> Result<db::EnterpriseRow> {
    let user = who.user();
    let may = user.has(Permissions::VIEW_SETTINGS) || user.has(Permissions::EDIT_SETTINGS);
    let id = user.enterprise_id.filter(|_| may).ok_or_else(Error::access_denied)?;
    db::by_id(tx, id)?.ok_or_else(|| Error::not_found("enterprise", id))
}

/// Changes the caller's enterprise.
///
/// # Errors
/// `access_denied_insufficient_permissions` unless the caller may edit its settings; `bad_request` for a name or a domain
/// that will not do; those of the store.
pub fn change(tx: &mut Tx<Write>, who: &Caller, change: &EnterpriseChange) -> Result<()> {
    let user = who.user();
    let id = user.enterprise_id.filter(|_| user.has(Permissions::EDIT_SETTINGS)).ok_or_else(Error::access_denied)?;
    let now = db::by_id(tx, id)?.ok_or_else(|| Error::not_found("enterprise", id))?;
    let name = match &change.name {
        Some(name) => valid_name(name)?,
        None => &now.name,
    };
    let domains = match &change.domains {
        Some(domains) => valid_domains(domains)?,
        None => now.domains.clone(),
    };
    db::update(tx, id, name, &domains)?;
    emit(tx, who, EventKind::EnterpriseEdited, Source { kind: "enterprise", id: id.0 })
}

/// Without what stands around it.
fn valid_name(name: &str) -> Result<&str> {
    let name = name.trim();
    if (1..=MAX_NAME).contains(&name.chars().count()) && !name.chars().any(char::is_control) {
        return Ok(name);
    }
    Err(Error::bad_request(format!("An enterprise's name has 1 to {MAX_NAME} characters")))
}

/// In lower case and in order, each once.
fn valid_domains(domains: &[String]) -> Result<Texts> {
    let mut domains: Vec<String> = domains.iter().map(|domain| domain.trim().to_lowercase()).collect();
    let sound = |label: &str| !label.is_empty() && label.chars().all(|c| c.is_alphanumeric() || c == '-');
    if let Some(bad) = domains.iter().find(|domain| !domain.split('.').all(sound)) {
        return Err(Error::bad_request(format!("'{bad}' is no domain, such as example.com")));
    }
    domains.sort_unstable();
    domains.dedup();
    Ok(Texts(domains))
}
