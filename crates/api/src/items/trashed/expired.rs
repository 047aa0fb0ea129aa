//! The trash keeps what is in it for thirty days (contract: content §3.1).
use super::{
    super::{Parent, node, sizes::take_past},
    apart::leave_tree,
    bytes_of, change_owner, count_trash,
};
use crate::{
    Result,
    wire::{FileVersionId, ItemId, Time},
};
use boxwood_store::{Tx, Write};

/// In microseconds.
const KEPT: i64 = 30 * 24 * 3600 * 1_000_000;
/// How many go in one transaction, so that others need not wait for it.
const BATCH: i64 = 200;
const EXPIRED: &str = "SELECT id FROM items WHERE trashed_at <= $1 ORDER BY trashed_at LIMIT $2";
const EXPIRED_VERSIONS: &str =
    "SELECT id, file_id, size FROM file_versions WHERE trashed_at <= $1 ORDER BY trashed_at LIMIT $2";
const DELETE_VERSION: &str = "DELETE FROM file_versions WHERE id = $1";
/// What it lies in, up to the first that is in the trash by itself: what is above does not count it.
const PLACES: &str = "WITH RECURSIVE up (id, parent_id, trashed) AS (SELECT id, parent_id, trashed_at IS NOT NULL FROM items \
    WHERE id = $1 UNION ALL SELECT i.id, i.parent_id, i.trashed_at IS NOT NULL FROM items i JOIN up ON i.id = up.parent_id \
    WHERE NOT up.trashed) SELECT parent_id FROM up WHERE NOT trashed";

/// When something that came into the trash then is deleted for good.
pub fn purged_at(trashed_at: Time) -> Time {
    Time::at(trashed_at.micros() + KEPT)
}

/// Deletes for good what has been in the trash for long enough; answers whether there may be more. Nobody has done it, so no
/// event says who.
///
/// # Errors
/// Those of the store.
pub fn delete_expired_trash(tx: &mut Tx<Write>) -> Result<bool> {
    let until = tx.now() - KEPT;
    let expired: Vec<(ItemId,)> = tx.many(EXPIRED, (until, BATCH))?;
    for (id,) in &expired {
        let Some(item) = node::load(tx, *id)? else { continue };
        leave_tree(tx, &item)?;
        count_trash(tx, &item, -1)?;
        let bytes = bytes_of(tx, &item)?;
        change_owner(tx, item.owner(), None, bytes)?;
    }
    Ok(expired.len() as i64 == BATCH)
}

/// The same of past versions of files that are not.
///
/// # Errors
/// Those of the store.
pub fn delete_expired_versions(tx: &mut Tx<Write>) -> Result<bool> {
    let until = tx.now() - KEPT;
    let expired: Vec<(FileVersionId, ItemId, i64)> = tx.many(EXPIRED_VERSIONS, (until, BATCH))?;
    for (version, file, size) in &expired {
        tx.exec(DELETE_VERSION, (*version,))?;
        let Some(item) = node::load(tx, *file)? else { continue };
        let places: Vec<(Parent,)> = tx.many(PLACES, (*file,))?;
        // Of a file that is taken apart anyway, its owner has back already what it held.
        if places.iter().any(|(place,)| *place == Parent::NOWHERE) {
            continue;
        }
        take_past(tx, item.owner(), places.into_iter().map(|(place,)| place), *size)?;
    }
    Ok(expired.len() as i64 == BATCH)
}
