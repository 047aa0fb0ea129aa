//! The bodies of the web links resource.
use crate::{
    items::{InFolder, ItemStatus, ItemUpdate, MAX_DESCRIPTION, MAX_NAME, Path, SharedLink},
    resources::{collections::Collection, folders::Folder, users::User},
    wire::{Maybe, Mini, Time, WebLinkId},
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
            shared_link: SharedLink,
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

/// The most characters that an address may have.
pub const MAX_URL: usize = 2048;

#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
pub struct NewWebLink {
    #[schemars(length(min = 1, max = MAX_URL))]
    pub url: String,
    pub parent: InFolder,
    /// Its address, where it has none.
    #[serde(default)]
    #[schemars(length(min = 1, max = MAX_NAME))]
    pub name: Maybe<String>,
    #[serde(default)]
    #[schemars(length(max = MAX_DESCRIPTION))]
    pub description: Maybe<String>,
}

#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(default)]
pub struct WebLinkUpdate {
    #[schemars(length(min = 1, max = MAX_URL))]
    pub url: Maybe<String>,
    #[serde(flatten)]
    pub item: ItemUpdate,
}

/// Where a copy is put, and under which name.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
pub struct WebLinkCopy {
    pub parent: InFolder,
    #[serde(default)]
    #[schemars(length(min = 1, max = MAX_NAME))]
    pub name: Maybe<String>,
}

crate::items::permissions! {
    can_delete: REMOVE,
    can_invite_collaborator: INVITE,
    can_rename: EDIT,
    can_set_share_access: SHARE_SETTINGS,
    can_share: SHARE,
}
