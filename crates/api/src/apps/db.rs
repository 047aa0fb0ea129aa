//! The tables of apps, their keys and their authorizations.
use super::{Listed, PublicKey, Purpose, Settings, Standing};
use crate::{
    Error, Result,
    enterprises::Texts,
    identity::TokenHash,
    wire::{AppId, EnterpriseId, KeyId, Time, UserId},
};
use boxwood_store::{FromValue, Read, ToValue, Tx, Value, Write, row};

row! {
    /// An app as its console has it; `version` counts its settings, from 1.
    #[derive(Clone, Debug)]
    pub struct App {
        id: AppId,
        enterprise_id: EnterpriseId,
        owner_id: Option<UserId>,
        client_id: String,
        name: String,
        description: String,
        contact_email: String,
        purpose: Option<Purpose>,
        settings: Settings,
        version: i64,
        redirect_uris: Texts,
        cors_origins: Texts,
        created_at: Time,
        modified_at: Time,
    }
}

row! {
    /// What an enterprise lets an app do; `version` is which of the app's settings it took.
    #[derive(Clone, Debug)]
    pub struct Authorization {
        app_id: AppId,
        enterprise_id: EnterpriseId,
        settings: Settings,
        version: i64,
        service_account_id: Option<UserId>,
        enabled: bool,
        authorized_by: Option<UserId>,
        authorized_at: Time,
    }
}

row! {
    /// A public key that an app signs its assertions for; `used_at` is the last day on which it did.
    #[derive(Clone, Debug)]
    pub struct AppKey {
        id: KeyId,
        kid: String,
        public_key: PublicKey,
        created_at: Time,
        used_at: Option<Time>,
    }
}

impl FromValue for PublicKey {
    fn from_value(value: Value<'_>) -> Option<Self> {
        if let Value::Bytes(der) = value { Some(PublicKey(der.to_vec())) } else { None }
    }
}

impl ToValue for PublicKey {
    fn to_value(&self) -> Value<'_> {
        Value::Bytes(&self.0)
    }
}

row! {
    /// Who has asked an enterprise's admin to look at an app, and when.
    #[derive(Clone, Debug)]
    pub struct Asked {
        asked_by: UserId,
        name: String,
        asked_at: Time,
    }
}

row! {
    pub(super) struct ConsoleRow {
        id: AppId,
        owner_id: Option<UserId>,
        owner: Option<String>,
        client_id: String,
        name: String,
        settings: Settings,
        authorized: Option<Settings>,
        enabled: Option<bool>,
        asked_at: Option<Time>,
    }
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT id, enterprise_id, owner_id, client_id, name, description, contact_email, purpose, settings, \
             version, redirect_uris, cors_origins, created_at, modified_at FROM apps WHERE deleted_at IS NULL ",
            $rest
        )
    };
}
const BY_ID: &str = select!("AND id = $1");
const BY_CLIENT_ID: &str = select!("AND client_id = $1");
const BY_NAME: &str = select!("AND name = $1 ORDER BY id");
const LIST: &str = select!("AND enterprise_id = coalesce($1, enterprise_id) ORDER BY id");
const INSERT: &str = "INSERT INTO apps (enterprise_id, owner_id, client_id, secret_hash, name, settings, redirect_uris, \
    cors_origins, created_at, modified_at, description, contact_email, purpose) \
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9, $10, $11, $12) \
    ON CONFLICT DO NOTHING";
const UPDATE: &str = "UPDATE apps SET name = $2, settings = $3, redirect_uris = $4, cors_origins = $5, modified_at = $6, \
    description = $7, contact_email = $8, purpose = $9, version = $10 WHERE id = $1";
const SECRET: &str = "SELECT secret_hash FROM apps WHERE id = $1";
const SET_SECRET: &str = "UPDATE apps SET secret_hash = $2, modified_at = $3 WHERE id = $1";

