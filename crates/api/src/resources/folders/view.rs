//! Folders as the wire has them. What is not shown and would cost a query is not asked for.
use super::{
    settings::FolderSettings,
    wire::{Creator, Folder, Nobody, SyncState},
};
use crate::{
    Caller, Result,
    access::{Allowed, CollaborationRole, See},
    items::{self, AFolder, Common, Entry, Frame, Item, Link, Listing, SharedLinkAccess, Wanted, WatermarkInfo},
    wire::{Fielded, FolderId, Maybe, Nested, Page, Selection},
};
use boxwood_store::{Read, Tx};
use std::sync::Arc;

type Node = items::Node<AFolder>;

const ITEM_COLLECTION: Selection = Folder::field("item_collection");

/// The id of everybody's root.
pub(super) const ROOT: FolderId = FolderId(0);

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

/// How a folder can be shared by a link; a root cannot.
const LINK_LEVELS: [SharedLinkAccess; 3] =
    [SharedLinkAccess::Collaborators, SharedLinkAccess::Open, SharedLinkAccess::Company];

pub(crate) fn shown(
    tx: &mut Tx<Read>,
    who: &Caller,
    folder: &Allowed<Node, See>,
    show: Selection,
    listing: Listing,
) -> Result<Folder> {
    let mut out = alone(tx, who, folder, Wanted::of_folder(show))?;
    if show.has(ITEM_COLLECTION) {
        out.item_collection = nested(items(tx, who, folder, of_entries(show), listing)?, show);
    }
    Ok(out)
}

/// A folder that was just made: nothing is in it, so nobody need look.
pub(super) fn created(tx: &mut Tx<Read>, who: &Caller, folder: &Allowed<Node, See>, show: Selection) -> Result<Folder> {
    let mut out = alone(tx, who, folder, Wanted { size: false, ..Wanted::of_folder(show) })?;
    if show.has(ITEM_COLLECTION) {
        out.item_collection = nested(page(Listing::FIRST, Vec::new(), Some(0)), show);
    }
    Ok(out)
}

fn alone(tx: &mut Tx<Read>, who: &Caller, item: &Allowed<Node, See>, wanted: Wanted) -> Result<Folder> {
    let common = Frame::of_item(tx, who, item, wanted)?.common(tx, who, item, wanted, |_| Ok(item.rights()))?;
    Ok(folder(item, common))
}

fn nested(items: Page<Arc<Entry>>, show: Selection) -> Maybe<Page<Nested<Entry>>> {
    let Page { total_count, entries, limit, offset, order, next_marker } = items;
    let entries = entries.into_iter().map(|entry| Nested(entry, of_entries(show))).collect();
    Page { total_count, entries, limit, offset, order, next_marker }.into()
}

/// A page of what is in a folder, with the fields that were asked for; none asked is the mini tier (contract: content §4).
pub(super) fn items(
    tx: &mut Tx<Read>,
    who: &Caller,
    folder: &Allowed<Node, See>,
    show: Selection,
    listing: Listing,
) -> Result<Page<Arc<Entry>>> {
    let (found, total) = items::items(tx, who, folder, listing)?;
    let entries = items::entries(tx, who, folder, &found, show, |rights| folder.narrowed(rights))?;
    Ok(page_of(listing, &found, entries, total))
}

/// A page of `found`, as `entries` show them.
pub(crate) fn page_of(
    listing: Listing,
    found: &[Item],
    entries: Vec<Arc<Entry>>,
    total: Option<i64>,
) -> Page<Arc<Entry>> {
    let marker = found.get(listing.paging.limit as usize - 1).map(items::marker);
    let mut page = page(listing, entries, total);
    if let Some(next) = page.next_marker.as_mut().and_then(Option::as_mut) {
        *next = marker.unwrap_or_default().to_string();
    }
    page
}

fn page(listing: Listing, entries: Vec<Arc<Entry>>, total: Option<i64>) -> Page<Arc<Entry>> {
    let mut page = listing.paging.page(entries, total, |_| 0);
    page.order = total.map(|_| listing.order());
    page
}

/// What an entry shows where the folder itself shows `show`. Lists in lists are not unfolded.
fn of_entries(show: Selection) -> Selection {
    if show == items::select(None) { Entry::MINI } else { show.without(ITEM_COLLECTION) }
}

pub(crate) fn mini(item: &Item) -> Folder {
    if item.is_root() {
        return root();
    }
    named(&item.link())
}

/// A root has no etag: nothing of it ever changes.
pub(crate) fn root() -> Folder {
    Folder {
        id: ROOT,
        sequence_id: Maybe::Null,
        etag: Maybe::Null,
        name: "All Files".to_owned().into(),
        ..Folder::default()
    }
}

/// Where the path of what is in the trash begins and ends (contract: content §3.1).
pub(crate) fn trash() -> Folder {
    Folder { id: FolderId(1), name: "Trash".to_owned().into(), ..root() }
}

pub(crate) fn named(link: &Link) -> Folder {
    let etag = Maybe::Value(link.etag.to_string());
    Folder { id: link.id, sequence_id: etag.clone(), etag, name: link.name.clone().into(), ..Folder::default() }
}

/// A folder with all that costs no query of its own.
pub(crate) fn folder(item: &Item, common: Common) -> Folder {
    let mut out = Folder { size: common.size.into(), permissions: common.rights.map(Into::into), ..mini(item) };
    out.created_by = match item.is_root() {
        true => Creator::Nobody(Nobody::new()).into(),
        false => common.created_by.map(Creator::User),
    };
    out.content_created_at = common.content_created_at;
    out.content_modified_at = common.content_modified_at;
    items::common!(out, common);
    unset(&mut out);
    let settings = item.own_settings();
    out.can_non_owners_invite = (!settings.has(FolderSettings::ONLY_OWNERS_INVITE)).into();
    out.can_non_owners_view_collaborators = (!settings.has(FolderSettings::HIDDEN_COLLABORATORS)).into();
    out.is_collaboration_restricted_to_enterprise = settings.has(FolderSettings::ENTERPRISE_ONLY).into();
    out
}

/// What nothing can change yet, as it is for every folder.
fn unset(out: &mut Folder) {
    out.folder_upload_email = Maybe::Null;
    out.sync_state = SyncState::NotSynced.into();
    out.metadata = Maybe::Null;
    out.allowed_shared_link_access_levels = if out.id == ROOT { Vec::new() } else { LINK_LEVELS.to_vec() }.into();
    out.allowed_invitee_roles = if out.id == ROOT { Vec::new() } else { INVITEES.to_vec() }.into();
    out.watermark_info = WatermarkInfo::default().into();
    out.classification = Maybe::Null;
    out.is_associated_with_app_item = false.into();
}
