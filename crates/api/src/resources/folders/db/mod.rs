//! The folders table, and the roles of collaborations.
mod change;
mod list;
mod owned;

pub(super) use change::{Change, Edited, Moved, Place, apply, has_items, named};
pub use change::{insert, trash};
pub(super) use list::{Shared, is_shared, items, my_roles, shared_of, turns_private};
pub(crate) use owned::{collaborates_with, delete_all_of, leave_all, leave_all_with_app, owns_any};

use crate::{
    Caller, Result,
    access::{self, CollaborationRole, Guarded, Key, Rights},
    identity::Limit,
    wire::{FolderId, Time, UserId},
};
use boxwood_store::{Read, Tx, row};
use std::{ops::Deref, sync::OnceLock};

pub(super) const ROOT: FolderId = FolderId(0);
pub(super) const ALL_FILES: &str = "All Files";

row! {
    #[derive(Debug)]
    pub struct FolderRow {
        id: FolderId,
        parent_id: FolderId,
        owner_id: UserId,
        name: String,
        etag: i64,
        description: String,
        created_by: UserId,
        modified_by: UserId,
        created_at: Time,
        modified_at: Time,
        trashed_at: Option<Time>,
    }
}

row! {
    /// One of the folders between the root and a folder, and what the caller was given there.
    #[derive(Debug)]
    pub struct Link {
        id: FolderId,
        name: String,
        etag: i64,
        role: Option<CollaborationRole>,
    }
}

/// A folder with its place in the tree, which is only looked for where it matters: an owner may do everything anywhere.
pub struct Node {
    row: FolderRow,
    line: OnceLock<Vec<Link>>,
}

/// The columns of a [`FolderRow`]: without the table's name, which RETURNING must not have.
macro_rules! columns {
    () => {
        "id, parent_id, owner_id, name, etag, description, created_by, modified_by, created_at, modified_at, trashed_at"
    };
}
/// A folder and all above it.
macro_rules! line {
    ($rest:literal) => {
        concat!(
            "WITH RECURSIVE up (id, parent_id, name, etag, depth) AS (SELECT id, parent_id, name, etag, 0 FROM folders \
             WHERE id = $1 UNION ALL SELECT f.id, f.parent_id, f.name, f.etag, up.depth + 1 FROM folders f \
             JOIN up ON f.id = up.parent_id) ",
            $rest
        )
    };
}
use {columns, line};

const BY_ID: &str = concat!("SELECT ", columns!(), " FROM folders WHERE id = $1");
const LINE: &str = line!(
    "SELECT up.id, up.name, up.etag, c.role FROM up LEFT JOIN collaborations c ON c.folder_id = up.id AND c.user_id = $2 \
     ORDER BY up.depth DESC"
);

const ABOVE: &str = line!("SELECT up.id FROM up WHERE up.id = $2");

/// Whether a folder is another one, or lies in it: for narrowing a token that reaches the other one anyway.
///
/// # Errors
/// Those of the store.
pub(crate) fn lies_in(tx: &mut Tx<Read>, id: FolderId, top: FolderId) -> Result<bool> {
    Ok(tx.opt::<(FolderId,)>(ABOVE, (id, top))?.is_some())
}

impl Guarded for Node {
    type Id = FolderId;
    const NOUN: &'static str = "folder";
    const PREFIX: &'static str = "d_";
    const IS_CONTENT: bool = true;

    fn load(tx: &mut Tx<Read>, who: &Caller, id: FolderId, _: &Key) -> Result<Option<Self>> {
        let row = if id == ROOT { Some(FolderRow::root(who)) } else { tx.opt(BY_ID, (id,))? };
        Ok(row.map(Node::new))
    }

    fn rights(&self, tx: &mut Tx<Read>, who: &Caller) -> Result<Rights> {
        match () {
            () if self.is_root() => Ok(Rights::KNOWN | Rights::SEE | Rights::UPLOAD),
            () if self.owner_id == who.user().id => Ok(CollaborationRole::Owner.rights(true)),
            () if !access::is_in_reach(tx, who, self.owner_id)? => Ok(Rights::NONE),
            () => {
                let given = self.line(tx, who)?.iter().filter_map(|link| Some((link.role?, link.id != self.id)));
                Ok(access::sum(given))
            }
        }
    }

    fn is_within(&self, tx: &mut Tx<Read>, who: &Caller, limit: Limit) -> Result<bool> {
        match limit {
            Limit::Folder(top) if top == ROOT || top == self.id => Ok(true),
            Limit::Folder(top) => Ok(self.line(tx, who)?.iter().any(|link| link.id == top)),
            Limit::File(_) => Ok(false),
        }
    }

    fn is_trashed(&self) -> bool {
        self.trashed_at.is_some()
    }
}

impl Deref for Node {
    type Target = FolderRow;
    fn deref(&self) -> &FolderRow {
        &self.row
    }
}

impl Node {
    fn new(row: FolderRow) -> Self {
        Node { row, line: OnceLock::new() }
    }

    /// From the topmost folder down to this one; empty for a root.
    pub(super) fn line(&self, tx: &mut Tx<Read>, who: &Caller) -> Result<&[Link]> {
        if let Some(line) = self.line.get() {
            return Ok(line);
        }
        let line = if self.is_root() { Vec::new() } else { tx.many(LINE, (self.id, who.user().id))? };
        Ok(self.line.get_or_init(|| line))
    }

    /// The folders above this one that the caller may see, from the topmost down (contract: content §2.2).
    pub(super) fn visible_above(&self, tx: &mut Tx<Read>, who: &Caller) -> Result<&[Link]> {
        let is_own = self.owner_id == who.user().id;
        // Directly in a root: the owner needs no look to know that there is nothing above.
        if is_own && self.parent_id == ROOT {
            return Ok(&[]);
        }
        let line = self.line(tx, who)?;
        let given = if is_own { Some(0) } else { line.iter().position(|link| link.role.is_some()) };
        let limited = match who.limit() {
            Some(Limit::Folder(top)) => line.iter().position(|link| link.id == top),
            _ => None,
        };
        let above = line.len().saturating_sub(1);
        let top = given.unwrap_or(above).max(limited.unwrap_or(0));
        Ok(line.get(top..above).unwrap_or_default())
    }
}

impl FolderRow {
    pub(super) fn is_root(&self) -> bool {
        self.id == ROOT
    }

    fn root(who: &Caller) -> Self {
        let (owner_id, never) = (who.user().id, Time::default());
        FolderRow {
            id: ROOT,
            parent_id: ROOT,
            owner_id,
            name: ALL_FILES.to_owned(),
            etag: 0,
            description: String::new(),
            created_by: owner_id,
            modified_by: owner_id,
            created_at: never,
            modified_at: never,
            trashed_at: None,
        }
    }
}
