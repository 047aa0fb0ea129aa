//! What the representations of all kinds of items are made of.
use crate::{
    resources::folders::Folder,
    wire::{CollectionId, FolderId, Mini, UserId},
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

/// What the caller may do with an item, each with the right that it stands for. Which of them are told depends on the kind
/// (contract: content §2.4).
macro_rules! permissions {
    ($($name:ident: $right:ident,)*) => {
        #[derive(Clone, Copy, Debug, PartialEq, serde::Deserialize, serde::Serialize, schemars::JsonSchema)]
        pub struct Permissions {
            $(pub $name: bool,)*
        }

        impl From<$crate::access::Rights> for Permissions {
            fn from(rights: $crate::access::Rights) -> Self {
                Permissions { $($name: rights.include($crate::access::Rights::$right),)* }
            }
        }
    };
}
pub(crate) use permissions;

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

/// Into which collection of the caller's.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
pub struct InCollection {
    pub id: CollectionId,
    #[serde(default, rename = "type")]
    pub kind: Option<String>,
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
