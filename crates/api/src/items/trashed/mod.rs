//! The trash: what is in it by itself, how it comes back, and how it goes for good.
mod apart;
mod expired;
mod list;

pub use apart::take_apart;
pub use expired::{delete_expired_trash, delete_expired_versions, purged_at};
pub use list::trash_items;

use super::{
    AFolder, Item, ItemRow, Node, Place, Sort,
    change::{emit, leave},
    folded, line, locks, named,
    row::columns,
    search,
    shown::taken,
    sizes::{bytes_of, change_owner, count, grow},
};
use crate::{
    Caller, Error, Result,
    access::{self, Allowed, Guarded, Key, Remove, Right, Rights, See, Set, Upload},
    counters::Counter,
    events::EventKind,
    identity::Limit,
};
use boxwood_store::{Error as StoreError, Read, Tx, Write};
use std::ops::Deref;

const RESTORE: &str = concat!(
    "UPDATE items SET trashed_at = NULL, trashed_by = NULL, trash_owner = NULL, parent_id = $2, name = $3, name_key = $4, \
     etag = etag + 1 WHERE id = $1 AND trashed_at IS NOT NULL RETURNING ",
    columns!()
);

/// An item that may be in the trash by itself, whatever it may be otherwise.
#[derive(Clone, Debug)]
pub struct Trashed<K>(Node<K>);

impl<K> Deref for Trashed<K> {
    type Target = Item;
    fn deref(&self) -> &Item {
        &self.0
    }
}

impl<K: Sort> Guarded for Trashed<K> {
    type Id = K::Id;
    const NOUN: &'static str = Node::<K>::NOUN;
    const PREFIX: &'static str = Node::<K>::PREFIX;
    const IS_CONTENT: bool = true;

    fn load(tx: &mut Tx<Read>, who: &Caller, id: K::Id, key: &Key) -> Result<Option<Self>> {
        Ok(Node::load(tx, who, id, key)?.map(Trashed))
    }

    fn rights(&self, tx: &mut Tx<Read>, who: &Caller) -> Result<Rights> {
        Guarded::rights(&self.0, tx, who)
    }

    fn is_within(&self, tx: &mut Tx<Read>, who: &Caller, limit: Limit) -> Result<bool> {
        self.0.is_within(tx, who, limit)
    }
}

/// What is in the trash by itself; what lies in a folder that is there is not (contract: content §3.6).
///
/// # Errors
/// As [`access::get`], and `not_trashed`.
pub fn get_trashed<K: Sort, R: Right>(tx: &mut Tx<Read>, who: &Caller, id: K::Id) -> Result<Allowed<Trashed<K>, R>> {
    let found = access::get::<Trashed<K>, See>(tx, who, id)?;
    if found.trashed_at.is_none() {
        return Err(Error::not_trashed(K::KIND.name(), format_args!("{}{id}", K::PREFIX)));
    }
    found.also()
}

/// Takes an item out of the trash: to where it was, or into another folder.
///
/// # Errors
/// `not_found` if where it was is gone, or is another owner's now; `item_name_in_use`; those of the store.
pub fn restore<K: Sort>(
    tx: &mut Tx<Write>,
    who: &Caller,
    item: &Allowed<Trashed<K>, Remove>,
    name: &str,
    to: Option<&Allowed<Node<AFolder>, Upload>>,
) -> Result<Allowed<Node<K>, See>> {
    let (parent, above) = match to {
        Some(to) => (to.inside(), to.line()),
        None => (item.parent_id, line(tx, item.parent_id)?),
    };
    if above.is_trashed || to.is_none() && above.owner != item.trash_owner {
        return Err(Error::not_found("parent", format_args!("{}{}", AFolder::PREFIX, parent.0.max(0))));
    }
    if let Some(other) = named(tx, &Place { parent, name })? {
        return Err(taken(&other));
    }
    let row: ItemRow = tx.one(RESTORE, (item.id, parent, name, folded(name))).map_err(|error| match error {
        StoreError::Constraint(_) => Error::name_temporarily_reserved(),
        error => error.into(),
    })?;
    tx.forget(item.id.key());
    if name != item.name {
        search::renew(tx, &row)?;
    }
    count_trash(tx, item, -1)?;
    count(tx, parent, K::KIND, 1)?;
    let bytes = bytes_of(tx, item)?;
    grow(tx, &above, bytes)?;
    change_owner(tx, item.owner(), above.owner, bytes)?;
    locks::follow(tx, item)?;
    if let Some(owner) = above.owner.filter(|owner| !item.is_owned_by(*owner)) {
        leave(tx, owner, item.id)?;
    }
    emit(tx, who, EventKind::ItemUndelete, K::KIND, item.id)?;
    access::changed(tx, who, item, Node::new(Item::new(row, above)))
}

/// Deletes for good what is in the trash: it is gone at once, and taken apart later.
///
/// # Errors
/// Those of the store.
pub fn purge<K: Sort>(tx: &mut Tx<Write>, who: &Caller, item: &Allowed<Trashed<K>, Set>) -> Result<()> {
    apart::leave_tree(tx, item)?;
    count_trash(tx, item, -1)?;
    let bytes = bytes_of(tx, item)?;
    change_owner(tx, item.owner(), None, bytes)?;
    emit(tx, who, EventKind::ItemDelete, K::KIND, item.id)
}

/// One item more, or less, is in its owner's trash.
///
/// # Errors
/// Those of the store.
pub(super) fn count_trash(tx: &mut Tx<Write>, item: &Item, change: i64) -> Result<()> {
    let Some(owner) = item.owner() else { return Ok(()) };
    Counter::TrashItems.add_to_part(tx, owner.0, item.kind.number(), change)
}
