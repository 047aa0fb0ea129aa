//! What the representations of all kinds have in common. Only what is asked for is looked up.
use super::{
    Entry, Item, ItemRow, Kind, Shows,
    favorites::favorites_among,
    is_shared,
    links::{self, Links, SharedLink},
    lock_of,
    locks::withheld,
    purged_at, shared_of, size_of,
    wire::{ItemStatus, Path},
};
use crate::{
    Caller, Error, Result,
    access::Rights,
    enterprises,
    resources::{
        collections::{self, Collection},
        comments,
        files::{self, File, FileLock, LockKind},
        folders::{self, Folder},
        previews::{self, Representations},
        users::{self, User},
        web_links::{self, WebLink},
    },
    wire::{Fielded, ItemId, Maybe, Mini, Selection, Time, UserId, Zone},
};
use boxwood_store::{Read, Tx};
use std::{
    collections::{HashMap, HashSet},
    slice,
    sync::Arc,
};

/// Which of the fields that cost a query are shown, whatever kind has them.
#[derive(Clone, Copy, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a field of its own")]
pub struct Wanted {
    pub path: bool,
    pub created_by: bool,
    pub modified_by: bool,
    pub owned_by: bool,
    pub external: bool,
    pub shared: bool,
    pub rights: bool,
    pub size: bool,
    pub comments: bool,
    pub collections: bool,
    pub lock: bool,
    pub link: bool,
    pub representations: bool,
}

macro_rules! wanted {
    ($kind:ident, $show:ident) => {
        Wanted {
            path: $show.has(const { $kind::field("path_collection") }) || $show.has(const { $kind::field("parent") }),
            created_by: $show.has(const { $kind::field("created_by") }),
            modified_by: $show.has(const { $kind::field("modified_by") }),
            owned_by: $show.has(const { $kind::field("owned_by") }),
            external: $show.has(const { $kind::field("is_externally_owned") }),
            shared: $show.has(const { $kind::field("has_collaborations") }),
            rights: $show.has(const { $kind::field("permissions") }),
            size: false,
            comments: false,
            lock: false,
            representations: false,
            collections: $show.has(const { $kind::field("collections") }),
            link: $show.has(const { $kind::field("shared_link") }),
        }
    };
}

impl Wanted {
    fn of(shows: Shows, kind: Kind) -> Self {
        match kind {
            Kind::Folder => Wanted::of_folder(shows.folder),
            Kind::File => Wanted::of_file(shows.file),
            Kind::WebLink => Wanted::of_web_link(shows.web_link),
        }
    }

    pub fn of_folder(show: Selection) -> Self {
        Wanted { size: show.has(const { Folder::field("size") }), ..wanted!(Folder, show) }
    }

    pub fn of_file(show: Selection) -> Self {
        let (comments, lock) = (const { File::field("comment_count") }, const { File::field("lock") });
        let representations = show.has(const { File::field("representations") });
        Wanted { comments: show.has(comments), lock: show.has(lock), representations, ..wanted!(File, show) }
    }

    pub fn of_web_link(show: Selection) -> Self {
        wanted!(WebLink, show)
    }

    /// What is asked of folders is asked of the others too, unless they do not have it.
    fn of_entries(show: Selection) -> Self {
        let of = |kind| Wanted::of(Shows::of(show), kind);
        let Wanted { comments, lock, .. } = of(Kind::File);
        Wanted { comments, lock, ..of(Kind::Folder) }
    }
}

/// The fields that every kind has.
#[derive(Clone, Debug, Default)]
pub struct Common {
    pub rights: Maybe<Rights>,
    /// Of a folder: what lies in it.
    pub size: i64,
    /// Of a file: how many it has.
    pub comments: i64,
    pub description: Maybe<String>,
    pub path_collection: Maybe<Path>,
    pub parent: Maybe<Mini<Folder>>,
    pub created_at: Maybe<Time>,
    pub modified_at: Maybe<Time>,
    pub content_created_at: Maybe<Time>,
    pub content_modified_at: Maybe<Time>,
    pub trashed_at: Maybe<Time>,
    /// When the trash lets go of it.
    pub purged_at: Maybe<Time>,
    pub created_by: Maybe<Mini<User>>,
    pub modified_by: Maybe<Mini<User>>,
    pub owned_by: Maybe<Mini<User>>,
    pub item_status: Maybe<ItemStatus>,
    pub is_externally_owned: Maybe<bool>,
    pub has_collaborations: Maybe<bool>,
    pub tags: Maybe<Vec<String>>,
    pub collections: Maybe<Vec<Collection>>,
    /// Of a file.
    pub lock: Maybe<FileLock>,
    pub shared_link: Maybe<SharedLink>,
    pub is_accessible_via_shared_link: Maybe<bool>,
    /// Of a file.
    pub representations: Maybe<Representations>,
}

