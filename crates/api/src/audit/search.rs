//! The record of an enterprise, for those who may see it: who acted as whom, when, through which app, on what, and what
//! came of it (contract: identity §5.2).
//!
//! Writes, counted reads and refusals stand in tables of their own, and a page is merged from the newest ends of the three.
//! Filters have no indexes: the tables are written with every call as somebody else. Instead a page looks at so many rows
//! and no further, and says how far back that was; so a page costs the same whatever is asked and however long the record
//! is.
use super::rows::{Found, Key, TABLES, Table};
use crate::{
    Caller, Error, Result, apps,
    counters::Counter,
    resources::users::{self, Permissions},
    wire::{AppId, EnterpriseId, Maybe, Time, UserId},
};
use boxwood_store::{Read, Tx};
use std::collections::HashMap;

/// How many rows of each table a page looks at, where only some of them are wanted.
const LOOKED_AT: i64 = 5000;
pub const HOUR: i64 = 3_600_000_000;

/// What is wanted; None and empty are all.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    pub actor: Option<UserId>,
    pub user: Option<UserId>,
    /// 0: at the server's own pages.
    pub app: Option<AppId>,
    /// A part of its name.
    pub operation: String,
    pub refused: Option<bool>,
    pub from: Option<Time>,
    pub until: Option<Time>,
}

/// Somebody on record.
#[derive(Clone, Debug)]
pub struct Name {
    pub id: UserId,
    pub name: String,
    pub login: String,
}

#[derive(Clone, Debug)]
pub struct Entry {
    /// Of counted reads, the minute.
    pub at: Time,
    /// None: nobody who is known here.
    pub actor: Option<Name>,
    /// None: as themselves, or as nobody of the enterprise.
    pub user: Option<Name>,
    pub app_id: AppId,
    /// Empty for the server's own pages, and for an app that nobody knows.
    pub app: String,
    pub operation: String,
    pub outcome: i64,
    pub count: i64,
    /// Empty for counted reads.
    pub request_id: String,
    /// Whether there is an explanation under the request's id.
    pub is_explained: bool,
}

pub struct Page {
    pub entries: Vec<Entry>,
    /// Where it goes on.
    pub next: Option<String>,
    /// How far back was looked, where that ended the page.
    pub until: Option<Time>,
}

/// What was done as somebody else in an hour.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Hour {
    pub allowed: i64,
    pub refused: i64,
}

/// # Errors
/// `access_denied_insufficient_permissions` unless the caller may see reports.
pub(super) fn auditor(who: &Caller) -> Result<EnterpriseId> {
    let user = who.user();
    user.enterprise_id.filter(|_| user.has(Permissions::REPORTS)).ok_or_else(Error::access_denied)
}

/// For who looks at the record, before anything is looked up.
///
/// # Errors
/// As [`page`].
pub fn permitted(who: &Caller) -> Result<()> {
    auditor(who).map(|_| ())
}

/// A page of at most `limit` entries, the newest first; `after` is another page's `next`.
///
/// # Errors
/// `access_denied_insufficient_permissions` unless the caller may see reports; those of the store.
pub fn page(tx: &mut Tx<Read>, who: &Caller, filter: &Filter, after: Option<&str>, limit: usize) -> Result<Page> {
    let enterprise = auditor(who)?;
    let now = tx.now();
    let (from, until) = (filter.from.map_or(0, Time::micros), filter.until.map_or(now, Time::micros));
    let given = after.and_then(keys);
    let starts = given.unwrap_or_else(|| TABLES.map(|table| Key::newest(table, until)));
    let most = if filter.is_narrow() { LOOKED_AT } else { limit as i64 + 1 };
    let mut windows = Vec::new();
    for (table, start) in TABLES.into_iter().zip(starts) {
        windows.push(Window::look(tx, enterprise, table, start, (from, most), filter)?);
    }
    let merged = merge(&mut windows, limit);
    let next: Vec<_> = windows.iter().map(Window::reached).collect();
    let more = !next.iter().all(Key::is_oldest);
    let until = floor(&windows).filter(|_| more && merged.len() < limit).map(Time::at);
    let mut known = Names::default();
    let entries = merged.into_iter().map(|(table, found)| known.entry(tx, table, found)).collect::<Result<_>>()?;
    let next = more.then(|| next.iter().map(Key::text).collect::<Vec<_>>().join("~"));
    Ok(Page { entries, next, until })
}

/// What [`Page::next`] is made of.
fn keys(text: &str) -> Option<[Key; 3]> {
    let keys: Vec<_> = text.split('~').map(Key::of).collect::<Option<_>>()?;
    keys.try_into().ok()
}

impl Filter {
    fn is_narrow(&self) -> bool {
        let named = self.actor.is_some() || self.user.is_some() || self.app.is_some();
        named || !self.operation.is_empty() || self.refused.is_some()
    }

    fn fits(&self, row: &Found) -> bool {
        self.actor.is_none_or(|actor| actor == row.actor_id)
            && self.user.is_none_or(|user| Some(user) == row.user_id)
            && self.app.is_none_or(|app| app == row.app_id)
            && row.operation.contains(&self.operation)
            && self.refused.is_none_or(|refused| refused == (row.outcome >= 400))
    }
}

/// What was looked at of one table.
struct Window {
    table: Table,
    /// Where the look began.
    start: Key,
    /// What is wanted of it, the newest last.
    rows: Vec<Found>,
    /// The last that was looked at; none where that was all.
    end: Option<Key>,
    /// Its time.
    end_at: i64,
    /// The last that is on the page.
    shown: Option<Key>,
}

