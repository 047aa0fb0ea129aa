//! The apps of an enterprise as those see them who decide about them: its own, and those from elsewhere that it has let in
//! or shut out (contract: identity §3.5).
use super::{App, Settings, Standing};
use crate::{
    Caller, Error, Result,
    counters::Counter,
    resources::users::Permissions,
    wire::{AppId, EnterpriseId, Time, UserId},
};
use boxwood_store::{Joined, Read, Tx, row};

row! {
    /// What the enterprise has decided about an app, with the names that go with it. All but the first two are none where
    /// nothing was decided.
    #[derive(Clone, Debug)]
    pub struct Given {
        owner_name: Option<String>,
        home: String,
        authorized: Option<Settings>,
        service_account_id: Option<UserId>,
        enabled: Option<bool>,
        authorized_by: Option<String>,
        authorized_at: Option<Time>,
        asked_by: Option<String>,
        asked_at: Option<Time>,
    }
}

/// An app and what the enterprise has decided about it.
#[derive(Clone, Debug)]
pub struct ManagedApp {
    pub app: App,
    pub given: Given,
}

macro_rules! managed {
    ($rest:literal) => {
        concat!(
            "SELECT a.id, a.enterprise_id, a.owner_id, a.client_id, a.name, a.description, a.contact_email, \
             a.purpose, a.settings, a.version, a.redirect_uris, a.cors_origins, a.created_at, a.modified_at, o.name AS owner_name, e.name AS home, z.settings AS authorized, \
             z.service_account_id, z.enabled, b.name AS authorized_by, z.authorized_at, q.name AS asked_by, \
             r.asked_at FROM apps a \
             JOIN enterprises e ON e.id = a.enterprise_id LEFT JOIN users o ON o.id = a.owner_id \
             LEFT JOIN app_authorizations z ON z.app_id = a.id AND z.enterprise_id = $1 \
             LEFT JOIN users b ON b.id = z.authorized_by \
             LEFT JOIN app_requests r ON r.app_id = a.id AND r.enterprise_id = $1 LEFT JOIN users q ON q.id = r.asked_by \
             WHERE a.deleted_at IS NULL AND ",
            $rest
        )
    };
}
const LIST: &str = managed!("(a.enterprise_id = $1 OR z.app_id IS NOT NULL) ORDER BY a.name, a.id");
const ONE: &str = managed!("a.id = $2 AND (a.enterprise_id = $1 OR z.app_id IS NOT NULL)");
const BY_CLIENT_ID: &str = managed!("a.client_id = $2");

impl ManagedApp {
    pub fn standing(&self) -> Standing {
        let Given { authorized, enabled, .. } = &self.given;
        Standing::of(self.app.settings, authorized.zip(*enabled))
    }

    /// Whether the admin has something to say: what it asks for has changed, or its developer has asked.
    pub fn waits(&self) -> bool {
        self.given.asked_at.is_some() || self.standing() == Standing::Outdated
    }

    /// What counts now: for a server app what was authorized, for another what its console says.
    pub fn in_force(&self) -> Settings {
        if self.app.is_server_app() { self.given.authorized.unwrap_or_default() } else { self.app.settings }
    }
}

/// By name.
///
/// # Errors
/// `access_denied_insufficient_permissions` unless the caller may see the enterprise's settings; those of the store.
pub fn list(tx: &mut Tx<Read>, who: &Caller) -> Result<Vec<ManagedApp>> {
    let enterprise = viewer(who)?;
    let rows: Vec<Joined<App, Given>> = tx.many(LIST, (enterprise,))?;
    Ok(rows.into_iter().map(ManagedApp::of).collect())
}

/// # Errors
/// As [`list`]; `not_found` for an app of elsewhere about which nothing was decided here.
pub fn one(tx: &mut Tx<Read>, who: &Caller, id: AppId) -> Result<ManagedApp> {
    let enterprise = viewer(who)?;
    let row: Option<Joined<App, Given>> = tx.opt(ONE, (enterprise, id))?;
    row.map(ManagedApp::of).ok_or_else(|| Error::not_found("app", id))
}

/// Any app, by what its developer hands out to those who shall let it in.
///
/// # Errors
/// As [`list`]; `not_found`.
pub fn by_client_id(tx: &mut Tx<Read>, who: &Caller, client_id: &str) -> Result<ManagedApp> {
    let enterprise = viewer(who)?;
    let row: Option<Joined<App, Given>> = tx.opt(BY_CLIENT_ID, (enterprise, client_id))?;
    row.map(ManagedApp::of).ok_or_else(|| Error::not_found("app", client_id))
}

/// How many people an app with App + Enterprise Access would reach.
///
/// # Errors
/// As [`list`].
pub fn managed_users(tx: &mut Tx<Read>, who: &Caller) -> Result<i64> {
    let enterprise = viewer(who)?;
    Counter::Users.part(tx, enterprise.0, 0)
}

/// Id and name of each, for those who look at the record.
///
/// # Errors
/// `access_denied_insufficient_permissions` unless the caller may see reports; those of the store.
pub fn names(tx: &mut Tx<Read>, who: &Caller) -> Result<Vec<(AppId, String)>> {
    let user = who.user();
    let enterprise = user.enterprise_id.filter(|_| user.has(Permissions::REPORTS)).ok_or_else(Error::access_denied)?;
    let rows: Vec<Joined<App, Given>> = tx.many(LIST, (enterprise,))?;
    Ok(rows.into_iter().map(|Joined(app, _)| (app.id, app.name)).collect())
}

impl ManagedApp {
    fn of(Joined(app, given): Joined<App, Given>) -> Self {
        ManagedApp { app, given }
    }
}

fn viewer(who: &Caller) -> Result<EnterpriseId> {
    let user = who.user();
    let may = user.has(Permissions::VIEW_SETTINGS) || user.has(Permissions::EDIT_SETTINGS);
    user.enterprise_id.filter(|_| may).ok_or_else(Error::access_denied)
}
