//! What the representations of all kinds of items are made of.
use crate::{
    access::Rights,
    resources::folders::Folder,
    wire::{FolderId, Mini, UserId},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// What nothing in this release can fill yet: always null or empty.
pub type Object = serde_json::Map<String, Value>;

crate::wire_texts! {
    pub enum ItemStatus { Active = "active", Trashed = "trashed", Deleted = "deleted" }
}

/// From the root down to the parent.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
pub struct Path {
    pub total_count: usize,
    pub entries: Vec<Mini<Folder>>,
}

/// What the caller may do with an item. Which of them are shown depends on its kind.
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
    pub can_apply_watermark: bool,
}

impl From<Rights> for Permissions {
    fn from(rights: Rights) -> Self {
        Permissions {
            can_delete: rights.include(Rights::REMOVE),
            can_download: rights.include(Rights::DOWNLOAD),
            can_invite_collaborator: rights.include(Rights::INVITE),
            can_rename: rights.include(Rights::EDIT),
            can_set_share_access: rights.include(Rights::SHARE_SETTINGS),
            can_share: rights.include(Rights::SHARE),
            can_upload: rights.include(Rights::UPLOAD),
            can_apply_watermark: rights.include(Rights::SET),
        }
    }
}

#[derive(Clone, Copy, Debug, Default, Deserialize, Serialize, JsonSchema)]
pub struct WatermarkInfo {
    pub is_watermarked: bool,
    pub is_watermark_inherited: bool,
    pub is_watermarked_by_access_policy: bool,
}

/// Into which folder.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
pub struct InFolder {
    pub id: FolderId,
}

/// A new place, as a change of an item names it.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
pub struct NewParent {
    pub id: FolderId,
    /// Whose root, where the id is 0.
    #[serde(default)]
    pub user_id: Option<UserId>,
}

#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
pub struct NewOwner {
    pub id: UserId,
}