/// Lays the common fields into a representation of any kind.
macro_rules! common {
    ($out:ident, $common:ident) => {
        $out.description = $common.description;
        $out.path_collection = $common.path_collection;
        $out.parent = $common.parent;
        $out.created_at = $common.created_at;
        $out.modified_at = $common.modified_at;
        $out.trashed_at = $common.trashed_at;
        $out.purged_at = $common.purged_at;
        $out.modified_by = $common.modified_by;
        $out.owned_by = $common.owned_by;
        $out.shared_link = $common.shared_link;
        $out.item_status = $common.item_status;
        $out.is_externally_owned = $common.is_externally_owned;
        $out.has_collaborations = $common.has_collaborations;
        $out.is_accessible_via_shared_link = $common.is_accessible_via_shared_link;
        $out.tags = $common.tags;
        $out.collections = $common.collections;
    };
}
pub(crate) use common;

/// The same for all items of a list.
pub struct Frame {
    /// In which the caller's enterprise tells the time.
    zone: Zone,
    path: Vec<Mini<Folder>>,
    /// Whether all of them are shared, because a folder above is.
    all_shared: bool,
    shared: HashSet<ItemId>,
    comments: HashMap<ItemId, i64>,
    /// Those that the caller likes.
    favorites: HashSet<ItemId>,
    locks: HashMap<ItemId, FileLock>,
    links: Links,
}

impl Frame {
    /// For one item.
    ///
    /// # Errors
    /// Those of the store.
    pub fn of_item(tx: &mut Tx<Read>, who: &Caller, item: &Item, wanted: Wanted) -> Result<Self> {
        let zone = enterprises::zone(tx, who.user().enterprise_id)?;
        Ok(Frame {
            links: linked(tx, slice::from_ref(item), wanted, &zone)?,
            locks: locks(tx, slice::from_ref(item), wanted, &zone)?,
            zone,
            path: if wanted.path { path(tx, who, item)? } else { Vec::new() },
            all_shared: wanted.shared && is_shared(tx, item)?,
            shared: HashSet::new(),
            comments: if wanted.comments { comments::counts(tx, &[item.id])? } else { HashMap::new() },
            favorites: liked(tx, who, &[item.id], wanted)?,
        })
    }

    /// For the items of a folder.
    ///
    /// # Errors
    /// Those of the store.
    fn of_items(tx: &mut Tx<Read>, who: &Caller, folder: &Item, items: &[Item], wanted: Wanted) -> Result<Self> {
        let mut path = if wanted.path { path(tx, who, folder)? } else { Vec::new() };
        path.push(Mini(Arc::new(folders::mini(folder))));
        let all_shared = wanted.shared && is_shared(tx, folder)?;
        let ids: Vec<ItemId> = items.iter().map(|item| item.id).collect();
        let shared = if wanted.shared && !all_shared { shared_of(tx, &ids)? } else { HashSet::new() };
        let comments = if wanted.comments { comments::counts(tx, &ids)? } else { HashMap::new() };
        let favorites = liked(tx, who, &ids, wanted)?;
        let zone = enterprises::zone(tx, who.user().enterprise_id)?;
        let locks = locks(tx, items, wanted, &zone)?;
        let links = linked(tx, items, wanted, &zone)?;
        Ok(Frame { zone, path, all_shared, shared, comments, favorites, locks, links })
    }

    /// For items that are in the trash by themselves: that is all of a path that they have.
    ///
    /// # Errors
    /// Those of the store.
    pub fn of_trash(tx: &mut Tx<Read>, who: &Caller, items: &[Item], wanted: Wanted) -> Result<Self> {
        let mut shared = HashSet::new();
        for item in items.iter().filter(|_| wanted.shared) {
            if is_shared(tx, item)? {
                shared.insert(item.id);
            }
        }
        let ids: Vec<ItemId> = items.iter().map(|item| item.id).collect();
        let zone = enterprises::zone(tx, who.user().enterprise_id)?;
        Ok(Frame {
            locks: locks(tx, items, wanted, &zone)?,
            zone,
            path: vec![Mini(Arc::new(folders::trash()))],
            all_shared: false,
            shared,
            comments: if wanted.comments { comments::counts(tx, &ids)? } else { HashMap::new() },
            favorites: liked(tx, who, &ids, wanted)?,
            // Nobody comes to it by its link until it is back.
            links: Links::new(),
        })
    }

