//! What is in a folder, in every order.
//!
//! No statement here may cost more for many siblings than for few: each order has its index, pages are bounded, and the
//! total is a counter. What others have shared with a user is loaded whole, and sorted into their root here.
use super::{FolderRow, Node, ROOT, columns, line};
use crate::{
    Caller, Result,
    access::{self, Allowed, CollaborationRole, See},
    counters::Counter,
    resources::folders::{name::folded, wire::Listing},
    wire::{Direction, FolderId, SortKey, Start, UserId},
};
use boxwood_store::{Read, Tx};
use std::{
    cmp::Ordering,
    collections::{HashMap, HashSet},
};

macro_rules! list {
    ($rest:literal) => {
        concat!(
            "SELECT ",
            columns!(),
            " FROM folders WHERE owner_id = $1 AND parent_id = $2 AND trashed_at IS NULL ",
            $rest
        )
    };
}
const BY_NAME: &str = list!("ORDER BY name_key LIMIT $3 OFFSET $4");
const BY_NAME_DOWN: &str = list!("ORDER BY name_key DESC LIMIT $3 OFFSET $4");
const BY_ID: &str = list!("ORDER BY id + 0 LIMIT $3 OFFSET $4");
const BY_ID_DOWN: &str = list!("ORDER BY id + 0 DESC LIMIT $3 OFFSET $4");
const BY_DATE: &str = list!("ORDER BY modified_at, id LIMIT $3 OFFSET $4");
const BY_DATE_DOWN: &str = list!("ORDER BY modified_at DESC, id DESC LIMIT $3 OFFSET $4");
const BY_MARKER: &str = list!("AND id + 0 > $4 ORDER BY id + 0 LIMIT $3");

/// The folders that were shared with a user, but for those that lie in another of them.
const SHARED_WITH: &str = concat!(
    "WITH RECURSIVE up (top, id, parent_id) AS (SELECT f.id, f.id, f.parent_id FROM collaborations c \
     JOIN folders f ON f.id = c.folder_id WHERE c.user_id = $1 AND f.owner_id <> $1 AND f.trashed_at IS NULL \
     UNION ALL SELECT up.top, f.id, f.parent_id FROM up JOIN folders f ON f.id = up.parent_id) SELECT ",
    columns!(),
    " FROM collaborations c JOIN folders f ON f.id = c.folder_id WHERE c.user_id = $1 AND f.owner_id <> $1 \
     AND f.trashed_at IS NULL AND f.id NOT IN (SELECT up.top FROM up JOIN collaborations above \
     ON above.folder_id = up.id AND above.user_id = $1 WHERE up.id <> up.top)"
);
/// How far above a folder the next one is that is shared; 0: it is itself.
const SHARED_ABOVE: &str =
    line!("SELECT up.depth FROM up JOIN collaborations c ON c.folder_id = up.id ORDER BY up.depth LIMIT 1");
const MY_ROLES: &str = "SELECT folder_id, role FROM collaborations WHERE user_id = $1";
const SHARED: &str = "SELECT DISTINCT folder_id FROM collaborations WHERE folder_id IN ($1, $2, $3, $4, $5, $6, $7, $8, $9, \
    $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25)";

/// A page of what is in the folder, and how many there are when paging by offset. By marker there may be one more than
/// asked for, to show that there is more.
pub(in super::super) fn items(
    tx: &mut Tx<Read>,
    who: &Caller,
    folder: &Allowed<Node, See>,
    listing: Listing,
) -> Result<(Vec<FolderRow>, Option<i64>)> {
    let (owner, id, limit) = (folder.owner_id, folder.id, listing.paging.limit);
    let mut shared = if folder.is_root() { shared_with(tx, who)? } else { Vec::new() };
    match listing.paging.start {
        Start::Offset(offset) => {
            let count = shared.len() as i64;
            let total = total(tx, folder)? + count;
            // Of the items before the page, `count` at most are not the folder's own: no need to look further back.
            let before = offset.min(count);
            let mut rows: Vec<FolderRow> = tx.many(statement(listing), (owner, id, limit + count, offset - before))?;
            if count > 0 {
                rows.append(&mut shared);
                sort(&mut rows, listing);
                rows.drain(..rows.len().min(before as usize));
                rows.truncate(limit as usize);
            }
            Ok((rows, Some(total)))
        }
        Start::After(marker) => {
            let mut rows: Vec<FolderRow> = tx.many(BY_MARKER, (owner, id, limit + 1, marker))?;
            shared.retain(|row| row.id.0 > marker);
            rows.append(&mut shared);
            rows.sort_by_key(|row| row.id);
            rows.truncate(limit as usize + 1);
            Ok((rows, None))
        }
    }
}

