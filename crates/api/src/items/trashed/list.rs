//! What is in a user's trash, in every order: sections of folders, files and web links, as in a folder's list.
use super::super::{
    AFolder, Item, ItemRow, Kind, Listing, Node, line,
    list::{Orders, after, of_kind},
    row::columns,
};
use crate::{
    Caller, Result,
    access::{Allowed, See},
    counters::Counter,
    wire::Start,
};
use boxwood_store::{Read, Tx};

macro_rules! list {
    ($rest:literal) => {
        concat!(
            "SELECT ",
            columns!(),
            " FROM items WHERE trash_owner = $1 AND kind = $2 AND trashed_at IS NOT NULL ",
            $rest
        )
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

const ORDERS: Orders = Orders {
    ascending: [BY_NAME, BY_ID, BY_DATE, BY_SIZE],
    descending: [BY_NAME_DOWN, BY_ID_DOWN, BY_DATE_DOWN, BY_SIZE_DOWN],
};

/// A page of what the caller has in the trash, which is for who may see their root; and how many there are when paging by
/// offset. By marker there may be one more than asked for, to show that there is more.
///
/// # Errors
/// Those of the store.
pub fn trash_items(
    tx: &mut Tx<Read>,
    who: &Caller,
    _root: &Allowed<Node<AFolder>, See>,
    listing: Listing,
) -> Result<(Vec<Item>, Option<i64>)> {
    let (rows, total) = match listing.paging.start {
        Start::Offset(offset) => by_offset(tx, who, listing, offset)?,
        Start::After(marker) => (by_marker(tx, who, listing.paging.limit + 1, marker)?, None),
    };
    let mut items = Vec::with_capacity(rows.len());
    for row in rows {
        let above = line(tx, row.parent_id)?;
        items.push(Item::new(row, above));
    }
    Ok((items, total))
}

fn by_offset(tx: &mut Tx<Read>, who: &Caller, listing: Listing, offset: i64) -> Result<(Vec<ItemRow>, Option<i64>)> {
    let user = who.user().id;
    let counted = Counter::TrashItems.parts(tx, user.0, 0, 2)?;
    let total = counted.iter().map(|(_, count)| count).sum();
    let (mut page, mut skip) = (Vec::new(), offset);
    for kind in Kind::ALL {
        let count = of_kind(&counted, kind);
        let wanted = listing.paging.limit - page.len() as i64;
        if skip < count && wanted > 0 {
            page.extend(tx.many::<ItemRow>(ORDERS.statement(listing, kind), (user, kind, wanted, skip))?);
        }
        skip = (skip - count).max(0);
    }
    Ok((page, Some(total)))
}

fn by_marker(tx: &mut Tx<Read>, who: &Caller, limit: i64, marker: i64) -> Result<Vec<ItemRow>> {
    let mut page = Vec::new();
    for kind in Kind::ALL {
        let wanted = limit - page.len() as i64;
        if let Some(after) = after(marker, kind).filter(|_| wanted > 0) {
            page.extend(tx.many::<ItemRow>(BY_MARKER, (who.user().id, kind, wanted, after))?);
        }
    }
    Ok(page)
}
