//! What can be done with folder locks.
use super::wire::{
    FolderLock, FolderLocks, LockType, LockedBy, LockedByKind, LockedOperations, NewFolderLock, OfFolderQuery,
};
use crate::{
    Caller, Error, In, NoBody, NoQuery, Result,
    access::{self, See, Set},
    items::{self, AFolder, Frozen, Item, Node},
    resources::folders,
    wire::{Empty, FolderId, FolderLockId, Mini, Plain},
};
use boxwood_store::{Read, Tx, Write};
use std::sync::Arc;

/// As the published answers say it.
const LIMIT: &str = "1000";

pub fn list(tx: &mut Tx<Read>, who: &Caller, req: &In<(), OfFolderQuery, ()>) -> Result<Plain<FolderLocks>> {
    let asked = &req.query.folder_id;
    if asked.is_empty() {
        return Err(Error::missing_parameter("folder_id"));
    }
    let id: FolderId = asked.parse().map_err(|()| Error::not_found("folder", format_args!("d_{asked}")))?;
    let folder = access::get::<Node<AFolder>, See>(tx, who, id)?;
    let lock = items::folder_lock(tx, &folder)?;
    let entries = lock.into_iter().map(|lock| shown(&folder, &lock)).collect();
    Ok(Plain(FolderLocks { entries, limit: LIMIT.to_owned(), next_marker: None }))
}

pub fn create(tx: &mut Tx<Write>, who: &Caller, req: &In<(), NoQuery, NewFolderLock>) -> Result<FolderLock> {
    let LockedOperations { moves, delete } = req.body.locked_operations.unwrap_or(LockedOperations::ALL);
    if !(moves && delete) {
        return Err(Error::invalid_parameter("locked_operations"));
    }
    let folder = access::get::<Node<AFolder>, Set>(tx, who, req.body.folder.id)?;
    let lock = items::freeze(tx, who, &folder)?;
    Ok(shown(&folder, &lock))
}

pub fn delete(tx: &mut Tx<Write>, who: &Caller, req: &In<(FolderLockId,), NoQuery, NoBody>) -> Result<Empty> {
    let frozen = access::get::<Frozen, Set>(tx, who, req.path.0)?;
    items::thaw(tx, who, &frozen)?;
    Ok(Empty)
}

fn shown(folder: &Item, lock: &items::FolderLock) -> FolderLock {
    FolderLock {
        id: lock.id,
        folder: Mini(Arc::new(folders::mini(folder))).into(),
        created_by: LockedBy { kind: LockedByKind::User, id: lock.created_by }.into(),
        created_at: lock.created_at.to_string().replace("+00:00", "Z").into(),
        locked_operations: LockedOperations::ALL.into(),
        lock_type: LockType::Freeze.into(),
    }
}
