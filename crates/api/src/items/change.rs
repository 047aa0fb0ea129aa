//! What changes the tree. The names within a folder are kept apart by an index, the totals by counters.
use super::{
    AFile, AFolder, Item, ItemRow, Kind, Line, Node, Parent, Sort, folded, freeze, line, locks,
    recent::{Interaction, touch},
    roles::roles,
    row::columns,
    search,
    sizes::{Bytes, bytes_of, change_owner, count, grow},
    trashed::count_trash,
};
use crate::{
    Caller, Error, Result,
    access::{self, Allowed, Edit, NewVersion, Remove, See, Transfer, Upload},
    events::{self, EventKind, Source},
    resources::folders::FolderSettings,
    wire::{FileVersionId, ItemId, Time, UserId},
};
use boxwood_store::{Error as StoreError, Read, Tx, Write};
use std::sync::Arc;

const INSERT: &str = "INSERT INTO items (kind, parent_id, name, name_key, description, created_by, modified_by, created_at, \
    modified_at, content_created_at, content_modified_at, version_id, size, sha1, url) \
    VALUES ($1, $2, $3, $4, $5, $6, $6, $7, $7, $8, $9, $10, $11, $12, $13) \
    ON CONFLICT (parent_id, name_key) WHERE trashed_at IS NULL AND parent_id <> 0 DO NOTHING";
const NAMED: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM items WHERE parent_id = $1 AND name_key = $2 AND trashed_at IS NULL AND parent_id <> 0"
);
const UPDATE: &str = concat!(
    "UPDATE items SET parent_id = $2, name = $3, name_key = $4, description = $5, modified_by = $6, modified_at = $7, \
     tags = $8, settings = $9, url = $10, content_created_at = $11, content_modified_at = $12, etag = etag + 1 \
     WHERE id = $1 RETURNING ",
    columns!()
);
const VERSION: &str = concat!(
    "UPDATE items SET name = $2, name_key = $3, version_id = $4, size = $5, sha1 = $6, content_modified_at = $7, \
     modified_by = $8, modified_at = $9, etag = etag + 1 WHERE id = $1 RETURNING ",
    columns!()
);
const FIRST_VERSION: &str = "UPDATE items SET version_id = $2 WHERE id = $1";
const LEAVE: &str = "DELETE FROM collaborations WHERE user_id = $1 AND item_id = $2";
const TRASH: &str =
    "UPDATE items SET trashed_at = $2, trashed_by = $3, trash_owner = $4, etag = etag + 1 WHERE id = $1";

/// What is put into a folder.
#[derive(Clone, Debug, Default)]
pub struct New<'a> {
    pub name: &'a str,
    pub description: &'a str,
    /// Of a file or a folder, where its maker says when it was really made and changed.
    pub created_at: Option<Time>,
    pub modified_at: Option<Time>,
    pub content: Content<'a>,
    /// Whether it is a copy of another.
    pub is_copy: bool,
}

/// What only one kind of item has.
#[derive(Clone, Debug, Default)]
pub enum Content<'a> {
    #[default]
    Folder,
    File {
        version: Option<FileVersionId>,
        size: i64,
        sha1: &'a [u8],
    },
    WebLink {
        url: &'a str,
    },
}

/// What is said of an item, and can be changed without moving it.
#[derive(Clone, Debug, PartialEq)]
pub struct Said {
    pub name: String,
    pub description: String,
    pub tags: String,
    /// Of a folder.
    pub settings: FolderSettings,
    /// Of a web link.
    pub url: Option<String>,
    /// Of the content, as whoever brought it says.
    pub created_at: Time,
    pub modified_at: Time,
}

impl Said {
    pub fn of(item: &Item) -> Self {
        Said {
            name: item.name.clone(),
            description: item.description.clone(),
            tags: item.tags.clone(),
            settings: item.own_settings(),
            url: item.url.clone(),
            created_at: item.content_created_at,
            modified_at: item.content_modified_at,
        }
    }

    fn reads_otherwise(&self, than: &Said) -> bool {
        let Said { name, description, tags, .. } = self;
        (name, description, tags) != (&than.name, &than.description, &than.tags)
    }

    fn is_modified(&self, since: &Said) -> bool {
        let Said { description, tags, settings, url, .. } = self;
        (description, tags, settings, url) != (&since.description, &since.tags, &since.settings, &since.url)
    }
}

/// What is to be said of an item, by one who may.
pub struct Edited<K> {
    pub may: Allowed<Node<K>, Edit>,
    pub said: Said,
}

