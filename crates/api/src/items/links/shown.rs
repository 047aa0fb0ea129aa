//! What is shown of the links of items.
use super::{
    super::{Item, Kind},
    LinkRow, SharedLink, SharedLinkAccess, SharedLinkPermission, address, key, link_columns,
    wire::Permitted,
};
use crate::{
    Result,
    wire::{ItemId, Time, Zone},
};
use boxwood_store::{Joined, Read, Tx, row};
use std::collections::HashMap;

/// Of some items, by their ids, those whose link is in force.
pub type Links = HashMap<ItemId, SharedLink>;

row! {
    struct Counts {
        download_count: i64,
        preview_count: i64,
    }
}

const OF_ITEMS: &str = concat!(
    "SELECT ",
    link_columns!(),
    ", (SELECT CAST(coalesce(sum(value), 0) AS BIGINT) FROM counters WHERE kind = 'link_downloads' AND owner_id = item_id) \
     AS download_count, (SELECT CAST(coalesce(sum(value), 0) AS BIGINT) FROM counters WHERE kind = 'link_previews' \
     AND owner_id = item_id) AS preview_count FROM shared_links WHERE item_id IN ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, \
    $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25)"
);

/// The links of those items that have one: a statement for 25 of them, and none where none has.
///
/// # Errors
/// Those of the store.
pub fn of_items<'a>(tx: &mut Tx<Read>, items: impl Iterator<Item = &'a Item>, zone: &Zone) -> Result<Links> {
    let linked: HashMap<ItemId, &Item> = items.filter(|item| item.is_linked).map(|item| (item.id, item)).collect();
    let mut links = Links::new();
    let (now, ids): (_, Vec<ItemId>) = (tx.now(), linked.keys().copied().collect());
    for some in ids.chunks(25) {
        let mut ids = [ItemId::default(); 25];
        ids.iter_mut().zip(some).for_each(|(place, id)| *place = *id);
        for Joined(link, counts) in tx.many::<Joined<LinkRow, Counts>>(OF_ITEMS, ids)? {
            if let Some(item) = linked.get(&link.item_id).filter(|_| link.is_in_force(now)) {
                links.insert(item.id, shown(tx, item, link, &counts, zone)?);
            }
        }
    }
    Ok(links)
}

fn shown(tx: &mut Tx<Read>, item: &Item, link: LinkRow, counts: &Counts, zone: &Zone) -> Result<SharedLink> {
    let token = link.token(&key(tx)?);
    let LinkRow { access, can_download, can_edit, vanity_name, .. } = link;
    let is_file = item.kind == Kind::File && can_download && access != SharedLinkAccess::Collaborators;
    let extension = item.name.rsplit_once('.').map_or(String::new(), |(_, extension)| format!(".{extension}"));
    let is_plain = extension.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'.');
    let file = format!("{token}{}", if is_plain { &extension } else { "" });
    Ok(SharedLink {
        url: address(tx, "s", &token),
        download_url: is_file.then(|| address(tx, "shared/static", &file)),
        vanity_url: vanity_name.as_deref().map(|name| address(tx, "v", name)),
        vanity_name,
        access,
        effective_access: access,
        effective_permission: match (can_edit, can_download) {
            (true, _) => SharedLinkPermission::CanEdit,
            (false, true) => SharedLinkPermission::CanDownload,
            (false, false) => SharedLinkPermission::CanPreview,
        },
        unshared_at: link.unshared_at.map(|time: Time| time.seen_in(zone)),
        is_password_enabled: link.password_hash.is_some(),
        permissions: Permitted { can_preview: true, can_download, can_edit },
        download_count: counts.download_count,
        preview_count: counts.preview_count,
    })
}
