//! What a user likes: one collection for each, which has the user's id. Nobody else sees it.
use super::{Item, ItemRow, Node, Sort, line, row::columns, wire::InCollection};
use crate::{
    Caller, Error, Result,
    access::{Allowed, Rights, See},
    events::{self, EventKind, Source},
    wire::{CollectionId, ItemId, Maybe, UserId},
};
use boxwood_store::{Read, Tx, Write};
use std::collections::HashSet;

/// The most items that a user likes: what is still there of them is found out one by one.
const MOST: i64 = 10_000;

const OF_USER: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM items WHERE trashed_at IS NULL AND id IN (SELECT item_id FROM favorites WHERE user_id = $1)"
);
const AMONG: &str = "SELECT item_id FROM favorites WHERE user_id = $1 AND item_id IN ($2, $3, $4, $5, $6, $7, $8, $9, $10, \
    $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26)";
const COUNT: &str = "SELECT count(*) FROM favorites WHERE user_id = $1";
const INSERT: &str = "INSERT INTO favorites (user_id, item_id, added_at) VALUES ($1, $2, $3) \
    ON CONFLICT (user_id, item_id) DO NOTHING";
const DELETE: &str = "DELETE FROM favorites WHERE user_id = $1 AND item_id = $2";
const FORGET: &str = "DELETE FROM favorites WHERE user_id = $1";

/// The collection of what a user likes.
pub fn favorites_id(of: UserId) -> CollectionId {
    CollectionId(of.0)
}

/// What the caller likes, as far as it is there for them: folders, then files, then web links, by name.
///
/// # Errors
/// Those of the store.
pub fn favorites(tx: &mut Tx<Read>, who: &Caller) -> Result<Vec<Item>> {
    let mut liked = Vec::new();
    for row in tx.many::<ItemRow>(OF_USER, (who.user().id,))? {
        let above = line(tx, row.parent_id)?;
        let item = Item::new(row, above);
        if !item.is_gone() && item.rights(tx, who)?.include(Rights::SEE) {
            liked.push(item);
        }
    }
    liked.sort_by_cached_key(|item| (item.kind, super::folded(&item.name), item.id));
    Ok(liked)
}

/// Which of some items a user likes.
///
/// # Errors
/// Those of the store.
pub(super) fn favorites_among(tx: &mut Tx<Read>, user: UserId, items: &[ItemId]) -> Result<HashSet<ItemId>> {
    let mut liked = HashSet::new();
    for some in items.chunks(25) {
        let mut ids = [0; 26];
        ids.iter_mut().zip([user.0].into_iter().chain(some.iter().map(|item| item.0))).for_each(|(at, id)| *at = id);
        let found: Vec<(ItemId,)> = tx.many(AMONG, ids)?;
        liked.extend(found.into_iter().map(|(id,)| id));
    }
    Ok(liked)
}

/// Puts an item into the collections that are named, and takes it out of the others. Absent leaves it where it is.
///
/// # Errors
/// `not_found` for a collection of somebody else, `bad_request` for too many items,
/// `access_denied_insufficient_permissions` for a root.
pub fn collect<K: Sort>(
    tx: &mut Tx<Write>,
    who: &Caller,
    item: &Allowed<Node<K>, See>,
    into: &Maybe<Vec<InCollection>>,
) -> Result<()> {
    let (user, now) = (who.user().id, tx.now());
    let named = match into {
        Maybe::Absent => return Ok(()),
        Maybe::Null => &[],
        Maybe::Value(named) => named.as_slice(),
    };
    if let Some(other) = named.iter().find(|one| one.id != favorites_id(user)) {
        return Err(Error::not_found("collection", other.id));
    }
    if item.is_root() {
        return Err(Error::access_denied());
    }
    if named.is_empty() {
        return if tx.exec(DELETE, (user, item.id))? > 0 {
            emit::<K>(tx, who, EventKind::Unfavorite, item.id)
        } else {
            Ok(())
        };
    }
    if tx.exec(INSERT, (user, item.id, now))? == 0 {
        return Ok(());
    }
    let (count,): (i64,) = tx.one(COUNT, (user,))?;
    if count > MOST {
        return Err(Error::bad_request("The collection has as many items as it can have"));
    }
    emit::<K>(tx, who, EventKind::Favorite, item.id)
}

/// Empties the collection of a user who goes.
///
/// # Errors
/// Those of the store.
pub(super) fn forget(tx: &mut Tx<Write>, user: UserId) -> Result<()> {
    tx.exec(FORGET, (user,))?;
    Ok(())
}

fn emit<K: Sort>(tx: &mut Tx<Write>, who: &Caller, event: EventKind, id: ItemId) -> Result<()> {
    events::emit(tx, who, event, Source { kind: K::KIND.name(), id: id.0 })
}
