//! The bodies of the folders resource.
use crate::{
    resources::users::User,
    wire::{FolderId, Mini, Time},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

crate::wire! {
    pub struct Folder: "folder", FolderId, etag etag {
        mini {
            sequence_id: String,
            etag: String,
            name: String,
        }
        standard {
            created_at: Time,
            modified_at: Time,
            description: String,
            path_collection: Path,
            created_by: Mini<User>,
            owned_by: Mini<User>,
            parent: Mini<Folder>,
            item_status: String,
            item_collection: Items,
        }
        full {
            has_collaborations: bool,
        }
    }
}

/// From the root down to the parent.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
pub struct Path {
    pub total_count: usize,
    pub entries: Vec<Mini<Folder>>,
}

#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
pub struct Items {
    pub total_count: usize,
    pub entries: Vec<Mini<Folder>>,
    pub limit: i64,
    pub offset: i64,
}

#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
pub struct NewFolder {
    pub name: String,
    pub parent: Parent,
}

#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
pub struct Parent {
    pub id: FolderId,
}
