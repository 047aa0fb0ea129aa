//! Where an app stands with an enterprise: what is in force, what waits, and whom it waits for (contract: identity §3.5).
use super::{App, Authorization, Settings, db, ops::editable, ops::source};
use crate::{
    Caller, Error, Result,
    events::{EventKind, emit},
    resources::users::Permissions,
    wire::{AppId, EnterpriseId, Time},
};
use boxwood_store::{Read, Tx, Write};

/// What one word says of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// A server app that runs with its settings of now.
    Authorized,
    /// A server app that runs with older settings than its console shows.
    Outdated,
    NotAuthorized,
    Disabled,
    /// An app that signs users in, and nobody has shut it out.
    Enabled,
}

impl Standing {
    /// Of an app with those settings, where the enterprise has let it in with `given` and switched it on or off.
    pub fn of(settings: Settings, given: Option<(Settings, bool)>) -> Standing {
        match given {
            Some((_, false)) => Standing::Disabled,
            _ if !settings.any(Settings::SERVER) => Standing::Enabled,
            None => Standing::NotAuthorized,
            Some((authorized, _)) if authorized == settings => Standing::Authorized,
            Some(_) => Standing::Outdated,
        }
    }
}

impl App {
    pub fn standing(&self, given: Option<&Authorization>) -> Standing {
        Standing::of(self.settings, given.map(|given| (given.settings, given.enabled)))
    }
}

/// An app of which an enterprise's admin has something to decide.
#[derive(Clone, Debug)]
pub struct Waiting {
    pub app: App,
    pub in_force: Option<Authorization>,
    /// Who has asked for it, if somebody has.
    pub asked: Option<db::Asked>,
}

/// The apps that wait for an enterprise's admin: those that changed since they were authorized there, and those whose
/// developers ask. Who may see them is the asker's business to check.
///
/// # Errors
/// Those of the store.
pub fn waiting(tx: &mut Tx<Read>, enterprise: EnterpriseId) -> Result<Vec<Waiting>> {
    let mut all = Vec::new();
    for id in db::waiting(tx, enterprise)? {
        let Some(app) = db::by_id(tx, id)? else { continue };
        let (in_force, asked) = (db::authorization(tx, id, enterprise)?, db::asked(tx, id, enterprise)?);
        all.push(Waiting { app, in_force, asked });
    }
    Ok(all)
}

/// Asks the admin of the app's enterprise to look at it. Asked again, it is the same request.
///
/// # Errors
/// `not_found`; `bad_request` where there is nothing to decide; those of the store.
pub fn ask_review(tx: &mut Tx<Write>, who: &Caller, id: AppId) -> Result<()> {
    let app = editable(tx, who, id)?;
    let given = db::authorization(tx, id, app.enterprise_id)?;
    if matches!(app.standing(given.as_ref()), Standing::Authorized | Standing::Enabled) {
        return Err(Error::bad_request("There is nothing to review: the settings of now are in force"));
    }
    db::put_request(tx, id, app.enterprise_id, who.user().id)?;
    emit(tx, who, EventKind::ApplicationReviewAsked, source(id))
}

/// Ends a request without letting anything in; what is in force stays so.
///
/// # Errors
/// `access_denied_insufficient_permissions` unless the caller may edit the enterprise's settings; those of the store.
pub fn decline(tx: &mut Tx<Write>, who: &Caller, id: AppId) -> Result<()> {
    let (_, enterprise) = super::authorization::admitted(tx, who, id)?;
    db::delete_request(tx, id, Some(enterprise))
}

/// A line of the developer console's list.
#[derive(Clone, Debug)]
pub struct Listed {
    pub id: AppId,
    pub name: String,
    pub client_id: String,
    pub settings: Settings,
    pub standing: Standing,
    /// Since when the admin has been asked to look at it.
    pub asked_at: Option<Time>,
    /// None: nobody's, or the caller's own.
    pub owner: Option<String>,
}

/// What the caller may change, by name: their own apps, and all of the enterprise for those who may edit its settings.
///
/// # Errors
/// Those of the store.
pub fn editable_by(tx: &mut Tx<Read>, who: &Caller) -> Result<Vec<Listed>> {
    let user = who.user();
    let all_of = user.enterprise_id.filter(|_| user.has(Permissions::EDIT_SETTINGS));
    let mut listed: Vec<_> = db::console(tx, user.id, all_of)?.into_iter().map(|row| row.listed(user.id)).collect();
    listed.sort_by_cached_key(|app| (app.name.to_lowercase(), app.id.0));
    Ok(listed)
}

#[cfg(test)]
mod tests {
    use super::{Settings, Standing};

    #[test]
    fn a_server_app_stands_by_its_snapshot_and_others_by_the_switch() {
        let (old, new, oauth) = (Settings::JWT, Settings::JWT | Settings::READ, Settings::OAUTH2);
        for (settings, given, standing) in [
            (new, None, Standing::NotAuthorized),
            (new, Some((new, true)), Standing::Authorized),
            (new, Some((old, true)), Standing::Outdated),
            (new, Some((old, false)), Standing::Disabled),
            (oauth, None, Standing::Enabled),
            (oauth, Some((old, true)), Standing::Enabled),
            (oauth, Some((oauth, false)), Standing::Disabled),
        ] {
            assert_eq!(Standing::of(settings, given), standing, "{settings:?} {given:?}");
        }
    }
}