const KEYS: &str = "SELECT id, kid, public_key, created_at, used_at FROM app_keys WHERE app_id = $1 ORDER BY id";
const ADD_KEY: &str = "INSERT INTO app_keys (app_id, kid, public_key, created_at) VALUES ($1, $2, $3, $4) \
    ON CONFLICT DO NOTHING";
const REMOVE_KEY: &str = "DELETE FROM app_keys WHERE app_id = $1 AND kid = $2";

// Two statements, each by its own index: with "or" between them, PostgreSQL reads the whole table.
macro_rules! console {
    ($of:literal) => {
        concat!(
            "SELECT a.id, a.owner_id, o.name AS owner, a.client_id, a.name, a.settings, z.settings AS authorized, \
             z.enabled, r.asked_at FROM apps a LEFT JOIN users o ON o.id = a.owner_id \
             LEFT JOIN app_authorizations z ON z.app_id = a.id AND z.enterprise_id = a.enterprise_id \
             LEFT JOIN app_requests r ON r.app_id = a.id AND r.enterprise_id = a.enterprise_id \
             WHERE a.deleted_at IS NULL AND ",
            $of
        )
    };
}
macro_rules! authorizations {
    ($rest:literal) => {
        concat!(
            "SELECT app_id, enterprise_id, settings, version, service_account_id, enabled, authorized_by, authorized_at \
             FROM app_authorizations WHERE app_id = $1 ",
            $rest
        )
    };
}
const AUTHORIZATION: &str = authorizations!("AND enterprise_id = $2");
const AUTHORIZATIONS: &str = authorizations!("ORDER BY enterprise_id");
const PUT_AUTHORIZATION: &str = "INSERT INTO app_authorizations (app_id, enterprise_id, settings, service_account_id, \
    enabled, authorized_by, authorized_at, version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (app_id, enterprise_id) \
    DO UPDATE SET settings = excluded.settings, service_account_id = excluded.service_account_id, \
    enabled = excluded.enabled, authorized_by = excluded.authorized_by, authorized_at = excluded.authorized_at, version = excluded.version";

const OWNED: &str = console!("a.owner_id = $1");
const SHARED: &str = console!(
    "a.id IN (SELECT c.app_id FROM app_collaborators c JOIN users u ON u.id = c.user_id JOIN apps p ON p.id = c.app_id \
     WHERE c.user_id = $1 AND p.enterprise_id = u.enterprise_id)"
);
const MADE_IN: &str = console!("a.enterprise_id = $1");
const WAITING: &str = "SELECT a.id FROM apps a LEFT JOIN app_requests r ON r.app_id = a.id AND r.enterprise_id = $1 \
    LEFT JOIN app_authorizations z ON z.app_id = a.id AND z.enterprise_id = $1 \
    WHERE a.deleted_at IS NULL AND (r.asked_at IS NOT NULL OR (z.settings <> a.settings AND (a.settings & $2) <> 0)) \
    ORDER BY a.id";
const ASKED: &str = "SELECT r.asked_by, u.name, r.asked_at FROM app_requests r JOIN users u ON u.id = r.asked_by \
    WHERE r.app_id = $1 AND r.enterprise_id = $2";
const PUT_REQUEST: &str = "INSERT INTO app_requests (app_id, enterprise_id, asked_by, asked_at) VALUES ($1, $2, $3, $4) \
    ON CONFLICT (app_id, enterprise_id) DO UPDATE SET asked_by = excluded.asked_by, asked_at = excluded.asked_at";
const DELETE_REQUEST: &str =
    "DELETE FROM app_requests WHERE app_id = $1 AND enterprise_id = coalesce($2, enterprise_id)";
const DELETE: &str = "UPDATE apps SET deleted_at = $2, developer_token = NULL WHERE id = $1";
const DELETE_KEYS: &str = "DELETE FROM app_keys WHERE app_id = $1";
const DELETE_AUTHORIZATIONS: &str = "DELETE FROM app_authorizations WHERE app_id = $1";

/// # Errors
/// Those of the store.
pub fn by_id(tx: &mut Tx<Read>, id: AppId) -> Result<Option<App>> {
    Ok(tx.opt(BY_ID, (id,))?)
}

