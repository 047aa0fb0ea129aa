//! What is deleted for good leaves the tree in one step, whatever its size: it lies in no place at all then, and nobody has
//! a right to it. From there it is taken apart bit by bit, and nothing but its own row says how far that has come.
//!
//! Of a row in no place, `trashed_by` tells whose it was, and `modified_at` how far it is: 0, to be taken apart; 1, empty.
use super::super::{Item, Kind, Parent, freeze, locks, search};
use crate::{
    Result,
    counters::Counter,
    wire::{ItemId, UserId},
};
use boxwood_store::{Tx, Write, row};

/// How many rows one transaction touches at the most, so that others need not wait for it.
const BATCH: i64 = 200;

const LEAVE_TREE: &str = "UPDATE items SET parent_id = 0, trashed_at = NULL, trash_owner = NULL, trashed_by = $2, \
    modified_at = 0 WHERE id = $1";
const NEXT: &str = "SELECT id, kind, trashed_by AS owner FROM items WHERE parent_id = 0 AND kind = $1 AND trashed_at IS NULL \
    AND modified_at = 0 ORDER BY id LIMIT $2";
/// What was deleted by itself before stays in its own trash.
const DETACH: &str = "UPDATE items SET parent_id = 0, trashed_by = $2, modified_at = 0 WHERE id IN (SELECT id FROM items \
    WHERE parent_id = $1 AND trashed_at IS NULL AND parent_id <> 0 ORDER BY name_key LIMIT $3)";
const DELETE_VERSIONS: &str =
    "DELETE FROM file_versions WHERE id IN (SELECT id FROM file_versions WHERE file_id = $1 LIMIT $2)";
const DELETE_ROLES: &str = "DELETE FROM collaborations WHERE item_id = $1";
/// But for the newest item of all: SQLite would give its id to the next one.
const DELETE: &str = "DELETE FROM items WHERE id = $1 AND id < (SELECT max(id) FROM items)";
// What is said about an item and who likes it goes with its row, or before it.
const DELETE_COMMENTS: &str = "DELETE FROM comments WHERE item_id = $1";
const DELETE_TASKS: &str = "DELETE FROM tasks WHERE item_id = $1";
const DELETE_FAVORITES: &str = "DELETE FROM favorites WHERE item_id = $1";
const DELETE_LINK: &str = "DELETE FROM shared_links WHERE item_id = $1";
const DELETE_REQUESTS: &str = "DELETE FROM file_requests WHERE item_id = $1";
const DELETE_RECENT: &str = "DELETE FROM recent_items WHERE item_id = $1";
/// Its row stays until it is the newest no more, and says nothing.
const EMPTY: &str =
    "UPDATE items SET modified_at = 1, name = '', name_key = '', description = '', tags = '', url = NULL WHERE id = $1";
const LATE: &str = "DELETE FROM items WHERE parent_id = 0 AND kind = $1 AND trashed_at IS NULL AND modified_at = 1 \
    AND id < (SELECT max(id) FROM items)";

row! {
    struct Loose {
        id: ItemId,
        kind: Kind,
        owner: Option<UserId>,
    }
}

/// Nobody finds it from now on, nor what is in it.
///
/// # Errors
/// Those of the store.
pub(super) fn leave_tree(tx: &mut Tx<Write>, item: &Item) -> Result<()> {
    tx.exec(LEAVE_TREE, (item.id, item.owner()))?;
    tx.forget(item.id.key());
    Ok(())
}

/// Takes apart some of what has left the tree; answers whether anything was done, so that there may be more to do.
///
/// # Errors
/// Those of the store.
pub fn take_apart(tx: &mut Tx<Write>) -> Result<bool> {
    let mut left = BATCH;
    for kind in Kind::ALL {
        left -= (tx.exec(LATE, (kind,))? as i64).min(left - 1);
        let loose: Vec<Loose> = tx.many(NEXT, (kind, left))?;
        for item in loose {
            left -= end(tx, &item, left)?;
            if left <= 0 {
                return Ok(true);
            }
        }
    }
    Ok(left < BATCH)
}

/// Deletes an item that holds nothing any more, or some of what it holds; answers how many rows that took.
fn end(tx: &mut Tx<Write>, item: &Loose, most: i64) -> Result<i64> {
    let held = match item.kind {
        Kind::Folder => tx.exec(DETACH, (item.id, item.owner, most))? as i64,
        Kind::File => tx.exec(DELETE_VERSIONS, (item.id, most))? as i64,
        Kind::WebLink => 0,
    };
    if held >= most {
        return Ok(held);
    }
    for counter in [Counter::FolderItems, Counter::FolderBytes] {
        if item.kind == Kind::Folder {
            counter.clear(tx, Parent(item.id.0).0)?;
        }
    }
    match item.kind {
        Kind::File => locks::forget(tx, item.id)?,
        Kind::Folder => freeze::forget(tx, item.id)?,
        Kind::WebLink => {}
    }
    search::remove(tx, item.id)?;
    for counter in [Counter::LinkDownloads, Counter::LinkPreviews] {
        counter.clear(tx, item.id.0)?;
    }
    tx.exec(DELETE_ROLES, (item.id,))?;
    tx.forget(item.id.key());
    if tx.exec(DELETE, (item.id,))? == 1 {
        return Ok(held + 1);
    }
    for sql in [DELETE_COMMENTS, DELETE_TASKS, DELETE_FAVORITES, DELETE_LINK, DELETE_REQUESTS, DELETE_RECENT, EMPTY] {
        tx.exec(sql, (item.id,))?;
    }
    Ok(held)
}
