//! The folders table, and the roles of collaborations.
use super::wire::{Folder, Items, Path};
use crate::{
    Caller, Result,
    access::{Allowed, CollaborationRole, Guarded, Key, Right, Rights, See, Upload},
    events::{self, EventKind, Source},
    identity::Limit,
    resources::users::{self, User},
    wire::{FolderId, Maybe, Mini, Paging, Selection, Start, Time, UserId},
};
use boxwood_store::{Read, Tx, Write, row};
use std::sync::Arc;

const ROOT: FolderId = FolderId(0);

row! {
    pub struct FolderRow {
        id: FolderId,
        parent_id: FolderId,
        owner_id: UserId,
        name: String,
        etag: i64,
        description: String,
        created_by: UserId,
        created_at: Time,
        modified_at: Time,
    }
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT f.id, f.parent_id, f.owner_id, f.name, f.etag, f.description, f.created_by, f.created_at, \
             f.modified_at FROM folders f ",
            $rest
        )
    };
}
macro_rules! ancestors {
    ($rest:literal) => {
        concat!(
            "WITH RECURSIVE up (id, parent_id, depth) AS (SELECT id, parent_id, 0 FROM folders WHERE id = $1 UNION ALL \
             SELECT f.id, f.parent_id, up.depth + 1 FROM folders f JOIN up ON f.id = up.parent_id) ",
            $rest
        )
    };
}
const BY_ID: &str = select!("WHERE f.id = $1");
const BY_NAME: &str = select!("WHERE f.owner_id = $1 AND f.parent_id = $2 AND f.name_key = $3");
const BY_OFFSET: &str = select!("WHERE f.owner_id = $1 AND f.parent_id = $2 ORDER BY f.name_key LIMIT $3 OFFSET $4");
const BY_MARKER: &str = select!("WHERE f.owner_id = $1 AND f.parent_id = $2 AND f.id > $4 ORDER BY f.id LIMIT $3");
const COUNT: &str = "SELECT count(*) FROM folders WHERE owner_id = $1 AND parent_id = $2";
const PATH: &str = ancestors!(
    "SELECT f.id, f.parent_id, f.owner_id, f.name, f.etag, f.description, f.created_by, f.created_at, f.modified_at \
     FROM folders f JOIN up ON up.id = f.id WHERE up.depth > 0 ORDER BY up.depth DESC"
);
const ROLES: &str = ancestors!(
    "SELECT c.role, CAST(up.depth AS BIGINT) FROM collaborations c JOIN up ON up.id = c.folder_id WHERE c.user_id = $2"
);
const ABOVE: &str = ancestors!("SELECT up.id FROM up WHERE up.id = $2");
const SHARED: &str = "SELECT count(*) FROM collaborations WHERE folder_id = $1";
const INSERT: &str = "INSERT INTO folders (parent_id, owner_id, name, name_key, created_by, modified_by, created_at, \
    modified_at) VALUES ($1, $2, $3, $4, $5, $5, $6, $6) ON CONFLICT (owner_id, parent_id, name_key) \
    WHERE trashed_at IS NULL DO NOTHING \
    RETURNING id, parent_id, owner_id, name, etag, description, created_by, created_at, modified_at";
impl Guarded for FolderRow {
    type Id = FolderId;
    const NOUN: &'static str = "folder";
    const IS_CONTENT: bool = true;

    fn load(tx: &mut Tx<Read>, who: &Caller, id: FolderId, _: &Key) -> Result<Option<Self>> {
        if id == ROOT { Ok(Some(FolderRow::root(who))) } else { Ok(tx.opt(BY_ID, (id,))?) }
    }

    /// The owner's, or the sum of the caller's roles here and above.
    fn rights(&self, tx: &mut Tx<Read>, who: &Caller) -> Result<Rights> {
        if self.owner_id == who.user().id {
            return Ok(CollaborationRole::Owner.rights(true));
        }
        let roles: Vec<(CollaborationRole, i64)> = tx.many(ROLES, (self.id, who.user().id))?;
        Ok(roles.iter().fold(Rights::NONE, |all, (role, depth)| all | role.rights(*depth > 0)))
    }

    fn is_within(&self, tx: &mut Tx<Read>, limit: Limit) -> Result<bool> {
        let Limit::Folder(top) = limit else { return Ok(false) };
        Ok(top == self.id || tx.opt::<(FolderId,)>(ABOVE, (self.id, top))?.is_some())
    }
}

impl FolderRow {
    fn root(who: &Caller) -> Self {
        let (owner_id, never) = (who.user().id, Time::default());
        FolderRow {
            id: ROOT,
            parent_id: ROOT,
            owner_id,
            name: "All Files".to_owned(),
            etag: 0,
            description: String::new(),
            created_by: owner_id,
            created_at: never,
            modified_at: never,
        }
    }

