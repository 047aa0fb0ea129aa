//! Folders as the wire has them. What is not shown and would cost a query is not asked for.
use super::{
    db::{self, ALL_FILES, FolderRow, Link, Node, ROOT},
    wire::{Creator, Folder, ItemStatus, Listing, Nobody, Path, Permissions, SyncState, WatermarkInfo},
};
use crate::{
    Caller, Result,
    access::{self, Allowed, CollaborationRole, Rights, See},
    enterprises,
    resources::users::{self, User},
    wire::{Fielded, FolderId, Maybe, Mini, Nested, Page, Selection, Time, UserId, Zone},
};
use boxwood_store::{Read, Tx};
use std::sync::Arc;

const MINI: Selection = Folder::MINI;
const STANDARD: Selection = Folder::STANDARD;
const PATH_COLLECTION: Selection = Folder::field("path_collection");
const PARENT: Selection = Folder::field("parent");
const CREATED_BY: Selection = Folder::field("created_by");
const MODIFIED_BY: Selection = Folder::field("modified_by");
const OWNED_BY: Selection = Folder::field("owned_by");
const ITEM_COLLECTION: Selection = Folder::field("item_collection");
const HAS_COLLABORATIONS: Selection = Folder::field("has_collaborations");
const PERMISSIONS: Selection = Folder::field("permissions");
const IS_EXTERNALLY_OWNED: Selection = Folder::field("is_externally_owned");

/// Who can be invited, in the order in which it is told.
const INVITEES: [CollaborationRole; 7] = [
    CollaborationRole::Editor,
    CollaborationRole::Viewer,
    CollaborationRole::Previewer,
    CollaborationRole::Uploader,
    CollaborationRole::PreviewerUploader,
    CollaborationRole::ViewerUploader,
    CollaborationRole::CoOwner,
];

/// What a folder's representation says of more than the folder itself.
struct Around {
    path: Vec<Mini<Folder>>,
    rights: Rights,
    is_shared: bool,
    /// In which the caller's enterprise tells the time.
    zone: Zone,
}

pub(super) fn folder(
    tx: &mut Tx<Read>,
    who: &Caller,
    folder: &Allowed<Node, See>,
    show: Selection,
    listing: Listing,
) -> Result<Folder> {
    shown(tx, who, folder, show, listing, false)
}

/// A folder that was just made: nothing is in it, so nobody need look.
pub(super) fn created(tx: &mut Tx<Read>, who: &Caller, folder: &Allowed<Node, See>, show: Selection) -> Result<Folder> {
    shown(tx, who, folder, show, Listing::FIRST, true)
}

fn shown(
    tx: &mut Tx<Read>,
    who: &Caller,
    folder: &Allowed<Node, See>,
    show: Selection,
    listing: Listing,
    is_new: bool,
) -> Result<Folder> {
    let path = if show.has(PATH_COLLECTION) || show.has(PARENT) { path(tx, who, folder)? } else { Vec::new() };
    let is_shared = show.has(HAS_COLLABORATIONS) && db::is_shared(tx, folder)?;
    let zone = enterprises::zone(tx, who.user().enterprise_id)?;
    let around = Around { path, rights: folder.rights(), is_shared, zone };
    let mut out = whole(tx, who, folder, show, around)?;
    if show.has(ITEM_COLLECTION) {
        let items = if is_new { page(listing, Vec::new(), Some(0)) } else { items(tx, who, folder, show, listing)? };
        let Page { total_count, entries, limit, offset, order, next_marker } = items;
        let entries = entries.into_iter().map(|entry| Nested(entry, of_entries(show))).collect();
        out.item_collection = Page { total_count, entries, limit, offset, order, next_marker }.into();
    }
    Ok(out)
}

/// A page of what is in a folder, with the fields that were asked for; none asked is the mini tier (contract: content §4).
pub(super) fn items(
    tx: &mut Tx<Read>,
    who: &Caller,
    folder: &Allowed<Node, See>,
    show: Selection,
    listing: Listing,
) -> Result<Page<Arc<Folder>>> {
    let (rows, total) = db::items(tx, who, folder, listing)?;
    let entries = entries(tx, who, folder, &rows, of_entries(show))?;
    Ok(page(listing, entries, total))
}

fn page(listing: Listing, entries: Vec<Arc<Folder>>, total: Option<i64>) -> Page<Arc<Folder>> {
    let mut page = listing.paging.page(entries, total, |entry| entry.id.0);
    page.order = total.map(|_| listing.order());
    page
}

/// What an entry shows where the folder itself shows `show`. Lists in lists are not unfolded.
fn of_entries(show: Selection) -> Selection {
    if show == STANDARD { MINI } else { show.without(ITEM_COLLECTION) }
}