    /// # Errors
    /// Those of the store.
    pub fn common(
        &self,
        tx: &mut Tx<Read>,
        who: &Caller,
        item: &Item,
        wanted: Wanted,
        rights: impl FnOnce(&mut Tx<Read>) -> Result<Rights>,
    ) -> Result<Common> {
        let seen = |time: Time| if item.is_root() { Maybe::Null } else { Maybe::Value(time.seen_in(&self.zone)) };
        let trashed = item.is_gone();
        let rights = if wanted.rights || wanted.representations { Some(rights(tx)?) } else { None };
        Ok(Common {
            representations: match rights.filter(|_| wanted.representations) {
                Some(rights) => previews::of_file(tx, who, item, rights)?.into(),
                None => Maybe::Absent,
            },
            rights: rights.filter(|_| wanted.rights).map_or(Maybe::Absent, Maybe::Value),
            size: if wanted.size { size_of(tx, item)? } else { 0 },
            comments: self.comments.get(&item.id).copied().unwrap_or_default(),
            description: item.description.clone().into(),
            parent: self.path.last().cloned().into(),
            path_collection: Path { total_count: self.path.len(), entries: self.path.clone() }.into(),
            created_at: seen(item.created_at),
            modified_at: seen(item.modified_at),
            content_created_at: seen(item.content_created_at),
            content_modified_at: seen(item.content_modified_at),
            trashed_at: item.trashed_at.map(|time| time.seen_in(&self.zone)).into(),
            purged_at: item.trashed_at.map(|time| purged_at(time).seen_in(&self.zone)).into(),
            created_by: user(tx, wanted.created_by.then_some(item.created_by))?,
            modified_by: user(tx, wanted.modified_by.then_some(item.modified_by))?,
            owned_by: user(tx, item.owner().filter(|_| wanted.owned_by))?,
            item_status: if trashed { ItemStatus::Trashed } else { ItemStatus::Active }.into(),
            is_externally_owned: if wanted.external { is_external(tx, who, item)?.into() } else { Maybe::Absent },
            has_collaborations: (self.all_shared || self.shared.contains(&item.id)).into(),
            tags: tags(item).into(),
            shared_link: self.link(tx, who, item)?.into(),
            is_accessible_via_shared_link: (item.is_linked || item.above().links.iter().any(|link| link.is_linked))
                .into(),
            collections: match self.favorites.contains(&item.id) {
                true => vec![collections::favorites(who.user().id)],
                false => Vec::new(),
            }
            .into(),
            lock: self.locks.get(&item.id).cloned().into(),
        })
    }
}

impl Frame {
    /// Those who may share an item see its link, and those who came by it.
    fn link(&self, tx: &mut Tx<Read>, who: &Caller, item: &Item) -> Result<Option<SharedLink>> {
        let Some(link) = self.links.get(&item.id) else { return Ok(None) };
        let came_by_it = who.visit().is_some_and(|visit| visit.item().id == item.id);
        let is_shown = came_by_it || item.own_rights(tx, who)?.include(Rights::SHARE);
        Ok(is_shown.then(|| link.clone()))
    }
}

fn linked(tx: &mut Tx<Read>, items: &[Item], wanted: Wanted, zone: &Zone) -> Result<Links> {
    if wanted.link { links::of_items(tx, items.iter(), zone) } else { Ok(Links::new()) }
}

/// The items of a folder with the fields that were asked for.
///
/// # Errors
/// Those of the store.
pub fn entries(
    tx: &mut Tx<Read>,
    who: &Caller,
    folder: &Item,
    items: &[Item],
    show: Selection,
    narrowed: impl Fn(Rights) -> Rights,
) -> Result<Vec<Arc<Entry>>> {
    let wanted = Wanted::of_entries(show);
    framed(tx, who, items, show, narrowed, |tx| Frame::of_items(tx, who, folder, items, wanted))
}

/// The same for what is in the trash by itself.
///
/// # Errors
/// Those of the store.
pub fn entries_of_trash(
    tx: &mut Tx<Read>,
    who: &Caller,
    items: &[Item],
    show: Selection,
    narrowed: impl Fn(Rights) -> Rights,
) -> Result<Vec<Arc<Entry>>> {
    let wanted = Wanted::of_entries(show);
    framed(tx, who, items, show, narrowed, |tx| Frame::of_trash(tx, who, items, wanted))
}

fn framed(
    tx: &mut Tx<Read>,
    who: &Caller,
    items: &[Item],
    show: Selection,
    narrowed: impl Fn(Rights) -> Rights,
    frame: impl FnOnce(&mut Tx<Read>) -> Result<Frame>,
) -> Result<Vec<Arc<Entry>>> {
    if show == Entry::MINI {
        return Ok(items.iter().map(|item| Arc::new(mini(item))).collect());
    }
    let frame = frame(tx)?;
    let mut entries = Vec::with_capacity(items.len());
    for item in items {
        let rights = |tx: &mut Tx<Read>| Ok(narrowed(item.rights(tx, who)?.without(withheld(tx, who, item)?)));
        let common = frame.common(tx, who, item, Wanted::of(Shows::of(show), item.kind), rights)?;
        entries.push(Arc::new(entry(item, common)));
    }
    Ok(entries)
}

