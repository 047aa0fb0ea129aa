//! The rows of content, without the files that have it.
use crate::{Result, items::search, wire::ItemId};
use boxwood_store::{Read, Tx, Write, row};

row! {
    /// Content as it is kept.
    #[derive(Clone, Debug)]
    pub struct Kept {
        id: i64,
        digest: Vec<u8>,
        size: i64,
        bytes: Option<Vec<u8>>,
        object: Option<String>,
    }
}

row! {
    /// Content whose words are to be read yet, and how often that was begun.
    #[derive(Clone, Debug)]
    pub struct Unread {
        id: i64,
        size: i64,
        bytes: Option<Vec<u8>>,
        object: Option<String>,
        reads: i64,
    }
}

const LAST: &str = "SELECT coalesce(max(id), 0) FROM blobs";
const UNUSED: &str = "SELECT b.id FROM blobs b WHERE b.id > $1 AND b.id <= $2 \
    AND NOT EXISTS (SELECT 1 FROM file_versions v WHERE v.blob_id = b.id) \
    AND NOT EXISTS (SELECT 1 FROM renditions r WHERE r.made_id = b.id AND r.blob_id <> b.id) ORDER BY b.id";
const DELETE: &str = "DELETE FROM blobs WHERE id = $1 AND NOT EXISTS (SELECT 1 FROM file_versions WHERE blob_id = $1) \
    AND NOT EXISTS (SELECT 1 FROM renditions WHERE made_id = $1 AND blob_id <> $1) RETURNING object";
const NAMED: &str = "SELECT id FROM blobs WHERE object = $1";
const KEPT: &str = "SELECT id, digest, size, bytes, object FROM blobs WHERE id > $1 AND id <= $2 ORDER BY id";
const ONE: &str = "SELECT id FROM blobs WHERE id = $1";
const UNREAD: &str =
    "SELECT id, size, bytes, object, reads FROM blobs WHERE words IS NULL AND id > $1 ORDER BY id LIMIT 10";
const BEGIN_READING: &str = "UPDATE blobs SET reads = reads + 1 WHERE id = $1";
const SET_WORDS: &str = "UPDATE blobs SET words = $2 WHERE id = $1";
const FILES: &str = "SELECT i.id FROM file_versions v JOIN items i ON i.id = v.file_id AND i.version_id = v.id \
    WHERE v.blob_id = $1";

/// # Errors
/// Those of the store.
pub fn last_blob(tx: &mut Tx<Read>) -> Result<i64> {
    let (last,) = tx.one(LAST, ())?;
    Ok(last)
}

/// # Errors
/// Those of the store.
pub fn unused_blobs(tx: &mut Tx<Read>, after: i64, to: i64) -> Result<Vec<i64>> {
    let found: Vec<(i64,)> = tx.many(UNUSED, (after, to))?;
    Ok(found.into_iter().map(|(id,)| id).collect())
}

/// None if a version has it after all, or it is gone; else the object that held it, if one did.
///
/// # Errors
/// Those of the store.
pub fn delete_unused_blob(tx: &mut Tx<Write>, id: i64) -> Result<Option<Option<String>>> {
    Ok(tx.opt::<(Option<String>,)>(DELETE, (id,))?.map(|(object,)| object))
}

/// # Errors
/// Those of the store.
pub fn is_named(tx: &mut Tx<Read>, object: &str) -> Result<bool> {
    Ok(tx.opt::<(i64,)>(NAMED, (object,))?.is_some())
}

/// # Errors
/// Those of the store.
pub fn kept_blobs(tx: &mut Tx<Read>, after: i64, to: i64) -> Result<Vec<Kept>> {
    Ok(tx.many(KEPT, (after, to))?)
}

/// # Errors
/// Those of the store.
pub fn is_kept(tx: &mut Tx<Read>, id: i64) -> Result<bool> {
    Ok(tx.opt::<(i64,)>(ONE, (id,))?.is_some())
}

/// Some of what is to be read yet, behind one.
///
/// # Errors
/// Those of the store.
pub fn unread_blobs(tx: &mut Tx<Read>, after: i64) -> Result<Vec<Unread>> {
    Ok(tx.many(UNREAD, (after,))?)
}

/// # Errors
/// Those of the store.
pub fn begin_reading(tx: &mut Tx<Write>, id: i64) -> Result<()> {
    tx.exec(BEGIN_READING, (id,))?;
    Ok(())
}

/// Files that have it now are found by its words from now on.
///
/// # Errors
/// Those of the store.
pub fn set_words(tx: &mut Tx<Write>, id: i64, words: &str) -> Result<()> {
    tx.exec(SET_WORDS, (id, words))?;
    if words.is_empty() {
        return Ok(());
    }
    for (file,) in tx.many::<(ItemId,)>(FILES, (id,))? {
        search::renew_by_id(tx, file)?;
    }
    Ok(())
}
