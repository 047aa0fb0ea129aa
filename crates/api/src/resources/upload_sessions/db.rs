//! The rows of upload sessions and of their parts.
use super::UploadSessionId;
use crate::{
    Caller, Content, Error, Result, Stored,
    access::{Allowed, Guarded, Key, Rights, Upload},
    identity::Limit,
    items,
    resources::users,
    signed::SigningKey,
    wire::{FileId, FolderId, UserId},
};
use boxwood_store::{Read, Tx, Write, row};

row! {
    #[derive(Clone, Debug)]
    pub struct SessionRow {
        id: i64,
        name: UploadSessionId,
        user_id: UserId,
        folder_id: FolderId,
        file_id: Option<FileId>,
        file_name: Option<String>,
        file_size: i64,
        part_size: i64,
        expires_at: i64,
        digest: Option<Vec<u8>>,
        sha1: Option<Vec<u8>>,
        object: Option<String>,
        made_id: Option<FileId>,
    }
}

row! {
    #[derive(Clone, Debug)]
    pub struct PartRow {
        number: i64,
        size: i64,
        sha1: Vec<u8>,
        object: Option<String>,
    }
}

/// How long a session lives, and how much longer it says that it has expired, in microseconds.
const LIFE: i64 = 7 * DAY;
const TOLD: i64 = DAY;
const DAY: i64 = 24 * 60 * 60 * 1_000_000;
/// How many rows one transaction touches at the most, so that others need not wait for it.
const BATCH: i64 = 500;
const PURPOSE: &str = "upload session";

const BY_NAME: &str = "SELECT id, name, user_id, folder_id, file_id, file_name, file_size, part_size, expires_at, digest, sha1, \
    object, made_id FROM upload_sessions WHERE name = $1 AND dropped_at > $2";
const INSERT: &str = "INSERT INTO upload_sessions (name, user_id, folder_id, file_id, file_name, file_size, part_size, \
    expires_at, dropped_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
const OPEN: &str = "SELECT CAST(coalesce(sum(file_size), 0) AS BIGINT) FROM upload_sessions \
    WHERE user_id = $1 AND expires_at > $2 AND made_id IS NULL";
const COUNT: &str = "SELECT count(*) FROM upload_parts WHERE session_id = $1";
const PARTS: &str = "SELECT number, size, sha1, object FROM upload_parts WHERE session_id = $1 ORDER BY number \
    LIMIT $2 OFFSET $3";
const PART: &str = "SELECT number, size, sha1, object FROM upload_parts WHERE session_id = $1 AND number = $2";
const INSERT_PART: &str = "INSERT INTO upload_parts (session_id, number, size, sha1, object) VALUES ($1, $2, $3, $4, $5) \
    ON CONFLICT (session_id, number) DO NOTHING";
const JOINED: &str = "UPDATE upload_sessions SET digest = $2, sha1 = $3, object = $4 WHERE id = $1 AND sha1 IS NULL \
    AND dropped_at > $5";
const PARTS_JOINED: &str = "UPDATE upload_parts SET object = NULL WHERE session_id = $1";
const JOINED_OF: &str = "SELECT object FROM upload_sessions WHERE id = $1 AND sha1 IS NOT NULL";
const COMMITTED: &str = "UPDATE upload_sessions SET made_id = $2, object = NULL WHERE id = $1";
const DROP: &str = "UPDATE upload_sessions SET dropped_at = 0 WHERE id = $1";
const OVER: &str = "SELECT id FROM upload_sessions WHERE dropped_at <= $1 ORDER BY dropped_at LIMIT 1";
const DELETE_PARTS: &str = "DELETE FROM upload_parts WHERE session_id = $1 AND number IN (SELECT number FROM upload_parts \
    WHERE session_id = $1 ORDER BY number LIMIT $2) RETURNING object";
const DELETE: &str = "DELETE FROM upload_sessions WHERE id = $1 RETURNING object";
const PART_NAMED: &str = "SELECT session_id FROM upload_parts WHERE object = $1";
const KEPT: &str = "SELECT session_id, number, sha1, object FROM upload_parts WHERE object IS NOT NULL \
    AND (session_id, number) > ($1, $2) ORDER BY session_id, number LIMIT 500";
const JOINED_KEPT: &str = "SELECT id AS session_id, CAST(0 AS BIGINT) AS number, sha1, object FROM upload_sessions \
    WHERE object IS NOT NULL AND sha1 IS NOT NULL AND id > $1 ORDER BY id LIMIT 500";