impl Window {
    fn look(
        tx: &mut Tx<Read>,
        enterprise: EnterpriseId,
        table: Table,
        start: Key,
        (from, most): (i64, i64),
        filter: &Filter,
    ) -> Result<Window> {
        let mut rows = if start.is_oldest() { Vec::new() } else { table.rows(tx, enterprise, &start, from, most)? };
        let last = rows.last().filter(|_| rows.len() as i64 == most);
        let (end, end_at) = (last.map(Found::key), last.map_or(i64::MIN, |last| last.at * table.unit()));
        rows.retain(|row| filter.fits(row));
        rows.reverse();
        Ok(Window { table, start, rows, end, end_at, shown: None })
    }

    /// The time of the newest that is not on the page yet.
    fn newest(&self) -> Option<i64> {
        self.rows.last().map(|row| row.at * self.table.unit())
    }

    /// Where the next page goes on.
    fn reached(&self) -> Key {
        match (&self.shown, &self.end) {
            (Some(shown), _) if !self.rows.is_empty() => shown.clone(),
            (None, _) if !self.rows.is_empty() => self.start.clone(),
            (_, Some(end)) => end.clone(),
            (_, None) => Key::oldest(),
        }
    }
}

/// Before this time there may be rows in one of the tables that nobody has looked at.
fn floor(windows: &[Window]) -> Option<i64> {
    windows.iter().filter(|window| window.end.is_some()).map(|window| window.end_at).max()
}

/// The newest of all, as far as all tables were looked at.
fn merge(windows: &mut [Window], limit: usize) -> Vec<(Table, Found)> {
    let floor = floor(windows).unwrap_or(i64::MIN);
    let mut merged = Vec::new();
    while merged.len() < limit {
        let newest = windows.iter_mut().filter(|window| window.newest().is_some_and(|at| at >= floor));
        let Some(window) = newest.max_by_key(|window| window.newest()) else { break };
        let Some(row) = window.rows.pop() else { break };
        window.shown = Some(row.key());
        merged.push((window.table, row));
    }
    merged
}

/// The names that a page needs, each looked up once.
#[derive(Default)]
struct Names {
    users: HashMap<UserId, Option<Name>>,
    apps: HashMap<AppId, String>,
}

impl Names {
    fn entry(&mut self, tx: &mut Tx<Read>, table: Table, row: Found) -> Result<Entry> {
        let (actor, user) = (self.user(tx, row.actor_id)?, row.user_id);
        Ok(Entry {
            at: Time::at(row.at * table.unit()),
            actor,
            user: user.map(|user| self.user(tx, user)).transpose()?.flatten(),
            app: self.app(tx, row.app_id)?,
            app_id: row.app_id,
            operation: row.operation,
            outcome: row.outcome,
            count: row.count,
            is_explained: table != Table::Reads && matches!(row.outcome, 401 | 403) && row.app_id != AppId::default(),
            request_id: row.request_id,
        })
    }

    fn user(&mut self, tx: &mut Tx<Read>, id: UserId) -> Result<Option<Name>> {
        if let Some(known) = self.users.get(&id) {
            return Ok(known.clone());
        }
        let name = name(tx, id)?;
        self.users.insert(id, name.clone());
        Ok(name)
    }

    fn app(&mut self, tx: &mut Tx<Read>, id: AppId) -> Result<String> {
        if let Some(known) = self.apps.get(&id) {
            return Ok(known.clone());
        }
        let name = apps::by_id(tx, id)?.map(|app| app.name).unwrap_or_default();
        self.apps.insert(id, name.clone());
        Ok(name)
    }
}

/// How somebody is called; their id is on record already.
///
/// # Errors
/// Those of the store.
pub fn name(tx: &mut Tx<Read>, id: UserId) -> Result<Option<Name>> {
    let text = |text: &Maybe<String>| text.value().cloned().unwrap_or_default();
    Ok(users::shown(tx, id)?.map(|user| Name { id, name: text(&user.name), login: text(&user.login) }))
}

/// Who of the enterprise has that id or login.
///
/// # Errors
/// As [`page`].
pub fn somebody(tx: &mut Tx<Read>, who: &Caller, id_or_login: &str) -> Result<Option<UserId>> {
    let enterprise = auditor(who)?;
    let person = match id_or_login.parse::<UserId>() {
        Ok(id) => users::person(tx, id)?,
        Err(()) => users::person_by_login(tx, id_or_login)?,
    };
    Ok(person.filter(|person| person.enterprise_id == Some(enterprise)).map(|person| person.id))
}

/// What was done as somebody else in each of `count` hours up to that which `until` lies in, the oldest first. Counts, and
/// no more than that: they may lack what was counted in the second before a crash.
///
/// # Errors
/// As [`page`].
pub fn hours(tx: &mut Tx<Read>, who: &Caller, until: Time, count: usize) -> Result<Vec<Hour>> {
    let enterprise = auditor(who)?;
    let last = until.micros().div_euclid(HOUR);
    let first = last - count as i64 + 1;
    let mut hours = vec![Hour::default(); count];
    for (counter, is_refused) in [(Counter::ActedAllowed, false), (Counter::ActedRefused, true)] {
        for (hour, value) in counter.parts(tx, enterprise.0, first, last)? {
            if let Some(of) = usize::try_from(hour - first).ok().and_then(|at| hours.get_mut(at)) {
                *(if is_refused { &mut of.refused } else { &mut of.allowed }) += value;
            }
        }
    }
    Ok(hours)
}
