//! Files as the wire has them.
use super::{
    db::{self, VersionRow},
    wire::{File, FileVersion},
};
use crate::{
    Caller, Result,
    access::{Allowed, CollaborationRole, See},
    enterprises,
    items::{self, AFile, Common, Frame, Item, Node, SharedLinkPermission, Wanted, WatermarkInfo},
    resources::users,
    wire::{FileId, Maybe, Mini, Selection, Time, UserId, hex},
};
use boxwood_store::{Read, Tx};
use std::sync::Arc;

const VERSION_NUMBER: Selection = File::field("version_number");
const UPLOADER: Selection = File::field("uploader_display_name");

/// Who can be invited to a file (contract: content §2.1).
const INVITEES: [CollaborationRole; 2] = [CollaborationRole::Editor, CollaborationRole::Viewer];

/// What a link to a file can give.
const LINK_PERMISSIONS: [SharedLinkPermission; 3] =
    [SharedLinkPermission::CanPreview, SharedLinkPermission::CanDownload, SharedLinkPermission::CanEdit];

pub(crate) fn shown(
    tx: &mut Tx<Read>,
    who: &Caller,
    item: &Allowed<Node<AFile>, See>,
    show: Selection,
) -> Result<File> {
    let wanted = Wanted::of_file(show);
    let common = Frame::of_item(tx, who, item, wanted)?.common(tx, who, item, wanted, |_| Ok(item.rights()))?;
    let mut out = file(item, common);
    if let Some(version) = item.version_id {
        if show.has(VERSION_NUMBER) {
            out.version_number = db::number(tx, version)?.to_string().into();
        }
        if show.has(UPLOADER) {
            let row = db::version(tx, item, version)?;
            out.uploader_display_name = name_of(tx, row.modified_by)?;
        }
    }
    Ok(out)
}

/// A version as the wire has it (contract: content §3.5).
pub(super) fn version(tx: &mut Tx<Read>, who: &Caller, row: VersionRow) -> Result<FileVersion> {
    let zone = enterprises::zone(tx, who.user().enterprise_id)?;
    let seen = |time: Time| time.seen_in(&zone);
    Ok(FileVersion {
        id: row.id,
        sha1: hex(&row.sha1).into(),
        name: row.name.into(),
        size: row.size.into(),
        created_at: seen(row.created_at).into(),
        modified_at: seen(row.created_at).into(),
        modified_by: user(tx, Some(row.modified_by))?,
        trashed_at: row.trashed_at.map(seen).into(),
        purged_at: row.trashed_at.map(|time| seen(items::purged_at(time))).into(),
        uploader_display_name: name_of(tx, row.modified_by)?,
        trashed_by: user(tx, row.trashed_by)?,
        restored_at: row.restored_at.map(seen).into(),
        restored_by: user(tx, row.restored_by)?,
        version_number: row.number.to_string().into(),
    })
}

fn user(tx: &mut Tx<Read>, id: Option<UserId>) -> Result<Maybe<Mini<users::User>>> {
    let found = id.map(|id| users::shown(tx, id)).transpose()?.flatten();
    Ok(found.map(Mini).into())
}

fn name_of(tx: &mut Tx<Read>, id: UserId) -> Result<Maybe<String>> {
    Ok(users::shown(tx, id)?.map_or(Maybe::Null, |user| user.name.clone()))
}

pub(crate) fn mini(item: &Item) -> File {
    let etag = item.etag.to_string();
    let sha1: Maybe<String> = item.sha1.as_deref().map(hex).into();
    let version = item.version_id.map(|id| FileVersion { id, sha1: sha1.clone(), ..FileVersion::default() });
    File {
        id: FileId(item.id.0),
        file_version: version.map(|version| Mini(Arc::new(version))).into(),
        sequence_id: etag.clone().into(),
        etag: etag.into(),
        sha1,
        name: item.name.clone().into(),
        ..File::default()
    }
}

/// A file with all that costs no query of its own.
pub(crate) fn file(item: &Item, common: Common) -> File {
    let mut out = File { size: item.size.into(), permissions: common.rights.map(Into::into), ..mini(item) };
    out.created_by = common.created_by;
    out.content_created_at = common.content_created_at;
    out.content_modified_at = common.content_modified_at;
    items::common!(out, common);
    out.extension = extension(&item.name).to_owned().into();
    out.is_package = false.into();
    out.allowed_invitee_roles = INVITEES.to_vec().into();
    out.comment_count = common.comments.into();
    out.lock = common.lock;
    out.representations = common.representations;
    out.shared_link_permission_options = LINK_PERMISSIONS.to_vec().into();
    unset(&mut out);
    out
}

/// What nothing can change yet, as it is for every file.
fn unset(out: &mut File) {
    out.watermark_info = WatermarkInfo::default().into();
    out.metadata = Maybe::Null;
    out.expires_at = Maybe::Null;
    out.classification = Maybe::Null;
    out.disposition_at = Maybe::Null;
    out.is_associated_with_app_item = false.into();
}

/// What is behind the last dot of a name; none where there is none.
fn extension(name: &str) -> &str {
    name.rsplit_once('.').map_or("", |(_, extension)| extension)
}