fn statement(listing: Listing) -> &'static str {
    match (listing.sort, listing.direction) {
        (SortKey::Id, Direction::Ascending) => BY_ID,
        (SortKey::Id, Direction::Descending) => BY_ID_DOWN,
        (SortKey::Date, Direction::Ascending) => BY_DATE,
        (SortKey::Date, Direction::Descending) => BY_DATE_DOWN,
        // All folders are of one size, as long as there is nothing in them that has any.
        (SortKey::Name | SortKey::Size | SortKey::Type, Direction::Ascending) => BY_NAME,
        (SortKey::Name | SortKey::Size | SortKey::Type, Direction::Descending) => BY_NAME_DOWN,
    }
}

/// In the order of the statement; only roots mix items of several owners.
fn sort(rows: &mut [FolderRow], listing: Listing) {
    let ascending: fn(&FolderRow, &FolderRow) -> Ordering = match listing.sort {
        SortKey::Id => |a, b| a.id.cmp(&b.id),
        SortKey::Date => |a, b| (a.modified_at.micros(), a.id).cmp(&(b.modified_at.micros(), b.id)),
        SortKey::Name | SortKey::Size | SortKey::Type => {
            |a, b| folded(&a.name).cmp(&folded(&b.name)).then(a.id.cmp(&b.id))
        }
    };
    match listing.direction {
        Direction::Ascending => rows.sort_by(ascending),
        Direction::Descending => rows.sort_by(|a, b| ascending(b, a)),
    }
}

fn total(tx: &mut Tx<Read>, folder: &FolderRow) -> Result<i64> {
    let (counter, of) = counter(folder.id, folder.owner_id);
    counter.value(tx, of)
}

/// Where the items of a folder are counted, and under which id.
pub(super) fn counter(folder: FolderId, owner: UserId) -> (Counter, i64) {
    if folder == ROOT { (Counter::RootItems, owner.0) } else { (Counter::FolderItems, folder.0) }
}

fn shared_with(tx: &mut Tx<Read>, who: &Caller) -> Result<Vec<FolderRow>> {
    let rows: Vec<FolderRow> = tx.many(SHARED_WITH, (who.user().id,))?;
    let mut reached = Vec::with_capacity(rows.len());
    for row in rows {
        if access::is_in_reach(tx, who, row.owner_id)? {
            reached.push(row);
        }
    }
    Ok(reached)
}

/// What the caller was given directly, wherever that is.
pub(in super::super) fn my_roles(tx: &mut Tx<Read>, who: &Caller) -> Result<HashMap<FolderId, CollaborationRole>> {
    let roles: Vec<(FolderId, CollaborationRole)> = tx.many(MY_ROLES, (who.user().id,))?;
    Ok(roles.into_iter().collect())
}

/// Which of a folder's items are shared with somebody.
pub(in super::super) enum Shared {
    None,
    These(HashSet<FolderId>),
    All,
}

impl Shared {
    pub fn has(&self, item: FolderId) -> bool {
        match self {
            Shared::None => false,
            Shared::These(items) => items.contains(&item),
            Shared::All => true,
        }
    }
}

/// What is shared is so with all that is in it.
pub(in super::super) fn shared_of(tx: &mut Tx<Read>, folder: &FolderRow, items: &[FolderRow]) -> Result<Shared> {
    if is_shared(tx, folder)? {
        return Ok(Shared::All);
    }
    let mut shared = HashSet::new();
    for some in items.chunks(25) {
        let mut ids = [ROOT; 25];
        ids.iter_mut().zip(some).for_each(|(place, item)| *place = item.id);
        let found: Vec<(FolderId,)> = tx.many(SHARED, ids)?;
        shared.extend(found.into_iter().map(|(id,)| id));
    }
    Ok(Shared::These(shared))
}

/// Whether anybody collaborates in the folder, or in one above it.
pub(in super::super) fn is_shared(tx: &mut Tx<Read>, folder: &FolderRow) -> Result<bool> {
    Ok(shared_above(tx, folder)?.is_some())
}

/// Whether the folder is only shared by what is above it, and would not be in the new place.
pub(in super::super) fn turns_private(tx: &mut Tx<Read>, folder: &FolderRow, to: &FolderRow) -> Result<bool> {
    Ok(shared_above(tx, folder)?.is_some_and(|above| above > 0) && !is_shared(tx, to)?)
}

fn shared_above(tx: &mut Tx<Read>, folder: &FolderRow) -> Result<Option<i64>> {
    let found: Option<(i64,)> = tx.opt(SHARED_ABOVE, (folder.id,))?;
    Ok(found.map(|(above,)| above))
}
