//! The versions of files, and the content that they have.
mod blobs;

pub use blobs::{Kept, Unread};
pub(super) use blobs::{
    begin_reading, delete_unused_blob, is_kept, is_named, kept_blobs, last_blob, set_words, unread_blobs, unused_blobs,
};

use crate::{
    Caller, Content, Error, Result, Stored,
    access::{Allowed, NewVersion, See},
    counters::Counter,
    events::EventKind,
    items::{self, AFile, NewContent, Node, Parent},
    resources::users,
    signed::SigningKey,
    wire::{FileId, FileVersionId, Time, UserId},
};
use boxwood_store::{Read, Tx, Write, row};

row! {
    #[derive(Clone, Debug)]
    pub struct VersionRow {
        id: FileVersionId,
        file_id: FileId,
        blob_id: i64,
        number: i64,
        name: String,
        size: i64,
        sha1: Vec<u8>,
        created_at: Time,
        modified_at: Time,
        modified_by: UserId,
        trashed_at: Option<Time>,
        trashed_by: Option<UserId>,
        restored_at: Option<Time>,
        restored_by: Option<UserId>,
    }
}

row! {
    /// Where the bytes of a version are, and what they are called.
    #[derive(Clone, Debug)]
    pub struct Blob {
        name: String,
        size: i64,
        bytes: Option<Vec<u8>>,
        object: Option<String>,
    }
}

macro_rules! version {
    ($rest:literal) => {
        concat!(
            "SELECT id, file_id, blob_id, number, name, size, sha1, created_at, modified_at, modified_by, trashed_at, \
             trashed_by, restored_at, restored_by FROM file_versions WHERE file_id = $1 AND ",
            $rest
        )
    };
}
const ONE: &str = version!("id + 0 = $2");
/// Newest first, without the current one.
const PAST: &str = version!("id + 0 < $2 ORDER BY id + 0 DESC LIMIT $3 OFFSET $4");
const COUNT: &str = "SELECT count(*) FROM file_versions WHERE file_id = $1 AND id + 0 < $2";
const INSERT: &str = "INSERT INTO file_versions (file_id, blob_id, number, name, size, sha1, created_at, modified_at, \
    modified_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
const COPY: &str = "INSERT INTO file_versions (file_id, blob_id, number, name, size, sha1, created_at, modified_at, \
    modified_by) SELECT $1, blob_id, 1, $2, size, sha1, $3, modified_at, $4 FROM file_versions WHERE id = $5";
const TRASH: &str = "UPDATE file_versions SET trashed_at = $2, trashed_by = $3 WHERE id = $1";
const RESTORE: &str =
    "UPDATE file_versions SET trashed_at = NULL, trashed_by = NULL, restored_at = $2, restored_by = $3 WHERE id = $1";
const NUMBER: &str = "SELECT number FROM file_versions WHERE id = $1";
const KNOWN_BLOB: &str = "SELECT id FROM blobs WHERE digest = $1";
const NEW_BLOB: &str = "INSERT INTO blobs (digest, size, bytes, object, created_at, words) VALUES ($1, $2, $3, $4, $5, $6) \
    ON CONFLICT (digest) DO NOTHING";
const BLOB: &str = "SELECT i.name, b.size, b.bytes, b.object FROM file_versions v JOIN items i ON i.id = v.file_id \
    JOIN blobs b ON b.id = v.blob_id WHERE v.id = $1 AND v.file_id = $2";
/// A file that is to be given out; what lies above it is asked separately.
const PLACE: &str = "SELECT parent_id FROM items WHERE id = $1 AND kind = 1 AND trashed_at IS NULL";

/// What a version is made of.
pub(super) struct NewRow<'a> {
    pub name: &'a str,
    pub blob: i64,
    pub size: i64,
    pub sha1: &'a [u8],
    pub modified_at: Time,
}

/// The row of some content: the same for all who ever bring it.
///
/// # Errors
/// Those of the store.
pub(super) fn blob(tx: &mut Tx<Write>, content: &Content) -> Result<i64> {
    if let Some((id,)) = tx.opt(KNOWN_BLOB, (content.digest,))? {
        return Ok(id);
    }
    SigningKey::ensure(tx)?;
    // What is large, or hard to read, is read later: by a job that finds the row without words.
    let (bytes, words, object) = match &content.place {
        Stored::Here { bytes, words } => (Some(&**bytes), words.as_deref(), None),
        Stored::Object(name) => (None, None, Some(name)),
    };
    let now = tx.now();
    if let Some(id) = tx.insert(NEW_BLOB, (content.digest, content.size, bytes, object, now, words))? {
        return Ok(id);
    }
    let (id,) = tx.one(KNOWN_BLOB, (content.digest,))?;
    Ok(id)
}

/// The first version of a file that was just made.
///
/// # Errors
/// Those of the store.
pub(super) fn begin(
    tx: &mut Tx<Write>,
    who: &Caller,
    file: &Allowed<Node<AFile>, See>,
    new: &NewRow<'_>,
) -> Result<Allowed<Node<AFile>, See>> {
    let version = insert(tx, who, FileId(file.id.0), 1, new)?;
    use_space(tx, file.owner(), new.size)?;
    items::first_version(tx, file, version)
}