/// Items from anywhere with the fields that were asked for.
///
/// # Errors
/// Those of the store.
pub fn scattered(
    tx: &mut Tx<Read>,
    who: &Caller,
    items: &[Item],
    show: Selection,
    narrowed: impl Fn(Rights) -> Rights,
) -> Result<Vec<Arc<Entry>>> {
    if show == Entry::MINI {
        return Ok(items.iter().map(|item| Arc::new(mini(item))).collect());
    }
    let mut entries = Vec::with_capacity(items.len());
    for item in items {
        let wanted = Wanted::of(Shows::of(show), item.kind);
        let rights = |tx: &mut Tx<Read>| Ok(narrowed(item.rights(tx, who)?.without(withheld(tx, who, item)?)));
        let common = Frame::of_item(tx, who, item, wanted)?.common(tx, who, item, wanted, rights)?;
        entries.push(Arc::new(entry(item, common)));
    }
    Ok(entries)
}

fn entry(item: &Item, common: Common) -> Entry {
    match item.kind {
        Kind::Folder => Entry::Folder(Box::new(folders::folder(item, common))),
        Kind::File => Entry::File(Box::new(files::file(item, common))),
        Kind::WebLink => Entry::WebLink(Box::new(web_links::web_link(item, common))),
    }
}

/// An item in its mini tier, for lists and for what is in the way of a name.
pub fn mini(item: &Item) -> Entry {
    match item.kind {
        Kind::Folder => Entry::Folder(Box::new(folders::mini(item))),
        Kind::File => Entry::File(Box::new(files::mini(item))),
        Kind::WebLink => Entry::WebLink(Box::new(web_links::mini(item))),
    }
}

/// What is in the way of a name, in a list.
#[track_caller]
pub fn taken(by: &Item) -> Error {
    let minis = [Mini(Arc::new(mini(by)))];
    Error::item_name_in_use(serde_json::to_value(minis).unwrap_or_default())
}

/// From the caller's own root down to the parent; empty for the root itself.
fn path(tx: &mut Tx<Read>, who: &Caller, item: &Item) -> Result<Vec<Mini<Folder>>> {
    if item.is_root() {
        return Ok(Vec::new());
    }
    let is_visited = item.is_only_visited(tx, who)?;
    let above = item.visible_above(tx, who)?.iter().map(folders::named);
    // Who has nothing but a link has it in no place of their own.
    let root = (!is_visited).then(folders::root);
    Ok(root.into_iter().chain(above).map(|folder| Mini(Arc::new(folder))).collect())
}

fn user(tx: &mut Tx<Read>, id: Option<UserId>) -> Result<Maybe<Mini<User>>> {
    let Some(id) = id else { return Ok(Maybe::Absent) };
    Ok(users::shown(tx, id)?.map(Mini).into())
}

fn liked(tx: &mut Tx<Read>, who: &Caller, items: &[ItemId], wanted: Wanted) -> Result<HashSet<ItemId>> {
    if wanted.collections { favorites_among(tx, who.user().id, items) } else { Ok(HashSet::new()) }
}

/// Of the files among some items, those that are locked.
fn locks(tx: &mut Tx<Read>, items: &[Item], wanted: Wanted, zone: &Zone) -> Result<HashMap<ItemId, FileLock>> {
    let mut found = HashMap::new();
    for item in items.iter().filter(|item| wanted.lock && item.lock_id.is_some()) {
        let Some(lock) = lock_of(tx, item)? else { continue };
        let shown = FileLock {
            id: lock.id,
            kind: LockKind::Lock,
            created_by: user(tx, Some(lock.user_id))?,
            created_at: lock.created_at.seen_in(zone),
            expired_at: lock.expires_at.map(|end| end.seen_in(zone)).into(),
            is_download_prevented: lock.is_download_prevented,
            app_type: Maybe::Null,
        };
        found.insert(item.id, shown);
    }
    Ok(found)
}

fn is_external(tx: &mut Tx<Read>, who: &Caller, item: &Item) -> Result<bool> {
    let owner = item.owner().map(|owner| users::person(tx, owner)).transpose()?.flatten();
    Ok(owner.is_some_and(|owner| owner.enterprise_id != who.user().enterprise_id))
}

pub(super) fn tags(item: &ItemRow) -> Vec<String> {
    if item.tags.is_empty() { Vec::new() } else { serde_json::from_str(&item.tags).unwrap_or_default() }
}
