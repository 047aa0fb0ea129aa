//! The trash keeps what is in it for thirty days (contract: content §3.1).
use super::{super::node, apart::leave_tree, bytes_of, change_owner, count_trash};
use crate::{
    Result,
    wire::{ItemId, Time},
};
use boxwood_store::{Tx, Write};

/// In microseconds.
const KEPT: i64 = 30 * 24 * 3600 * 1_000_000;
/// How many go in one transaction, so that others need not wait for it.
const BATCH: i64 = 200;
const EXPIRED: &str = "SELECT id FROM items WHERE trashed_at <= $1 ORDER BY trashed_at LIMIT $2";

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