    fn mini(&self) -> Folder {
        let versioned = |text: String| if self.id == ROOT { Maybe::Null } else { Maybe::Value(text) };
        let (sequence_id, etag) = (versioned(self.etag.to_string()), versioned(self.etag.to_string()));
        Folder { id: self.id, sequence_id, etag, name: self.name.clone().into(), ..Folder::default() }
    }
}

/// None if the name is taken. The parent's owner owns what is put into it; the effective user made it.
///
/// # Errors
/// Those of the store.
pub fn insert(
    tx: &mut Tx<Write>,
    who: &Caller,
    parent: &Allowed<FolderRow, Upload>,
    name: &str,
) -> Result<Option<Allowed<FolderRow, See>>> {
    let (now, user) = (tx.now(), who.user().id);
    let values = (parent.id, parent.owner_id, name, name.to_lowercase(), user, now);
    let Some(made) = tx.opt::<FolderRow>(INSERT, values)? else { return Ok(None) };
    events::emit(tx, who, EventKind::ItemCreate, Source { kind: "folder", id: made.id.0 })?;
    Ok(Some(parent.child(made)))
}

pub(super) fn by_name(tx: &mut Tx<Read>, parent: &Allowed<FolderRow, Upload>, name: &str) -> Result<Option<Folder>> {
    let found: Option<FolderRow> = tx.opt(BY_NAME, (parent.owner_id, parent.id, name.to_lowercase()))?;
    Ok(found.map(|row| row.mini()))
}

/// A page of the folder's items, whole, and how many there are when paging by offset.
pub(super) fn items(
    tx: &mut Tx<Read>,
    folder: &Allowed<FolderRow, See>,
    paging: Paging,
) -> Result<(Vec<Arc<Folder>>, Option<i64>)> {
    let (rows, total): (Vec<FolderRow>, _) = match paging.start {
        Start::Offset(offset) => {
            let (count,) = tx.one(COUNT, (folder.owner_id, folder.id))?;
            (tx.many(BY_OFFSET, (folder.owner_id, folder.id, paging.limit, offset))?, Some(count))
        }
        Start::After(id) => (tx.many(BY_MARKER, (folder.owner_id, folder.id, paging.limit + 1, id))?, None),
    };
    Ok((rows.iter().map(|row| Arc::new(row.mini())).collect(), total))
}

/// The folder as the wire has it. What is not shown and would cost a query stays absent.
pub(super) fn render(
    tx: &mut Tx<Read>,
    who: &Caller,
    folder: &Allowed<FolderRow, impl Right>,
    show: Selection,
) -> Result<Folder> {
    const PATH_COLLECTION: Selection = Folder::field("path_collection");
    const PARENT: Selection = Folder::field("parent");
    const ITEM_COLLECTION: Selection = Folder::field("item_collection");
    const HAS_COLLABORATIONS: Selection = Folder::field("has_collaborations");
    const LIMIT: i64 = 100;

    let root = folder.id == ROOT;
    let mut out = folder.mini();
    out.created_at = if root { Maybe::Null } else { folder.created_at.into() };
    out.modified_at = if root { Maybe::Null } else { folder.modified_at.into() };
    out.description = folder.description.clone().into();
    out.item_status = "active".to_owned().into();
    out.created_by = user(tx, folder.created_by)?;
    out.owned_by = user(tx, folder.owner_id)?;
    if show.has(PATH_COLLECTION) || show.has(PARENT) {
        let at_top = folder.parent_id == ROOT;
        let mut path: Vec<FolderRow> = if at_top { Vec::new() } else { tx.many(PATH, (folder.id,))? };
        if !root {
            path.insert(0, FolderRow::root(who));
        }
        out.parent = path.last().map(|parent| Mini(Arc::new(parent.mini()))).into();
        let entries: Vec<_> = path.iter().map(|row| Mini(Arc::new(row.mini()))).collect();
        out.path_collection = Path { total_count: entries.len(), entries }.into();
    }
    if show.has(ITEM_COLLECTION) {
        let rows: Vec<FolderRow> = tx.many(BY_OFFSET, (folder.owner_id, folder.id, LIMIT, 0i64))?;
        let entries: Vec<_> = rows.iter().map(|row| Mini(Arc::new(row.mini()))).collect();
        out.item_collection = Items { total_count: entries.len(), entries, limit: LIMIT, offset: 0 }.into();
    }
    if show.has(HAS_COLLABORATIONS) {
        let (count,): (i64,) = tx.one(SHARED, (folder.id,))?;
        out.has_collaborations = (count > 0).into();
    }
    Ok(out)
}

fn user(tx: &mut Tx<Read>, id: UserId) -> Result<Maybe<Mini<User>>> {
    Ok(users::shown(tx, id)?.map(Mini).into())
}
