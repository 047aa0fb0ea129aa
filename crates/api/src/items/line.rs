//! Where an item is: its parent, and all that lies above.
use crate::{
    Result,
    resources::folders::FolderSettings,
    wire::{FolderId, ItemId, UserId},
};
use boxwood_store::{Cached, FromValue, Key, Read, ToValue, Tx, Value, row};
use std::sync::Arc;

/// What an item lies directly in. One number: a folder's id, or that of the owner, negative, for their root.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Parent(pub i64);

impl Parent {
    /// In no place at all: while it is built or taken apart.
    pub const NOWHERE: Parent = Parent(0);

    pub fn root(of: UserId) -> Self {
        Parent(-of.0)
    }

    pub fn folder(id: FolderId) -> Self {
        Parent(id.0)
    }

    /// Whose root it is, if it is one.
    pub fn root_of(self) -> Option<UserId> {
        (self.0 < 0).then_some(UserId(-self.0))
    }
}

impl ToValue for Parent {
    fn to_value(&self) -> Value<'_> {
        Value::Int(self.0)
    }
}

impl FromValue for Parent {
    fn from_value(value: Value<'_>) -> Option<Self> {
        i64::from_value(value).map(Parent)
    }
}

/// One of the folders of a [`Line`].
#[derive(Clone, Debug)]
pub struct Link {
    pub id: FolderId,
    pub name: String,
    pub etag: i64,
    pub settings: FolderSettings,
    /// Whether it has a shared link.
    pub is_linked: bool,
}

/// From the topmost folder down to a folder, with it; empty for a root. It is kept by the folder's id, and forgotten
/// whenever one of them changes.
#[derive(Clone, Debug, Default)]
pub struct Line {
    /// None: it hangs on nothing.
    pub owner: Option<UserId>,
    pub links: Vec<Link>,
    /// Whether one of them is in the trash, and all below with it.
    pub is_trashed: bool,
}

impl Cached for Line {
    fn sources(&self) -> impl IntoIterator<Item = Key> {
        self.links.iter().map(|link| link.id.key())
    }

    fn heap(&self) -> usize {
        self.links.len() * (size_of::<Link>() + 24)
    }
}

impl Line {
    pub(super) fn root(owner: UserId) -> Self {
        Line { owner: Some(owner), ..Line::default() }
    }

    pub fn has(&self, id: FolderId) -> bool {
        self.links.iter().any(|link| link.id == id)
    }

    /// What the owners of its folders have set.
    pub fn settings(&self) -> FolderSettings {
        self.links.iter().fold(FolderSettings::default(), |all, link| all | link.settings)
    }

    /// The counters of the places on it, from the root down: what is in them is in all of them.
    pub(super) fn places(&self) -> impl Iterator<Item = Parent> {
        let root = self.owner.map(Parent::root);
        root.into_iter().chain(self.links.iter().map(|link| Parent::folder(link.id)))
    }
}

row! {
    struct Above {
        id: FolderId,
        parent_id: Parent,
        name: String,
        etag: i64,
        settings: i64,
        trashed: bool,
        is_linked: bool,
    }
}

const LINE: &str = "WITH RECURSIVE up (id, parent_id, name, etag, settings, trashed, is_linked, depth) AS (SELECT id, parent_id, \
    name, etag, settings, trashed_at IS NOT NULL, is_linked, 0 FROM items WHERE id = $1 UNION ALL SELECT i.id, i.parent_id, i.name, i.etag, \
    i.settings, i.trashed_at IS NOT NULL, i.is_linked, up.depth + 1 FROM items i JOIN up ON i.id = up.parent_id) \
    SELECT id, parent_id, name, etag, settings, trashed, is_linked FROM up ORDER BY depth DESC";

/// What lies above whatever is in `parent`, with it.
///
/// # Errors
/// Those of the store.
pub fn line(tx: &mut Tx<Read>, parent: Parent) -> Result<Arc<Line>> {
    if let Some(owner) = parent.root_of() {
        return Ok(Arc::new(Line::root(owner)));
    }
    let found = tx.cached(FolderId(parent.0).key(), |tx| load(tx, parent))?;
    Ok(found.unwrap_or_default())
}

fn load(tx: &mut Tx<Read>, parent: Parent) -> Result<Option<Line>> {
    let rows: Vec<Above> = tx.many(LINE, (parent,))?;
    let Some(top) = rows.first() else { return Ok(None) };
    let (owner, is_trashed) = (top.parent_id.root_of(), rows.iter().any(|row| row.trashed));
    let link = |row: Above| {
        let Above { id, name, etag, settings, is_linked, .. } = row;
        Link { id, name, etag, settings: FolderSettings(settings), is_linked }
    };
    let links = rows.into_iter().map(link).collect();
    Ok(Some(Line { owner, links, is_trashed }))
}

const PARENT: &str = "SELECT parent_id FROM items WHERE id = $1";

/// Whether an item is a folder, or lies in it: for narrowing a token that reaches the folder anyway.
///
/// # Errors
/// Those of the store.
pub fn lies_in(tx: &mut Tx<Read>, id: ItemId, top: FolderId) -> Result<bool> {
    let Some((parent,)) = tx.opt::<(Parent,)>(PARENT, (id,))? else { return Ok(false) };
    Ok(id.0 == top.0 || line(tx, parent)?.has(top))
}
