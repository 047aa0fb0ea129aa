//! What a user has had to do with lately. Files alone are remembered, each with what the user did to it last.
use super::{Item, Kind, node};
use crate::{
    Caller, Result,
    access::Rights,
    wire::{ItemId, Time, UserId},
};
use boxwood_store::{Read, Tx, Write, row};

crate::wire_texts! {
    pub enum Interaction {
        Preview = "item_preview",
        Upload = "item_upload",
        Comment = "item_comment",
        Open = "item_open",
        Modify = "item_modify",
    }
}

row! {
    #[derive(Clone, Debug)]
    pub struct RecentRow {
        item_id: ItemId,
        interaction: Interaction,
        interacted_at: Time,
    }
}

/// How long it is remembered, in microseconds: 90 days (contract: content §5.4).
const KEPT: i64 = 90 * 24 * 3_600_000_000;

/// At most a thousand (contract: content §5.4).
const OF_USER: &str = "SELECT item_id, interaction, interacted_at FROM recent_items \
    WHERE user_id = $1 AND interacted_at > $2 ORDER BY interacted_at DESC, item_id DESC LIMIT 1000";
const TOUCH: &str = "INSERT INTO recent_items (user_id, item_id, interaction, interacted_at) VALUES ($1, $2, $3, $4) \
    ON CONFLICT (user_id, item_id) DO UPDATE SET interaction = excluded.interaction, interacted_at = excluded.interacted_at";
const EXPIRED: &str = "DELETE FROM recent_items WHERE interacted_at <= $1";
const FORGET: &str = "DELETE FROM recent_items WHERE user_id = $1";

/// Remembers what the caller has just done to an item.
///
/// # Errors
/// Those of the store.
pub(crate) fn touch(tx: &mut Tx<Write>, who: &Caller, item: &Item, what: Interaction) -> Result<()> {
    if item.kind == Kind::File {
        let now = tx.now();
        tx.exec(TOUCH, (who.user().id, item.id, what, now))?;
    }
    Ok(())
}

/// What the caller has had to do with, latest first, as far as it is there for them.
///
/// # Errors
/// Those of the store.
pub fn recent(tx: &mut Tx<Read>, who: &Caller) -> Result<Vec<(RecentRow, Item)>> {
    let since = tx.now() - KEPT;
    let mut found = Vec::new();
    for row in tx.many::<RecentRow>(OF_USER, (who.user().id, since))? {
        let Some(item) = node::load(tx, row.item_id)?.filter(|item| !item.is_gone()) else { continue };
        if item.rights(tx, who)?.include(Rights::SEE) {
            found.push((row, item));
        }
    }
    Ok(found)
}

/// Nobody is shown it any more.
///
/// # Errors
/// Those of the store.
pub fn delete_old_recents(tx: &mut Tx<Write>) -> Result<()> {
    let since = tx.now() - KEPT;
    tx.exec(EXPIRED, (since,))?;
    Ok(())
}

/// Of a user who goes.
///
/// # Errors
/// Those of the store.
pub(super) fn forget(tx: &mut Tx<Write>, user: UserId) -> Result<()> {
    tx.exec(FORGET, (user,))?;
    Ok(())
}
