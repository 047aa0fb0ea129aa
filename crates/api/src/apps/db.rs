//! The tables of apps, their keys and their authorizations.
use super::{PublicKey, Settings};
use crate::{
    Error, Result,
    enterprises::Texts,
    identity::TokenHash,
    wire::{AppId, EnterpriseId, KeyId, Time, UserId},
};
use boxwood_store::{FromValue, Read, ToValue, Tx, Value, Write, row};

row! {
    /// An app as its console has it.
    #[derive(Clone, Debug)]
    pub struct App {
        id: AppId,
        enterprise_id: EnterpriseId,
        owner_id: Option<UserId>,
        client_id: String,
        name: String,
        settings: Settings,
        redirect_uris: Texts,
        cors_origins: Texts,
        created_at: Time,
        modified_at: Time,
    }
}

row! {
    /// What an enterprise lets an app do.
    #[derive(Clone, Debug)]
    pub struct Authorization {
        app_id: AppId,
        enterprise_id: EnterpriseId,
        settings: Settings,
        service_account_id: Option<UserId>,
        enabled: bool,
        authorized_by: Option<UserId>,
        authorized_at: Time,
    }
}

row! {
    /// A public key that an app signs its assertions for.
    #[derive(Clone, Debug)]
    pub struct AppKey {
        id: KeyId,
        kid: String,
        public_key: PublicKey,
        created_at: Time,
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

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT id, enterprise_id, owner_id, client_id, name, settings, redirect_uris, cors_origins, created_at, \
             modified_at FROM apps ",
            $rest
        )
    };
}
const BY_ID: &str = select!("WHERE id = $1");
const BY_CLIENT_ID: &str = select!("WHERE client_id = $1");
const BY_NAME: &str = select!("WHERE name = $1 ORDER BY id");
const LIST: &str = select!("WHERE enterprise_id = coalesce($1, enterprise_id) ORDER BY id");
const INSERT: &str = "INSERT INTO apps (enterprise_id, owner_id, client_id, secret_hash, name, settings, redirect_uris, \
    cors_origins, created_at, modified_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9) \
    ON CONFLICT DO NOTHING RETURNING id";
const UPDATE: &str = "UPDATE apps SET name = $2, settings = $3, redirect_uris = $4, cors_origins = $5, modified_at = $6 \
    WHERE id = $1";
const SECRET: &str = "SELECT secret_hash FROM apps WHERE id = $1";
const SET_SECRET: &str = "UPDATE apps SET secret_hash = $2, modified_at = $3 WHERE id = $1";

const KEYS: &str = "SELECT id, kid, public_key, created_at FROM app_keys WHERE app_id = $1 ORDER BY id";
const ADD_KEY: &str = "INSERT INTO app_keys (app_id, kid, public_key, created_at) VALUES ($1, $2, $3, $4) \
    ON CONFLICT DO NOTHING RETURNING id";
const REMOVE_KEY: &str = "DELETE FROM app_keys WHERE app_id = $1 AND kid = $2";

macro_rules! authorizations {
    ($rest:literal) => {
        concat!(
            "SELECT app_id, enterprise_id, settings, service_account_id, enabled, authorized_by, authorized_at \
             FROM app_authorizations WHERE app_id = $1 ",
            $rest
        )
    };
}
const AUTHORIZATION: &str = authorizations!("AND enterprise_id = $2");
const AUTHORIZATIONS: &str = authorizations!("ORDER BY enterprise_id");
const PUT_AUTHORIZATION: &str = "INSERT INTO app_authorizations (app_id, enterprise_id, settings, service_account_id, \
    enabled, authorized_by, authorized_at) VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (app_id, enterprise_id) \
    DO UPDATE SET settings = excluded.settings, service_account_id = excluded.service_account_id, \
    enabled = excluded.enabled, authorized_by = excluded.authorized_by, authorized_at = excluded.authorized_at";

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
    let values = (enterprise_id, owner_id, client_id, secret, name, settings, &uris, &origins, now);
    let made: Option<(AppId,)> = tx.opt(INSERT, values)?;
    Ok(made.map(|(id,)| id))
}

pub(super) fn update(tx: &mut Tx<Write>, app: &App) -> Result<()> {
    let (uris, origins, now) = (app.redirect_uris.json(), app.cors_origins.json(), tx.now());
    tx.exec(UPDATE, (app.id, &app.name, app.settings, &uris, &origins, now))?;
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
    let added: Option<(KeyId,)> = tx.opt(ADD_KEY, (app, kid, key, now))?;
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
    let Authorization { app_id, enterprise_id, settings, service_account_id, enabled, authorized_by, authorized_at } =
        of;
    let values = (app_id, enterprise_id, settings, service_account_id, enabled, authorized_by, authorized_at);
    tx.exec(PUT_AUTHORIZATION, values)?;
    tx.forget(app_id.key());
    Ok(())
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
