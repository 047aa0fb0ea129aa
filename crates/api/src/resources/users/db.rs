//! The users table.
use super::{
    Permissions,
    wire::{AvatarUrl, Email, Enterprise, Hostname, Role, Status, TrackingCode, User, UserUpdate},
};
use crate::{
    Caller, Error, Result, Site,
    access::{Allowed, Edit, Guarded, Key, Rights, UserManager},
    counters::Counter,
    wire::{AppId, EnterpriseId, Maybe, Paging, Start, Time, UserId, Zone},
};
use boxwood_store::{Cached, FromValue, Read, Tx, Value, Write, row};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

boxwood_store::texts! {
    pub enum Kind { Managed = "managed", AppUser = "app_user", Service = "service", Deleted = "deleted" }
}

row! {
    /// What decides about a user's rights. What the wire shows of them is loaded apart, and only when it is shown.
    #[derive(Clone)]
    pub struct Person {
        id: UserId,
        enterprise_id: Option<EnterpriseId>,
        app_id: Option<AppId>,
        kind: Kind,
        role: Role,
        status: Status,
        permissions: Permissions,
    }
}

impl Person {
    /// What only those with a share in the administration may: the admin, service accounts, co-admins who were given it.
    pub fn has(&self, permission: Permissions) -> bool {
        self.role == Role::Admin
            || self.kind == Kind::Service
            || (self.role == Role::Coadmin && self.permissions.has(permission))
    }

    pub fn can_manage_users(&self) -> bool {
        self.has(Permissions::MANAGE_USERS)
    }
}

impl Cached for Person {
    fn sources(&self) -> impl IntoIterator<Item = boxwood_store::Key> {
        [self.id.key()]
    }
}

impl Cached for User {
    fn sources(&self) -> impl IntoIterator<Item = boxwood_store::Key> {
        let enterprise = self.enterprise.value().map(|enterprise| enterprise.id.key());
        [self.id.key()].into_iter().chain(enterprise)
    }
}

/// What is only shown of a user: one JSON text in the store.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub struct Profile {
    pub language: String,
    pub timezone: String,
    pub max_upload_size: i64,
    pub job_title: String,
    pub phone: String,
    pub address: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub notification_email: Option<Email>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tracking_codes: Vec<TrackingCode>,
    pub can_see_managed_users: bool,
    pub is_sync_enabled: bool,
    pub is_external_collab_restricted: bool,
    pub is_exempt_from_device_limits: bool,
    pub is_exempt_from_login_verification: bool,
}

impl FromValue for Profile {
    fn from_value(value: Value<'_>) -> Option<Self> {
        if let Value::Text(text) = value { serde_json::from_str(text).ok() } else { None }
    }
}

row! {
    struct UserRow {
        id: UserId,
        name: String,
        login: Option<String>,
        created_at: Time,
        modified_at: Time,
        space_amount: i64,
        space_used: i64,
        status: Status,
        role: Role,
        kind: Kind,
        external_app_user_id: Option<String>,
        profile: Profile,
        enterprise_id: Option<EnterpriseId>,
        enterprise_name: Option<String>,
        timezone: Option<Zone>,
    }
}