fn entries(
    tx: &mut Tx<Read>,
    who: &Caller,
    folder: &Allowed<Node, See>,
    rows: &[FolderRow],
    show: Selection,
) -> Result<Vec<Arc<Folder>>> {
    if show == MINI {
        return Ok(rows.iter().map(|row| Arc::new(mini(row))).collect());
    }
    let mut path = if show.has(PATH_COLLECTION) || show.has(PARENT) { path(tx, who, folder)? } else { Vec::new() };
    path.push(Mini(Arc::new(mini(folder))));
    let shared = if show.has(HAS_COLLABORATIONS) { db::shared_of(tx, folder, rows)? } else { db::Shared::None };
    let roles = if show.has(PERMISSIONS) { db::my_roles(tx, who)? } else { Default::default() };
    let zone = enterprises::zone(tx, who.user().enterprise_id)?;
    let entry = |row: &FolderRow| {
        let own = row.owner_id == who.user().id;
        let above = if own || roles.is_empty() { &[] } else { folder.line(tx, who)? };
        let given = above.iter().filter_map(|link| Some((link.role?, true)));
        let rights = match own {
            true => CollaborationRole::Owner.rights(true),
            false => access::sum(given.chain(roles.get(&row.id).map(|role| (*role, false)))),
        };
        let (rights, is_shared) = (folder.narrowed(rights), shared.has(row.id));
        let around = Around { path: path.clone(), rights, is_shared, zone: zone.clone() };
        whole(tx, who, row, show, around).map(Arc::new)
    };
    rows.iter().map(entry).collect()
}

/// From the caller's own root down to the parent; empty for the root itself.
fn path(tx: &mut Tx<Read>, who: &Caller, folder: &Node) -> Result<Vec<Mini<Folder>>> {
    if folder.is_root() {
        return Ok(Vec::new());
    }
    let above = folder.visible_above(tx, who)?.iter().map(|Link { id, name, etag, .. }| named(*id, *etag, name));
    Ok([named(ROOT, 0, ALL_FILES)].into_iter().chain(above).map(|folder| Mini(Arc::new(folder))).collect())
}

pub(super) fn mini(row: &FolderRow) -> Folder {
    named(row.id, row.etag, &row.name)
}

/// A root has no etag: nothing of it ever changes.
fn named(id: FolderId, etag: i64, name: &str) -> Folder {
    let etag = if id == ROOT { Maybe::Null } else { Maybe::Value(etag.to_string()) };
    Folder { id, sequence_id: etag.clone(), etag, name: name.to_owned().into(), ..Folder::default() }
}

fn whole(tx: &mut Tx<Read>, who: &Caller, row: &FolderRow, show: Selection, around: Around) -> Result<Folder> {
    let seen = |time: Time| if row.is_root() { Maybe::Null } else { Maybe::Value(time.seen_in(&around.zone)) };
    let (created_at, modified_at) = (seen(row.created_at), seen(row.modified_at));
    let mut out = Folder {
        content_created_at: created_at.clone(),
        content_modified_at: modified_at.clone(),
        created_at,
        modified_at,
        description: row.description.clone().into(),
        size: 0.into(),
        trashed_at: Maybe::Null,
        purged_at: Maybe::Null,
        shared_link: Maybe::Null,
        folder_upload_email: Maybe::Null,
        item_status: ItemStatus::Active.into(),
        ..mini(row)
    };
    if show.has(CREATED_BY) {
        out.created_by = match row.is_root() {
            true => Creator::Nobody(Nobody::new()).into(),
            false => user(tx, row.created_by)?.map(Creator::User).into(),
        };
    }
    if show.has(MODIFIED_BY) {
        out.modified_by = user(tx, row.modified_by)?.into();
    }
    if show.has(OWNED_BY) {
        out.owned_by = user(tx, row.owner_id)?.into();
    }
    out.parent = around.path.last().cloned().into();
    out.path_collection = Path { total_count: around.path.len(), entries: around.path }.into();
    if show.has(IS_EXTERNALLY_OWNED) {
        let owner = users::person(tx, row.owner_id)?;
        out.is_externally_owned = owner.is_some_and(|owner| owner.enterprise_id != who.user().enterprise_id).into();
    }
    out.has_collaborations = around.is_shared.into();
    out.permissions = Permissions::from(around.rights).into();
    unset(&mut out);
    Ok(out)
}

/// What nothing can change yet, as it is for every folder.
fn unset(out: &mut Folder) {
    out.sync_state = SyncState::NotSynced.into();
    out.tags = Vec::new().into();
    out.can_non_owners_invite = true.into();
    out.metadata = Maybe::Null;
    out.is_collaboration_restricted_to_enterprise = false.into();
    out.allowed_shared_link_access_levels = Vec::new().into();
    out.allowed_invitee_roles = if out.id == ROOT { Vec::new() } else { INVITEES.to_vec() }.into();
    out.watermark_info = WatermarkInfo::default().into();
    out.is_accessible_via_shared_link = false.into();
    out.can_non_owners_view_collaborators = true.into();
    out.classification = Maybe::Null;
    out.is_associated_with_app_item = false.into();
    out.collections = Vec::new().into();
}

fn user(tx: &mut Tx<Read>, id: UserId) -> Result<Option<Mini<User>>> {
    Ok(users::shown(tx, id)?.map(Mini))
}
