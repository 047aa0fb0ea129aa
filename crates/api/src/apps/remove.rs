//! The end of an app.
use super::{db, ops::owned, ops::source};
use crate::{
    Caller, Error, Result,
    events::{EventKind, emit},
    items,
    resources::{groups, users},
    wire::AppId,
};
use boxwood_store::{Tx, Write};

/// Deletes an app: its tokens, keys and authorizations are worth nothing from now on, and its service accounts are gone.
/// Its row stays, for the record names it. What the contract would orphan (identity §4.3) is asked after first.
///
/// # Errors
/// `not_found`; `access_denied_insufficient_permissions` for collaborators; `bad_request` as long as it has app users, or a service account of it owns content; those of the store.
pub fn delete(tx: &mut Tx<Write>, who: &Caller, id: AppId) -> Result<()> {
    let app = owned(tx, who, id)?;
    if users::has_app_users(tx, id)? {
        let users = "The app has app users, whom nobody could be any more: delete them first, by DELETE /users/:id";
        return Err(Error::bad_request(users));
    }
    for account in users::service_accounts(tx, id)? {
        if items::owns_any(tx, account)? {
            let owns = "The app's service account owns folders, which nobody could open any more: delete them first";
            return Err(Error::bad_request(owns));
        }
        items::leave_all_with_app(tx, account)?;
        groups::members::leave_all_with_app(tx, account)?;
        users::delete_with_app(tx, account)?;
    }
    db::delete(tx, id)?;
    emit(tx, who, EventKind::ApplicationDeleted, source(app.id))
}
