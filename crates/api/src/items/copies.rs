//! Copies of folders, with all that is in them. A copy is made bit by bit, in as many transactions as it takes, and lies in no
//! place meanwhile: nobody has a right to it, and no list or search shows it. It gets its place in the last of them, and only
//! then takes up its owner's space.
//!
//! What comes along is what a copy of a file takes with it: names, descriptions, contents and their dates. Collaborators,
//! links, locks, tags, settings, comments and past versions do not.
//!
//! What nobody goes on with is taken apart like what was deleted for good ([`take_apart`](super::take_apart)).
use super::{
    AFolder, Item, ItemRow, Kind, Node, Parent, Place,
    change::{Content, New, emit, named, store, store_version},
    line, locks,
    node::load,
    row::columns,
    search,
    shown::taken,
    sizes::{Bytes, bytes_of, change_owner, count, grow, size_of},
};
use crate::{
    Caller, Error, Result, Stage, Turn,
    access::{self, Allowed, CopyOut, Rights, See, Upload},
    events::EventKind,
    resources::files,
    wire::{FileId, FolderId, ItemId},
};
use boxwood_store::{Error as StoreError, Read, Tx, Write, row};

/// How long a copy is left to whoever makes it, in microseconds: no two of its transactions are ever so far apart.
const LEFT_ALONE: i64 = 5 * 60 * 1_000_000;
/// How many bytes of words in the index cost as much as a row.
const WORDS: usize = 4096;

const BEGIN: &str = "INSERT INTO copies (top_id, touched_at) VALUES ($1, $2)";
const GO_ON: &str = "UPDATE copies SET touched_at = $2 WHERE id = $1";
const TOP: &str = "SELECT top_id FROM copies WHERE id = $1";
const END: &str = "DELETE FROM copies WHERE id = $1";
const LATE: &str = "SELECT id FROM copies WHERE touched_at < $1 ORDER BY touched_at LIMIT 20";
const QUEUE: &str = "INSERT INTO copy_folders (copy_id, to_id, from_id, kind, after_id) VALUES ($1, $2, $3, 0, 0)";
/// The newest first, so that few wait at a time, however many there are.
const NEXT: &str =
    "SELECT to_id, from_id, kind, after_id FROM copy_folders WHERE copy_id = $1 ORDER BY to_id DESC LIMIT 1";
const SO_FAR: &str = "UPDATE copy_folders SET kind = $3, after_id = $4 WHERE copy_id = $1 AND to_id = $2";
const DONE: &str = "DELETE FROM copy_folders WHERE copy_id = $1 AND to_id = $2";
const ITEMS: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM items WHERE parent_id = $1 AND kind = $2 AND trashed_at IS NULL AND id + 0 > $3 ORDER BY id + 0 LIMIT $4"
);
const ATTACH: &str = concat!("UPDATE items SET parent_id = $2 WHERE id = $1 AND parent_id = 0 RETURNING ", columns!());
const ABANDON: &str = "UPDATE items SET modified_at = 0 WHERE id = $1 AND parent_id = 0";

/// What is copied, by one who may, to where they may.
pub struct Copying<'a> {
    pub from: &'a Allowed<Node<AFolder>, CopyOut>,
    pub to: &'a Allowed<Node<AFolder>, Upload>,
    pub name: &'a str,
}

row! {
    /// A folder that is being copied, and how far that has come.
    struct Folder {
        to_id: FolderId,
        from_id: FolderId,
        kind: Kind,
        after_id: ItemId,
    }
}

