//! What is in a folder, in every order.
//!
//! No statement here may cost more for many siblings than for few: each order has its index, pages are bounded, and the
//! totals are counters. Folders come before files and these before web links, so a page is made of up to three sections,
//! each in the order that was asked for. What others have shared with a user is loaded whole, and sorted into their root.
use super::{AFolder, Grant, Item, ItemRow, Kind, Node, folded, line, roles::roles, row::columns};
use crate::{
    Caller, Result,
    access::{self, Allowed, See},
    counters::Counter,
    wire::{Direction, ItemId, Order, Paging, SortKey, Start},
};
use boxwood_store::{Read, Tx};
use std::{cmp::Ordering, collections::HashSet};

/// Which part of a folder's items, and in which order.
#[derive(Clone, Copy, Debug)]
pub struct Listing {
    pub paging: Paging,
    pub sort: SortKey,
    pub direction: Direction,
}

impl Listing {
    /// Where nothing was asked.
    pub const FIRST: Listing = Listing { paging: Paging::FIRST, sort: SortKey::Name, direction: Direction::Ascending };

    /// Folders come before files, whatever else the order is.
    pub fn order(self) -> Vec<Order> {
        let by_type = Order { by: SortKey::Type, direction: Direction::Ascending };
        vec![by_type, Order { by: self.sort, direction: self.direction }]
    }
}

macro_rules! list {
    ($rest:literal) => {
        concat!("SELECT ", columns!(), " FROM items WHERE parent_id = $1 AND kind = $2 AND trashed_at IS NULL ", $rest)
    };
}
const BY_NAME: &str = list!("ORDER BY name_key, id LIMIT $3 OFFSET $4");
const BY_NAME_DOWN: &str = list!("ORDER BY name_key DESC, id DESC LIMIT $3 OFFSET $4");
const BY_ID: &str = list!("ORDER BY id + 0 LIMIT $3 OFFSET $4");
const BY_ID_DOWN: &str = list!("ORDER BY id + 0 DESC LIMIT $3 OFFSET $4");
const BY_DATE: &str = list!("ORDER BY modified_at, id LIMIT $3 OFFSET $4");
const BY_DATE_DOWN: &str = list!("ORDER BY modified_at DESC, id DESC LIMIT $3 OFFSET $4");
/// Files alone have a size of their own. The second `kind` is for the index; both are the same.
const BY_SIZE: &str = list!("AND kind = 1 ORDER BY size, id LIMIT $3 OFFSET $4");
const BY_SIZE_DOWN: &str = list!("AND kind = 1 ORDER BY size DESC, id DESC LIMIT $3 OFFSET $4");
const BY_MARKER: &str = list!("AND id + 0 > $4 ORDER BY id + 0 LIMIT $3");

/// What a user was given by themselves or as one of a group, wherever that is; what is in the trash by itself is left out.
const SHARED_WITH: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM items WHERE trashed_at IS NULL AND id IN (SELECT c.item_id FROM collaborations c \
     WHERE c.user_id = $1 AND c.status = 'accepted' UNION SELECT c.item_id FROM memberships m \
     JOIN collaborations c ON c.group_id = m.group_id AND c.status = 'accepted' WHERE m.user_id = $1)"
);
const SHARED: &str = "SELECT DISTINCT item_id FROM collaborations WHERE status <> 'rejected' AND item_id IN ($1, $2, $3, $4, \
    $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25)";
/// In an order, so that the planner takes the index of it, however many rows it thinks there are.
const ANY_ITEM: &str = "SELECT id FROM items WHERE parent_id = $1 AND trashed_at IS NULL AND parent_id <> 0 \
    ORDER BY name_key LIMIT 1";

/// A page of what is in the folder, and how many there are when paging by offset. By marker there may be one more than
/// asked for, to show that there is more.
///
/// # Errors
/// Those of the store.
pub fn items(
    tx: &mut Tx<Read>,
    who: &Caller,
    folder: &Allowed<Node<AFolder>, See>,
    listing: Listing,
) -> Result<(Vec<Item>, Option<i64>)> {
    let shared = if folder.is_root() { shared_with(tx, who)? } else { Vec::new() };
    let mut list = List { folder, listing, shared };
    match listing.paging.start {
        Start::Offset(offset) => list.by_offset(tx, offset),
        Start::After(marker) => Ok((list.by_marker(tx, marker)?, None)),
    }
}