/// One version more, which is the current one from now on.
///
/// # Errors
/// `name_temporarily_reserved`, those of the store.
pub(super) fn add(
    tx: &mut Tx<Write>,
    who: &Caller,
    file: &Allowed<Node<AFile>, NewVersion>,
    new: &NewRow<'_>,
    event: EventKind,
) -> Result<Allowed<Node<AFile>, See>> {
    let number = match file.version_id {
        Some(current) => number(tx, current)? + 1,
        None => 1,
    };
    let version = insert(tx, who, FileId(file.id.0), number, new)?;
    use_space(tx, file.owner(), new.size)?;
    let NewRow { name, size, sha1, modified_at, .. } = *new;
    let changed = items::set_version(tx, who, file, &NewContent { name, version, size, sha1, modified_at })?;
    if name != file.name {
        items::emit(tx, who, EventKind::ItemRename, items::Kind::File, file.id)?;
    }
    items::emit(tx, who, event, items::Kind::File, file.id)?;
    Ok(changed)
}

fn insert(tx: &mut Tx<Write>, who: &Caller, file: FileId, number: i64, new: &NewRow<'_>) -> Result<FileVersionId> {
    let now = tx.now();
    let NewRow { name, blob, size, sha1, modified_at } = *new;
    let values = (file, blob, number, name, size, sha1, now, modified_at, who.user().id);
    tx.insert(INSERT, values)?.ok_or_else(Error::unavailable)
}

/// The first version of a file that was just made, with the content that another has now. Nobody's space is used by it yet.
///
/// # Errors
/// Those of the store.
pub(crate) fn copy_version(
    tx: &mut Tx<Write>,
    who: &Caller,
    from: FileVersionId,
    file: FileId,
    name: &str,
) -> Result<FileVersionId> {
    let now = tx.now();
    tx.insert(COPY, (file, name, now, who.user().id, from))?.ok_or_else(Error::unavailable)
}

fn use_space(tx: &mut Tx<Write>, owner: Option<UserId>, bytes: i64) -> Result<()> {
    let Some(owner) = owner.filter(|_| bytes != 0) else { return Ok(()) };
    Counter::SpaceUsed.add(tx, owner.0, bytes)?;
    // What is shown of them tells it.
    tx.forget(users::space_key(owner));
    Ok(())
}

/// How many bytes more the owner of a folder has room for, and how many a file of the caller's may have at the most.
///
/// # Errors
/// Those of the store.
pub(crate) fn room(tx: &mut Tx<Read>, who: &Caller, owner: Option<UserId>) -> Result<(i64, i64)> {
    let Some(owner) = owner else { return Ok((0, 0)) };
    let used = Counter::SpaceUsed.value(tx, owner.0)?;
    Ok((users::allowance(tx, owner)?.space - used, users::allowance(tx, who.user().id)?.upload))
}

/// # Errors
/// Those of the store.
pub(super) fn number(tx: &mut Tx<Read>, version: FileVersionId) -> Result<i64> {
    Ok(tx.opt::<(i64,)>(NUMBER, (version,))?.map_or(0, |(number,)| number))
}

/// # Errors
/// `not_found` for one of another file, those of the store.
pub(super) fn version(tx: &mut Tx<Read>, file: &Node<AFile>, id: FileVersionId) -> Result<VersionRow> {
    tx.opt(ONE, (file.id, id))?.ok_or_else(|| Error::not_found("file_version", id))
}

/// The versions before the current one, newest first, and how many there are.
///
/// # Errors
/// Those of the store.
pub(super) fn past(
    tx: &mut Tx<Read>,
    file: &Allowed<Node<AFile>, See>,
    limit: i64,
    offset: i64,
) -> Result<(Vec<VersionRow>, i64)> {
    let current = file.version_id.unwrap_or_default();
    let (count,) = tx.one(COUNT, (file.id, current))?;
    Ok((tx.many(PAST, (file.id, current, limit, offset))?, count))
}

/// # Errors
/// Those of the store.
pub(super) fn trash_version(
    tx: &mut Tx<Write>,
    who: &Caller,
    _: &Allowed<Node<AFile>, NewVersion>,
    version: &VersionRow,
) -> Result<()> {
    let now = tx.now();
    tx.exec(TRASH, (version.id, now, who.user().id))?;
    items::emit(tx, who, EventKind::FileVersionDelete, items::Kind::File, version.file_id.into())
}

/// # Errors
/// Those of the store.
pub(super) fn restore_version(
    tx: &mut Tx<Write>,
    who: &Caller,
    _: &Allowed<Node<AFile>, NewVersion>,
    version: &VersionRow,
) -> Result<()> {
    let now = tx.now();
    tx.exec(RESTORE, (version.id, now, who.user().id))?;
    items::emit(tx, who, EventKind::FileVersionRestore, items::Kind::File, version.file_id.into())
}

/// Where a file lies that is not in the trash by itself.
///
/// # Errors
/// Those of the store.
pub(super) fn place_of(tx: &mut Tx<Read>, file: FileId) -> Result<Option<Parent>> {
    Ok(tx.opt::<(Parent,)>(PLACE, (file,))?.map(|(parent,)| parent))
}

/// Where the bytes of a version are.
///
/// # Errors
/// Those of the store.
pub(super) fn bytes_of(tx: &mut Tx<Read>, version: FileVersionId, file: FileId) -> Result<Option<Blob>> {
    Ok(tx.opt(BLOB, (version, file))?)
}