impl UserRow {
    /// As the wire has it, its times as the clocks of the user's own enterprise show them.
    fn shown(self, site: &Site) -> User {
        let row = self;
        let (profile, zone) = (row.profile, row.timezone.unwrap_or(Zone::UTC));
        let enterprise = row.enterprise_id.map(|id| Enterprise { id, name: row.enterprise_name.into() });
        User {
            id: row.id,
            name: row.name.into(),
            login: row.login.unwrap_or_default().into(),
            created_at: row.created_at.seen_in(&zone).into(),
            modified_at: row.modified_at.seen_in(&zone).into(),
            language: profile.language.into(),
            timezone: profile.timezone.into(),
            space_amount: if row.space_amount < 0 { UNLIMITED_SPACE } else { row.space_amount }.into(),
            space_used: row.space_used.into(),
            max_upload_size: profile.max_upload_size.into(),
            status: row.status.into(),
            job_title: profile.job_title.into(),
            phone: profile.phone.into(),
            address: profile.address.into(),
            avatar_url: AvatarUrl::Of(site.clone(), row.id).into(),
            notification_email: profile.notification_email.into(),
            role: row.role.into(),
            tracking_codes: profile.tracking_codes.into(),
            can_see_managed_users: profile.can_see_managed_users.into(),
            is_sync_enabled: profile.is_sync_enabled.into(),
            is_external_collab_restricted: profile.is_external_collab_restricted.into(),
            is_exempt_from_device_limits: profile.is_exempt_from_device_limits.into(),
            is_exempt_from_login_verification: profile.is_exempt_from_login_verification.into(),
            enterprise: enterprise.into(),
            my_tags: Vec::new().into(),
            hostname: Hostname(site.clone()).into(),
            is_platform_access_only: matches!(row.kind, Kind::AppUser | Kind::Service).into(),
            external_app_user_id: row.external_app_user_id.into(),
        }
    }
}

/// What a [`Person`] is read from, in any statement that has users as `u`.
#[macro_export]
macro_rules! person_columns {
    () => {
        "u.id, u.enterprise_id, u.app_id, u.kind, u.role, u.status, u.permissions"
    };
}
macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT u.id, u.name, u.login, u.created_at, u.modified_at, u.space_amount, u.space_used, u.status, u.role, \
             u.kind, u.external_app_user_id, u.profile, u.enterprise_id, e.name AS enterprise_name, e.timezone \
             FROM users u LEFT JOIN enterprises e ON e.id = u.enterprise_id ",
            $rest
        )
    };
}
const PERSON: &str = concat!("SELECT ", person_columns!(), " FROM users u WHERE u.id = $1 AND u.kind <> 'deleted'");
const BY_ID: &str = select!("WHERE u.id = $1");
const BY_OFFSET: &str =
    select!("WHERE u.enterprise_id = $1 AND u.kind IN ('managed', 'app_user') ORDER BY u.id LIMIT $2 OFFSET $3");
const BY_MARKER: &str =
    select!("WHERE u.enterprise_id = $1 AND u.kind IN ('managed', 'app_user') AND u.id > $3 ORDER BY u.id LIMIT $2");
const INSERT: &str = "INSERT INTO users (enterprise_id, app_id, kind, role, permissions, status, name, name_key, login, \
    external_app_user_id, created_at, modified_at, space_amount, profile) \
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $11, $12, $13) ON CONFLICT DO NOTHING RETURNING id";
const UPDATE: &str =
    "UPDATE users SET name = $2, name_key = $3, status = $4, modified_at = $5, profile = $6 WHERE id = $1";

/// What clients are shown for "without limit".
const UNLIMITED_SPACE: i64 = 1_000_000_000_000_000;

/// For the caller's own making; everybody else asks `access::get`.
pub(crate) fn person(tx: &mut Tx<Read>, id: UserId) -> Result<Option<Arc<Person>>> {
    tx.cached(id.key(), |tx| Ok(tx.opt(PERSON, (id,))?))
}

/// The user as others see who did something, and as they see themselves.
pub(crate) fn shown(tx: &mut Tx<Read>, id: UserId) -> Result<Option<Arc<User>>> {
    tx.cached(id.key(), |tx| {
        let row: Option<UserRow> = tx.opt(BY_ID, (id,))?;
        Ok(row.map(|row| row.shown(&Site::of(tx))))
    })
}

impl Guarded for Person {
    type Id = UserId;
    const NOUN: &'static str = "user";
    const IS_CONTENT: bool = false;

    fn load(tx: &mut Tx<Read>, _: &Caller, id: UserId, _: &Key) -> Result<Option<Self>> {
        Ok(tx.opt(PERSON, (id,))?)
    }

