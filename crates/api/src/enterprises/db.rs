//! The enterprises table, and lists of people that no operation of the contract shows.
use super::settings::Texts;
use crate::{
    Result, person_columns,
    resources::users::{self, Kind, Permissions, Person, Role, Status, space_used},
    wire::{AppId, EnterpriseId, Time, UserId},
};
use boxwood_store::{Read, Tx, Write, row};

row! {
    /// `users` counts them as `GET /users` does: without service accounts.
    pub struct EnterpriseRow {
        id: EnterpriseId,
        name: String,
        timezone: String,
        domains: Texts,
        created_at: Time,
        admin_id: Option<UserId>,
        admin_login: Option<String>,
        users: i64,
        apps: i64,
    }
}

row! {
    /// Anybody of an enterprise, service accounts among them.
    pub struct PersonRow {
        id: UserId,
        name: String,
        login: Option<String>,
        kind: Kind,
        role: Role,
        status: Status,
        permissions: Permissions,
        enterprise_id: Option<EnterpriseId>,
        app_id: Option<AppId>,
        space_used: i64,
        space_amount: i64,
    }
}

macro_rules! enterprises {
    ($rest:literal) => {
        concat!(
            "SELECT e.id, e.name, e.timezone, e.domains, e.created_at, a.id AS admin_id, a.login AS admin_login, \
             (SELECT CAST(coalesce(sum(c.value), 0) AS BIGINT) FROM counters c WHERE c.kind = 'users' \
             AND c.owner_id = e.id) AS users, (SELECT count(*) FROM apps p WHERE p.enterprise_id = e.id \
             AND p.deleted_at IS NULL) AS apps \
             FROM enterprises e LEFT JOIN users a ON a.enterprise_id = e.id AND a.role = 'admin' \
             AND a.kind = 'managed' ",
            $rest
        )
    };
}
macro_rules! people {
    ($rest:literal) => {
        concat!(
            "SELECT u.id, u.name, u.login, u.kind, u.role, u.status, u.permissions, u.enterprise_id, u.app_id, ",
            space_used!(),
            ", u.space_amount FROM users u WHERE u.kind <> 'deleted' ",
            $rest
        )
    };
}
const NAME: &str = "SELECT name FROM enterprises WHERE id = $1";
const LIST: &str = enterprises!("ORDER BY e.id");
const BY_ID: &str = enterprises!("WHERE e.id = $1");
const INSERT: &str = "INSERT INTO enterprises (name, subdomain, timezone, domains, default_space, created_at) \
    VALUES ($1, $2, $3, $4, $5, $6)";
const UPDATE: &str = "UPDATE enterprises SET name = $2, domains = $3 WHERE id = $1";
const ADMIN: &str = concat!(
    "SELECT ",
    person_columns!(),
    " FROM users u WHERE u.enterprise_id = $1 AND u.role = 'admin' AND u.kind = 'managed' ORDER BY u.id LIMIT 1"
);
/// The prefix $2 is in lower case, as is what it is compared with.
const PEOPLE: &str = people!(
    "AND u.enterprise_id = $1 AND (substr(u.name_key, 1, length($2)) = $2 OR substr(u.login, 1, length($2)) = $2) \
     AND u.kind = coalesce($3, u.kind) AND u.id > $4 ORDER BY u.id LIMIT $5"
);
const BY_LOGIN: &str = people!("AND u.login = $1");
const BY_USER_ID: &str = people!("AND u.id = $1");

/// # Errors
/// Those of the store.
pub fn name(tx: &mut Tx<Read>, id: EnterpriseId) -> Result<String> {
    let (name,) = tx.one(NAME, (id,))?;
    Ok(name)
}

/// # Errors
/// Those of the store.
pub fn list(tx: &mut Tx<Read>) -> Result<Vec<EnterpriseRow>> {
    Ok(tx.many(LIST, ())?)
}

/// # Errors
/// Those of the store.
pub fn by_id(tx: &mut Tx<Read>, id: EnterpriseId) -> Result<Option<EnterpriseRow>> {
    Ok(tx.opt(BY_ID, (id,))?)
}

pub(super) fn insert(
    tx: &mut Tx<Write>,
    name: &str,
    timezone: &str,
    domains: &Texts,
    default_space: i64,
) -> Result<EnterpriseId> {
    let now = tx.now();
    let id = tx.insert(INSERT, (name, "", timezone, domains.json(), default_space, now))?;
    Ok(id.ok_or(boxwood_store::Error::NoRow)?)
}

pub(super) fn update(tx: &mut Tx<Write>, id: EnterpriseId, name: &str, domains: &Texts) -> Result<()> {
    tx.exec(UPDATE, (id, name, domains.json()))?;
    tx.forget(id.key());
    Ok(())
}

/// The one who may everything there; whoever runs the server acts in their name.
///
/// # Errors
/// Those of the store.
pub fn admin(tx: &mut Tx<Read>, of: EnterpriseId) -> Result<Option<Person>> {
    Ok(tx.opt(ADMIN, (of,))?)
}

/// By id, those behind `after`: whose names or logins begin with the filter, and who are of that kind.
///
/// # Errors
/// Those of the store.
pub fn people(
    tx: &mut Tx<Read>,
    of: EnterpriseId,
    filter: &str,
    kind: Option<Kind>,
    after: UserId,
    limit: i64,
) -> Result<Vec<PersonRow>> {
    let rows: Vec<PersonRow> = tx.many(PEOPLE, (of, filter.to_lowercase().as_str(), kind, after, limit))?;
    Ok(rows.into_iter().map(PersonRow::spelled).collect())
}

/// By id or by login, in any enterprise or none.
///
/// # Errors
/// Those of the store.
pub fn person_by_login(tx: &mut Tx<Read>, id_or_login: &str) -> Result<Option<PersonRow>> {
    let row: Option<PersonRow> = match id_or_login.parse::<UserId>() {
        Ok(id) => tx.opt(BY_USER_ID, (id,))?,
        Err(()) => tx.opt(BY_LOGIN, (id_or_login.to_lowercase(),))?,
    };
    Ok(row.map(PersonRow::spelled))
}

impl PersonRow {
    fn spelled(mut self) -> Self {
        self.login = self.login.map(|login| users::shown_login(self.kind, login));
        self
    }
}
