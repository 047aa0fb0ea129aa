//! All that a user owns, and where they work with others: for those who manage users.
use super::{Parent, favorites, locks, node, recent, roles::roles};
use crate::{
    Result,
    access::{Allowed, Remove},
    counters::Counter,
    resources::users::{self, Person},
    wire::{EnterpriseId, ItemId, UserId},
};
use boxwood_store::{Read, Tx, Write};

// Each state has an index of its own.
const IN_ROOT: &str = "SELECT id FROM items WHERE parent_id = $1 AND trashed_at IS NULL LIMIT 1";
const IN_TRASH: &str = "SELECT id FROM items WHERE trash_owner = $1 AND trashed_at IS NOT NULL LIMIT 1";
// What another has in the trash from their root stays theirs.
const ROOT_LEAVES: &str = "UPDATE items SET parent_id = 0, trashed_by = $2, modified_at = 0 WHERE parent_id = $1 AND trashed_at IS NULL RETURNING id";
const TRASH_LEAVES: &str = "UPDATE items SET parent_id = 0, trashed_at = NULL, trash_owner = NULL, trashed_by = $1, modified_at = 0 \
    WHERE trash_owner = $1 AND trashed_at IS NOT NULL RETURNING id";
const LEAVE: &str = "DELETE FROM collaborations WHERE user_id = $1";

/// Whether a user owns anything, be it in the trash.
///
/// # Errors
/// Those of the store.
pub(crate) fn owns_any(tx: &mut Tx<Read>, user: UserId) -> Result<bool> {
    let in_root = tx.opt::<(ItemId,)>(IN_ROOT, (Parent::root(user),))?.is_some();
    Ok(in_root || tx.opt::<(ItemId,)>(IN_TRASH, (user,))?.is_some())
}

/// Whether a user has a role in something that somebody of the enterprise owns.
///
/// # Errors
/// Those of the store.
pub(crate) fn collaborates_with(tx: &mut Tx<Read>, user: UserId, enterprise: EnterpriseId) -> Result<bool> {
    let (given, now) = (roles(tx, user)?, tx.now());
    for grant in given.all(now) {
        let owner = node::load(tx, grant.item_id)?.and_then(|item| item.owner());
        let owner = owner.map(|owner| users::person(tx, owner)).transpose()?.flatten();
        if owner.is_some_and(|owner| owner.enterprise_id == Some(enterprise)) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Deletes what a user owns for good, what is in the trash too: all of it is gone at once, and taken apart later
/// ([`take_apart`](super::take_apart)).
///
/// # Errors
/// Those of the store.
pub(crate) fn delete_all_of(tx: &mut Tx<Write>, user: &Allowed<Person, Remove>) -> Result<()> {
    let root = Parent::root(user.id);
    let mut gone: Vec<(ItemId,)> = tx.many(ROOT_LEAVES, (root, user.id))?;
    gone.extend(tx.many::<(ItemId,)>(TRASH_LEAVES, (user.id,))?);
    for (top,) in gone {
        tx.forget(top.key());
    }
    Counter::TrashItems.clear(tx, user.id.0)?;
    Counter::FolderItems.clear(tx, root.0)?;
    Counter::FolderBytes.clear(tx, root.0)?;
    Counter::SpaceUsed.clear(tx, user.id.0)
}

/// Takes all its roles in what others own from a service account that goes with its app, which is for `apps::delete` to
/// decide: nobody has a right to it apart from that.
///
/// # Errors
/// Those of the store.
pub(crate) fn leave_all_with_app(tx: &mut Tx<Write>, account: UserId) -> Result<()> {
    tx.exec(LEAVE, (account,))?;
    favorites::forget(tx, account)?;
    locks::forget_user(tx, account)?;
    recent::forget(tx, account)?;
    tx.forget(account.key());
    Ok(())
}

/// Takes all their roles in what others own from a user, what they liked, and their locks.
///
/// # Errors
/// Those of the store.
pub(crate) fn leave_all(tx: &mut Tx<Write>, user: &Allowed<Person, Remove>) -> Result<()> {
    tx.exec(LEAVE, (user.id,))?;
    favorites::forget(tx, user.id)?;
    locks::forget_user(tx, user.id)?;
    recent::forget(tx, user.id)?;
    tx.forget(user.id.key());
    Ok(())
}
