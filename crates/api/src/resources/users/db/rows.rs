//! Users as the wire shows them.
use super::Kind;
use crate::{
    Result, Site,
    resources::users::{
        Email, Role, Status, TrackingCode, User,
        wire::{AvatarUrl, Enterprise, Hostname},
    },
    wire::{EnterpriseId, Kept, Time, UserId, Zone},
};
use boxwood_store::{Cached, FromValue, Read, Tx, Value, row};
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
    pub(super) struct UserRow {
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
    pub(super) fn shown(self, site: &Site) -> User {
        let row = self;
        let (profile, zone) = (row.profile, row.timezone.unwrap_or(Zone::UTC));
        let enterprise = row.enterprise_id.map(|id| Enterprise { id, name: row.enterprise_name.into() });
        User {
            id: row.id,
            name: row.name.into(),
            login: shown_login(row.kind, row.login.unwrap_or_default()).into(),
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

impl Cached for User {
    fn sources(&self) -> impl IntoIterator<Item = boxwood_store::Key> {
        let enterprise = self.enterprise.value().map(|enterprise| enterprise.id.key());
        [self.id.key()].into_iter().chain(enterprise)
    }

    fn heap(&self) -> usize {
        let texts = [&self.name, &self.login, &self.job_title, &self.phone, &self.address];
        texts.iter().filter_map(|text| text.value()).map(String::len).sum::<usize>() + Kept::SIZE
    }
}

macro_rules! select_users {
    ($rest:expr) => {
        concat!(
            "SELECT u.id, u.name, u.login, u.created_at, u.modified_at, u.space_amount, u.space_used, u.status, u.role, \
             u.kind, u.external_app_user_id, u.profile, u.enterprise_id, e.name AS enterprise_name, e.timezone \
             FROM users u LEFT JOIN enterprises e ON e.id = u.enterprise_id ",
            $rest
        )
    };
}
pub(super) use select_users;

const BY_ID: &str = select_users!("WHERE u.id = $1");

/// What clients are shown for "without limit".
const UNLIMITED_SPACE: i64 = 1_000_000_000_000_000;

/// The user as others see who did something, and as they see themselves.
pub(crate) fn shown(tx: &mut Tx<Read>, id: UserId) -> Result<Option<Arc<User>>> {
    tx.cached(id.key(), |tx| {
        let row: Option<UserRow> = tx.opt(BY_ID, (id,))?;
        Ok(row.map(|row| row.shown(&Site::of(tx))))
    })
}
