//! The bodies of archives.
use crate::{
    items::MAX_NAME,
    wire::{ItemId, Maybe, Time, hex},
};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};
use std::{borrow::Cow, fmt, str::FromStr};

/// What an address has in it: 32 hexadecimal digits, which nobody can guess.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ZipDownloadId(pub [u8; 16]);

impl fmt::Display for ZipDownloadId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex(&self.0))
    }
}

impl FromStr for ZipDownloadId {
    type Err = ();
    fn from_str(text: &str) -> Result<Self, ()> {
        let is_id = text.len() == 32 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        let number = u128::from_str_radix(text, 16).ok().filter(|_| is_id);
        number.map(|number| ZipDownloadId(number.to_be_bytes())).ok_or(())
    }
}

impl JsonSchema for ZipDownloadId {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> Cow<'static, str> {
        "ZipDownloadId".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "pattern": "^[0-9a-f]{32}$" })
    }
}

crate::wire_texts! {
    pub enum ZipItemKind { File = "file", Folder = "folder" }
}
crate::wire_texts! {
    pub enum ZipState { InProgress = "in_progress", Failed = "failed", Succeeded = "succeeded" }
}

#[derive(Clone, Copy, Debug, Deserialize, Serialize, JsonSchema)]
pub struct ZipItem {
    #[serde(rename = "type")]
    pub kind: ZipItemKind,
    pub id: ItemId,
}

#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
pub struct NewZipDownload {
    pub items: Vec<ZipItem>,
    /// Without its ending.
    #[serde(default)]
    #[schemars(length(min = 1, max = MAX_NAME))]
    pub download_file_name: Maybe<String>,
}

#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
pub struct ZipDownload {
    pub download_url: String,
    pub status_url: String,
    pub expires_at: Time,
    /// A list for each name that several items had.
    pub name_conflicts: Vec<Vec<NameConflict>>,
}

/// An item that has another name in the archive.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize, JsonSchema)]
pub struct NameConflict {
    pub id: ItemId,
    #[serde(rename = "type")]
    pub kind: ZipItemKind,
    pub original_name: String,
    pub download_name: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Deserialize, Serialize, JsonSchema)]
pub struct ZipDownloadStatus {
    #[schemars(range(min = 0, max = 10_000))]
    pub total_file_count: i64,
    #[schemars(range(min = 0))]
    pub downloaded_file_count: i64,
    #[schemars(range(min = 0))]
    pub skipped_file_count: i64,
    #[schemars(range(min = 0))]
    pub skipped_folder_count: i64,
    pub state: ZipState,
}