const NAMED: &str = "SELECT id FROM upload_sessions WHERE object = $1";

row! {
    /// An object of a session, and what it has to be.
    #[derive(Clone, Debug)]
    pub struct KeptObject {
        session_id: i64,
        number: i64,
        sha1: Vec<u8>,
        object: String,
    }
}

/// A session that is there: one that has expired says so for a while.
#[derive(Clone, Debug)]
pub struct Session(SessionRow);

impl std::ops::Deref for Session {
    type Target = SessionRow;
    fn deref(&self) -> &SessionRow {
        &self.0
    }
}

impl Guarded for Session {
    type Id = UploadSessionId;
    const NOUN: &'static str = "upload_session";
    const IS_CONTENT: bool = true;

    fn load(tx: &mut Tx<Read>, _: &Caller, id: UploadSessionId, _: &Key) -> Result<Option<Self>> {
        let now = tx.now();
        Ok(tx.opt(BY_NAME, (id, now))?.map(Session))
    }

    /// That it is there anybody may know who knows its name; to use it is for whom it was made as.
    fn rights(&self, _: &mut Tx<Read>, who: &Caller) -> Result<Rights> {
        let own = Rights::KNOWN | Rights::SEE | Rights::UPLOAD;
        Ok(if self.user_id == who.user().id { own } else { Rights::KNOWN })
    }

    fn is_within(&self, tx: &mut Tx<Read>, _: &Caller, limit: Limit) -> Result<bool> {
        match (limit, self.file_id) {
            (Limit::File(id), file) => Ok(file == Some(id)),
            (Limit::Folder(top), Some(file)) => items::lies_in(tx, file.into(), top),
            (Limit::Folder(top), None) => items::lies_in(tx, self.folder_id.into(), top),
        }
    }
}

impl SessionRow {
    pub fn total_parts(&self) -> i64 {
        (self.file_size + self.part_size - 1) / self.part_size
    }

    /// How many bytes a part has: the last one is what is left.
    pub fn size_of(&self, number: i64) -> i64 {
        self.part_size.min(self.file_size - number * self.part_size)
    }

    /// The whole, once the parts are joined.
    pub fn content(&self) -> Option<Content> {
        Some(Content {
            size: self.file_size,
            sha1: self.sha1.as_deref()?.try_into().ok()?,
            digest: self.digest.as_deref()?.try_into().ok()?,
            place: Stored::Object(self.object.clone()?),
        })
    }
}

/// What is to become of the parts.
pub struct New<'a> {
    pub folder: FolderId,
    pub file: Option<FileId>,
    pub name: Option<&'a str>,
    pub size: i64,
    pub part_size: i64,
}

/// Begins a session of the caller's: who may put the file there, has the witness. Its name is made of the request's, so that
/// a transaction that runs again makes the same, and of the server's key, so that nobody can guess it.
///
/// # Errors
/// Those of the store.
pub fn insert<T, R>(tx: &mut Tx<Write>, who: &Caller, _: &Allowed<T, R>, new: &New<'_>) -> Result<SessionRow> {
    SigningKey::ensure(tx)?;
    let key = SigningKey::of(tx)?.ok_or_else(Error::unavailable)?;
    let name = UploadSessionId(key.derive(PURPOSE, who.request().as_str()));
    let (now, user) = (tx.now(), who.user().id);
    let &New { folder, file, name: file_name, size, part_size } = new;
    let expires_at = now + LIFE;
    let values = (name, user, folder, file, file_name, size, part_size, expires_at, expires_at + TOLD);
    let id = tx.insert(INSERT, values)?.ok_or_else(Error::unavailable)?;
    Ok(SessionRow {
        id,
        name,
        user_id: user,
        folder_id: folder,
        file_id: file,
        file_name: file_name.map(str::to_owned),
        file_size: size,
        part_size,
        expires_at,
        digest: None,
        sha1: None,
        object: None,
        made_id: None,
    })
}

/// The bytes that all files have together which the caller has begun and not committed, and the space of the owner that they
/// could take at the most.
///
/// # Errors
/// Those of the store.
pub fn open(tx: &mut Tx<Read>, who: &Caller, owner: Option<UserId>) -> Result<(i64, i64)> {
    let now = tx.now();
    let (open,) = tx.one(OPEN, (who.user().id, now))?;
    let owner = owner.map(|owner| users::shown(tx, owner)).transpose()?.flatten();
    Ok((open, owner.and_then(|owner| owner.space_amount.value().copied()).unwrap_or_default()))
}

