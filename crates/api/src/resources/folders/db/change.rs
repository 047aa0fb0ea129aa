//! What changes folders. The names within one are kept apart by an index, the totals by counters.
use super::{FolderRow, Node, columns, list::counter};
use crate::{
    Caller, Error, Result,
    access::{self, Allowed, Edit, Remove, See, Upload},
    events::{self, EventKind, Source},
    resources::folders::name::folded,
    wire::{FolderId, Time, UserId},
};
use boxwood_store::{Error as StoreError, Read, Tx, Write};

/// What is in the folder `$1` at any depth, but for what lies in the trash already; `$3` is the owner of it all.
macro_rules! below {
    ($before:literal, $start:literal) => {
        concat!(
            $before,
            " IN (WITH RECURSIVE down (id) AS (",
            $start,
            " UNION ALL SELECT f.id FROM down JOIN folders f \
             ON f.owner_id = $3 AND f.parent_id = down.id AND f.trashed_at IS NULL) SELECT down.id FROM down)"
        )
    };
}
/// The folder itself too.
macro_rules! with_below {
    ($before:literal) => {
        below!($before, "SELECT id FROM folders WHERE id = $1")
    };
}
const INSERT: &str = "INSERT INTO folders (parent_id, owner_id, name, name_key, description, created_by, modified_by, \
    created_at, modified_at) VALUES ($1, $2, $3, $4, $5, $6, $6, $7, $7) ON CONFLICT (owner_id, parent_id, name_key) \
    WHERE trashed_at IS NULL DO NOTHING";
const NAMED: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM folders WHERE owner_id = $1 AND parent_id = $2 AND name_key = $3 AND trashed_at IS NULL"
);
const UPDATE: &str = concat!(
    "UPDATE folders SET parent_id = $2, owner_id = $3, name = $4, name_key = $5, description = $6, modified_by = $7, \
     modified_at = $8, etag = etag + 1 WHERE id = $1 RETURNING ",
    columns!()
);
const GIVE: &str = below!(
    "UPDATE folders SET owner_id = $2 WHERE id",
    "SELECT id FROM folders WHERE owner_id = $3 AND parent_id = $1 AND trashed_at IS NULL"
);
/// Nobody collaborates in what is theirs.
const LEAVE: &str = with_below!("DELETE FROM collaborations WHERE user_id = $2 AND folder_id");
const TRASH: &str = with_below!(
    "UPDATE folders SET trashed_at = $2, trash_root = $1, etag = etag + CASE WHEN id = $1 THEN 1 ELSE 0 END WHERE id"
);
/// In an order, so that the planner takes the index of it, however many rows it thinks there are.
const ANY_ITEM: &str = "SELECT id FROM folders WHERE owner_id = $1 AND parent_id = $2 AND trashed_at IS NULL \
    ORDER BY name_key LIMIT 1";

/// A new name or description, by one who may give it.
pub(in super::super) struct Edited {
    pub may: Allowed<Node, Edit>,
    pub name: String,
    pub description: String,
}

/// A move, by one who may take it away here and put it there.
pub(in super::super) struct Moved {
    pub may: Allowed<Node, Remove>,
    pub to: Allowed<Node, Upload>,
}

pub(in super::super) enum Change {
    Edit(Edited),
    Move(Moved),
    Both(Edited, Moved),
}

/// Where a folder is to be found.
pub(in super::super) struct Place<'a> {
    pub parent: FolderId,
    pub owner: UserId,
    pub name: &'a str,
}

impl Change {
    pub fn of(edited: Option<Edited>, moved: Option<Moved>) -> Option<Self> {
        match (edited, moved) {
            (None, None) => None,
            (Some(edited), None) => Some(Change::Edit(edited)),
            (None, Some(moved)) => Some(Change::Move(moved)),
            (Some(edited), Some(moved)) => Some(Change::Both(edited, moved)),
        }
    }

    fn edited(&self) -> Option<&Edited> {
        if let Change::Edit(edited) | Change::Both(edited, _) = self { Some(edited) } else { None }
    }

    fn moved(&self) -> Option<&Moved> {
        if let Change::Move(moved) | Change::Both(_, moved) = self { Some(moved) } else { None }
    }

    /// Where the folder will be.
    pub fn place<'a>(&'a self, folder: &'a FolderRow) -> Place<'a> {
        let name = self.edited().map_or(&folder.name, |edited| &edited.name);
        match self.moved() {
            Some(Moved { to, .. }) => Place { parent: to.id, owner: to.owner_id, name },
            None => Place { parent: folder.parent_id, owner: folder.owner_id, name },
        }
    }
}