    fn rights(&self, _: &mut Tx<Read>, who: &Caller) -> Result<Rights> {
        let user = who.user();
        let outranks = self.role == Role::User || user.role == Role::Admin || user.id == self.id;
        Ok(match () {
            () if user.id == self.id => Rights::KNOWN | Rights::SEE,
            () if self.enterprise_id.is_none() || self.enterprise_id != user.enterprise_id => Rights::NONE,
            () if user.can_manage_users() && outranks => Rights::KNOWN | Rights::SEE | Rights::EDIT | Rights::REMOVE,
            () if user.can_manage_users() => Rights::KNOWN | Rights::SEE,
            () => Rights::KNOWN,
        })
    }
}

pub(super) fn list(tx: &mut Tx<Read>, _: &UserManager, of: EnterpriseId, paging: Paging) -> Result<Vec<Arc<User>>> {
    let users: Vec<UserRow> = match paging.start {
        Start::Offset(offset) => tx.many(BY_OFFSET, (of, paging.limit, offset))?,
        Start::After(id) => tx.many(BY_MARKER, (of, paging.limit + 1, id))?,
    };
    let site = Site::of(tx);
    Ok(users.into_iter().map(|row| Arc::new(row.shown(&site))).collect())
}

/// A user to be made, whatever makes them: an operation, the command line, an authorization.
pub struct NewPerson<'a> {
    pub enterprise: Option<EnterpriseId>,
    pub app: Option<AppId>,
    pub kind: Kind,
    pub role: Role,
    pub permissions: Permissions,
    pub status: Status,
    pub name: &'a str,
    /// In any case; stored in lower case, but for a generated one.
    pub login: &'a str,
    pub external_app_user_id: Option<&'a str>,
    /// Bytes; -1 is without limit.
    pub space_amount: i64,
    pub profile: &'a Profile,
}

/// None if the login, or the app's external id, is taken. `ON CONFLICT` and not a caught error: an error would end a
/// PostgreSQL transaction.
///
/// # Errors
/// Those of the store.
pub(crate) fn insert(tx: &mut Tx<Write>, new: &NewPerson<'_>) -> Result<Option<UserId>> {
    // Generated logins keep their spelling (contract: identity §4.1).
    let generated = matches!(new.kind, Kind::AppUser | Kind::Service);
    let (now, login) = (tx.now(), if generated { new.login.to_owned() } else { new.login.to_lowercase() });
    let profile = serde_json::to_string(new.profile).unwrap_or_default();
    let (name, key, more) = (new.name.trim(), new.name.trim().to_lowercase(), new.external_app_user_id);
    let rights = (new.role, new.permissions, new.status);
    let values = (new.enterprise, new.app, new.kind, rights.0, rights.1, rights.2, name, &key, &login, more);
    let (e, a, k, r, p, st, n, nk, l, x) = values;
    let Some((id,)) = tx.opt::<(UserId,)>(INSERT, (e, a, k, r, p, st, n, nk, l, x, now, new.space_amount, &profile))?
    else {
        return Ok(None);
    };
    if let Some(enterprise) = new.enterprise
        && new.kind != Kind::Service
    {
        Counter::Users.add(tx, enterprise.0, 1)?;
    }
    Ok(Some(id))
}

/// Changes what the update names and leaves the rest.
pub(super) fn update(tx: &mut Tx<Write>, user: &Allowed<Person, Edit>, change: UserUpdate) -> Result<Arc<User>> {
    let mut row: UserRow = tx.one(BY_ID, (user.id,))?;
    change.name.apply(&mut row.name);
    change.job_title.apply(&mut row.profile.job_title);
    change.phone.apply(&mut row.profile.phone);
    change.address.apply(&mut row.profile.address);
    if let Maybe::Value(status) = change.status {
        row.status = status;
    }
    match change.notification_email {
        Maybe::Absent => {}
        Maybe::Null => row.profile.notification_email = None,
        Maybe::Value(new) => row.profile.notification_email = Some(Email { email: new.email, is_confirmed: true }),
    }
    let (now, profile) = (tx.now(), serde_json::to_string(&row.profile).unwrap_or_default());
    tx.exec(UPDATE, (row.id, &row.name, row.name.to_lowercase(), row.status, now, &profile))?;
    tx.forget(row.id.key());
    shown(tx, row.id)?.ok_or_else(|| Error::not_found("user", user.id))
}
