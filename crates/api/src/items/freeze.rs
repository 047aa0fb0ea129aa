//! Locks on folders: as long as one stands, nobody moves the folder or deletes it, be they its owner, and nobody deletes what
//! it lies in (contract: content §4).
//!
//! As with locks on files, the folders above a locked one are kept for those alone.
use super::{AFolder, Item, Kind, Node, change::emit, node::load};
use crate::{
    Caller, Error, Result,
    access::{Allowed, Guarded, Key, Rights, See, Set},
    events::EventKind,
    identity::Limit,
    wire::{FolderId, FolderLockId, ItemId, Time, UserId},
};
use boxwood_store::{Read, Tx, Write, row};

row! {
    /// As it is kept.
    #[derive(Clone, Debug)]
    pub struct FolderLock {
        id: FolderLockId,
        folder_id: FolderId,
        created_by: UserId,
        created_at: Time,
    }
}

/// A folder by the lock on it: who has a right to the one has it to the other.
pub struct Frozen {
    pub lock: FolderLock,
    folder: Item,
}

const BY_ID: &str = "SELECT id, folder_id, created_by, created_at FROM folder_locks WHERE id = $1";
const ON: &str = "SELECT id, folder_id, created_by, created_at FROM folder_locks WHERE folder_id = $1";
/// On the folder, or on one in it.
const IN_THE_WAY: &str = "SELECT id FROM folder_locks WHERE folder_id = $1 UNION ALL SELECT l.id FROM folder_lock_places p \
    JOIN folder_locks l ON l.folder_id = p.item_id WHERE p.folder_id = $1 LIMIT 1";
const INSERT: &str = "INSERT INTO folder_locks (folder_id, created_by, created_at) VALUES ($1, $2, $3)";
const DELETE: &str = "DELETE FROM folder_locks WHERE folder_id = $1";
const PLACE: &str = "INSERT INTO folder_lock_places (folder_id, item_id) VALUES ($1, $2)";
const LEAVE: &str = "DELETE FROM folder_lock_places WHERE item_id = $1";
const WITHIN: &str = "SELECT item_id FROM folder_lock_places WHERE folder_id = $1 \
    UNION ALL SELECT folder_id FROM folder_locks WHERE folder_id = $1";
const PLACE_BELOW: &str = "INSERT INTO folder_lock_places (folder_id, item_id) SELECT $1, p.item_id FROM items i \
    JOIN folder_lock_places p ON p.folder_id = i.id WHERE i.parent_id = $1 AND i.trashed_at IS NULL AND i.parent_id <> 0 \
    UNION ALL SELECT $1, l.folder_id FROM items i JOIN folder_locks l ON l.folder_id = i.id \
    WHERE i.parent_id = $1 AND i.trashed_at IS NULL AND i.parent_id <> 0";

impl Guarded for Frozen {
    type Id = FolderLockId;
    const NOUN: &'static str = "folder_lock";
    const IS_CONTENT: bool = true;

    fn load(tx: &mut Tx<Read>, _: &Caller, id: FolderLockId, _: &Key) -> Result<Option<Self>> {
        let Some(lock) = tx.opt::<FolderLock>(BY_ID, (id,))? else { return Ok(None) };
        let folder = load(tx, lock.folder_id.into())?;
        Ok(folder.map(|folder| Frozen { lock, folder }))
    }

    fn rights(&self, tx: &mut Tx<Read>, who: &Caller) -> Result<Rights> {
        self.folder.rights(tx, who)
    }

    fn is_within(&self, _: &mut Tx<Read>, _: &Caller, limit: Limit) -> Result<bool> {
        Ok(self.folder.lies_within(limit))
    }
}

/// The lock on a folder.
///
/// # Errors
/// Those of the store.
pub fn folder_lock(tx: &mut Tx<Read>, folder: &Allowed<Node<AFolder>, See>) -> Result<Option<FolderLock>> {
    Ok(tx.opt(ON, (folder.id,))?)
}

/// Locks a folder; one that is locked keeps the lock that it has.
///
/// # Errors
/// Those of the store.
pub fn freeze(tx: &mut Tx<Write>, who: &Caller, folder: &Allowed<Node<AFolder>, Set>) -> Result<FolderLock> {
    if let Some(lock) = tx.opt(ON, (folder.id,))? {
        return Ok(lock);
    }
    let (now, created_by) = (tx.now(), who.user().id);
    let id = tx.insert(INSERT, (folder.id, created_by, now))?.ok_or_else(Error::unavailable)?;
    place(tx, folder)?;
    emit(tx, who, EventKind::LockCreate, Kind::Folder, folder.id)?;
    Ok(FolderLock { id, folder_id: FolderId(folder.id.0), created_by, created_at: Time::at(now) })
}

/// Takes the lock off a folder.
///
/// # Errors
/// Those of the store.
pub fn thaw(tx: &mut Tx<Write>, who: &Caller, frozen: &Allowed<Frozen, Set>) -> Result<()> {
    let folder = frozen.lock.folder_id.into();
    forget(tx, folder)?;
    emit(tx, who, EventKind::LockDestroy, Kind::Folder, folder)
}

/// Refuses to move a folder that is locked. Those in it go along with any other.
///
/// # Errors
/// `access_denied_insufficient_permissions`, those of the store.
pub(super) fn may_move(tx: &mut Tx<Read>, item: &Item) -> Result<()> {
    let lock = if item.kind == Kind::Folder { tx.opt::<FolderLock>(ON, (item.id,))? } else { None };
    if lock.is_some() { Err(Error::access_denied()) } else { Ok(()) }
}

/// Refuses to delete a folder that is locked, or that a locked one is in.
///
/// # Errors
/// `access_denied_insufficient_permissions`, those of the store.
pub(super) fn may_delete(tx: &mut Tx<Read>, item: &Item) -> Result<()> {
    let lock = if item.kind == Kind::Folder { tx.opt::<(FolderLockId,)>(IN_THE_WAY, (item.id,))? } else { None };
    if lock.is_some() { Err(Error::access_denied()) } else { Ok(()) }
}

/// A folder has another place from now on, and the locked ones in it have other folders above.
///
/// # Errors
/// Those of the store.
pub(super) fn follow(tx: &mut Tx<Write>, item: &Item) -> Result<()> {
    if item.kind != Kind::Folder {
        return Ok(());
    }
    for (locked,) in tx.many::<(ItemId,)>(WITHIN, (item.id,))? {
        if let Some(folder) = load(tx, locked)? {
            place(tx, &folder)?;
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

fn place(tx: &mut Tx<Write>, folder: &Item) -> Result<()> {
    tx.exec(LEAVE, (folder.id,))?;
    for link in &folder.above().links {
        tx.exec(PLACE, (link.id, folder.id))?;
    }
    Ok(())
}

/// Of a folder that is locked no more, or gone for good.
///
/// # Errors
/// Those of the store.
pub(super) fn forget(tx: &mut Tx<Write>, folder: ItemId) -> Result<()> {
    tx.exec(DELETE, (folder,))?;
    tx.exec(LEAVE, (folder,))?;
    Ok(())
}
