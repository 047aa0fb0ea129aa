//! What a change of an item asks for, and who may have it: the same for all kinds.
use super::{
    Edited, Item, Moved, Node, Sort,
    change::{Change, Said},
    checked, checked_description,
    links::LinkUpdate,
    list::turns_private,
    node::AFolder,
    wire::{InCollection, NewOwner, NewParent},
};
use crate::{
    Caller, Error, Result,
    access::{self, Allowed, Edit, Remove, See, Set, Upload},
    resources::folders::FolderSettings,
    wire::{FolderId, Maybe, Time},
};
use boxwood_store::{Read, Tx};

/// The most tags that an item has (contract: content §2.7), and the most characters of one.
const MAX_TAGS: usize = 100;
const MAX_TAG: usize = 255;

/// The fields of an update that every kind of item has.
pub struct Wish<'a> {
    pub name: &'a Maybe<String>,
    pub description: &'a Maybe<String>,
    pub tags: &'a Maybe<Vec<String>>,
    pub parent: &'a Maybe<NewParent>,
    pub owned_by: &'a Maybe<NewOwner>,
    /// Who only likes an item need not be allowed to change it; the rest of it is `items::collect`.
    pub collections: &'a Maybe<Vec<InCollection>>,
    /// As `collections`; the rest of it is `items::share`.
    pub link: &'a Maybe<LinkUpdate>,
    /// Of a folder; only who owns it, or as good as owns it, may have others.
    pub settings: Option<FolderSettings>,
    /// Of a web link, checked.
    pub url: Option<&'a str>,
    pub content_created_at: &'a Maybe<Time>,
    pub content_modified_at: &'a Maybe<Time>,
}

impl Wish<'_> {
    /// Everything as it is.
    pub const NOTHING: Wish<'static> = Wish {
        name: &Maybe::Absent,
        description: &Maybe::Absent,
        tags: &Maybe::Absent,
        parent: &Maybe::Absent,
        owned_by: &Maybe::Absent,
        collections: &Maybe::Absent,
        link: &Maybe::Absent,
        settings: None,
        url: None,
        content_created_at: &Maybe::Absent,
        content_modified_at: &Maybe::Absent,
    };

    /// What is to be done; None if everything is already as it is wished.
    ///
    /// # Errors
    /// What is wrong with a name, a text or a place, and `access_denied_insufficient_permissions`.
    pub fn change<K: Sort>(
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
        // Who only moves an item, shares it or likes it need not be allowed to rename it.
        let says_other = self.parent.value().is_some() || !self.collections.is_absent() || !self.link.is_absent();
        if self.says_nothing() && says_other {
            return Ok(None);
        }
        let may = item.also::<Edit>()?;
        let before = Said::of(item);
        let mut said = before.clone();
        match self.name {
            Maybe::Absent => {}
            Maybe::Null => return Err(Error::bad_request("An item must have a name")),
            Maybe::Value(name) => checked(name)?.clone_into(&mut said.name),
        }
        match self.description {
            Maybe::Absent => {}
            Maybe::Null => said.description.clear(),
            Maybe::Value(text) => checked_description(text)?.clone_into(&mut said.description),
        }
        match self.tags {
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
        said.created_at = self.content_created_at.value().copied().unwrap_or(said.created_at);
        said.modified_at = self.content_modified_at.value().copied().unwrap_or(said.modified_at);
        Ok((said != before).then_some(Edited { may, said }))
    }

    fn says_nothing(&self) -> bool {
        let Wish { name, description, tags, settings, url, content_created_at, content_modified_at, .. } = self;
        let no_texts = name.is_absent() && description.is_absent() && tags.is_absent();
        let no_times = content_created_at.is_absent() && content_modified_at.is_absent();
        no_texts && no_times && settings.is_none() && url.is_none()
    }

    /// The new parent; None if it is the old one, as the caller sees it.
    fn moved<K: Sort>(
        &self,
        tx: &mut Tx<Read>,
        who: &Caller,
        item: &Allowed<Node<K>, See>,
    ) -> Result<Option<Moved<K>>> {
        let Some(parent) = self.parent.value() else { return Ok(None) };
        let root = FolderId(0);
        if parent.user_id.is_some() && parent.id != root {
            return Err(Error::bad_request("'user_id' goes with the parent '0' only"));
        }
        let may = item.also::<Remove>()?;
        let new_owner = parent.user_id.or(self.owned_by.value().map(|owner| owner.id));
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
