//! An item with its place in the tree, and the rights to it.
use super::{
    ItemRow, Kind, Line, Link, Parent, line,
    locks::withheld,
    roles::{Grant, roles},
    row::{ROOT, columns},
};
use crate::{
    Caller, Result,
    access::{self, CollaborationRole, Guarded, Key, Rights},
    identity::Limit,
    resources::folders::FolderSettings,
    wire::{FileId, FolderId, ItemId, UserId, WebLinkId},
};
use boxwood_store::{Read, Tx};
use std::{fmt::Display, marker::PhantomData, ops::Deref, sync::Arc};

/// An item of any kind, with what lies above it.
#[derive(Clone, Debug)]
pub struct Item {
    row: ItemRow,
    above: Arc<Line>,
}

/// An item of one kind.
#[derive(Clone, Debug)]
pub struct Node<K> {
    item: Item,
    sort: PhantomData<K>,
}

/// A kind of item, as a type.
pub trait Sort: Send + Sync + 'static {
    type Id: Copy + Display + Into<ItemId>;
    const KIND: Kind;
    /// What error messages put before the id.
    const PREFIX: &'static str;
}

macro_rules! sorts {
    ($($name:ident: $kind:ident, $id:ident, $prefix:literal;)*) => {$(
        #[derive(Clone, Copy, Debug)]
        pub struct $name;
        impl Sort for $name {
            type Id = $id;
            const KIND: Kind = Kind::$kind;
            const PREFIX: &'static str = $prefix;
        }
        impl From<$id> for ItemId {
            fn from(id: $id) -> ItemId { ItemId(id.0) }
        }
    )*};
}
sorts! {
    AFolder: Folder, FolderId, "d_";
    AFile: File, FileId, "f_";
    AWebLink: WebLink, WebLinkId, "w_";
}

const BY_ID: &str = concat!("SELECT ", columns!(), " FROM items WHERE id = $1");

/// What is in the table under that id, whatever it is. For those who show or check it themselves.
///
/// # Errors
/// Those of the store.
pub(crate) fn load(tx: &mut Tx<Read>, id: ItemId) -> Result<Option<Item>> {
    let Some(row) = tx.opt::<ItemRow>(BY_ID, (id,))? else { return Ok(None) };
    let above = line(tx, row.parent_id)?;
    Ok(Some(Item { row, above }))
}

impl<K: Sort> Guarded for Node<K> {
    type Id = K::Id;
    const NOUN: &'static str = K::KIND.name();
    const PREFIX: &'static str = K::PREFIX;
    const IS_CONTENT: bool = true;

    fn load(tx: &mut Tx<Read>, who: &Caller, id: K::Id, _: &Key) -> Result<Option<Self>> {
        let id = id.into();
        let found = if id == ROOT && K::KIND == Kind::Folder { Some(Item::root(who.user().id)) } else { load(tx, id)? };
        Ok(found.filter(|item| item.kind == K::KIND).map(Node::new))
    }

    fn rights(&self, tx: &mut Tx<Read>, who: &Caller) -> Result<Rights> {
        self.item.rights(tx, who)
    }

    fn withheld(&self, tx: &mut Tx<Read>, who: &Caller) -> Result<Rights> {
        withheld(tx, who, &self.item)
    }

    fn is_within(&self, _: &mut Tx<Read>, _: &Caller, limit: Limit) -> Result<bool> {
        Ok(self.lies_within(limit))
    }

    fn is_trashed(&self) -> bool {
        self.is_gone()
    }
}

impl<K> Node<K> {
    pub(super) fn new(item: Item) -> Self {
        Node { item, sort: PhantomData }
    }
}

impl<K> Deref for Node<K> {
    type Target = Item;
    fn deref(&self) -> &Item {
        &self.item
    }
}

impl Deref for Item {
    type Target = ItemRow;
    fn deref(&self) -> &ItemRow {
        &self.row
    }
}

impl Item {
    pub(super) fn new(row: ItemRow, above: Arc<Line>) -> Self {
        Item { row, above }
    }

    pub(super) fn root(user: UserId) -> Self {
        Item { row: ItemRow::root(user), above: Arc::new(Line::root(user)) }
    }

    pub fn is_root(&self) -> bool {
        self.id == ROOT
    }

    fn is_folder(&self, id: FolderId) -> bool {
        self.kind == Kind::Folder && self.id == id.into()
    }

    /// Whether it is, or lies in, what a downscoped token is limited to.
    pub fn lies_within(&self, limit: Limit) -> bool {
        match limit {
            Limit::Folder(top) => top.0 == 0 || self.is_folder(top) || self.above.has(top),
            Limit::File(only) => self.kind == Kind::File && self.id == only.into(),
        }
    }

    /// Whose it is; of what was deleted by itself, whose it was then.
    pub fn owner(&self) -> Option<UserId> {
        self.trash_owner.or(self.above.owner)
    }

    pub fn is_owned_by(&self, user: UserId) -> bool {
        self.owner() == Some(user)
    }

    /// The folders above it, from the topmost down.
    pub fn above(&self) -> &Arc<Line> {
        &self.above
    }

    /// Of a folder: the place of what is directly in it.
    pub fn inside(&self) -> Parent {
        match self.above.owner {
            Some(owner) if self.is_root() => Parent::root(owner),
            _ => Parent(self.id.0),
        }
    }