/// How many parts have come.
///
/// # Errors
/// Those of the store.
pub fn count(tx: &mut Tx<Read>, session: i64) -> Result<i64> {
    let (count,) = tx.one(COUNT, (session,))?;
    Ok(count)
}

/// # Errors
/// Those of the store.
pub fn parts(tx: &mut Tx<Read>, session: i64, limit: i64, offset: i64) -> Result<Vec<PartRow>> {
    Ok(tx.many(PARTS, (session, limit, offset))?)
}

/// False if the part is there already; it stays as it is.
///
/// # Errors
/// Those of the store.
pub fn insert_part(
    tx: &mut Tx<Write>,
    session: &Allowed<Session, Upload>,
    number: i64,
    content: &Content,
) -> Result<bool> {
    Ok(tx.exec(INSERT_PART, (session.id, number, content.size, content.sha1, content.object()))? == 1)
}

/// # Errors
/// Those of the store.
pub fn part(tx: &mut Tx<Read>, session: i64, number: i64) -> Result<PartRow> {
    Ok(tx.one(PART, (session, number))?)
}

/// The parts of a session are one object from now on, and theirs are nobody's. False if they were already, or the session is
/// gone: then the object is nobody's.
///
/// # Errors
/// Those of the store.
pub fn joined(tx: &mut Tx<Write>, session: i64, whole: &Content) -> Result<bool> {
    let now = tx.now();
    if tx.exec(JOINED, (session, whole.digest, whole.sha1, whole.object(), now))? == 0 {
        return Ok(false);
    }
    tx.exec(PARTS_JOINED, (session,))?;
    Ok(true)
}

/// Whether the parts of a session are joined, and the object that holds the whole, unless a file has it.
///
/// # Errors
/// Those of the store.
pub fn joined_of(tx: &mut Tx<Read>, session: i64) -> Result<Option<Option<String>>> {
    Ok(tx.opt::<(Option<String>,)>(JOINED_OF, (session,))?.map(|(object,)| object))
}

/// A file has the bytes from now on.
///
/// # Errors
/// Those of the store.
pub fn committed(tx: &mut Tx<Write>, session: &Allowed<Session, Upload>, file: FileId) -> Result<()> {
    tx.exec(COMMITTED, (session.id, file))?;
    Ok(())
}

/// The session is not there any more; what it leaves is taken apart later.
///
/// # Errors
/// Those of the store.
pub fn drop_session(tx: &mut Tx<Write>, session: &Allowed<Session, Upload>) -> Result<()> {
    tx.exec(DROP, (session.id,))?;
    Ok(())
}

/// Takes apart some of the sessions that are over; answers the objects that nothing names from now on. None: there is nothing
/// more to do.
///
/// # Errors
/// Those of the store.
pub fn take_apart(tx: &mut Tx<Write>) -> Result<Option<Vec<String>>> {
    let now = tx.now();
    let Some((session,)) = tx.opt::<(i64,)>(OVER, (now,))? else { return Ok(None) };
    let mut objects: Vec<(Option<String>,)> = tx.many(DELETE_PARTS, (session, BATCH))?;
    if (objects.len() as i64) < BATCH {
        objects.extend(tx.opt::<(Option<String>,)>(DELETE, (session,))?);
    }
    Ok(Some(objects.into_iter().filter_map(|(object,)| object).collect()))
}

/// Whether a session has an object, as a part or as the whole.
///
/// # Errors
/// Those of the store.
pub fn is_named(tx: &mut Tx<Read>, object: &str) -> Result<bool> {
    Ok(tx.opt::<(i64,)>(PART_NAMED, (object,))?.is_some() || tx.opt::<(i64,)>(NAMED, (object,))?.is_some())
}

/// Some of the parts that are kept, behind one of them; the first are behind (0, -1).
///
/// # Errors
/// Those of the store.
pub fn kept_parts(tx: &mut Tx<Read>, after: (i64, i64)) -> Result<Vec<KeptObject>> {
    Ok(tx.many(KEPT, after)?)
}

/// Some of the files that were joined and are nobody's yet, behind that of a session.
///
/// # Errors
/// Those of the store.
pub fn kept_wholes(tx: &mut Tx<Read>, after: i64) -> Result<Vec<KeptObject>> {
    Ok(tx.many(JOINED_KEPT, (after,))?)
}
