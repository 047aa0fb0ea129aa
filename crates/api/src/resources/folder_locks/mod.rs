//! Locks on folders, which nobody moves or deletes then.
//!
//! What surprises:
//! - They hold for everybody, the owner too, and keep from being deleted whatever the folder lies in.
//! - What is in a locked folder comes and goes as ever, and the folder can be renamed.
//! - Moving and deleting cannot be locked apart from each other.
//! - A folder has one lock at the most: who locks it again is shown the one that is there.
mod ops;
#[cfg(test)]
mod tests;
mod wire;

pub use wire::{
    FolderKind, FolderLock, FolderLocks, LockType, LockedBy, LockedByKind, LockedFolder, LockedOperations,
    NewFolderLock, OfFolderQuery,
};

use crate::{
    Method::{Delete, Get, Post},
    NoBody, NoQuery, Op, Resource, Scope,
    wire::FolderLockId,
};

pub const LIST: Op<(), OfFolderQuery, (), FolderLocks> =
    Op::new("get_folder_locks", Get, "/folder_locks", Scope::Items, "The lock on a folder");
pub const CREATE: Op<(), NoQuery, NewFolderLock, FolderLock> =
    Op::new("post_folder_locks", Post, "/folder_locks", Scope::Items, "Locks a folder").answers(200);
pub const DELETE: Op<(FolderLockId,), NoQuery, NoBody, ()> = Op::new(
    "delete_folder_locks_id",
    Delete,
    "/folder_locks/{folder_lock_id}",
    Scope::Items,
    "Takes the lock off a folder",
);

pub fn resource() -> Resource {
    Resource::new().read(LIST, ops::list).write(CREATE, ops::create).write(DELETE, ops::delete)
}
