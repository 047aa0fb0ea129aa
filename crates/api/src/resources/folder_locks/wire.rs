//! The bodies of folder locks.
use crate::{
    resources::folders::Folder,
    wire::{FolderId, FolderLockId, Mini, UserId},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

crate::wire! {
    pub struct FolderLock: "folder_lock", FolderLockId {
        mini {}
        standard {
            folder: Mini<Folder>,
            created_by: LockedBy,
            created_at: String,
            locked_operations: LockedOperations,
            lock_type: LockType,
        }
        full {}
    }
}

crate::wire_texts! {
    pub enum LockType { Freeze = "freeze" }
}
crate::wire_texts! {
    pub enum LockedByKind { User = "user" }
}
crate::wire_texts! {
    pub enum FolderKind { Folder = "folder" }
}

/// A user, as locks show them.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
pub struct LockedBy {
    #[serde(rename = "type")]
    pub kind: LockedByKind,
    pub id: UserId,
}

/// Both, always.
#[derive(Clone, Copy, Debug, Deserialize, Serialize, JsonSchema)]
pub struct LockedOperations {
    #[serde(rename = "move")]
    pub moves: bool,
    pub delete: bool,
}

impl LockedOperations {
    pub const ALL: Self = LockedOperations { moves: true, delete: true };
}

#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
pub struct FolderLocks {
    pub entries: Vec<FolderLock>,
    /// A text, of all things.
    pub limit: String,
    pub next_marker: Option<String>,
}

/// Which folder is to be locked.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
pub struct LockedFolder {
    #[serde(rename = "type")]
    pub kind: FolderKind,
    pub id: FolderId,
}

#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
pub struct NewFolderLock {
    pub folder: LockedFolder,
    #[serde(default)]
    pub locked_operations: Option<LockedOperations>,
}

#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(default)]
#[schemars(extend("required" = ["folder_id"]))]
pub struct OfFolderQuery {
    #[schemars(with = "FolderId")]
    pub folder_id: String,
}