    /// Of a folder: itself, as one of a [`Line`].
    pub fn link(&self) -> Link {
        Link {
            id: self.folder_id(),
            name: self.name.clone(),
            etag: self.etag,
            settings: self.own_settings(),
            is_linked: self.is_linked,
        }
    }

    /// What the owner of a folder has set for it.
    pub fn own_settings(&self) -> FolderSettings {
        FolderSettings(self.row.settings)
    }

    /// What the owners of it and of the folders above have set, for it and all that is in it.
    pub fn settings(&self) -> FolderSettings {
        self.own_settings() | self.above.settings()
    }

    /// Whether it, or a folder above it, is in the trash.
    pub fn is_gone(&self) -> bool {
        self.trashed_at.is_some() || self.above.is_trashed
    }

    /// Of a folder: what lies above whatever is in it.
    pub fn line(&self) -> Arc<Line> {
        if self.is_root() {
            return self.above.clone();
        }
        let mut line = Line::clone(&self.above);
        line.links.push(self.link());
        line.is_trashed |= self.trashed_at.is_some();
        Arc::new(line)
    }

    /// What ownership, collaborations and the link that the caller comes by give them (contract: content §2.2, §2.6).
    ///
    /// # Errors
    /// Those of the store.
    pub fn rights(&self, tx: &mut Tx<Read>, who: &Caller) -> Result<Rights> {
        let by_link = who.visit().map_or(Rights::NONE, |visit| visit.rights_to(self));
        Ok(self.own_rights(tx, who)? | by_link)
    }

    /// What the caller has without any link.
    ///
    /// # Errors
    /// Those of the store.
    pub fn own_rights(&self, tx: &mut Tx<Read>, who: &Caller) -> Result<Rights> {
        if self.is_root() {
            return Ok(Rights::KNOWN | Rights::SEE | Rights::UPLOAD);
        }
        let Some(owner) = self.owner() else { return Ok(Rights::NONE) };
        if owner == who.user().id {
            return Ok(CollaborationRole::Owner.rights(true));
        }
        if !access::is_in_reach(tx, who, owner)? {
            return Ok(Rights::NONE);
        }
        self.given(tx, who.user().id)
    }

    /// The same of another than the caller, whatever reach they have: what they can be asked to do with it.
    ///
    /// # Errors
    /// Those of the store.
    pub fn rights_of(&self, tx: &mut Tx<Read>, user: UserId) -> Result<Rights> {
        if self.is_owned_by(user) { Ok(CollaborationRole::Owner.rights(true)) } else { self.given(tx, user) }
    }

    fn given(&self, tx: &mut Tx<Read>, user: UserId) -> Result<Rights> {
        let (roles, now) = (roles(tx, user)?, tx.now());
        let here = roles.on(self.id, now).map(|grant| (grant.role, false));
        // What hangs on nothing gives no rights to what is in it, though that may be in somebody's trash by itself.
        let links = if roles.is_empty() || self.above.owner.is_none() { &[] } else { &*self.above.links };
        let above = links.iter().flat_map(|link| roles.on(link.id.into(), now)).map(|grant| (grant.role, true));
        let rights = access::sum(here.chain(above));
        let only_owners = self.settings().has(FolderSettings::ONLY_OWNERS_INVITE) && !rights.include(Rights::SET);
        Ok(if only_owners { rights.without(Rights::INVITE) } else { rights })
    }

    /// Whether the caller has nothing to do with it but the link that they come by.
    ///
    /// # Errors
    /// Those of the store.
    pub fn is_only_visited(&self, tx: &mut Tx<Read>, who: &Caller) -> Result<bool> {
        Ok(who.visit().is_some() && self.own_rights(tx, who)? == Rights::NONE)
    }

    /// The folders above it that the caller may see, from the topmost down (contract: content §2.2).
    ///
    /// # Errors
    /// Those of the store.
    pub fn visible_above(&self, tx: &mut Tx<Read>, who: &Caller) -> Result<&[Link]> {
        let links = &*self.above.links;
        if links.is_empty() {
            return Ok(links);
        }
        let given = if self.is_owned_by(who.user().id) { 0 } else { self.first_seen(tx, who)? };
        let limited = match who.limit() {
            Some(Limit::Folder(top)) if !self.is_folder(top) => links.iter().position(|link| link.id == top),
            Some(_) => Some(links.len()),
            None => Some(0),
        };
        let top = given.max(limited.unwrap_or(0));
        Ok(links.get(top..).unwrap_or_default())
    }

    /// How many of the folders above it are hidden from one who was only given something on the way down.
    fn first_seen(&self, tx: &mut Tx<Read>, who: &Caller) -> Result<usize> {
        let (roles, now) = (roles(tx, who.user().id)?, tx.now());
        let shows_path = |grant: &Grant| grant.can_view_path;
        if roles.on(self.id, now).any(shows_path) {
            return Ok(0);
        }
        let links = &self.above.links;
        let given = links.iter().position(|link| roles.on(link.id.into(), now).next().is_some());
        let visited = who.visit().and_then(|visit| visit.place_above(self));
        let given = given.into_iter().chain(visited).min();
        let whole = links.iter().any(|link| roles.on(link.id.into(), now).any(shows_path));
        Ok(if whole { 0 } else { given.unwrap_or(links.len()) })
    }
}