/// Copies a folder, or some more of it.
///
/// # Errors
/// `cyclical_folder_structure`, `item_name_in_use`, `storage_limit_exceeded`, `access_denied_item_locked` for a file in it that
/// somebody else keeps from being downloaded, those of the store.
pub fn copy(
    tx: &mut Tx<Write>,
    who: &Caller,
    what: &Copying<'_>,
    step: Turn,
) -> Result<Stage<Allowed<Node<AFolder>, See>>> {
    let (id, top) = match step.job {
        Some(id) => (id, go_on(tx, id)?),
        None => begin(tx, who, what)?,
    };
    let mut left = step.room;
    while let Some(folder) = tx.opt::<Folder>(NEXT, (id,))? {
        if left <= 0 {
            return Ok(Stage::More(id));
        }
        left -= fill(tx, who, id, what.from, &folder, left)?;
    }
    end(tx, who, id, what, top).map(Stage::Done)
}

fn begin(tx: &mut Tx<Write>, who: &Caller, what: &Copying<'_>) -> Result<(i64, ItemId)> {
    let Copying { from, to, name } = what;
    if to.line().has(from.folder_id()) {
        return Err(Error::cyclical_folder_structure());
    }
    let bytes = size_of(tx, from)?;
    check(tx, who, what, bytes)?;
    let new = New { name, ..like(from, Content::Folder) };
    let top = store(tx, who, Kind::Folder, Parent::NOWHERE, &new)?.ok_or_else(Error::unavailable)?;
    search::add(tx, &top)?;
    let now = tx.now();
    let id = tx.insert(BEGIN, (top.id, now))?.ok_or_else(Error::unavailable)?;
    tx.exec(QUEUE, (id, top.id, from.id))?;
    Ok((id, top.id))
}

/// Refuses a name that something else there has, and what its owner has no room for.
fn check(tx: &mut Tx<Read>, who: &Caller, what: &Copying<'_>, bytes: i64) -> Result<()> {
    if let Some(other) = named(tx, &Place { parent: what.to.inside(), name: what.name })? {
        return Err(taken(&other));
    }
    let (room, _) = files::room(tx, who, what.to.owner())?;
    if bytes > room { Err(Error::storage_limit_exceeded()) } else { Ok(()) }
}

/// A copy that was given up is nobody's to go on with.
fn go_on(tx: &mut Tx<Write>, id: i64) -> Result<ItemId> {
    let now = tx.now();
    tx.exec(GO_ON, (id, now))?;
    let (top,) = tx.opt(TOP, (id,))?.ok_or_else(Error::unavailable)?;
    Ok(top)
}

fn like<'a>(item: &'a ItemRow, content: Content<'a>) -> New<'a> {
    New {
        name: &item.name,
        description: &item.description,
        created_at: Some(item.content_created_at),
        modified_at: Some(item.content_modified_at),
        content,
        is_copy: true,
    }
}

/// Copies items of one kind out of a folder; answers about how many rows that took.
fn fill(tx: &mut Tx<Write>, who: &Caller, id: i64, top: &Item, folder: &Folder, most: i64) -> Result<i64> {
    let Folder { to_id, from_id, kind, after_id } = *folder;
    // It may have been moved away, or deleted, since it was found.
    if !is_still_in(tx, from_id, top)? {
        tx.exec(DONE, (id, to_id))?;
        return Ok(1);
    }
    let found: Vec<ItemRow> = tx.many(ITEMS, (from_id, kind, after_id, most))?;
    let (mut cost, mut copied, mut bytes, mut last) = (1, 0, 0, after_id);
    for item in &found {
        if cost > most {
            break;
        }
        cost += put(tx, who, id, item, Parent::folder(to_id))?;
        (copied, bytes, last) = (copied + 1, bytes + item.size, item.id);
    }
    if copied > 0 {
        count(tx, Parent::folder(to_id), kind, copied)?;
    }
    if bytes > 0 {
        let above = line(tx, Parent::folder(to_id))?;
        grow(tx, &above, Bytes::now(bytes))?;
        cost += i64::try_from(above.links.len()).unwrap_or(most);
    }
    match Kind::of(kind.number() + 1) {
        _ if copied == most || last != found.last().map_or(after_id, |item| item.id) => {
            tx.exec(SO_FAR, (id, to_id, kind, last))?;
        }
        Some(next) => {
            tx.exec(SO_FAR, (id, to_id, next, 0))?;
        }
        None => {
            tx.exec(DONE, (id, to_id))?;
        }
    }
    Ok(cost)
}

