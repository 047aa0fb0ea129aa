//! The bodies of the files resource.
use crate::{
    access::CollaborationRole,
    items::{ItemStatus, Object, Path, WatermarkInfo},
    resources::{collections::Collection, users::User},
    wire::{FileId, FileVersionId, Mini, Time},
};

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
            collections: Vec<Collection>,
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

crate::items::permissions! {
    can_delete: REMOVE,
    can_download: DOWNLOAD,
    can_invite_collaborator: INVITE,
    can_rename: EDIT,
    can_set_share_access: SHARE_SETTINGS,
    can_share: SHARE,
    can_upload: NEW_VERSION,
    can_preview: PREVIEW,
    can_comment: COMMENT,
    can_annotate: COMMENT,
    can_view_annotations_all: PREVIEW,
    can_view_annotations_self: PREVIEW,
    can_apply_watermark: SET,
}
