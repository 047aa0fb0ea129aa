//! The bodies of the files resource.
use crate::{
    access::{CollaborationRole, Rights},
    items::{ItemStatus, Object, Path, WatermarkInfo},
    resources::users::User,
    wire::{FileId, FileVersionId, Mini, Time},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

crate::wire! {
    pub struct File: "file", FileId, etag etag {
        mini {
            file_version: Mini<FileVersion>,
            sequence_id: String,
            etag: String,
            sha1: String,
            name: String,
        }
        standard {
            description: String,
            size: i64,
            path_collection: Path,
            created_at: Time,
            modified_at: Time,
            trashed_at: Time,
            purged_at: Time,
            content_created_at: Time,
            content_modified_at: Time,
            created_by: Mini<User>,
            modified_by: Mini<User>,
            owned_by: Mini<User>,
            shared_link: Object,
            parent: Mini<crate::resources::folders::Folder>,
            item_status: ItemStatus,
        }
        full {
            version_number: String,
            comment_count: i64,
            permissions: Permissions,
            tags: Vec<String>,
            lock: Object,
            extension: String,
            is_package: bool,
            expiring_embed_link: Object,
            watermark_info: WatermarkInfo,
            is_accessible_via_shared_link: bool,
            allowed_invitee_roles: Vec<CollaborationRole>,
            is_externally_owned: bool,
            has_collaborations: bool,
            metadata: Object,
            expires_at: Time,
            representations: Object,
            classification: Object,
            uploader_display_name: String,
            disposition_at: Time,
            shared_link_permission_options: Vec<String>,
            is_associated_with_app_item: bool,
            collections: Vec<Object>,
        }
    }
}

crate::wire! {
    pub struct FileVersion: "file_version", FileVersionId {
        mini {
            sha1: String,
        }
        standard {
            name: String,
            size: i64,
            created_at: Time,
            modified_at: Time,
            modified_by: Mini<User>,
            trashed_at: Time,
            purged_at: Time,
            uploader_display_name: String,
        }
        full {
            trashed_by: Mini<User>,
            restored_at: Time,
            restored_by: Mini<User>,
            version_number: String,
        }
    }
}

/// What the caller may do with a file (contract: content §2.4).
#[expect(clippy::struct_excessive_bools, reason = "so it is on the wire")]
#[derive(Clone, Copy, Debug, PartialEq, Deserialize, Serialize, JsonSchema)]
pub struct Permissions {
    pub can_delete: bool,
    pub can_download: bool,
    pub can_invite_collaborator: bool,
    pub can_rename: bool,
    pub can_set_share_access: bool,
    pub can_share: bool,
    pub can_upload: bool,
    pub can_preview: bool,
    pub can_comment: bool,
    pub can_annotate: bool,
    pub can_view_annotations_all: bool,
    pub can_view_annotations_self: bool,
    pub can_apply_watermark: bool,
}

impl From<Rights> for Permissions {
    fn from(rights: Rights) -> Self {
        let (previews, comments) = (rights.include(Rights::PREVIEW), rights.include(Rights::COMMENT));
        Permissions {
            can_delete: rights.include(Rights::REMOVE),
            can_download: rights.include(Rights::DOWNLOAD),
            can_invite_collaborator: rights.include(Rights::INVITE),
            can_rename: rights.include(Rights::EDIT),
            can_set_share_access: rights.include(Rights::SHARE_SETTINGS),
            can_share: rights.include(Rights::SHARE),
            can_upload: rights.include(Rights::NEW_VERSION),
            can_preview: previews,
            can_comment: comments,
            can_annotate: comments,
            can_view_annotations_all: previews,
            can_view_annotations_self: previews,
            can_apply_watermark: rights.include(Rights::SET),
        }
    }
}
