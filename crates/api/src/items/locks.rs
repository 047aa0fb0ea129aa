//! Locks on files: while one is in force, nobody but whose it is changes the file, or deletes or moves what it lies in
//! (contract: content §3.6, §4).
//!
//! A file's row names its lock, so that a file without one costs nothing. Which folders lie above a locked file is kept for
//! those files alone (`lock_places`): a folder finds the locks in it by an index, however much there is besides.
use super::{AFile, Item, ItemRow, Kind, Node, change::emit, node::load, row::columns};
use crate::{
    Caller, Error, Result,
    access::{self, Allowed, Rights, See, Set},
    events::EventKind,
    wire::{ItemId, LockId, Time, UserId},
};
use boxwood_store::{Read, Tx, Write, row};

row! {
    /// As it is kept; one that has run out is none.
    #[derive(Clone, Debug)]
    pub struct Lock {
        id: LockId,
        user_id: UserId,
        created_at: Time,
        expires_at: Option<Time>,
        is_download_prevented: bool,
    }
}

/// What a lock takes from everybody else.
const CHANGES: Rights = Rights::EDIT.and(Rights::NEW_VERSION).and(Rights::REMOVE);
/// The same, where it prevents downloads: a copy would be one.
const BYTES: Rights = Rights::DOWNLOAD.and(Rights::COPY);

const BY_ID: &str = "SELECT id, user_id, created_at, expires_at, is_download_prevented FROM locks WHERE id = $1";
const INSERT: &str = "INSERT INTO locks (item_id, user_id, created_at, expires_at, is_download_prevented) \
    VALUES ($1, $2, $3, $4, $5)";
const REFRESH: &str = "UPDATE locks SET expires_at = $2, is_download_prevented = $3 WHERE id = $1";
const DELETE: &str = "DELETE FROM locks WHERE item_id = $1";
const NAME: &str = concat!("UPDATE items SET lock_id = $2, etag = etag + 1 WHERE id = $1 RETURNING ", columns!());
const PLACE: &str = "INSERT INTO lock_places (folder_id, item_id) VALUES ($1, $2)";
const LEAVE: &str = "DELETE FROM lock_places WHERE item_id = $1";
const LEAVE_FOLDER: &str = "DELETE FROM lock_places WHERE folder_id = $1 AND item_id = $2";
const PLACE_BELOW: &str = "INSERT INTO lock_places (folder_id, item_id) SELECT $1, p.item_id FROM items i \
    JOIN lock_places p ON p.folder_id = i.id WHERE i.parent_id = $1 AND i.trashed_at IS NULL AND i.parent_id <> 0 \
    UNION ALL SELECT $1, i.id FROM items i \
    WHERE i.parent_id = $1 AND i.trashed_at IS NULL AND i.parent_id <> 0 AND i.lock_id IS NOT NULL";
const WITHIN: &str = "SELECT item_id FROM lock_places WHERE folder_id = $1";
const OF_OTHERS: &str = "SELECT l.id FROM lock_places p JOIN locks l ON l.item_id = p.item_id \
    WHERE p.folder_id = $1 AND l.user_id <> $2 AND (l.expires_at IS NULL OR l.expires_at > $3) LIMIT 1";
const PLACES_EXPIRED: &str =
    "DELETE FROM lock_places WHERE item_id IN (SELECT item_id FROM locks WHERE expires_at <= $1)";
const EXPIRED: &str = "DELETE FROM locks WHERE expires_at <= $1";
const PLACES_OF_USER: &str = "DELETE FROM lock_places WHERE item_id IN (SELECT item_id FROM locks WHERE user_id = $1)";
const OF_USER: &str = "DELETE FROM locks WHERE user_id = $1";

impl Lock {
    fn is_in_force(&self, now: i64) -> bool {
        self.expires_at.is_none_or(|end| end.micros() > now)
    }
}

/// Until when a file is to be locked, and whether others may still download it.
#[derive(Clone, Copy, Debug)]
pub struct NewLock {
    pub expires_at: Option<Time>,
    pub is_download_prevented: bool,
}

/// The lock of an item that is in force.
///
/// # Errors
/// Those of the store.
pub fn lock_of(tx: &mut Tx<Read>, item: &ItemRow) -> Result<Option<Lock>> {
    let Some(id) = item.lock_id else { return Ok(None) };
    let now = tx.now();
    Ok(tx.opt::<Lock>(BY_ID, (id,))?.filter(|lock| lock.is_in_force(now)))
}

/// What somebody else's lock keeps the caller from doing, whatever rights they have.
///
/// # Errors
/// Those of the store.
pub(super) fn withheld(tx: &mut Tx<Read>, who: &Caller, item: &ItemRow) -> Result<Rights> {
    let lock = lock_of(tx, item)?.filter(|lock| lock.user_id != who.user().id);
    Ok(match lock {
        Some(Lock { is_download_prevented: true, .. }) => CHANGES | BYTES,
        Some(_) => CHANGES,
        None => Rights::NONE,
    })
}

