//! The people of an enterprise as its admin console lists them: by what they are, or by how their names begin.
//!
//! Each statement walks one range of one index, and no further than a page: what it costs does not grow with the
//! enterprise.
use super::{list::Search, rows::space_used};
use crate::{
    Result,
    resources::users::{Kind, Permissions, Profile, Role, Status, shown_login},
    wire::{AppId, EnterpriseId, Time, UserId},
};
use boxwood_store::{Read, Tx, row};
use std::collections::BTreeMap;

row! {
    /// Anybody of an enterprise, service accounts among them.
    #[derive(Clone, Debug)]
    pub struct Listed {
        id: UserId,
        name: String,
        login: Option<String>,
        kind: Kind,
        role: Role,
        status: Status,
        app_name: Option<String>,
        space_used: i64,
        space_amount: i64,
        created_at: Time,
    }
}

row! {
    /// All that is kept of a user but their secrets.
    #[derive(Clone, Debug)]
    pub struct Account {
        id: UserId,
        name: String,
        login: Option<String>,
        kind: Kind,
        role: Role,
        permissions: Permissions,
        status: Status,
        app_id: Option<AppId>,
        app_name: Option<String>,
        external_app_user_id: Option<String>,
        space_used: i64,
        space_amount: i64,
        created_at: Time,
        modified_at: Time,
        has_password: bool,
        password_reset: bool,
        profile: Profile,
    }
}

macro_rules! listed {
    ($rest:literal) => {
        concat!(
            "SELECT u.id, u.name, u.login, u.kind, u.role, u.status, a.name AS app_name, ",
            space_used!(),
            ", u.space_amount, u.created_at FROM users u LEFT JOIN apps a ON a.id = u.app_id WHERE u.enterprise_id = $1 ",
            $rest
        )
    };
}
/// By `id + 0`, as its index has it: by `id` a planner would rather walk the primary key, past everybody of elsewhere.
const ALIKE: &str =
    listed!("AND u.kind = $2 AND u.role = $3 AND u.status = $4 AND u.id + 0 > $5 ORDER BY u.id + 0 LIMIT $6");
const BY_NAME: &str =
    listed!("AND u.listed_for = $2 AND u.name_key >= $3 AND u.name_key < $4 ORDER BY u.name_key, u.id LIMIT $5");
const BY_LOGIN: &str =
    listed!("AND u.listed_for = $2 AND u.login >= $3 AND u.login < $4 ORDER BY u.login, u.id LIMIT $5");
/// Whose users there are: 0 for managed ones, else an app's (`users.listed_for`).
const PARTS: &str =
    "SELECT part_id FROM counters WHERE kind = 'users' AND owner_id = $1 GROUP BY part_id ORDER BY part_id";
const ACCOUNT: &str = concat!(
    "SELECT u.id, u.name, u.login, u.kind, u.role, u.permissions, u.status, u.app_id, a.name AS app_name, \
     u.external_app_user_id, ",
    space_used!(),
    ", u.space_amount, u.created_at, u.modified_at, u.password_hash IS NOT NULL AS has_password, u.password_reset, \
     u.profile FROM users u LEFT JOIN apps a ON a.id = u.app_id WHERE u.id = $1"
);
const SET_PERMISSIONS: &str = "UPDATE users SET permissions = $2, modified_at = $3 WHERE id = $1";

/// Those who are alike in kind, role and status, by id, behind `after`.
///
/// # Errors
/// Those of the store.
pub fn alike(
    tx: &mut Tx<Read>,
    enterprise: EnterpriseId,
    (kind, role, status): (Kind, Role, Status),
    after: UserId,
    limit: i64,
) -> Result<Vec<Listed>> {
    Ok(tx.many(ALIKE, (enterprise, kind, role, status, after, limit))?)
}

/// Those whose names or logins begin so, each range no further than `limit`; and whether one of them went on.
///
/// # Errors
/// Those of the store.
pub fn found(tx: &mut Tx<Read>, enterprise: EnterpriseId, search: &Search, limit: i64) -> Result<(Vec<Listed>, bool)> {
    /// `users.listed_for` of service accounts, and of those who are deleted.
    const IN_NO_LIST: i64 = -1;
    let parts: Vec<(i64,)> = tx.many(PARTS, (enterprise,))?;
    let (mut found, mut more) = (BTreeMap::new(), false);
    for part in parts.into_iter().map(|(part,)| part).chain([IN_NO_LIST]) {
        for sql in [BY_NAME, BY_LOGIN] {
            let rows: Vec<Listed> = tx.many(sql, (enterprise, part, &search.0, &search.1, limit))?;
            more |= rows.len() as i64 == limit;
            found.extend(rows.into_iter().filter(|row| row.kind != Kind::Deleted).map(|row| (row.id, row)));
        }
    }
    Ok((found.into_values().collect(), more))
}

/// # Errors
/// Those of the store.
pub fn account(tx: &mut Tx<Read>, id: UserId) -> Result<Account> {
    Ok(tx.one(ACCOUNT, (id,))?)
}

/// # Errors
/// Those of the store.
pub fn set_permissions(tx: &mut Tx<boxwood_store::Write>, user: UserId, permissions: Permissions) -> Result<()> {
    let now = tx.now();
    tx.exec(SET_PERMISSIONS, (user, permissions, now))?;
    tx.forget(user.key());
    Ok(())
}

impl Listed {
    /// As people see it; empty where there is none.
    pub fn shown_login(&self) -> String {
        shown_login(self.kind, self.login.clone().unwrap_or_default())
    }
}

impl Account {
    /// As people see it; empty where there is none.
    pub fn shown_login(&self) -> String {
        shown_login(self.kind, self.login.clone().unwrap_or_default())
    }
}
