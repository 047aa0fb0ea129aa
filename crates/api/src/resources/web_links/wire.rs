//! The bodies of the web links resource.
use crate::{
    access::Rights,
    items::{ItemStatus, Object, Path},
    resources::{folders::Folder, users::User},
    wire::{Mini, Time, WebLinkId},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

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
            collections: Vec<Object>,
        }
    }
}

/// What the caller may do with a web link (contract: content §2.4).
#[expect(clippy::struct_excessive_bools, reason = "so it is on the wire")]
#[derive(Clone, Copy, Debug, PartialEq, Deserialize, Serialize, JsonSchema)]
pub struct Permissions {
    pub can_delete: bool,
    pub can_invite_collaborator: bool,
    pub can_rename: bool,
    pub can_set_share_access: bool,
    pub can_share: bool,
}

impl From<Rights> for Permissions {
    fn from(rights: Rights) -> Self {
        Permissions {
            can_delete: rights.include(Rights::REMOVE),
            can_invite_collaborator: rights.include(Rights::INVITE),
            can_rename: rights.include(Rights::EDIT),
            can_set_share_access: rights.include(Rights::SHARE_SETTINGS),
            can_share: rights.include(Rights::SHARE),
        }
    }
}