/// # Errors
/// Those of the store.
pub fn by_client_id(tx: &mut Tx<Read>, client_id: &str) -> Result<Option<App>> {
    Ok(tx.opt(BY_CLIENT_ID, (client_id,))?)
}

/// Names need not be unique.
///
/// # Errors
/// Those of the store.
pub fn by_name(tx: &mut Tx<Read>, name: &str) -> Result<Vec<App>> {
    Ok(tx.many(BY_NAME, (name,))?)
}

/// Those that were made in an enterprise, or in any.
///
/// # Errors
/// Those of the store.
pub fn list(tx: &mut Tx<Read>, enterprise: Option<EnterpriseId>) -> Result<Vec<App>> {
    Ok(tx.many(LIST, (enterprise,))?)
}

/// None if the client id is taken.
pub(super) fn insert(tx: &mut Tx<Write>, app: &App, secret: TokenHash) -> Result<Option<AppId>> {
    let App { enterprise_id, owner_id, client_id, name, settings, .. } = app;
    let (uris, origins, now) = (app.redirect_uris.json(), app.cors_origins.json(), tx.now());
    let (description, email, purpose) = (&app.description, &app.contact_email, app.purpose);
    let of = (enterprise_id, owner_id, client_id, secret);
    let values = (of.0, of.1, of.2, of.3, name, settings, &uris, &origins, now, description, email, purpose);
    Ok(tx.insert(INSERT, values)?)
}

pub(super) fn update(tx: &mut Tx<Write>, app: &App) -> Result<()> {
    let (uris, origins, now) = (app.redirect_uris.json(), app.cors_origins.json(), tx.now());
    let (description, email) = (&app.description, &app.contact_email);
    let App { id, name, settings, purpose, version, .. } = app;
    tx.exec(UPDATE, (id, name, settings, &uris, &origins, now, description, email, purpose, version))?;
    tx.forget(app.id.key());
    Ok(())
}

/// Whether that is the app's client secret.
///
/// # Errors
/// Those of the store.
pub fn secret_is(tx: &mut Tx<Read>, app: AppId, text: &str) -> Result<bool> {
    let known: Option<(TokenHash,)> = tx.opt(SECRET, (app,))?;
    Ok(known.is_some_and(|(hash,)| hash.is_of(text)))
}

pub(super) fn set_secret(tx: &mut Tx<Write>, app: AppId, secret: TokenHash) -> Result<()> {
    let now = tx.now();
    tx.exec(SET_SECRET, (app, secret, now))?;
    tx.forget(app.key());
    Ok(())
}

/// In the order in which they were added.
///
/// # Errors
/// Those of the store.
pub fn keys(tx: &mut Tx<Read>, app: AppId) -> Result<Vec<AppKey>> {
    Ok(tx.many(KEYS, (app,))?)
}

/// False if the app has a key of that name.
pub(super) fn add_key(tx: &mut Tx<Write>, app: AppId, kid: &str, key: &PublicKey) -> Result<bool> {
    let now = tx.now();
    let added: Option<KeyId> = tx.insert(ADD_KEY, (app, kid, key, now))?;
    tx.forget(app.key());
    Ok(added.is_some())
}

/// False if the app has no key of that name.
pub(super) fn remove_key(tx: &mut Tx<Write>, app: AppId, kid: &str) -> Result<bool> {
    let removed = tx.exec(REMOVE_KEY, (app, kid))?;
    tx.forget(app.key());
    Ok(removed > 0)
}

/// # Errors
/// Those of the store.
pub fn authorization(tx: &mut Tx<Read>, app: AppId, enterprise: EnterpriseId) -> Result<Option<Authorization>> {
    Ok(tx.opt(AUTHORIZATION, (app, enterprise))?)
}

/// Those of all enterprises.
///
/// # Errors
/// Those of the store.
pub fn authorizations(tx: &mut Tx<Read>, app: AppId) -> Result<Vec<Authorization>> {
    Ok(tx.many(AUTHORIZATIONS, (app,))?)
}