fn is_still_in(tx: &mut Tx<Read>, folder: FolderId, top: &Item) -> Result<bool> {
    let found = load(tx, folder.into())?;
    Ok(found.is_some_and(|found| !found.is_gone() && found.line().has(top.folder_id())))
}

/// Copies one item, a folder without what is in it; answers about how many rows that took.
fn put(tx: &mut Tx<Write>, who: &Caller, id: i64, item: &ItemRow, place: Parent) -> Result<i64> {
    if locks::withheld(tx, who, item)?.include(Rights::COPY) {
        return Err(Error::access_denied_item_locked());
    }
    let content = match item.kind {
        Kind::Folder => Content::Folder,
        Kind::File => Content::File { version: None, size: item.size, sha1: item.sha1.as_deref().unwrap_or_default() },
        Kind::WebLink => Content::WebLink { url: item.url.as_deref().unwrap_or_default() },
    };
    // Two that change their names in between can get in each other's way.
    let made = store(tx, who, item.kind, place, &like(item, content))?;
    let mut made = made.ok_or_else(Error::name_temporarily_reserved)?;
    match (item.kind, item.version_id) {
        (Kind::Folder, _) => {
            tx.exec(QUEUE, (id, made.id, item.id))?;
        }
        (Kind::File, Some(version)) => {
            let version = files::copy_version(tx, who, version, FileId(made.id.0), &item.name)?;
            made = store_version(tx, made, version)?;
        }
        _ => {}
    }
    let words = search::add(tx, &made)?;
    Ok(1 + i64::try_from(words / WORDS).unwrap_or_default())
}

/// All of it is there: it gets its place.
fn end(
    tx: &mut Tx<Write>,
    who: &Caller,
    id: i64,
    what: &Copying<'_>,
    top: ItemId,
) -> Result<Allowed<Node<AFolder>, See>> {
    let (place, above) = (what.to.inside(), what.to.line());
    let copy = load(tx, top)?.ok_or_else(Error::unavailable)?;
    let bytes = bytes_of(tx, &copy)?;
    check(tx, who, what, bytes.all())?;
    let row: ItemRow = tx.one(ATTACH, (top, place)).map_err(|error| match error {
        StoreError::Constraint(_) => Error::name_temporarily_reserved(),
        error => error.into(),
    })?;
    tx.exec(END, (id,))?;
    tx.forget(top.key());
    count(tx, place, Kind::Folder, 1)?;
    grow(tx, &above, bytes)?;
    change_owner(tx, None, above.owner, bytes)?;
    emit(tx, who, EventKind::ItemCopy, Kind::Folder, top)?;
    access::changed(tx, who, what.to, Node::new(Item::new(row, above)))
}

/// What there is of a copy is to be taken apart; nothing, where it is whole, or was given up before.
///
/// # Errors
/// Those of the store.
pub fn give_up_copy(tx: &mut Tx<Write>, id: i64) -> Result<()> {
    let Some((top,)) = tx.opt::<(ItemId,)>(TOP, (id,))? else { return Ok(()) };
    tx.exec(ABANDON, (top,))?;
    tx.forget(top.key());
    tx.exec(END, (id,))?;
    Ok(())
}

/// Gives up copies that nobody goes on with: their maker went away, or the server died. Answers whether there were any, so
/// that there may be more.
///
/// # Errors
/// Those of the store.
pub fn end_copies(tx: &mut Tx<Write>) -> Result<bool> {
    let since = tx.now() - LEFT_ALONE;
    let late: Vec<(i64,)> = tx.many(LATE, (since,))?;
    for (id,) in &late {
        give_up_copy(tx, *id)?;
    }
    Ok(!late.is_empty())
}
