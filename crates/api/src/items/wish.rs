//! What a change of an item asks for, and who may have it: the same for all kinds.
use super::{
    Edited, Item, MAX_DESCRIPTION, MAX_NAME, Moved, Node, Sort, apply,
    change::{Change, Said},
    checked, checked_description, collect,
    links::{LinkUpdate, share},
    list::turns_private,
    named,
    node::AFolder,
    taken,
    wire::{InCollection, NewOwner, NewParent},
};
use crate::{
    Caller, Error, Result,
    access::{self, Allowed, Edit, Remove, See, Set, Upload},
    resources::folders::FolderSettings,
    wire::{FolderId, Maybe, Time},
};
use boxwood_store::{Read, Tx, Write};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The most tags that an item has (contract: content §2.7), and the most characters of one.
const MAX_TAGS: usize = 100;
const MAX_TAG: usize = 255;

/// The fields of an update that every kind of item has.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(default)]
pub struct ItemUpdate {
    #[schemars(length(min = 1, max = MAX_NAME))]
    pub name: Maybe<String>,
    #[schemars(length(max = MAX_DESCRIPTION))]
    pub description: Maybe<String>,
    #[schemars(length(max = MAX_TAGS))]
    pub tags: Maybe<Vec<String>>,
    pub parent: Maybe<NewParent>,
    pub owned_by: Maybe<NewOwner>,
    /// Null or none: out of all.
    pub collections: Maybe<Vec<InCollection>>,
    /// Null: no more.
    pub shared_link: Maybe<LinkUpdate>,
}

/// What is wished of an item.
pub struct Wish<'a> {
    pub said: &'a ItemUpdate,
    /// Whether a lock is what it is about, too; that is done already.
    pub locks: bool,
    /// Of a folder; only who owns it, or as good as owns it, may have others.
    pub settings: Option<FolderSettings>,
    /// Of a web link, checked.
    pub url: Option<&'a str>,
    pub content_created_at: Option<Time>,
    pub content_modified_at: Option<Time>,
}

/// Does what is wished.
///
/// # Errors
/// What is wrong with the wish; `item_name_in_use`; `access_denied_insufficient_permissions`.
pub fn update<K: Sort>(
    tx: &mut Tx<Write>,
    who: &Caller,
    item: Allowed<Node<K>, See>,
    wish: &Wish<'_>,
) -> Result<Allowed<Node<K>, See>> {
    collect(tx, who, &item, &wish.said.collections)?;
    let item = match wish.change(tx, who, &item)? {
        None => item,
        Some(change) => match named(tx, &change.place(&item))? {
            Some(other) if other.id != item.id => return Err(taken(&other)),
            _ => apply(tx, who, &item, &change)?,
        },
    };
    share(tx, who, item, &wish.said.shared_link)
}

impl<'a> Wish<'a> {
    /// What every kind of item has, and nothing else.
    pub fn of(said: &'a ItemUpdate) -> Self {
        Wish { said, locks: false, settings: None, url: None, content_created_at: None, content_modified_at: None }
    }

    /// What is to be done; None if everything is already as it is wished.
    ///
    /// # Errors
    /// What is wrong with a name, a text or a place, and `access_denied_insufficient_permissions`.
    fn change<K: Sort>(
        &self,
        tx: &mut Tx<Read>,
        who: &Caller,
        item: &Allowed<Node<K>, See>,
    ) -> Result<Option<Change<K>>> {
        let edited = self.edited(item)?;
        let moved = self.moved(tx, who, item)?;
        Ok(Change::of(edited, moved))
    }

