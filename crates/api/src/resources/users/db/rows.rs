//! Users as the wire shows them.
use super::{Kind, Person};
use crate::{
    Result, Site, person_columns,
    resources::users::{
        Email, TrackingCode, User,
        wire::{AvatarUrl, Enterprise, Hostname},
    },
    wire::{EnterpriseId, Kept, Maybe, Time, UserId, Zone},
};
use boxwood_store::{Cached, FromValue, Joined, Key, Read, Tx, Value, row};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

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

impl Profile {
    pub(super) fn text(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }
}

row! {
    pub(super) struct Details {
        name: String,
        login: Option<String>,
        created_at: Time,
        modified_at: Time,
        space_amount: i64,
        space_used: i64,
        external_app_user_id: Option<String>,
        profile: Profile,
        enterprise_name: Option<String>,
        timezone: Option<Zone>,
    }
}

/// A row of [`select_users!`].
pub(super) type UserRow = Joined<Person, Details>;

impl Details {
    /// As the wire has it, its times as the clocks of the user's own enterprise show them.
    pub(super) fn of(self, person: &Person, site: &Site) -> User {
        let row = self;
        let (profile, zone) = (row.profile, row.timezone.unwrap_or(Zone::UTC));
        let enterprise = person.enterprise_id.map(|id| Enterprise { id, name: row.enterprise_name.into() });
        User {
            id: person.id,
            name: row.name.into(),
            login: shown_login(person.kind, row.login.unwrap_or_default()).into(),
            created_at: row.created_at.seen_in(&zone).into(),
            modified_at: row.modified_at.seen_in(&zone).into(),
            language: profile.language.into(),
            timezone: profile.timezone.into(),
            space_amount: if row.space_amount < 0 { UNLIMITED_SPACE } else { row.space_amount }.into(),
            space_used: row.space_used.into(),
            max_upload_size: profile.max_upload_size.into(),
            status: person.status.into(),
            job_title: profile.job_title.into(),
            phone: profile.phone.into(),
            address: profile.address.into(),
            avatar_url: AvatarUrl::Of(site.clone(), person.id).into(),
            notification_email: profile.notification_email.into(),
            role: person.role.into(),
            tracking_codes: profile.tracking_codes.into(),
            can_see_managed_users: profile.can_see_managed_users.into(),
            is_sync_enabled: profile.is_sync_enabled.into(),
            is_external_collab_restricted: profile.is_external_collab_restricted.into(),
            is_exempt_from_device_limits: profile.is_exempt_from_device_limits.into(),
            is_exempt_from_login_verification: profile.is_exempt_from_login_verification.into(),
            enterprise: enterprise.into(),
            my_tags: Vec::new().into(),
            hostname: Hostname(site.clone()).into(),
            is_platform_access_only: matches!(person.kind, Kind::AppUser | Kind::Service).into(),
            external_app_user_id: row.external_app_user_id.into(),
            text: Kept::default(),
        }
    }
}

/// Logins are stored in lower case; those that were generated begin in the case that the contract shows (identity §4.1).
pub(crate) fn shown_login(kind: Kind, login: String) -> String {
    let prefix = match kind {
        Kind::AppUser => "AppUser_",
        Kind::Service => "AutomationUser_",
        Kind::Managed | Kind::Deleted => return login,
    };
    match login.split_at_checked(prefix.len()) {
        Some((start, rest)) if start.eq_ignore_ascii_case(prefix) => format!("{prefix}{rest}"),
        _ => login,
    }
}

/// A user as one look at the row finds them: what decides about rights, and what is shown. Who acts is mostly shown too.
pub struct Loaded {
    pub person: Person,
    pub shown: Arc<User>,
}

impl Cached for Loaded {
    fn sources(&self) -> impl IntoIterator<Item = Key> {
        let own = [self.person.id.key(), space_key(self.person.id)];
        own.into_iter().chain(self.person.enterprise_id.map(EnterpriseId::key))
    }

