//! Lists of users. Every statement here walks index ranges that end where the page, or the matches, end: `listed_for` is
//! what makes one range of all managed users and another of one app's users.
use super::rows::{UserRow, select_users, space_used};
use crate::{
    Caller, Error, Result, Settings, Site,
    access::UserManager,
    counters::Counter,
    items, person_columns,
    resources::users::User,
    wire::{AppId, EnterpriseId, Paging, Start},
};
use boxwood_store::{Joined, Read, Tx};
use std::sync::Arc;

/// `users.listed_for` of managed users, and a value that no user has.
const MANAGED: i64 = 0;
const NOBODY: i64 = -2;

/// Whom the caller's lists can show.
pub struct Reach {
    enterprise: EnterpriseId,
    app: AppId,
    /// Two values of `users.listed_for`.
    listed: [i64; 2],
}

impl Reach {
    /// Managed users where the app has App + Enterprise Access, the app's own users, each as the scopes go.
    ///
    /// # Errors
    /// `access_denied_insufficient_permissions` for one without an enterprise.
    pub fn of(_: &UserManager, who: &Caller) -> Result<Self> {
        let (may, app) = (who.settings(), who.app());
        let enterprise = who.user().enterprise_id.ok_or_else(Error::access_denied)?;
        let managed = may.has(Settings::MANAGE_USERS | Settings::ENTERPRISE_ACCESS);
        let own = may.has(Settings::MANAGE_APP_USERS);
        let listed = [if managed { MANAGED } else { NOBODY }, if own { app.0 } else { NOBODY }];
        Ok(Reach { enterprise, app, listed })
    }

    /// Without the managed users, guests are out of reach too.
    pub fn has_guests(&self) -> bool {
        self.listed.contains(&MANAGED)
    }
}

/// All names and logins from the first text on and before the second: those that begin with a prefix.
pub struct Search(pub(super) String, pub(super) String);

impl Search {
    /// In any case; None where nothing is searched for.
    pub fn of(prefix: &str) -> Option<Self> {
        let start = prefix.trim_start().to_lowercase();
        if start.is_empty() {
            return None;
        }
        let mut end = start.clone();
        while let Some(last) = end.pop() {
            // The next character: UTF-8 sorts as code points do.
            if let Some(next) = (last..=char::MAX).nth(1) {
                end.push(next);
                break;
            }
        }
        Some(Search(start, end))
    }

    pub fn range(&self) -> (&str, &str) {
        (&self.0, &self.1)
    }
}

/// Ids of two ranges of one index, in order. The inner ORDER BY is for PostgreSQL: without it, it would sort both ranges
/// whole instead of merging them as far as the page goes.
const ALL: &str = select_users!(
    "WHERE u.id IN (SELECT id FROM (SELECT id FROM (SELECT id FROM users WHERE enterprise_id = $1 AND listed_for = $2 \
     AND id > $4 ORDER BY id) a UNION ALL SELECT id FROM (SELECT id FROM users WHERE enterprise_id = $1 \
     AND listed_for = $3 AND id > $4 ORDER BY id) b ORDER BY id LIMIT $5 OFFSET $6) page) ORDER BY u.id"
);
/// `id + 0` in what is given more: by `id`, SQLite would rather walk the enterprise in the order of ids than the matches.
macro_rules! found {
    ($more:literal) => {
        concat!(
            "SELECT id FROM users WHERE enterprise_id = $1 AND listed_for = $2 AND name_key >= $4 AND name_key < $5",
            $more,
            " UNION SELECT id FROM users WHERE enterprise_id = $1 AND listed_for = $2 AND login >= $4 AND login < $5",
            $more,
            " UNION SELECT id FROM users WHERE enterprise_id = $1 AND listed_for = $3 AND name_key >= $4 AND name_key < $5",
            $more,
            " UNION SELECT id FROM users WHERE enterprise_id = $1 AND listed_for = $3 AND login >= $4 AND login < $5",
            $more
        )
    };
}
const FOUND: &str = select_users!(concat!(
    "WHERE u.id IN (SELECT id FROM (",
    found!(" AND id + 0 > $6"),
    " ORDER BY id LIMIT $7 OFFSET $8) page) ORDER BY u.id"
));
const COUNT: &str = concat!("SELECT count(*) FROM (", found!(""), ") found");
const BY_EXTERNAL_ID: &str = select_users!("WHERE u.app_id = $1 AND u.external_app_user_id = $2");
const BY_LOGIN: &str = select_users!("WHERE u.login = $1 AND u.kind = 'managed'");

/// A page of what is in reach, by id.
///
/// # Errors
/// Those of the store.
pub fn page(tx: &mut Tx<Read>, reach: &Reach, search: Option<&Search>, paging: Paging) -> Result<Vec<Arc<User>>> {
    let (after, limit, offset) = match paging.start {
        Start::Offset(offset) => (0, paging.limit, offset),
        Start::After(id) => (id, paging.limit + 1, 0),
    };
    let (enterprise, [first, second]) = (reach.enterprise, reach.listed);
    let rows: Vec<UserRow> = match search {
        None => tx.many(ALL, (enterprise, first, second, after, limit, offset))?,
        Some(Search(from, to)) => tx.many(FOUND, (enterprise, first, second, from, to, after, limit, offset))?,
    };
    let site = Site::of(tx);
    Ok(rows.into_iter().map(|Joined(person, row)| Arc::new(row.of(&person, &site))).collect())
}

/// How many there are on all pages: kept as a counter, but for a search, where it costs as much as there are matches.
///
/// # Errors
/// Those of the store.
pub fn total(tx: &mut Tx<Read>, reach: &Reach, search: Option<&Search>) -> Result<i64> {
    let (enterprise, [first, second]) = (reach.enterprise, reach.listed);
    if let Some(Search(from, to)) = search {
        let (count,) = tx.one(COUNT, (enterprise, first, second, from, to))?;
        return Ok(count);
    }
    Ok(Counter::Users.part(tx, enterprise.0, first)? + Counter::Users.part(tx, enterprise.0, second)?)
}

/// The caller's app's own user whom the app knows by that name.
///
/// # Errors
/// Those of the store.
pub fn by_external_id(tx: &mut Tx<Read>, reach: &Reach, id: &str) -> Result<Option<Arc<User>>> {
    let found: Option<UserRow> = tx.opt(BY_EXTERNAL_ID, (reach.app, id))?;
    let listed = reach.listed.contains(&reach.app.0);
    let here = |row: &UserRow| row.0.enterprise_id == Some(reach.enterprise) && listed;
    let site = Site::of(tx);
    Ok(found.filter(here).map(|Joined(person, row)| Arc::new(row.of(&person, &site))))
}

/// Somebody from outside who collaborates here, by their whole login, as far as they are shown to strangers.
///
/// # Errors
/// Those of the store.
pub fn by_full_login(tx: &mut Tx<Read>, reach: &Reach, login: &str) -> Result<Option<Arc<User>>> {
    let found: Option<UserRow> = tx.opt(BY_LOGIN, (login.trim().to_lowercase(),))?;
    let Some(Joined(person, row)) = found.filter(|row| row.0.enterprise_id != Some(reach.enterprise)) else {
        return Ok(None);
    };
    let known = items::collaborates_with(tx, person.id, reach.enterprise)?;
    let site = Site::of(tx);
    Ok(known.then(|| Arc::new(row.of(&person, &site).to_strangers())))
}