    /// The new name and texts; None if they are the old ones.
    fn edited<K: Sort>(&self, item: &Allowed<Node<K>, See>) -> Result<Option<Edited<K>>> {
        // Who only moves an item, locks, shares or likes it need not be allowed to rename it.
        let ItemUpdate { name, description, tags, parent, collections, shared_link, .. } = self.said;
        let is_private = !collections.is_absent() || !shared_link.is_absent();
        if self.says_nothing() && (self.locks || parent.value().is_some() || is_private) {
            return Ok(None);
        }
        let may = item.also::<Edit>()?;
        let before = Said::of(item);
        let mut said = before.clone();
        match name {
            Maybe::Absent => {}
            Maybe::Null => return Err(Error::bad_request("An item must have a name")),
            Maybe::Value(name) => checked(name)?.clone_into(&mut said.name),
        }
        match description {
            Maybe::Absent => {}
            Maybe::Null => said.description.clear(),
            Maybe::Value(text) => checked_description(text)?.clone_into(&mut said.description),
        }
        match tags {
            Maybe::Absent => {}
            Maybe::Null => said.tags.clear(),
            Maybe::Value(tags) => said.tags = checked_tags(tags)?,
        }
        if let Some(url) = self.url {
            said.url = Some(url.to_owned());
        }
        if let Some(settings) = self.settings.filter(|settings| *settings != before.settings) {
            item.also::<Set>()?;
            said.settings = settings;
        }
        said.created_at = self.content_created_at.unwrap_or(said.created_at);
        said.modified_at = self.content_modified_at.unwrap_or(said.modified_at);
        Ok((said != before).then_some(Edited { may, said }))
    }

    fn says_nothing(&self) -> bool {
        let ItemUpdate { name, description, tags, .. } = self.said;
        let Wish { settings, url, content_created_at, content_modified_at, .. } = self;
        let no_texts = name.is_absent() && description.is_absent() && tags.is_absent();
        let no_times = content_created_at.is_none() && content_modified_at.is_none();
        no_texts && no_times && settings.is_none() && url.is_none()
    }

    /// The new parent; None if it is the old one, as the caller sees it.
    fn moved<K: Sort>(
        &self,
        tx: &mut Tx<Read>,
        who: &Caller,
        item: &Allowed<Node<K>, See>,
    ) -> Result<Option<Moved<K>>> {
        let Some(parent) = self.said.parent.value() else { return Ok(None) };
        let root = FolderId(0);
        if parent.user_id.is_some() && parent.id != root {
            return Err(Error::bad_request("'user_id' goes with the parent '0' only"));
        }
        let may = item.also::<Remove>()?;
        let new_owner = parent.user_id.or(self.said.owned_by.value().map(|owner| owner.id));
        let seen = item.visible_above(tx, who)?.last().map_or(root, |above| above.id);
        if parent.id == seen && new_owner.is_none_or(|owner| item.is_owned_by(owner)) {
            return Ok(None);
        }
        let to = access::get::<Node<AFolder>, Upload>(tx, who, parent.id)?;
        match () {
            () if is_in(&to, item) => Err(Error::cyclical_folder_structure()),
            () if new_owner.is_some_and(|owner| !to.is_owned_by(owner)) => Err(Error::access_denied()),
            () if new_owner.is_none() && turns_private(tx, item, &to)? => {
                Err(Error::cannot_make_collaborated_subfolder_private())
            }
            () => Ok(Some(Moved { may, to })),
        }
    }
}

/// Whether a folder is the item, or lies in it.
fn is_in(folder: &Item, item: &Item) -> bool {
    item.kind == super::Kind::Folder && folder.line().has(item.folder_id())
}

/// As they are stored: a JSON list; nothing for none.
fn checked_tags(tags: &[String]) -> Result<String> {
    let is_tag = |tag: &String| !tag.trim().is_empty() && tag.chars().count() <= MAX_TAG;
    if tags.len() > MAX_TAGS || !tags.iter().all(is_tag) {
        return Err(Error::invalid_parameter("tags"));
    }
    if tags.is_empty() {
        return Ok(String::new());
    }
    serde_json::to_string(tags).map_err(|_| Error::invalid_parameter("tags"))
}
