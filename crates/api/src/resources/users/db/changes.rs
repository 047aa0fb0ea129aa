//! What is written to the users table.
use super::{Kind, Person, Profile};
use crate::{
    Error, Result,
    access::{Allowed, Edit, Remove},
    counters::Counter,
    resources::{
        collaborations,
        users::{Permissions, Role, Status},
    },
    sign_in,
    wire::{AppId, EnterpriseId, UserId},
};
use boxwood_store::{Read, Tx, Write, row};

/// A user to be made, whatever makes them: an operation, the command line, an authorization.
pub struct NewPerson<'a> {
    pub enterprise: Option<EnterpriseId>,
    pub app: Option<AppId>,
    pub kind: Kind,
    pub role: Role,
    pub permissions: Permissions,
    pub status: Status,
    pub name: &'a str,
    /// In any case; stored in lower case.
    pub login: &'a str,
    pub external_app_user_id: Option<&'a str>,
    /// Bytes; -1 is without limit.
    pub space_amount: i64,
    pub profile: &'a Profile,
}

row! {
    /// What an update may change, as it is stored.
    pub struct Record {
        name: String,
        login: Option<String>,
        role: Role,
        permissions: Permissions,
        status: Status,
        enterprise_id: Option<EnterpriseId>,
        external_app_user_id: Option<String>,
        space_amount: i64,
        password_reset: bool,
        is_confirmed: bool,
        profile: Profile,
    }
}

const INSERT: &str = "INSERT INTO users (enterprise_id, app_id, kind, role, permissions, status, name, name_key, login, \
    external_app_user_id, created_at, modified_at, space_amount, profile) \
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $11, $12, $13) ON CONFLICT DO NOTHING";
const ALIAS: &str = "SELECT id FROM email_aliases WHERE email = $1";
const RECORD: &str = "SELECT name, login, role, permissions, status, enterprise_id, external_app_user_id, space_amount, \
    password_reset, is_confirmed, profile FROM users WHERE id = $1";
const EXTERNAL_ID: &str = "SELECT id FROM users WHERE app_id = $1 AND external_app_user_id = $2 AND id <> $3";
const UPDATE: &str = "UPDATE users SET name = $2, name_key = $3, login = $4, role = $5, permissions = $6, status = $7, \
    enterprise_id = $8, external_app_user_id = $9, space_amount = $10, password_reset = $11, modified_at = $12, \
    profile = $13 WHERE id = $1";
const DELETE: &str = "UPDATE users SET kind = 'deleted', login = NULL, external_app_user_id = NULL, role = 'user', \
    permissions = 0, status = 'inactive', password_hash = NULL, profile = '{}', modified_at = $2 \
    WHERE id = $1";
const DELETE_ALIASES: &str = "DELETE FROM email_aliases WHERE user_id = $1";
const DELETE_AVATAR: &str = "DELETE FROM avatars WHERE user_id = $1";
const APP_USER: &str = "SELECT id FROM users WHERE app_id = $1 AND kind = 'app_user' LIMIT 1";
const SERVICE_ACCOUNTS: &str = "SELECT id FROM users WHERE app_id = $1 AND kind = 'service'";
const END_SESSIONS: &str = "UPDATE users SET sessions_ended_at = $2 WHERE id = $1";

/// None if the login, or the app's external id, is taken. `ON CONFLICT` and not a caught error: an error would end a
/// PostgreSQL transaction.
///
/// # Errors
/// Those of the store.
pub(crate) fn insert(tx: &mut Tx<Write>, new: &NewPerson<'_>) -> Result<Option<UserId>> {
    let (now, login) = (tx.now(), new.login.trim().to_lowercase());
    if tx.opt::<(i64,)>(ALIAS, (&login,))?.is_some() {
        return Ok(None);
    }
    let (name, key, profile) = (new.name.trim(), new.name.trim().to_lowercase(), new.profile.text());
    let (of, rights) = ((new.enterprise, new.app, new.kind), (new.role, new.permissions, new.status));
    let (external, space) = (new.external_app_user_id, new.space_amount);
    let values = (of.0, of.1, of.2, rights.0, rights.1, rights.2, name, &key, &login, external, now, space, &profile);
    let Some(id) = tx.insert(INSERT, values)? else { return Ok(None) };
    count(tx, new.kind, new.enterprise, new.app, 1)?;
    collaborations::attach(tx, id, new.enterprise, &login)?;
    Ok(Some(id))
}

