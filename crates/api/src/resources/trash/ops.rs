//! What can be done with what is in the trash: the same for all kinds of items.
use super::{
    view::{self, Shown},
    wire::Restored,
};
use crate::{
    Caller, In, NoBody, NoQuery, Optional, Result,
    access::{self, Allowed, Remove, See, Set, Upload},
    items::{self, AFolder, Entry, Node},
    resources::folders::{self, ItemsQuery},
    wire::{Empty, FolderId, Page},
};
use boxwood_store::{Read, Tx, Write};
use std::sync::Arc;

pub fn items(tx: &mut Tx<Read>, who: &Caller, req: &In<(), ItemsQuery, ()>) -> Result<Page<Arc<Entry>>> {
    // A token that is limited to some folder reaches no trash.
    let root = access::get::<Node<AFolder>, See>(tx, who, FolderId(0))?;
    let listing = req.query.listing()?;
    let (found, total) = items::trash_items(tx, who, &root, listing)?;
    let entries = items::entries_of_trash(tx, who, &found, req.show, |rights| root.narrowed(rights))?;
    Ok(folders::page_of(listing, &found, entries, total))
}

pub fn get<K: Shown>(tx: &mut Tx<Read>, who: &Caller, req: &In<(K::Id,), NoQuery, ()>) -> Result<K::Wire> {
    let item = items::get_trashed::<K, See>(tx, who, req.path.0)?;
    view::trashed(tx, who, &item, req.show)
}

pub fn restore<K: Shown>(
    tx: &mut Tx<Write>,
    who: &Caller,
    req: &In<(K::Id,), NoQuery, Optional<Restored>>,
) -> Result<Allowed<Node<K>, See>> {
    let item = items::get_trashed::<K, Remove>(tx, who, req.path.0)?;
    let Optional(Restored { name, parent }) = &req.body;
    let name = name.value().map_or(Ok(item.name.as_str()), |name| items::checked(name))?;
    let to = parent.value().map(|parent| access::get::<Node<AFolder>, Upload>(tx, who, parent.id)).transpose()?;
    items::restore(tx, who, &item, name, to.as_ref())
}

pub fn restored<K: Shown>(
    tx: &mut Tx<Read>,
    who: &Caller,
    req: &In<(K::Id,), NoQuery, Optional<Restored>>,
    item: &Allowed<Node<K>, See>,
) -> Result<K::Wire> {
    view::restored(tx, who, item, req.show)
}

pub fn delete<K: Shown>(tx: &mut Tx<Write>, who: &Caller, req: &In<(K::Id,), NoQuery, NoBody>) -> Result<Empty> {
    let item = items::get_trashed::<K, Set>(tx, who, req.path.0)?;
    items::purge(tx, who, &item)?;
    Ok(Empty)
}
