//! Users of the app's enterprise whom its owner lets change it (contract: identity §3.6, "Collaborators"). They do not say
//! who else does, and do not delete it. Who leaves the enterprise has nothing to say any more.
use super::ops::{owned, source};
use crate::{
    Caller, Error, Result,
    events::{EventKind, emit},
    resources::users::{self, Kind, Status},
    wire::{AppId, UserId},
};
use boxwood_store::{Read, Tx, Write, row};

/// More than work on one app.
const MOST: usize = 50;

const HAS: &str = "SELECT user_id FROM app_collaborators WHERE app_id = $1 AND user_id = $2";
const OF: &str = "SELECT c.user_id, u.name, u.login FROM app_collaborators c JOIN apps a ON a.id = c.app_id \
    JOIN users u ON u.id = c.user_id AND u.enterprise_id = a.enterprise_id WHERE c.app_id = $1 ORDER BY c.user_id";
const ADD: &str = "INSERT INTO app_collaborators (app_id, user_id, added_by, added_at) VALUES ($1, $2, $3, $4) \
    ON CONFLICT (app_id, user_id) DO NOTHING";
const REMOVE: &str = "DELETE FROM app_collaborators WHERE app_id = $1 AND user_id = $2";
const REMOVE_ALL: &str = "DELETE FROM app_collaborators WHERE app_id = $1";

row! {
    #[derive(Clone, Debug)]
    pub struct Collaborator {
        user_id: UserId,
        name: String,
        login: Option<String>,
    }
}

pub(super) fn has(tx: &mut Tx<Read>, app: AppId, user: UserId) -> Result<bool> {
    let found: Option<(UserId,)> = tx.opt(HAS, (app, user))?;
    Ok(found.is_some())
}

pub(super) fn of(tx: &mut Tx<Read>, app: AppId) -> Result<Vec<Collaborator>> {
    Ok(tx.many(OF, (app,))?)
}

/// Lets somebody change the app, by their login.
///
/// # Errors
/// `not_found`; `access_denied_insufficient_permissions` for whoever only changes it; `bad_request` where nobody of the
/// enterprise has that login, they own the app, or there are too many; those of the store.
pub fn add(tx: &mut Tx<Write>, who: &Caller, id: AppId, login: &str) -> Result<()> {
    let app = owned(tx, who, id)?;
    let found = users::person_by_login(tx, &login.trim().to_lowercase())?;
    // Nobody learns who there is elsewhere.
    let fits = |person: &users::Person| {
        let works = person.kind == Kind::Managed && person.status != Status::Inactive;
        works && person.enterprise_id == Some(app.enterprise_id)
    };
    let person = found.filter(fits).ok_or_else(|| Error::bad_request("Nobody of the enterprise has that login"))?;
    if app.owner_id == Some(person.id) {
        return Err(Error::bad_request("The app is theirs already"));
    }
    if of(tx, id)?.len() >= MOST {
        return Err(Error::bad_request(format!("The app has {MOST} collaborators, which is the most")));
    }
    let now = tx.now();
    tx.exec(ADD, (id, person.id, who.user().id, now))?;
    emit(tx, who, EventKind::ApplicationEdited, source(id))
}

/// # Errors
/// `not_found` for the app, and for somebody who is none; `access_denied_insufficient_permissions` for whoever only changes
/// it; those of the store.
pub fn remove(tx: &mut Tx<Write>, who: &Caller, id: AppId, user: UserId) -> Result<()> {
    owned(tx, who, id)?;
    if tx.exec(REMOVE, (id, user))? == 0 {
        return Err(Error::not_found("user", user));
    }
    emit(tx, who, EventKind::ApplicationEdited, source(id))
}

pub(super) fn delete_all(tx: &mut Tx<Write>, app: AppId) -> Result<()> {
    tx.exec(REMOVE_ALL, (app,))?;
    Ok(())
}
