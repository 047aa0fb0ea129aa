//! The bodies of file requests.
use crate::{
    items::InFolder,
    resources::{folders::Folder, users::User},
    wire::{FileRequestId, Maybe, Mini, Time},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub const MAX_TITLE: usize = 255;
pub const MAX_DESCRIPTION: usize = 4096;

crate::wire_texts! {
    pub enum FileRequestKind { FileRequest = "file_request" }
}
crate::wire_texts! {
    pub enum FileRequestStatus { Active = "active", Inactive = "inactive" }
}

/// Its times have the letter that clients know from this place (contract: content §0.4).
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
pub struct FileRequest {
    pub id: FileRequestId,
    #[serde(rename = "type")]
    pub kind: FileRequestKind,
    pub title: String,
    pub description: Option<String>,
    pub status: FileRequestStatus,
    pub is_email_required: bool,
    pub is_description_required: bool,
    #[schemars(extend("format" = "date-time"))]
    pub expires_at: Option<String>,
    pub folder: Mini<Folder>,
    /// Without scheme and host.
    pub url: String,
    pub etag: String,
    pub created_by: Option<Mini<User>>,
    #[schemars(extend("format" = "date-time"))]
    pub created_at: String,
    pub updated_by: Option<Mini<User>>,
    #[schemars(extend("format" = "date-time"))]
    pub updated_at: String,
}

/// What is set of a request: what is not said stays, or is as that of which it is a copy.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(default)]
pub struct FileRequestUpdate {
    #[schemars(length(min = 1, max = MAX_TITLE))]
    pub title: Maybe<String>,
    #[schemars(length(max = MAX_DESCRIPTION))]
    pub description: Maybe<String>,
    pub status: Maybe<FileRequestStatus>,
    pub is_email_required: Maybe<bool>,
    pub is_description_required: Maybe<bool>,
    pub expires_at: Maybe<Time>,
}

#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
pub struct FileRequestCopy {
    pub folder: InFolder,
    #[serde(flatten)]
    pub fields: FileRequestUpdate,
}
