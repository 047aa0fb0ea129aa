//! What items are found by: written in the transaction that changes it, and always from what is in the tables by then.
use super::{
    spell::{Engine, Field},
    words::{words, words_of},
};
use crate::{
    Result,
    items::{ItemRow, Kind, node, row::columns, shown::tags},
    wire::{FileVersionId, ItemId},
};
use boxwood_store::{Read, Tx, Write};

const PUT: &str = "INSERT INTO search_index (rowid, name, words, description, tags, comments, content, extension) \
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
const REMOVE: &str = "DELETE FROM search_index WHERE rowid = $1";
/// The latest of them, if there are more than anybody reads.
const COMMENTS: &str = "SELECT message FROM comments WHERE item_id = $1 ORDER BY id + 0 DESC LIMIT 500";
const CONTENT: &str =
    "SELECT b.words FROM file_versions v JOIN blobs b ON b.id = v.blob_id WHERE v.id = $1 AND b.words IS NOT NULL";
const BACKLOG: &str = "SELECT done, last FROM search_backlog WHERE id = 1";
const NEXT: &str = concat!("SELECT ", columns!(), " FROM items WHERE id > $1 AND id <= $2 ORDER BY id LIMIT 100");
const DONE: &str = "UPDATE search_backlog SET done = $1 WHERE id = 1";
const END: &str = "DELETE FROM search_backlog WHERE id = 1";

/// How many words of all comments on a file count.
const MOST_COMMENTS: usize = 4_000;

pub(super) fn engine(tx: &mut Tx<Read>) -> Engine {
    if tx.is_embedded() { Engine::Sqlite } else { Engine::Postgres }
}

/// A new item can be found. Answers how long the words of its content are, which is what this takes its time for.
///
/// # Errors
/// Those of the store.
pub(crate) fn add(tx: &mut Tx<Write>, item: &ItemRow) -> Result<usize> {
    put(tx, item, &[])
}

fn put(tx: &mut Tx<Write>, item: &ItemRow, comments: &[String]) -> Result<usize> {
    let engine = engine(tx);
    let name = words(&item.name);
    let extension = if item.kind == Kind::File { item.name.rsplit_once('.').map_or("", |(_, end)| end) } else { "" };
    let content = content(tx, item.version_id)?;
    let values = (
        item.id,
        engine.field(Field::Name, &name),
        engine.name_words(&name),
        engine.field(Field::Description, &words(&item.description)),
        engine.field(Field::Tags, &words_of(tags(item).iter().map(String::as_str), usize::MAX)),
        engine.field(Field::Comments, comments),
        engine.stems(Field::Content, &content),
        engine.extension(extension),
    );
    tx.exec(PUT, values)?;
    Ok(content.len())
}

/// An item is found by what it is now.
///
/// # Errors
/// Those of the store.
pub(crate) fn renew(tx: &mut Tx<Write>, item: &ItemRow) -> Result<()> {
    remove(tx, item.id)?;
    let comments = if item.kind == Kind::File { comments(tx, item.id)? } else { Vec::new() };
    put(tx, item, &comments)?;
    Ok(())
}

/// The same of one that is only known by its id, where it is still there.
///
/// # Errors
/// Those of the store.
pub(crate) fn renew_by_id(tx: &mut Tx<Write>, id: ItemId) -> Result<()> {
    match node::load(tx, id)? {
        Some(item) => renew(tx, &item),
        None => Ok(()),
    }
}

/// An item cannot be found any more.
///
/// # Errors
/// Those of the store.
pub(crate) fn remove(tx: &mut Tx<Write>, id: ItemId) -> Result<()> {
    tx.exec(REMOVE, (id,))?;
    Ok(())
}

/// Whether there are items from before there was an index, which it has not yet.
///
/// # Errors
/// Those of the store.
pub fn has_backlog(tx: &mut Tx<Read>) -> Result<bool> {
    Ok(tx.opt::<(i64, i64)>(BACKLOG, ())?.is_some())
}

/// Puts some of the items from before there was an index into it; answers whether there may be more.
///
/// # Errors
/// Those of the store.
pub fn index_backlog(tx: &mut Tx<Write>) -> Result<bool> {
    let Some((done, last)) = tx.opt::<(i64, i64)>(BACKLOG, ())? else { return Ok(false) };
    let items: Vec<ItemRow> = tx.many(NEXT, (done, last))?;
    for item in &items {
        renew(tx, item)?;
    }
    match items.last() {
        Some(item) => tx.exec(DONE, (item.id,))?,
        None => tx.exec(END, ())?,
    };
    Ok(true)
}

fn comments(tx: &mut Tx<Read>, file: ItemId) -> Result<Vec<String>> {
    let messages: Vec<(String,)> = tx.many(COMMENTS, (file,))?;
    Ok(words_of(messages.iter().map(|(message,)| message.as_str()), MOST_COMMENTS))
}

fn content(tx: &mut Tx<Read>, version: Option<FileVersionId>) -> Result<String> {
    let Some(version) = version else { return Ok(String::new()) };
    Ok(tx.opt::<(String,)>(CONTENT, (version,))?.map(|(words,)| words).unwrap_or_default())
}