/// A move, by one who may take it away here and put it there.
pub struct Moved<K> {
    pub may: Allowed<Node<K>, Remove>,
    pub to: Allowed<Node<AFolder>, Upload>,
}

pub enum Change<K> {
    Edit(Edited<K>),
    Move(Moved<K>),
    Both(Edited<K>, Moved<K>),
}

/// Where an item is to be found.
pub struct Place<'a> {
    pub parent: Parent,
    pub name: &'a str,
}

impl<K> Change<K> {
    pub fn of(edited: Option<Edited<K>>, moved: Option<Moved<K>>) -> Option<Self> {
        match (edited, moved) {
            (None, None) => None,
            (Some(edited), None) => Some(Change::Edit(edited)),
            (None, Some(moved)) => Some(Change::Move(moved)),
            (Some(edited), Some(moved)) => Some(Change::Both(edited, moved)),
        }
    }

    fn edited(&self) -> Option<&Edited<K>> {
        if let Change::Edit(edited) | Change::Both(edited, _) = self { Some(edited) } else { None }
    }

    fn moved(&self) -> Option<&Moved<K>> {
        if let Change::Move(moved) | Change::Both(_, moved) = self { Some(moved) } else { None }
    }

    /// Where the item will be.
    pub fn place<'a>(&'a self, item: &'a Item) -> Place<'a> {
        let name = self.edited().map_or(&item.name, |edited| &edited.said.name);
        Place { parent: self.moved().map_or(item.parent_id, |moved| moved.to.inside()), name }
    }
}

/// None if the name is taken. The parent's owner owns what is put into it; the effective user made it.
///
/// # Errors
/// Those of the store.
pub fn insert<K: Sort>(
    tx: &mut Tx<Write>,
    who: &Caller,
    parent: &Allowed<Node<AFolder>, Upload>,
    new: &New<'_>,
) -> Result<Option<Allowed<Node<K>, See>>> {
    let Some(item) = add::<K>(tx, who, parent.inside(), parent.line(), new)? else { return Ok(None) };
    touch(tx, who, &item, Interaction::Upload)?;
    access::changed(tx, who, parent, Node::new(item)).map(Some)
}

/// The same in a place that somebody else has decided on.
pub(super) fn add<K: Sort>(
    tx: &mut Tx<Write>,
    who: &Caller,
    place: Parent,
    line: Arc<Line>,
    new: &New<'_>,
) -> Result<Option<Item>> {
    let Some(made) = store(tx, who, K::KIND, place, new)? else { return Ok(None) };
    let id = made.id;
    count(tx, place, K::KIND, 1)?;
    grow(tx, &line, Bytes::now(made.size))?;
    let event = match K::KIND {
        _ if new.is_copy => EventKind::ItemCopy,
        Kind::File => EventKind::ItemUpload,
        Kind::Folder | Kind::WebLink => EventKind::ItemCreate,
    };
    emit(tx, who, event, K::KIND, id)?;
    let item = Item::new(made, line);
    // A file is complete with its first version.
    if K::KIND != Kind::File {
        search::add(tx, &item)?;
    }
    Ok(Some(item))
}

/// The row of a new item, and nothing else that belongs to it; None if the name is taken.
///
/// # Errors
/// Those of the store.
pub(super) fn store(
    tx: &mut Tx<Write>,
    who: &Caller,
    kind: Kind,
    place: Parent,
    new: &New<'_>,
) -> Result<Option<ItemRow>> {
    let (now, user) = (tx.now(), who.user().id);
    let made = made(kind, place, user, new, now);
    let (version, sha1, url) = (made.version_id, made.sha1.as_deref(), made.url.as_deref());
    let (created, modified) = (made.content_created_at, made.content_modified_at);
    let (name, key, description) = (new.name, folded(new.name), new.description);
    let values = (kind, place, name, key, description, user, now, created, modified, version, made.size, sha1, url);
    Ok(tx.insert(INSERT, values)?.map(|id| ItemRow { id, ..made }))
}

