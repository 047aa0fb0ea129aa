//! What was made of content. Of what nothing can be made there is a row, too, so that it is not tried again.
use super::forms::Make;
use crate::{
    Content, Error, Result,
    access::{Allowed, Preview},
    items::{AFile, Node},
    resources::files::{Blob, stock},
    wire::{FileId, FileVersionId, Time},
};
use boxwood_store::{Read, Tx, Write, row};
use std::collections::HashMap;

row! {
    /// The content of a version.
    #[derive(Clone, Debug)]
    pub struct Source {
        id: i64,
        name: String,
        trashed_at: Option<Time>,
        size: i64,
        bytes: Option<Vec<u8>>,
        object: Option<String>,
    }
}

row! {
    /// All are null where nothing could be made.
    #[derive(Clone, Debug)]
    pub struct Made {
        size: Option<i64>,
        bytes: Option<Vec<u8>>,
        object: Option<String>,
    }
}

row! {
    /// An address that waits to be opened.
    #[derive(Clone, Debug)]
    pub struct EmbedRow {
        seed: String,
        file_id: FileId,
        version_id: FileVersionId,
        issued_at: i64,
    }
}

const SOURCE: &str = "SELECT b.id, v.name, v.trashed_at, b.size, b.bytes, b.object FROM file_versions v \
    JOIN blobs b ON b.id = v.blob_id WHERE v.id = $1 AND v.file_id = $2";
const MADE: &str = "SELECT b.size, b.bytes, b.object FROM renditions r LEFT JOIN blobs b ON b.id = r.made_id \
    WHERE r.blob_id = $1 AND r.kind = $2";
const KINDS: &str =
    "SELECT r.kind, r.made_id FROM file_versions v JOIN renditions r ON r.blob_id = v.blob_id WHERE v.id = $1";
const KEEP: &str = "INSERT INTO renditions (blob_id, kind, made_id, created_at) VALUES ($1, $2, $3, $4) \
    ON CONFLICT (blob_id, kind) DO NOTHING";

const ADD_EMBED: &str = "INSERT INTO embeds (seed, file_id, version_id, issued_at) VALUES ($1, $2, $3, $4)";
const TAKE_EMBED: &str = "DELETE FROM embeds WHERE id = $1 RETURNING seed, file_id, version_id, issued_at";
const EXPIRED_EMBEDS: &str = "DELETE FROM embeds WHERE issued_at < $1";

/// None of a version of another file.
///
/// # Errors
/// Those of the store.
pub(super) fn source<R>(
    tx: &mut Tx<Read>,
    file: &Allowed<Node<AFile>, R>,
    version: FileVersionId,
) -> Result<Option<Source>> {
    Ok(tx.opt(SOURCE, (version, file.id))?)
}

/// None: nobody has tried. Some(None): nothing could be made.
///
/// # Errors
/// Those of the store.
pub(super) fn made(tx: &mut Tx<Read>, content: i64, kind: &str) -> Result<Option<Option<Blob>>> {
    let found: Option<Made> = tx.opt(MADE, (content, kind))?;
    Ok(found.map(|Made { size, bytes, object }| size.map(|size| Blob { name: String::new(), size, bytes, object })))
}

/// What was tried of the content of a version, and whether something came of it.
///
/// # Errors
/// Those of the store.
pub(super) fn kinds(tx: &mut Tx<Read>, version: FileVersionId) -> Result<HashMap<String, bool>> {
    let rows: Vec<(String, Option<i64>)> = tx.many(KINDS, (version,))?;
    Ok(rows.into_iter().map(|(kind, made)| (kind, made.is_some())).collect())
}

/// Keeps what was made of content, if that is still there; None: that nothing could be made.
///
/// # Errors
/// Those of the store.
pub fn keep(tx: &mut Tx<Write>, content: i64, make: Make, made: Option<&Content>) -> Result<()> {
    if !stock::is_kept(tx, content)? {
        return Ok(());
    }
    let made = made.map(|made| stock::put(tx, made)).transpose()?;
    let now = tx.now();
    tx.exec(KEEP, (content, make.kind(), made, now))?;
    Ok(())
}

/// An address of a file that waits to be opened, in the place of those that have waited since before `expired`.
///
/// # Errors
/// Those of the store.
pub(super) fn add_embed(
    tx: &mut Tx<Write>,
    file: &Allowed<Node<AFile>, Preview>,
    seed: &str,
    version: FileVersionId,
    expired: i64,
) -> Result<i64> {
    let now = tx.now();
    tx.exec(EXPIRED_EMBEDS, (expired,))?;
    tx.insert(ADD_EMBED, (seed, file.id, version, now))?.ok_or_else(Error::unavailable)
}

/// Nobody can take it again.
///
/// # Errors
/// Those of the store.
pub(super) fn take_embed(tx: &mut Tx<Write>, id: i64) -> Result<Option<EmbedRow>> {
    Ok(tx.opt(TAKE_EMBED, (id,))?)
}
