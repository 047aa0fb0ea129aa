//! The bodies of the web links resource.
use crate::{
    items::{ItemStatus, Object, Path},
    resources::{collections::Collection, folders::Folder, users::User},
    wire::{Mini, Time, WebLinkId},
};

crate::wire! {
    pub struct WebLink: "web_link", WebLinkId, etag etag {
        mini {
            url: String,
            sequence_id: String,
            etag: String,
            name: String,
        }
        standard {
            created_by: Mini<User>,
            created_at: Time,
            modified_at: Time,
            parent: Mini<Folder>,
            description: String,
            item_status: ItemStatus,
            trashed_at: Time,
            purged_at: Time,
            shared_link: Object,
            path_collection: Path,
            modified_by: Mini<User>,
            owned_by: Mini<User>,
        }
        full {
            permissions: Permissions,
            tags: Vec<String>,
            is_externally_owned: bool,
            has_collaborations: bool,
            is_accessible_via_shared_link: bool,
            collections: Vec<Collection>,
        }
    }
}

crate::items::permissions! {
    can_delete: REMOVE,
    can_invite_collaborator: INVITE,
    can_rename: EDIT,
    can_set_share_access: SHARE_SETTINGS,
    can_share: SHARE,
}
