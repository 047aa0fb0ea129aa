//! Making, changing and removing the link of an item.
use super::{
    super::{Item, ItemRow, Kind, Node, Sort, change::emit, row::columns},
    LinkRow, LinkUpdate, SharedLinkAccess, of_item,
    wire::{MAX_VANITY, MIN_VANITY},
};
use crate::{
    Caller, Error, Result,
    access::{Allowed, See, Share, ShareSettings},
    counters::Counter,
    events::EventKind,
    signed::SigningKey,
    wire::{ItemId, Maybe},
};
use boxwood_store::{Error as StoreError, Tx, Write};

const PUT: &str = "INSERT INTO shared_links (item_id, generation, access, can_download, can_edit, password_hash, unshared_at, \
    vanity_name, vanity_key, created_by, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) \
    ON CONFLICT (item_id) DO UPDATE SET generation = excluded.generation, access = excluded.access, \
    can_download = excluded.can_download, can_edit = excluded.can_edit, password_hash = excluded.password_hash, \
    unshared_at = excluded.unshared_at, vanity_name = excluded.vanity_name, vanity_key = excluded.vanity_key";
const REMOVE: &str = "DELETE FROM shared_links WHERE item_id = $1";
const MARK: &str = concat!("UPDATE items SET is_linked = $2, etag = etag + 1 WHERE id = $1 RETURNING ", columns!());

/// Makes, changes or removes the link of an item, as the update of an item wishes. Who may share makes a link as they are
/// by default and reads it; to set anything about one takes more (contract: content §5.1).
///
/// # Errors
/// `access_denied_insufficient_permissions`; what is wrong with the wish; `conflict` for a name that another link has.
pub fn share<K: Sort>(
    tx: &mut Tx<Write>,
    who: &Caller,
    item: Allowed<Node<K>, See>,
    wish: &Maybe<LinkUpdate>,
) -> Result<Allowed<Node<K>, See>> {
    match wish {
        Maybe::Absent => Ok(item),
        Maybe::Null => remove(tx, who, item),
        Maybe::Value(wish) => put(tx, who, item, wish),
    }
}

fn remove<K: Sort>(tx: &mut Tx<Write>, who: &Caller, item: Allowed<Node<K>, See>) -> Result<Allowed<Node<K>, See>> {
    item.also::<Share>()?;
    if !item.is_linked {
        return Ok(item);
    }
    item.also::<ShareSettings>()?;
    tx.exec(REMOVE, (item.id,))?;
    forget_counts(tx, item.id)?;
    marked(tx, who, item, EventKind::ItemSharedUnshare)
}

fn put<K: Sort>(
    tx: &mut Tx<Write>,
    who: &Caller,
    item: Allowed<Node<K>, See>,
    wish: &LinkUpdate,
) -> Result<Allowed<Node<K>, See>> {
    item.also::<Share>()?;
    let now = tx.now();
    let found = if item.is_linked { of_item(tx, item.id)? } else { None };
    let is_new = found.is_none();
    let before = found.unwrap_or_else(|| new(&item));
    let link = wished(&item, &before, wish, now)?;
    if link != before {
        item.also::<ShareSettings>()?;
    } else if !is_new {
        return Ok(item);
    }
    if is_new {
        SigningKey::ensure(tx)?;
        forget_counts(tx, item.id)?;
    }
    let LinkRow { item_id, generation, access, can_download, can_edit, password_hash, unshared_at, vanity_name } = link;
    let (vanity, key) = (vanity_name.as_deref(), vanity_name.as_deref().map(str::to_lowercase));
    let (key, password) = (key.as_deref(), password_hash.as_deref());
    let by = who.user().id;
    let values = (item_id, generation, access, can_download, can_edit, password, unshared_at, vanity, key, by, now);
    tx.exec(PUT, values).map_err(|error| match error {
        StoreError::Constraint(_) => Error::vanity_name_in_use(),
        error => error.into(),
    })?;
    marked(tx, who, item, if is_new { EventKind::ItemSharedCreate } else { EventKind::ItemSharedUpdate })
}

/// As links are by default. None that an item had before had a generation as high: it is that of its etag.
fn new(item: &Item) -> LinkRow {
    LinkRow {
        item_id: item.id,
        generation: item.etag + 1,
        access: SharedLinkAccess::Open,
        can_download: true,
        can_edit: false,
        password_hash: None,
        unshared_at: None,
        vanity_name: None,
    }
}

fn wished(item: &Item, before: &LinkRow, wish: &LinkUpdate, now: i64) -> Result<LinkRow> {
    let mut link = before.clone();
    match wish.access {
        Maybe::Absent => {}
        Maybe::Null => link.access = SharedLinkAccess::Open,
        Maybe::Value(access) => link.access = access,
    }
    match &wish.password {
        Maybe::Absent => {}
        Maybe::Null => link.password_hash = None,
        Maybe::Value(secret) => link.password_hash = Some(secret.hash().to_owned()),
    }
    // A password is for those whom nothing else lets in; for others it is dropped without a word.
    if link.access != SharedLinkAccess::Open {
        link.password_hash = None;
    }
    match wish.unshared_at {
        Maybe::Absent => {}
        Maybe::Null => link.unshared_at = None,
        Maybe::Value(end) if end.micros() <= now => return Err(Error::invalid_parameter("unshared_at")),
        Maybe::Value(end) => link.unshared_at = Some(end),
    }
    match &wish.vanity_name {
        Maybe::Absent => {}
        Maybe::Null => link.vanity_name = None,
        Maybe::Value(name) => link.vanity_name = Some(checked_vanity(name)?.to_owned()),
    }
    if let Maybe::Value(permissions) = &wish.permissions {
        let edit = permissions.can_edit.unwrap_or(link.can_edit && permissions.can_download != Some(false));
        let download = permissions.can_download.unwrap_or(link.can_download || edit);
        if edit && (item.kind != Kind::File || !download) {
            return Err(Error::invalid_parameter("permissions"));
        }
        (link.can_download, link.can_edit) = (download, edit);
    }
    Ok(link)
}

/// What can stand in an address as it is.
fn checked_vanity(name: &str) -> Result<&str> {
    let is_plain = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
    let fits = (MIN_VANITY..=MAX_VANITY).contains(&name.len());
    if is_plain && fits { Ok(name) } else { Err(Error::invalid_parameter("vanity_name")) }
}

fn marked<K: Sort>(
    tx: &mut Tx<Write>,
    who: &Caller,
    item: Allowed<Node<K>, See>,
    event: EventKind,
) -> Result<Allowed<Node<K>, See>> {
    let row: ItemRow = tx.one(MARK, (item.id, event != EventKind::ItemSharedUnshare))?;
    tx.forget(item.id.key());
    emit(tx, who, event, K::KIND, item.id)?;
    let above = item.above().clone();
    Ok(item.after(Node::new(Item::new(row, above))))
}

fn forget_counts(tx: &mut Tx<Write>, item: ItemId) -> Result<()> {
    Counter::LinkDownloads.clear(tx, item.0)?;
    Counter::LinkPreviews.clear(tx, item.0)
}