/// # Errors
/// Those of the store.
pub fn record(tx: &mut Tx<Read>, user: &Allowed<Person, Edit>) -> Result<Record> {
    Ok(tx.one(RECORD, (user.id,))?)
}

/// Stores what was changed in the record.
///
/// # Errors
/// `conflict` for an external id that another of the app's users has.
pub fn save(tx: &mut Tx<Write>, user: &Allowed<Person, Edit>, to: &Record) -> Result<()> {
    let (now, name, key, profile) = (tx.now(), to.name.trim(), to.name.trim().to_lowercase(), to.profile.text());
    let external = to.external_app_user_id.as_deref();
    if external.is_some() && tx.opt::<(i64,)>(EXTERNAL_ID, (user.app_id, external, user.id))?.is_some() {
        return Err(Error::external_id_in_use());
    }
    let (rights, of) = ((to.role, to.permissions, to.status), to.enterprise_id);
    let (login, space, reset) = (to.login.as_deref(), to.space_amount, to.password_reset);
    let (role, may, status) = rights;
    tx.exec(UPDATE, (user.id, name, &key, login, role, may, status, of, external, space, reset, now, &profile))?;
    if of != user.enterprise_id {
        count(tx, user.kind, user.enterprise_id, user.app_id, -1)?;
    }
    tx.forget(user.id.key());
    Ok(())
}

/// Leaves of a user what others' items say of who made them: an id and a name.
///
/// # Errors
/// Those of the store.
pub fn delete(tx: &mut Tx<Write>, user: &Allowed<Person, Remove>) -> Result<()> {
    delete_row(tx, user.id)?;
    count(tx, user.kind, user.enterprise_id, user.app_id, -1)
}

/// The same of a service account that goes with its app, which is for `apps::delete` to decide: nobody has a right to it
/// apart from that. No list counts it.
///
/// # Errors
/// Those of the store.
pub(crate) fn delete_with_app(tx: &mut Tx<Write>, account: UserId) -> Result<()> {
    delete_row(tx, account)
}

fn delete_row(tx: &mut Tx<Write>, user: UserId) -> Result<()> {
    let now = tx.now();
    tx.exec(DELETE, (user, now))?;
    tx.exec(DELETE_ALIASES, (user,))?;
    tx.exec(DELETE_AVATAR, (user,))?;
    sign_in::forget_identities(tx, user)?;
    tx.forget(user.key());
    Ok(())
}

/// Whether the app has made users who are still there.
///
/// # Errors
/// Those of the store.
pub(crate) fn has_app_users(tx: &mut Tx<Read>, app: AppId) -> Result<bool> {
    Ok(tx.opt::<(UserId,)>(APP_USER, (app,))?.is_some())
}

/// Those of an app, one for each enterprise that has let it in.
///
/// # Errors
/// Those of the store.
pub(crate) fn service_accounts(tx: &mut Tx<Read>, app: AppId) -> Result<Vec<UserId>> {
    let found: Vec<(UserId,)> = tx.many(SERVICE_ACCOUNTS, (app,))?;
    Ok(found.into_iter().map(|(id,)| id).collect())
}

/// Every token, and every refresh token, that the user has is dead; the next one is good again.
///
/// # Errors
/// Those of the store.
pub fn end_sessions(tx: &mut Tx<Write>, user: &Allowed<Person, Edit>) -> Result<()> {
    // A token of this very microsecond is one from before.
    let end = tx.now() + 1;
    tx.exec(END_SESSIONS, (user.id, end))?;
    tx.forget(user.id.key());
    Ok(())
}

/// The parts of the counter are those of `users.listed_for`.
fn count(
    tx: &mut Tx<Write>,
    kind: Kind,
    enterprise: Option<EnterpriseId>,
    app: Option<AppId>,
    change: i64,
) -> Result<()> {
    let part = match kind {
        Kind::Managed => Some(0),
        Kind::AppUser => app.map(|app| app.0),
        Kind::Service | Kind::Deleted => None,
    };
    let (Some(enterprise), Some(part)) = (enterprise, part) else { return Ok(()) };
    Counter::Users.add_to_part(tx, enterprise.0, part, change)
}