pub(super) fn put_authorization(tx: &mut Tx<Write>, of: &Authorization) -> Result<()> {
    let Authorization { app_id, enterprise_id, settings, version, .. } = of;
    let Authorization { service_account_id, enabled, authorized_by, authorized_at, .. } = of;
    let values = (app_id, enterprise_id, settings, service_account_id, enabled, authorized_by, authorized_at, version);
    tx.exec(PUT_AUTHORIZATION, values)?;
    tx.forget(app_id.key());
    Ok(())
}

/// The apps of a user, those that they were let change, and all that were made in an enterprise.
pub(super) fn console(tx: &mut Tx<Read>, of: UserId, all_of: Option<EnterpriseId>) -> Result<Vec<ConsoleRow>> {
    let mut found: Vec<ConsoleRow> = tx.many(OWNED, (of,))?;
    let more: Vec<ConsoleRow> = match all_of {
        Some(enterprise) => tx.many(MADE_IN, (enterprise,))?,
        None => tx.many(SHARED, (of,))?,
    };
    found.extend(more.into_iter().filter(|app| app.owner_id != Some(of)));
    Ok(found)
}

pub(super) fn waiting(tx: &mut Tx<Read>, enterprise: EnterpriseId) -> Result<Vec<AppId>> {
    let found: Vec<(AppId,)> = tx.many(WAITING, (enterprise, Settings::SERVER))?;
    Ok(found.into_iter().map(|(id,)| id).collect())
}

/// Who has asked that enterprise's admin to look at the app.
///
/// # Errors
/// Those of the store.
pub fn asked(tx: &mut Tx<Read>, app: AppId, enterprise: EnterpriseId) -> Result<Option<Asked>> {
    Ok(tx.opt(ASKED, (app, enterprise))?)
}

pub(super) fn put_request(tx: &mut Tx<Write>, app: AppId, enterprise: EnterpriseId, by: UserId) -> Result<()> {
    let now = tx.now();
    tx.exec(PUT_REQUEST, (app, enterprise, by, now))?;
    Ok(())
}

/// In that enterprise, or in all.
pub(super) fn delete_request(tx: &mut Tx<Write>, app: AppId, enterprise: Option<EnterpriseId>) -> Result<()> {
    tx.exec(DELETE_REQUEST, (app, enterprise))?;
    Ok(())
}

/// Leaves the row alone, which nobody finds from now on.
pub(super) fn delete(tx: &mut Tx<Write>, app: AppId) -> Result<()> {
    let now = tx.now();
    delete_request(tx, app, None)?;
    super::collaborators::delete_all(tx, app)?;
    tx.exec(DELETE_KEYS, (app,))?;
    tx.exec(DELETE_AUTHORIZATIONS, (app,))?;
    tx.exec(DELETE, (app, now))?;
    tx.forget(app.key());
    Ok(())
}

impl ConsoleRow {
    /// As somebody sees it, to whom their own name is no news.
    pub(super) fn listed(self, by: UserId) -> Listed {
        let given = self.authorized.zip(self.enabled);
        Listed {
            id: self.id,
            standing: Standing::of(self.settings, given),
            name: self.name,
            client_id: self.client_id,
            settings: self.settings,
            asked_at: self.asked_at,
            owner: self.owner.filter(|_| self.owner_id != Some(by)),
        }
    }
}

impl App {
    /// Whether it works as itself, by JWT or client credentials, and so only after an admin has authorized it.
    pub fn is_server_app(&self) -> bool {
        self.settings.any(Settings::SERVER)
    }
}

impl Authorization {
    /// The enterprise's authorization, or the error that there is none.
    pub(super) fn of(tx: &mut Tx<Read>, app: AppId, enterprise: EnterpriseId) -> Result<Authorization> {
        authorization(tx, app, enterprise)?.ok_or_else(|| Error::bad_request("The app is not authorized here yet"))
    }
}
