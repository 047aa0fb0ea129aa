//! Who comes by a shared link, and what they may (contract: content §2.6).
use super::{
    super::{Item, Kind, node},
    BY_VANITY, LinkRow, OF_ITEM, PURPOSE, SharedLinkAccess, of_item,
};
use crate::{
    Caller, Error, Result,
    access::{self, Rights},
    resources::users::{self, Status},
    signed::SigningKey,
    wire::{FolderId, ItemId},
};
use boxwood_store::{FromValue, Read, Tx, Value};
use std::sync::Arc;

/// A link by its item and its generation: for tokens that were exchanged for it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LinkRef {
    pub item: ItemId,
    pub generation: i64,
}

impl LinkRef {
    /// As it is stored: `1:2`.
    pub fn text(self) -> String {
        format!("{}:{}", self.item, self.generation)
    }
}

impl FromValue for LinkRef {
    fn from_value(value: Value<'_>) -> Option<Self> {
        let Value::Text(text) = value else { return None };
        let (item, generation) = text.split_once(':')?;
        Some(LinkRef { item: item.parse().ok()?, generation: generation.parse().ok()? })
    }
}

/// What an address names.
#[derive(Clone, Debug, PartialEq)]
pub enum Named {
    /// What was signed.
    Token(String),
    /// A name that somebody gave it, in lower case.
    Vanity(String),
}

impl Named {
    /// Of an address as a client sends it: `…/s/TOKEN`, `…/shared/static/TOKEN.ext`, `…/v/NAME`, whatever is before it.
    pub fn of(url: &str) -> Option<Self> {
        let path = url.split(['?', '#']).next().unwrap_or(url).trim().trim_end_matches('/');
        let mut parts = path.rsplit('/');
        let (last, way) = (parts.next()?, parts.next()?);
        match way {
            "s" => Some(Named::Token(last.to_owned())),
            "static" => Some(Named::Token(last.split('.').next().unwrap_or(last).to_owned())),
            "v" => Some(Named::Vanity(last.to_lowercase())),
            _ => None,
        }
    }
}

/// How somebody comes: by the header that a request carries.
#[derive(Clone, Debug)]
pub struct Door {
    pub named: Option<Named>,
    /// Of a password that came along and was the link's: the hash that it fits.
    pub proven: Option<String>,
}

/// A link that is in force and its item is there; None for whatever else.
///
/// # Errors
/// Those of the store.
pub(super) fn find(tx: &mut Tx<Read>, named: &Named) -> Result<Option<(LinkRow, Item)>> {
    let found = match named {
        Named::Token(text) => {
            let Some(key) = SigningKey::of(tx)? else { return Ok(None) };
            let Some([item, generation]) = key.open(PURPOSE, text) else { return Ok(None) };
            let found = of_item(tx, ItemId(item))?;
            found.filter(|link| link.generation == generation)
        }
        Named::Vanity(name) => {
            let now = tx.now();
            tx.opt::<LinkRow>(BY_VANITY, (name.as_str(),))?.filter(|link| link.is_in_force(now))
        }
    };
    with_item(tx, found)
}

fn with_item(tx: &mut Tx<Read>, link: Option<LinkRow>) -> Result<Option<(LinkRow, Item)>> {
    let Some(link) = link else { return Ok(None) };
    let item = node::load(tx, link.item_id)?.filter(|item| item.is_linked && !item.is_gone() && item.owner().is_some());
    Ok(item.map(|item| (link, item)))
}

/// The hash of a link's password, for who is to check one before the call is made.
///
/// # Errors
/// Those of the store.
pub fn needed_password(tx: &mut Tx<Read>, named: &Named) -> Result<Option<String>> {
    Ok(find(tx, named)?.and_then(|(link, _)| link.password_hash))
}

/// Whether a link lets in who is not signed in, but for its password.
///
/// # Errors
/// Those of the store.
pub(super) fn is_open_to_all(tx: &mut Tx<Read>, link: &LinkRow, item: &Item) -> Result<bool> {
    let owner = item.owner().map(|owner| users::person(tx, owner)).transpose()?.flatten();
    Ok(link.access == SharedLinkAccess::Open && owner.is_some_and(|owner| owner.status != Status::Inactive))
}