/// A marker remembers the kind and the id of the last item.
pub(crate) fn marker(item: &Item) -> i64 {
    item.id.0 << 2 | item.kind.number()
}

struct List<'a> {
    folder: &'a Item,
    listing: Listing,
    /// What others have shared with the one whose root it is.
    shared: Vec<Item>,
}

impl List<'_> {
    fn by_offset(&mut self, tx: &mut Tx<Read>, offset: i64) -> Result<(Vec<Item>, Option<i64>)> {
        let counted = Counter::FolderItems.parts(tx, self.folder.inside().0, 0, 2)?;
        let total = counted.iter().map(|(_, count)| count).sum::<i64>() + self.shared.len() as i64;
        let (mut page, mut skip) = (Vec::new(), offset);
        for kind in Kind::ALL {
            let shared: Vec<Item> = self.shared.iter().filter(|item| item.kind == kind).cloned().collect();
            let (count, wanted) =
                (of_kind(&counted, kind) + shared.len() as i64, self.listing.paging.limit - page.len() as i64);
            if skip >= count || wanted <= 0 {
                skip = (skip - count).max(0);
                continue;
            }
            page.extend(self.section(tx, kind, skip, wanted, shared)?);
            skip = 0;
        }
        Ok((page, Some(total)))
    }

    /// `wanted` items of one kind behind the first `skip`.
    fn section(&self, tx: &mut Tx<Read>, kind: Kind, skip: i64, wanted: i64, shared: Vec<Item>) -> Result<Vec<Item>> {
        let count = shared.len() as i64;
        // Of the items before the page, `count` at most are not the folder's own: no need to look further back.
        let before = skip.min(count);
        let values = (self.folder.inside(), kind, wanted + count, skip - before);
        let mut items = self.placed(tx.many(ORDERS.statement(self.listing, kind), values)?);
        if count > 0 {
            items.extend(shared);
            sort(&mut items, self.listing);
            items.drain(..items.len().min(before as usize));
            items.truncate(wanted as usize);
        }
        Ok(items)
    }

    fn by_marker(&mut self, tx: &mut Tx<Read>, marker: i64) -> Result<Vec<Item>> {
        let limit = self.listing.paging.limit + 1;
        let mut page = Vec::new();
        for kind in Kind::ALL {
            let wanted = limit - page.len() as i64;
            let Some(after) = after(marker, kind).filter(|_| wanted > 0) else { continue };
            let mut items = self.placed(tx.many(BY_MARKER, (self.folder.inside(), kind, wanted, after))?);
            items.extend(self.shared.iter().filter(|item| item.kind == kind && item.id.0 > after).cloned());
            items.sort_by_key(|item| item.id);
            items.truncate(wanted as usize);
            page.extend(items);
        }
        Ok(page)
    }

    fn placed(&self, rows: Vec<ItemRow>) -> Vec<Item> {
        let above = self.folder.line();
        rows.into_iter().map(|row| Item::new(row, above.clone())).collect()
    }
}