    fn heap(&self) -> usize {
        let User { name, login, job_title, phone, address, .. } = &*self.shown;
        let texts = [name, login, job_title, phone, address].into_iter().filter_map(|text| text.value());
        size_of::<User>() + texts.map(String::len).sum::<usize>() + Kept::SIZE
    }
}

/// Bytes that a user takes up, in any statement that has users as `u`: counted apart, so that their uploads do not meet in
/// one row.
macro_rules! space_used {
    () => {
        "(SELECT CAST(coalesce(sum(s.value), 0) AS BIGINT) FROM counters s WHERE s.kind = 'space_used' \
         AND s.owner_id = u.id) AS space_used"
    };
}
pub(crate) use space_used;

macro_rules! select_users {
    ($rest:expr) => {
        concat!(
            "SELECT ",
            person_columns!(),
            ", u.name, u.login, u.created_at, u.modified_at, u.space_amount, ",
            space_used!(),
            ", u.external_app_user_id, u.profile, e.name AS enterprise_name, e.timezone FROM users u LEFT JOIN enterprises e ON e.id = u.enterprise_id ",
            $rest
        )
    };
}
pub(super) use select_users;

const BY_ID: &str = select_users!("WHERE u.id = $1");

/// What clients are shown for "without limit".
const UNLIMITED_SPACE: i64 = 1_000_000_000_000_000;

fn row(tx: &mut Tx<Read>, id: UserId) -> Result<Option<Arc<Loaded>>> {
    tx.cached(id.key(), |tx| {
        let row: Option<UserRow> = tx.opt(BY_ID, (id,))?;
        Ok(row.map(|Joined(person, details)| {
            let shown = Arc::new(details.of(&person, &Site::of(tx)));
            Loaded { person, shown }
        }))
    })
}

/// What is shown of a user's space changes with each upload, and what else is known of them does not: forgotten apart.
pub(crate) fn space_key(id: UserId) -> Key {
    Key::from(!id.0.unsigned_abs())
}

/// How much a user may keep and upload, in bytes. Asked for with each upload, and left alone by it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Allowance {
    id: UserId,
    pub space: i64,
    pub upload: i64,
}

impl Cached for Allowance {
    fn sources(&self) -> impl IntoIterator<Item = Key> {
        [self.id.key()]
    }
}

/// # Errors
/// Those of the store.
pub(crate) fn allowance(tx: &mut Tx<Read>, id: UserId) -> Result<Allowance> {
    let found = tx.cached(id.key(), |tx| {
        let user = shown(tx, id)?;
        let bytes = |value: &Maybe<i64>| value.value().copied().unwrap_or_default();
        let allowed =
            user.map(|user| Allowance { id, space: bytes(&user.space_amount), upload: bytes(&user.max_upload_size) });
        Ok::<_, crate::Error>(allowed)
    })?;
    Ok(found.map_or(Allowance { id, space: 0, upload: 0 }, |found| *found))
}

/// The user as others see who did something, and as they see themselves.
pub(crate) fn shown(tx: &mut Tx<Read>, id: UserId) -> Result<Option<Arc<User>>> {
    Ok(row(tx, id)?.map(|loaded| loaded.shown.clone()))
}

/// For the caller's own making; everybody else asks `access::get`. None: deleted, or never there.
pub(crate) fn loaded(tx: &mut Tx<Read>, id: UserId) -> Result<Option<Arc<Loaded>>> {
    Ok(row(tx, id)?.filter(|loaded| loaded.person.kind != Kind::Deleted))
}

/// What decides about the rights of a user who is there: for whoever runs the server, or the caller's own making.
///
/// # Errors
/// Those of the store.
pub fn person(tx: &mut Tx<Read>, id: UserId) -> Result<Option<Person>> {
    Ok(loaded(tx, id)?.map(|loaded| loaded.person.clone()))
}