/// A link that let somebody in.
#[derive(Clone, Debug)]
pub struct Visit(Arc<(LinkRow, Item)>);

impl Visit {
    /// Lets a caller in by the link that their request names.
    ///
    /// # Errors
    /// `not_found` for a link that is not there for them, `incorrect_shared_item_password`.
    pub fn by_header(tx: &mut Tx<Read>, who: &Caller, door: &Door) -> Result<Self> {
        let missing = || Error::not_found("shared_link", "of the 'BoxApi' header");
        let named = door.named.as_ref().ok_or_else(missing)?;
        let (link, item) = find(tx, named)?.ok_or_else(missing)?;
        if !is_let_in(tx, who, &link, &item)? {
            return Err(missing());
        }
        if link.password_hash.is_some() && link.password_hash != door.proven {
            return Err(Error::incorrect_shared_item_password());
        }
        Ok(Visit(Arc::new((link, item))))
    }

    /// What a token was exchanged for, as far as it is still there; one with a password since then is not.
    ///
    /// # Errors
    /// Those of the store.
    pub fn by_token(tx: &mut Tx<Read>, who: &Caller, link: LinkRef) -> Result<Option<Self>> {
        let found = tx.opt::<LinkRow>(OF_ITEM, (link.item,))?;
        let now = tx.now();
        let found = found.filter(|row| row.generation == link.generation && row.is_in_force(now));
        let found = with_item(tx, found.filter(|row| row.password_hash.is_none()))?;
        let Some((link, item)) = found else { return Ok(None) };
        Ok(is_let_in(tx, who, &link, &item)?.then(|| Visit(Arc::new((link, item)))))
    }

    /// Whether a link is there for somebody, but for its password.
    pub(super) fn lets_in(tx: &mut Tx<Read>, who: &Caller, link: &LinkRow, item: &Item) -> Result<bool> {
        is_let_in(tx, who, link, item)
    }

    /// Of whoever was let in.
    pub(super) fn of_anybody(link: LinkRow, item: Item) -> Self {
        Visit(Arc::new((link, item)))
    }

    /// What it leads to.
    pub fn item(&self) -> &Item {
        &self.0.1
    }

    pub fn link(&self) -> &LinkRow {
        &self.0.0
    }

    /// What it gives on an item: on the linked one, and on all that is below it.
    pub fn rights_to(&self, item: &Item) -> Rights {
        let link = self.link();
        match link.access {
            SharedLinkAccess::Open | SharedLinkAccess::Company if self.reaches(item) => {
                access::of_link(link.can_download, link.can_edit)
            }
            _ => Rights::NONE,
        }
    }

    /// Whether that is the linked item, or below it.
    pub fn reaches(&self, item: &Item) -> bool {
        item.id == self.item().id || self.place_above(item).is_some()
    }

    /// Where among the folders above an item the linked one is.
    pub(in super::super) fn place_above(&self, item: &Item) -> Option<usize> {
        let top = self.item();
        let id = FolderId(top.id.0);
        item.above().links.iter().position(|link| top.kind == Kind::Folder && link.id == id)
    }
}

/// Whether the link is there for the caller, but for its password.
fn is_let_in(tx: &mut Tx<Read>, who: &Caller, link: &LinkRow, item: &Item) -> Result<bool> {
    let Some(owner) = item.owner() else { return Ok(false) };
    if !access::is_in_reach(tx, who, owner)? {
        return Ok(false);
    }
    match link.access {
        SharedLinkAccess::Open => Ok(true),
        SharedLinkAccess::Company => {
            let theirs = users::person(tx, owner)?.and_then(|owner| owner.enterprise_id);
            Ok(theirs.is_some() && theirs == who.user().enterprise_id)
        }
        SharedLinkAccess::Collaborators => Ok(item.own_rights(tx, who)? != Rights::NONE),
    }
}
