//! What an update does: most fields are only shown, but some have rules of their own.
use super::{
    Permissions, aliases,
    db::{self, Kind, Person, Record},
    input::{UserUpdate, is_email},
    ops::source,
    wire::{Email, Role, Status},
};
use crate::{
    Caller, Error, Result,
    access::{Allowed, Edit},
    enterprises,
    events::{self, EventKind},
    resources::groups::members,
    wire::Maybe,
};
use boxwood_store::{Tx, Write};

/// # Errors
/// `invalid_parameter` for what cannot be so, `access_denied_insufficient_permissions` for what the caller may not change,
/// `conflict` for an external id that is taken.
pub fn update(tx: &mut Tx<Write>, who: &Caller, user: &Allowed<Person, Edit>, change: &UserUpdate) -> Result<()> {
    let id = user.enterprise_id.ok_or_else(Error::access_denied)?;
    let enterprise = enterprises::settings(tx, id)?.ok_or_else(Error::access_denied)?;
    let fields = &change.fields;
    fields.check(&enterprise)?;
    let mut record = db::record(tx, user)?;
    fields.name.clone().apply(&mut record.name);
    match &fields.space_amount {
        Maybe::Absent => {}
        space => record.space_amount = space.clone().or(|| enterprise.default_space),
    }
    let promoted = set_role(who, user, &mut record, fields.role.value().copied())?;
    set_status(who, user, &mut record, fields.status.value().copied())?;
    set_external_id(who, user, &mut record, &fields.external_app_user_id.clone().map(|id| id.0))?;
    set_notification_email(&mut record, change)?;
    record.password_reset = change.is_password_reset_required.unwrap_or(record.password_reset);
    fields.clone().apply(&mut record.profile, &enterprise);
    let renamed = match fields.login.value() {
        Some(login) => aliases::make_primary(tx, user, &mut record, login)?,
        None => false,
    };
    match change.enterprise {
        Maybe::Absent => {}
        Maybe::Null => {
            roll_out(who, user, &mut record)?;
            members::leave_all(tx, user)?;
        }
        Maybe::Value(_) => return Err(Error::invalid_parameter("enterprise")),
    }
    db::save(tx, user, &record)?;
    let kinds =
        [(true, EventKind::EditUser), (promoted, EventKind::ChangeAdminRole), (renamed, EventKind::EmailAliasPrimary)];
    kinds
        .iter()
        .filter(|(happened, _)| *happened)
        .try_for_each(|(_, kind)| events::emit(tx, who, *kind, source(user.id)))
}

/// Who makes somebody a co-admin, or a co-admin somebody else, is the admin (contract: identity §6.6).
///
/// # Errors
/// `access_denied_insufficient_permissions`.
pub fn permissions_of(who: &Caller, role: Role) -> Result<Permissions> {
    match role {
        Role::User => Ok(Permissions::NONE),
        Role::Coadmin if who.user().role == Role::Admin => Ok(Permissions::DEFAULT),
        Role::Coadmin | Role::Admin => Err(Error::access_denied()),
    }
}

/// Whether it is another than before.
fn set_role(who: &Caller, user: &Person, record: &mut Record, role: Option<Role>) -> Result<bool> {
    let Some(role) = role.filter(|role| *role != record.role) else { return Ok(false) };
    if user.kind != Kind::Managed {
        return Err(Error::invalid_parameter("role"));
    }
    // An enterprise without an admin could never get one again.
    if record.role == Role::Admin || user.id == who.user().id {
        return Err(Error::access_denied());
    }
    record.permissions = permissions_of(who, role)?;
    record.role = role;
    Ok(true)
}

fn set_status(who: &Caller, user: &Person, record: &mut Record, status: Option<Status>) -> Result<()> {
    let Some(status) = status.filter(|status| *status != record.status) else { return Ok(()) };
    // Nobody shuts themselves out, and nobody the admin.
    if user.role == Role::Admin || user.id == who.user().id {
        return Err(Error::access_denied());
    }
    record.status = status;
    Ok(())
}

fn set_external_id(who: &Caller, user: &Person, record: &mut Record, id: &Maybe<String>) -> Result<()> {
    if id.is_absent() {
        return Ok(());
    }
    match user.kind {
        Kind::AppUser if user.app_id == Some(who.app()) => {
            record.external_app_user_id = id.value().filter(|id| !id.is_empty()).cloned();
            Ok(())
        }
        Kind::AppUser => Err(Error::access_denied()),
        _ => Err(Error::invalid_parameter("external_app_user_id")),
    }
}

fn set_notification_email(record: &mut Record, change: &UserUpdate) -> Result<()> {
    match &change.notification_email {
        Maybe::Absent => {}
        Maybe::Null => record.profile.notification_email = None,
        Maybe::Value(new) if is_email(&new.email) => {
            let email = new.email.trim().to_owned();
            record.profile.notification_email = Some(Email { email, is_confirmed: true });
        }
        Maybe::Value(_) => return Err(Error::invalid_parameter("notification_email")),
    }
    Ok(())
}

/// Out of the enterprise: a free user, external to everybody, without what only an enterprise gives.
fn roll_out(who: &Caller, user: &Person, record: &mut Record) -> Result<()> {
    if user.kind != Kind::Managed || user.role == Role::Admin || user.id == who.user().id {
        return Err(Error::access_denied());
    }
    record.enterprise_id = None;
    (record.role, record.permissions) = (Role::User, Permissions::NONE);
    record.profile.tracking_codes.clear();
    record.profile.is_external_collab_restricted = false;
    Ok(())
}
