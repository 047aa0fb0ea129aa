//! What the console does with an app.
use super::{
    App, Settings, collaborators, db,
    draft::{Field, faults},
};
use crate::{
    Caller, Error, Result,
    enterprises::Texts,
    events::{EventKind, Source, emit},
    identity::TokenHash,
    resources::users::Permissions,
    wire::{AppId, Time},
};
use boxwood_store::{Read, Tx, Write};

boxwood_store::texts! {
    /// What an app is for, as its developer says (contract: identity §3.6).
    pub enum Purpose {
        Automation = "automation",
        Portal = "custom_portal",
        Integration = "integration",
        Other = "other",
    }
}

/// An app to be made.
#[derive(Clone)]
pub struct NewApp {
    pub name: String,
    pub description: String,
    /// Empty where none is given.
    pub contact_email: String,
    pub purpose: Option<Purpose>,
    /// 32 lower-case letters and digits (contract: identity §2.9).
    pub client_id: String,
    pub secret: TokenHash,
    pub settings: Settings,
    pub redirect_uris: Vec<String>,
    pub cors_origins: Vec<String>,
}

/// What is `None` stays as it is.
#[derive(Clone, Debug, Default)]
pub struct AppChange {
    pub name: Option<String>,
    pub description: Option<String>,
    /// Empty takes it away.
    pub contact_email: Option<String>,
    pub purpose: Option<Purpose>,
    /// All of them; grants are fixed when the app is made (contract: identity §3.1).
    pub settings: Option<Settings>,
    pub redirect_uris: Option<Vec<String>>,
    pub cors_origins: Option<Vec<String>>,
}

/// Makes an app that belongs to the caller. A server app may nothing until an admin authorizes it.
///
/// # Errors
/// `bad_request` for a name or an address that will not do; those of the store.
pub fn create(tx: &mut Tx<Write>, who: &Caller, new: &NewApp) -> Result<App> {
    let enterprise = who.user().enterprise_id.ok_or_else(Error::access_denied)?;
    let now = Time::at(tx.now());
    let mut app = App {
        id: AppId::default(),
        enterprise_id: enterprise,
        owner_id: Some(who.user().id),
        client_id: new.client_id.clone(),
        name: new.name.trim().to_owned(),
        description: new.description.trim().to_owned(),
        contact_email: new.contact_email.trim().to_owned(),
        purpose: new.purpose,
        settings: new.settings,
        version: 1,
        redirect_uris: Texts(new.redirect_uris.clone()),
        cors_origins: Texts(new.cors_origins.clone()),
        created_at: now,
        modified_at: now,
    };
    valid(&app)?;
    app.id = db::insert(tx, &app, new.secret)?.ok_or_else(|| Error::bad_request("The client id is taken"))?;
    emit(tx, who, EventKind::ApplicationCreated, source(app.id))?;
    Ok(app)
}

/// Changes what the console shows. What enterprises have authorized stays as it was (contract: identity §3.5).
///
/// # Errors
/// `not_found`; `bad_request` as for [`create`]; those of the store.
pub fn change(tx: &mut Tx<Write>, who: &Caller, id: AppId, change: &AppChange) -> Result<App> {
    let mut app = editable(tx, who, id)?;
    if let Some(name) = &change.name {
        app.name = name.trim().to_owned();
    }
    if let Some(description) = &change.description {
        app.description = description.trim().to_owned();
    }
    if let Some(email) = &change.contact_email {
        app.contact_email = email.trim().to_owned();
    }
    app.purpose = change.purpose.or(app.purpose);
    if let Some(settings) = change.settings {
        let fixed = Settings::GRANTS | Settings::PUBLIC;
        let settings = (settings & !fixed) | (app.settings & fixed);
        app.version += i64::from(settings != app.settings);
        app.settings = settings;
    }
    if let Some(uris) = &change.redirect_uris {
        app.redirect_uris = Texts(uris.clone());
    }
    if let Some(origins) = &change.cors_origins {
        app.cors_origins = Texts(origins.clone());
    }
    valid(&app)?;
    app.modified_at = Time::at(tx.now());
    db::update(tx, &app)?;
    emit(tx, who, EventKind::ApplicationEdited, source(id))?;
    Ok(app)
}

/// Gives the app another client secret; the old one is worth nothing from now on.
///
/// # Errors
/// `not_found`; those of the store.
pub fn reset_secret(tx: &mut Tx<Write>, who: &Caller, id: AppId, secret: TokenHash) -> Result<()> {
    editable(tx, who, id)?;
    db::set_secret(tx, id, secret)?;
    emit(tx, who, EventKind::ApplicationEdited, source(id))
}

/// The app, if it is the caller's to change: their own, one that its owner lets them change, or any of the enterprise for
/// those who may edit its settings.
///
/// # Errors
/// `not_found`; those of the store.
pub fn editable(tx: &mut Tx<Read>, who: &Caller, id: AppId) -> Result<App> {
    let app = db::by_id(tx, id)?.ok_or_else(|| Error::not_found("app", id))?;
    let here = Some(app.enterprise_id) == who.user().enterprise_id;
    if is_owners(&app, who) || (here && collaborators::has(tx, id, who.user().id)?) {
        return Ok(app);
    }
    Err(Error::not_found("app", id))
}

/// The app, if the caller decides who may change it and whether there is one.
///
/// # Errors
/// `not_found`; `access_denied_insufficient_permissions` for those who may only change it; those of the store.
pub(super) fn owned(tx: &mut Tx<Read>, who: &Caller, id: AppId) -> Result<App> {
    let app = editable(tx, who, id)?;
    if is_owners(&app, who) { Ok(app) } else { Err(Error::access_denied()) }
}

/// Whether the caller made the app, or may edit the settings of its enterprise.
pub(super) fn is_owners(app: &App, who: &Caller) -> bool {
    let user = who.user();
    let here = Some(app.enterprise_id) == user.enterprise_id;
    app.owner_id == Some(user.id) || (here && user.has(Permissions::EDIT_SETTINGS))
}

pub(super) fn source(app: AppId) -> Source {
    Source { kind: "app", id: app.0 }
}

pub(super) fn valid(app: &App) -> Result<()> {
    match faults(app.draft()).into_iter().next() {
        None => Ok(()),
        Some((field, why)) => Err(Error::bad_request(match field {
            Field::RedirectUri(at) => format!("'{}': {why}", app.redirect_uris.0.get(at).map_or("", |uri| uri)),
            Field::Origin(at) => format!("'{}': {why}", app.cors_origins.0.get(at).map_or("", |origin| origin)),
            _ => why,
        })),
    }
}