fn made(kind: Kind, place: Parent, user: UserId, new: &New<'_>, now: i64) -> ItemRow {
    let now = Time::at(now);
    let (version_id, size, sha1, url) = match new.content {
        Content::Folder => (None, 0, None, None),
        Content::File { version, size, sha1 } => (version, size, Some(sha1.to_vec()), None),
        Content::WebLink { url } => (None, 0, None, Some(url.to_owned())),
    };
    ItemRow {
        kind,
        parent_id: place,
        name: new.name.to_owned(),
        description: new.description.to_owned(),
        created_at: now,
        modified_at: now,
        content_created_at: new.created_at.unwrap_or(now),
        content_modified_at: new.modified_at.unwrap_or(now),
        version_id,
        size,
        sha1,
        url,
        ..ItemRow::root(user)
    }
}

/// What bears the name there.
///
/// # Errors
/// Those of the store.
pub fn named(tx: &mut Tx<Read>, place: &Place<'_>) -> Result<Option<Item>> {
    let Some(row) = tx.opt::<ItemRow>(NAMED, (place.parent, folded(place.name)))? else { return Ok(None) };
    let above = line(tx, row.parent_id)?;
    Ok(Some(Item::new(row, above)))
}

/// Renames, describes and moves in one go, so that no name in between can be in anybody's way. The name must be free.
///
/// # Errors
/// `name_temporarily_reserved` if another transaction took the name after all, `access_denied_item_locked` where somebody
/// else has locked a file in it that is moved along, `access_denied_insufficient_permissions` where it is a locked folder.
pub fn apply<K: Sort>(
    tx: &mut Tx<Write>,
    who: &Caller,
    item: &Item,
    change: &Change<K>,
) -> Result<Allowed<Node<K>, See>> {
    let (id, now, user) = (item.id, tx.now(), who.user().id);
    let Place { parent, name } = change.place(item);
    if change.moved().is_some() {
        locks::none_within(tx, who, item)?;
        freeze::may_move(tx, item)?;
    }
    let before = Said::of(item);
    let said = change.edited().map_or(&before, |edited| &edited.said);
    // A folder's content changes with what is done to it; a file's when its bytes do.
    let modified_at = match item.kind {
        Kind::Folder if said.modified_at == before.modified_at => Time::at(now),
        _ => said.modified_at,
    };
    let row: ItemRow = put(tx, id, parent, user, &Said { modified_at, ..said.clone() }).map_err(reserved)?;
    tx.forget(id.key());
    let to = change.moved().map(|moved| moved.to.line());
    if let Some(to) = &to {
        moved(tx, item, to, parent)?;
        emit(tx, who, EventKind::ItemMove, K::KIND, id)?;
    }
    if name != item.name {
        emit(tx, who, EventKind::ItemRename, K::KIND, id)?;
    }
    if said.is_modified(&before) {
        emit(tx, who, EventKind::ItemModify, K::KIND, id)?;
    }
    if said.reads_otherwise(&before) {
        search::renew(tx, &row)?;
    }
    touch(tx, who, item, Interaction::Modify)?;
    let node = Node::new(Item::new(row, to.unwrap_or_else(|| item.above().clone())));
    match change {
        Change::Edit(Edited { may, .. }) => access::changed(tx, who, may, node),
        Change::Move(Moved { may, .. }) | Change::Both(_, Moved { may, .. }) => access::changed(tx, who, may, node),
    }
}

/// Gives an item, with all that is in it, to somebody else: it goes to their root, where the name must be free. They
/// collaborate in it no longer; what others were given stays.
///
/// # Errors
/// Those of the store.
pub fn give<K: Sort>(tx: &mut Tx<Write>, who: &Caller, item: &Allowed<Node<K>, Transfer>, to: UserId) -> Result<()> {
    let (id, parent) = (item.id, Parent::root(to));
    put(tx, id, parent, who.user().id, &Said::of(item))?;
    tx.forget(id.key());
    moved(tx, item, &Line::root(to), parent)?;
    emit(tx, who, EventKind::ItemMove, K::KIND, id)
}

fn put(tx: &mut Tx<Write>, id: ItemId, parent: Parent, by: UserId, said: &Said) -> Result<ItemRow, StoreError> {
    let (now, Said { name, description, tags, settings, url, created_at, modified_at }) = (tx.now(), said);
    let (key, settings) = (folded(name), settings.0);
    tx.one(UPDATE, (id, parent, name, key, description, by, now, tags, settings, url, created_at, modified_at))
}

fn reserved(error: StoreError) -> Error {
    match error {
        StoreError::Constraint(_) => Error::name_temporarily_reserved(),
        error => error.into(),
    }
}

/// A file's row names its first version.
///
/// # Errors
/// Those of the store.
pub(super) fn store_version(tx: &mut Tx<Write>, file: ItemRow, version: FileVersionId) -> Result<ItemRow> {
    tx.exec(FIRST_VERSION, (file.id, version))?;
    Ok(ItemRow { version_id: Some(version), ..file })
}

