//! Files as the wire has them.
use super::wire::{File, FileVersion};
use crate::{
    access::CollaborationRole,
    items::{Common, Item, WatermarkInfo},
    wire::{FileId, Maybe, Mini, hex},
};
use std::sync::Arc;

/// Who can be invited to a file (contract: content §2.1).
const INVITEES: [CollaborationRole; 2] = [CollaborationRole::Editor, CollaborationRole::Viewer];

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
    crate::items::common!(out, common);
    out.extension = extension(&item.name).to_owned().into();
    out.is_package = false.into();
    out.allowed_invitee_roles = INVITEES.to_vec().into();
    out.comment_count = common.comments.into();
    unset(&mut out);
    out
}

/// What nothing can change yet, as it is for every file.
fn unset(out: &mut File) {
    out.lock = Maybe::Null;
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