/// None if the name is taken. The parent's owner owns what is put into it; the effective user made it.
///
/// # Errors
/// Those of the store.
pub fn insert(
    tx: &mut Tx<Write>,
    who: &Caller,
    parent: &Allowed<Node, Upload>,
    name: &str,
    description: &str,
) -> Result<Option<Allowed<Node, See>>> {
    let (now, user) = (tx.now(), who.user().id);
    let values = (parent.id, parent.owner_id, name, folded(name), description, user, now);
    let Some(id) = tx.insert(INSERT, values)? else { return Ok(None) };
    let made = FolderRow {
        id,
        parent_id: parent.id,
        owner_id: parent.owner_id,
        name: name.to_owned(),
        etag: 0,
        description: description.to_owned(),
        created_by: user,
        modified_by: user,
        created_at: Time::at(now),
        modified_at: Time::at(now),
        trashed_at: None,
    };
    count(tx, parent.id, parent.owner_id, 1)?;
    emit(tx, who, EventKind::ItemCreate, made.id)?;
    access::changed(tx, who, parent, Node::new(made)).map(Some)
}

/// What bears the name there.
pub(in super::super) fn named(
    tx: &mut Tx<Read>,
    parent: FolderId,
    owner: UserId,
    name: &str,
) -> Result<Option<FolderRow>> {
    Ok(tx.opt(NAMED, (owner, parent, folded(name)))?)
}

/// Renames, describes and moves in one go, so that no name in between can be in anybody's way. The name must be free.
///
/// # Errors
/// `name_temporarily_reserved` if another transaction took the name after all.
pub(in super::super) fn apply(
    tx: &mut Tx<Write>,
    who: &Caller,
    folder: &FolderRow,
    change: &Change,
) -> Result<Allowed<Node, See>> {
    let (id, now, user) = (folder.id, tx.now(), who.user().id);
    let Place { parent, owner, name } = change.place(folder);
    let description = change.edited().map_or(&folder.description, |edited| &edited.description);
    let row = tx.one(UPDATE, (id, parent, owner, name, folded(name), description, user, now));
    let row: FolderRow = row.map_err(|error| match error {
        StoreError::Constraint(_) => Error::name_temporarily_reserved(),
        error => error.into(),
    })?;
    if owner != folder.owner_id {
        tx.exec(GIVE, (id, owner, folder.owner_id))?;
        tx.exec(LEAVE, (id, owner, owner))?;
    }
    if change.moved().is_some() {
        count(tx, folder.parent_id, folder.owner_id, -1)?;
        count(tx, parent, owner, 1)?;
        emit(tx, who, EventKind::ItemMove, id)?;
    }
    if name != folder.name {
        emit(tx, who, EventKind::ItemRename, id)?;
    }
    if *description != folder.description {
        emit(tx, who, EventKind::ItemModify, id)?;
    }
    match change {
        Change::Edit(Edited { may, .. }) => access::changed(tx, who, may, Node::new(row)),
        Change::Move(Moved { may, .. }) | Change::Both(_, Moved { may, .. }) => {
            access::changed(tx, who, may, Node::new(row))
        }
    }
}

/// Moves the folder, with all that is in it, to the trash. What is counted in it stays: nobody is shown it, until it
/// comes back as it was.
///
/// # Errors
/// Those of the store.
pub fn trash(tx: &mut Tx<Write>, who: &Caller, folder: &Allowed<Node, Remove>) -> Result<()> {
    let now = tx.now();
    tx.exec(TRASH, (folder.id, now, folder.owner_id))?;
    count(tx, folder.parent_id, folder.owner_id, -1)?;
    emit(tx, who, EventKind::ItemTrash, folder.id)
}

pub(in super::super) fn has_items(tx: &mut Tx<Read>, folder: &FolderRow) -> Result<bool> {
    Ok(tx.opt::<(FolderId,)>(ANY_ITEM, (folder.owner_id, folder.id))?.is_some())
}

fn count(tx: &mut Tx<Write>, folder: FolderId, owner: UserId, change: i64) -> Result<()> {
    let (counter, of) = counter(folder, owner);
    counter.add(tx, of, change)
}

fn emit(tx: &mut Tx<Write>, who: &Caller, kind: EventKind, folder: FolderId) -> Result<()> {
    events::emit(tx, who, kind, Source { kind: "folder", id: folder.0 })
}