/// The statements of a list of one kind of items: one for each order, by name, id, date and size.
pub(super) struct Orders {
    pub ascending: [&'static str; 4],
    pub descending: [&'static str; 4],
}

const ORDERS: Orders = Orders {
    ascending: [BY_NAME, BY_ID, BY_DATE, BY_SIZE],
    descending: [BY_NAME_DOWN, BY_ID_DOWN, BY_DATE_DOWN, BY_SIZE_DOWN],
};

impl Orders {
    pub fn statement(&self, listing: Listing, kind: Kind) -> &'static str {
        let [name, id, date, size] = match listing.direction {
            Direction::Ascending => self.ascending,
            Direction::Descending => self.descending,
        };
        match listing.sort {
            SortKey::Id => id,
            SortKey::Date => date,
            SortKey::Size if kind == Kind::File => size,
            // Folders grow by what is put into those below them: no index could keep up with that.
            SortKey::Name | SortKey::Size | SortKey::Type => name,
        }
    }
}

/// How many of a kind there are, of what is counted by kind.
pub(super) fn of_kind(counted: &[(i64, i64)], kind: Kind) -> i64 {
    counted.iter().find(|(part, _)| *part == kind.number()).map_or(0, |(_, count)| *count)
}

/// Behind which id a list of one kind goes on after a [`marker`]; None: it is behind it.
pub(super) fn after(marker: i64, kind: Kind) -> Option<i64> {
    let (from, after) = (marker & 3, marker >> 2);
    match kind.number().cmp(&from) {
        Ordering::Less => None,
        Ordering::Equal => Some(after),
        Ordering::Greater => Some(0),
    }
}

/// In the order of the statement; only roots mix items of several owners.
fn sort(items: &mut [Item], listing: Listing) {
    let by_name = |a: &Item, b: &Item| folded(&a.name).cmp(&folded(&b.name)).then(a.id.cmp(&b.id));
    let ascending: fn(&Item, &Item) -> Ordering = match listing.sort {
        SortKey::Id => |a, b| a.id.cmp(&b.id),
        SortKey::Date => |a, b| (a.modified_at.micros(), a.id).cmp(&(b.modified_at.micros(), b.id)),
        SortKey::Size if items.iter().all(|item| item.kind == Kind::File) => |a, b| (a.size, a.id).cmp(&(b.size, b.id)),
        SortKey::Name | SortKey::Size | SortKey::Type => by_name,
    };
    match listing.direction {
        Direction::Ascending => items.sort_by(ascending),
        Direction::Descending => items.sort_by(|a, b| ascending(b, a)),
    }
}

/// What others have shared with the caller, but for what lies in another such folder, or is not meant to be shown there.
fn shared_with(tx: &mut Tx<Read>, who: &Caller) -> Result<Vec<Item>> {
    let (user, now) = (who.user().id, tx.now());
    let given = roles(tx, user)?;
    if given.is_empty() {
        return Ok(Vec::new());
    }
    let shows = |grant: &Grant| !grant.is_access_only;
    let rows: Vec<ItemRow> = tx.many(SHARED_WITH, (user,))?;
    let mut shared = Vec::with_capacity(rows.len());
    for row in rows {
        let above = line(tx, row.parent_id)?;
        let is_top = !above.links.iter().any(|link| given.on(link.id.into(), now).next().is_some());
        let item = Item::new(row, above);
        let (is_shown, owner) = (given.on(item.id, now).any(shows), item.owner());
        let Some(owner) = owner.filter(|owner| *owner != user) else { continue };
        if is_shown && is_top && !item.above().is_trashed && access::is_in_reach(tx, who, owner)? {
            shared.push(item);
        }
    }
    Ok(shared)
}

/// # Errors
/// Those of the store.
pub fn has_items(tx: &mut Tx<Read>, folder: &Item) -> Result<bool> {
    Ok(tx.opt::<(ItemId,)>(ANY_ITEM, (folder.inside(),))?.is_some())
}

/// Which of some items anybody collaborates in, directly.
///
/// # Errors
/// Those of the store.
pub fn shared_of(tx: &mut Tx<Read>, items: &[ItemId]) -> Result<HashSet<ItemId>> {
    let mut shared = HashSet::new();
    for some in items.chunks(25) {
        let mut ids = [ItemId::default(); 25];
        ids.iter_mut().zip(some).for_each(|(place, item)| *place = *item);
        let found: Vec<(ItemId,)> = tx.many(SHARED, ids)?;
        shared.extend(found.into_iter().map(|(id,)| id));
    }
    Ok(shared)
}

/// Whether anybody collaborates in the item, or in a folder above it.
///
/// # Errors
/// Those of the store.
pub fn is_shared(tx: &mut Tx<Read>, item: &Item) -> Result<bool> {
    let mut line: Vec<ItemId> = item.above().links.iter().map(|link| link.id.into()).collect();
    line.push(item.id);
    Ok(!shared_of(tx, &line)?.is_empty())
}

/// Whether the item is only shared by what is above it, and would not be in the new place.
///
/// # Errors
/// Those of the store.
pub fn turns_private(tx: &mut Tx<Read>, item: &Item, to: &Item) -> Result<bool> {
    Ok(is_shared(tx, item)? && shared_of(tx, &[item.id])?.is_empty() && !is_shared(tx, to)?)
}