/// A file that was just made has its first version.
///
/// # Errors
/// Those of the store.
pub(crate) fn first_version(
    tx: &mut Tx<Write>,
    file: &Allowed<Node<AFile>, See>,
    version: FileVersionId,
) -> Result<Allowed<Node<AFile>, See>> {
    let row = store_version(tx, ItemRow::clone(file), version)?;
    search::add(tx, &row)?;
    Ok(file.after(Node::new(Item::new(row, file.above().clone()))))
}

/// What a file is from now on.
pub(crate) struct NewContent<'a> {
    pub name: &'a str,
    pub version: FileVersionId,
    pub size: i64,
    pub sha1: &'a [u8],
    pub modified_at: Time,
}

/// Gives a file other content, and perhaps another name, which must be free.
///
/// # Errors
/// `name_temporarily_reserved` if another transaction took the name after all.
pub(crate) fn set_version(
    tx: &mut Tx<Write>,
    who: &Caller,
    file: &Allowed<Node<AFile>, NewVersion>,
    new: &NewContent<'_>,
) -> Result<Allowed<Node<AFile>, See>> {
    let (now, user, key) = (tx.now(), who.user().id, folded(new.name));
    let values = (file.id, new.name, key, new.version, new.size, new.sha1, new.modified_at, user, now);
    let row: ItemRow = tx.one(VERSION, values).map_err(reserved)?;
    search::renew(tx, &row)?;
    grow(tx, file.above(), Bytes { now: new.size - file.size, past: file.size })?;
    touch(tx, who, file, Interaction::Upload)?;
    access::changed(tx, who, file, Node::new(Item::new(row, file.above().clone())))
}

/// What is counted goes along, and who owns it now no longer collaborates in it.
fn moved(tx: &mut Tx<Write>, item: &Item, to: &Line, parent: Parent) -> Result<()> {
    count(tx, item.parent_id, item.kind, -1)?;
    count(tx, parent, item.kind, 1)?;
    let bytes = bytes_of(tx, item)?;
    grow(tx, item.above(), -bytes)?;
    grow(tx, to, bytes)?;
    change_owner(tx, item.owner(), to.owner, bytes)?;
    locks::follow(tx, item)?;
    freeze::follow(tx, item)?;
    match to.owner {
        Some(owner) if item.owner() != Some(owner) => leave(tx, owner, item.id),
        _ => Ok(()),
    }
}

/// Nobody collaborates in what is theirs: ends what was given to a user on an item, and on all that is below it.
pub(super) fn leave(tx: &mut Tx<Write>, user: UserId, top: ItemId) -> Result<()> {
    let (given, now) = (roles(tx, user)?, tx.now());
    for grant in given.all(now) {
        let below = super::node::load(tx, grant.item_id)?;
        if below
            .is_some_and(|item| item.id == top || item.above().links.iter().any(|link| ItemId::from(link.id) == top))
        {
            tx.exec(LEAVE, (user, grant.item_id))?;
        }
    }
    tx.forget(user.key());
    Ok(())
}

/// Moves an item, with all that is in it, to its owner's trash. What is counted in it stays: nobody is shown it, until it
/// comes back as it was.
///
/// # Errors
/// `access_denied_item_locked` where somebody else has locked a file in it, `access_denied_insufficient_permissions` where it
/// is a locked folder or holds one, those of the store.
pub fn trash<K: Sort>(tx: &mut Tx<Write>, who: &Caller, item: &Allowed<Node<K>, Remove>) -> Result<()> {
    let now = tx.now();
    locks::none_within(tx, who, item)?;
    freeze::may_delete(tx, item)?;
    locks::hide(tx, item)?;
    tx.exec(TRASH, (item.id, now, who.user().id, item.owner()))?;
    tx.forget(item.id.key());
    count(tx, item.parent_id, K::KIND, -1)?;
    count_trash(tx, item, 1)?;
    let bytes = bytes_of(tx, item)?;
    grow(tx, item.above(), -bytes)?;
    emit(tx, who, EventKind::ItemTrash, K::KIND, item.id)
}

pub(crate) fn emit(tx: &mut Tx<Write>, who: &Caller, event: EventKind, kind: Kind, id: ItemId) -> Result<()> {
    events::emit(tx, who, event, Source { kind: kind.name(), id: id.0 })
}