/// Locks a file for the caller, or changes the lock that they have on it.
///
/// # Errors
/// `access_denied_item_locked` where it is somebody else's, those of the store.
pub fn lock(
    tx: &mut Tx<Write>,
    who: &Caller,
    file: &Allowed<Node<AFile>, access::Lock>,
    new: NewLock,
) -> Result<Allowed<Node<AFile>, See>> {
    let (now, user, NewLock { expires_at, is_download_prevented }) = (tx.now(), who.user().id, new);
    let id = match lock_of(tx, file)? {
        Some(lock) if lock.user_id != user => return Err(Error::access_denied_item_locked()),
        Some(lock) => {
            tx.exec(REFRESH, (lock.id, expires_at, is_download_prevented))?;
            lock.id
        }
        None => {
            tx.exec(DELETE, (file.id,))?;
            let values = (file.id, user, now, expires_at, is_download_prevented);
            let id = tx.insert(INSERT, values)?.ok_or_else(Error::unavailable)?;
            place(tx, file)?;
            id
        }
    };
    let row: ItemRow = tx.one(NAME, (file.id, Some(id)))?;
    emit(tx, who, EventKind::LockCreate, Kind::File, file.id)?;
    access::changed(tx, who, file, Node::new(Item::new(row, file.above().clone())))
}

/// Takes the lock off a file: whose lock it is may, and who owns the file, or as good as owns it. That there is none is no
/// error.
///
/// # Errors
/// `access_denied_insufficient_permissions`, those of the store.
pub fn unlock(tx: &mut Tx<Write>, who: &Caller, file: &Allowed<Node<AFile>, See>) -> Result<Allowed<Node<AFile>, See>> {
    let may = file.also::<access::Lock>()?;
    let Some(lock) = lock_of(tx, file)? else { return file.also() };
    if lock.user_id != who.user().id {
        file.also::<Set>()?;
    }
    tx.exec(DELETE, (file.id,))?;
    tx.exec(LEAVE, (file.id,))?;
    let row: ItemRow = tx.one(NAME, (file.id, None::<LockId>))?;
    emit(tx, who, EventKind::LockDestroy, Kind::File, file.id)?;
    access::changed(tx, who, &may, Node::new(Item::new(row, file.above().clone())))
}

/// Refuses to move or delete a folder with a file in it that somebody else has locked.
///
/// # Errors
/// `access_denied_item_locked`, those of the store.
pub(super) fn none_within(tx: &mut Tx<Read>, who: &Caller, item: &Item) -> Result<()> {
    if item.kind != Kind::Folder {
        return Ok(());
    }
    let now = tx.now();
    let found: Option<(LockId,)> = tx.opt(OF_OTHERS, (item.id, who.user().id, now))?;
    if found.is_some() { Err(Error::access_denied_item_locked()) } else { Ok(()) }
}

/// An item has another place from now on, and the locked files in it have other folders above.
///
/// # Errors
/// Those of the store.
pub(super) fn follow(tx: &mut Tx<Write>, item: &Item) -> Result<()> {
    for file in within(tx, item)? {
        if let Some(file) = load(tx, file)? {
            place(tx, &file)?;
        }
    }
    Ok(())
}

/// A new folder in somebody's root has all that it holds from one statement.
///
/// # Errors
/// Those of the store.
pub(super) fn follow_into(tx: &mut Tx<Write>, folder: &Item) -> Result<()> {
    tx.exec(PLACE_BELOW, (folder.id,))?;
    Ok(())
}

/// An item goes to the trash: the locked files in it are nothing to the folders above.
///
/// # Errors
/// Those of the store.
pub(super) fn hide(tx: &mut Tx<Write>, item: &Item) -> Result<()> {
    for file in within(tx, item)? {
        for link in &item.above().links {
            tx.exec(LEAVE_FOLDER, (link.id, file))?;
        }
    }
    Ok(())
}

/// The locked files that an item holds, or is.
fn within(tx: &mut Tx<Read>, item: &Item) -> Result<Vec<ItemId>> {
    if item.kind != Kind::Folder {
        return Ok(item.lock_id.map(|_| item.id).into_iter().collect());
    }
    let found: Vec<(ItemId,)> = tx.many(WITHIN, (item.id,))?;
    Ok(found.into_iter().map(|(id,)| id).collect())
}

fn place(tx: &mut Tx<Write>, file: &Item) -> Result<()> {
    tx.exec(LEAVE, (file.id,))?;
    for link in &file.above().links {
        tx.exec(PLACE, (link.id, file.id))?;
    }
    Ok(())
}

/// Of a file that is gone for good.
///
/// # Errors
/// Those of the store.
pub(super) fn forget(tx: &mut Tx<Write>, item: ItemId) -> Result<()> {
    tx.exec(DELETE, (item,))?;
    tx.exec(LEAVE, (item,))?;
    Ok(())
}

/// Of a user who is gone.
///
/// # Errors
/// Those of the store.
pub(super) fn forget_user(tx: &mut Tx<Write>, user: UserId) -> Result<()> {
    tx.exec(PLACES_OF_USER, (user,))?;
    tx.exec(OF_USER, (user,))?;
    Ok(())
}

/// Locks end by themselves; what is left of them goes now and then.
///
/// # Errors
/// Those of the store.
pub fn delete_expired_locks(tx: &mut Tx<Write>) -> Result<()> {
    let now = tx.now();
    tx.exec(PLACES_EXPIRED, (now,))?;
    tx.exec(EXPIRED, (now,))?;
    Ok(())
}
