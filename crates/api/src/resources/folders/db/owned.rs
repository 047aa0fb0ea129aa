//! All that a user owns, and where they work with others: for those who manage users.
use crate::{
    Result,
    access::{Allowed, Remove},
    resources::users::Person,
    wire::{EnterpriseId, FolderId, UserId},
};
use boxwood_store::{Read, Tx, Write};

// Each state has an index of its own.
const ANY: [&str; 2] = [
    "SELECT id FROM folders WHERE owner_id = $1 AND trashed_at IS NULL LIMIT 1",
    "SELECT id FROM folders WHERE owner_id = $1 AND trashed_at IS NOT NULL LIMIT 1",
];
const DELETE_ROLES: [&str; 2] = [
    "DELETE FROM collaborations WHERE folder_id IN (SELECT id FROM folders WHERE owner_id = $1 AND trashed_at IS NULL)",
    "DELETE FROM collaborations WHERE folder_id IN \
     (SELECT id FROM folders WHERE owner_id = $1 AND trashed_at IS NOT NULL)",
];
const DELETE: [&str; 2] = [
    "DELETE FROM folders WHERE owner_id = $1 AND trashed_at IS NULL",
    "DELETE FROM folders WHERE owner_id = $1 AND trashed_at IS NOT NULL",
];
const LEAVE: &str = "DELETE FROM collaborations WHERE user_id = $1";
const WORKS_IN: &str = "SELECT c.folder_id FROM collaborations c JOIN folders f ON f.id = c.folder_id \
    JOIN users o ON o.id = f.owner_id WHERE c.user_id = $1 AND o.enterprise_id = $2 LIMIT 1";

/// Whether a user owns anything, be it in the trash.
///
/// # Errors
/// Those of the store.
pub(crate) fn owns_any(tx: &mut Tx<Read>, user: UserId) -> Result<bool> {
    for sql in ANY {
        if tx.opt::<(FolderId,)>(sql, (user,))?.is_some() {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Whether a user has a role in something that somebody of the enterprise owns.
///
/// # Errors
/// Those of the store.
pub(crate) fn collaborates_with(tx: &mut Tx<Read>, user: UserId, enterprise: EnterpriseId) -> Result<bool> {
    Ok(tx.opt::<(FolderId,)>(WORKS_IN, (user, enterprise))?.is_some())
}

/// Deletes what a user owns for good, what is in the trash too.
///
/// # Errors
/// Those of the store.
pub(crate) fn delete_all_of(tx: &mut Tx<Write>, user: &Allowed<Person, Remove>) -> Result<()> {
    for sql in DELETE_ROLES.into_iter().chain(DELETE) {
        tx.exec(sql, (user.id,))?;
    }
    Ok(())
}

/// Takes all its roles in what others own from a service account that goes with its app, which is for `apps::delete` to
/// decide: nobody has a right to it apart from that.
///
/// # Errors
/// Those of the store.
pub(crate) fn leave_all_with_app(tx: &mut Tx<Write>, account: UserId) -> Result<()> {
    tx.exec(LEAVE, (account,))?;
    Ok(())
}

/// Takes all their roles in what others own from a user.
///
/// # Errors
/// Those of the store.
pub(crate) fn leave_all(tx: &mut Tx<Write>, user: &Allowed<Person, Remove>) -> Result<()> {
    tx.exec(LEAVE, (user.id,))?;
    Ok(())
}
