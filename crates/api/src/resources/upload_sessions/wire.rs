//! The bodies of upload sessions.
use crate::{
    items::MAX_NAME,
    resources::files::{File, Files, Uploaded},
    wire::{Fielded, FolderId, Maybe, Page, PageQuery, Paging, Reply, Result, Selection, hex},
};
use boxwood_store::{FromValue, ToValue, Value};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};
use std::{borrow::Cow, fmt, str::FromStr};

/// What clients know a session by: 32 hexadecimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UploadSessionId(pub [u8; 16]);

impl fmt::Display for UploadSessionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex(&self.0).to_uppercase())
    }
}

impl FromStr for UploadSessionId {
    type Err = ();
    fn from_str(text: &str) -> Result<Self, ()> {
        let is_id = text.len() == 32 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
        let number = u128::from_str_radix(text, 16).ok().filter(|_| is_id);
        number.map(|number| UploadSessionId(number.to_be_bytes())).ok_or(())
    }
}

impl ToValue for UploadSessionId {
    fn to_value(&self) -> Value<'_> {
        Value::Bytes(&self.0)
    }
}

impl FromValue for UploadSessionId {
    fn from_value(value: Value<'_>) -> Option<Self> {
        if let Value::Bytes(bytes) = value { bytes.try_into().ok().map(UploadSessionId) } else { None }
    }
}

impl JsonSchema for UploadSessionId {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> Cow<'static, str> {
        "UploadSessionId".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "pattern": "^[0-9A-F]{32}$" })
    }
}

/// A file that is to come in parts. What is missing, or makes no sense, has a code of its own each.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(default)]
#[schemars(extend("required" = ["folder_id", "file_size", "file_name"]))]
pub struct NewSession {
    #[schemars(with = "FolderId")]
    pub folder_id: Maybe<serde_json::Value>,
    /// Bytes.
    #[schemars(with = "i64", range(min = 20_000_000))]
    pub file_size: Maybe<serde_json::Value>,
    #[schemars(length(min = 1, max = MAX_NAME))]
    pub file_name: Maybe<String>,
}

/// A version that is to come in parts.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(default)]
#[schemars(extend("required" = ["file_size"]))]
pub struct NewSessionOf {
    /// Bytes.
    #[schemars(with = "i64", range(min = 20_000_000))]
    pub file_size: Maybe<serde_json::Value>,
    #[schemars(length(min = 1, max = MAX_NAME))]
    pub file_name: Maybe<String>,
}

crate::wire_texts! {
    pub enum SessionKind { UploadSession = "upload_session" }
}

#[derive(Clone, Debug, PartialEq, Deserialize, Serialize, JsonSchema)]
pub struct UploadSession {
    #[schemars(with = "UploadSessionId")]
    pub id: String,
    #[serde(rename = "type")]
    pub kind: SessionKind,
    #[schemars(extend("format" = "date-time"))]
    pub session_expires_at: String,
    /// Bytes, of all parts but the last.
    pub part_size: i64,
    pub total_parts: i64,
    pub num_parts_processed: i64,
    pub session_endpoints: SessionEndpoints,
}

/// Where to send what.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize, JsonSchema)]
pub struct SessionEndpoints {
    pub upload_part: String,
    pub commit: String,
    pub abort: String,
    pub list_parts: String,
    pub status: String,
    pub log_event: String,
}

impl SessionEndpoints {
    /// `base` is the address of the session.
    pub fn at(base: &str) -> Self {
        SessionEndpoints {
            upload_part: base.to_owned(),
            commit: format!("{base}/commit"),
            abort: base.to_owned(),
            list_parts: format!("{base}/parts"),
            status: base.to_owned(),
            log_event: format!("{base}/log"),
        }
    }
}

#[derive(Clone, Debug, PartialEq, Deserialize, Serialize, JsonSchema)]
pub struct UploadPart {
    pub part_id: String,
    /// Bytes.
    pub offset: i64,
    /// Bytes.
    pub size: i64,
    /// A commit need not repeat it.
    #[serde(default)]
    pub sha1: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Deserialize, Serialize, JsonSchema)]
pub struct UploadedPart {
    pub part: UploadPart,
}

/// Parts are listed by their places alone.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(default)]
pub struct PartsQuery {
    #[schemars(with = "i64", extend("minimum" = 1))]
    pub limit: String,
    #[schemars(with = "i64", extend("minimum" = 0, "maximum" = 10_000))]
    pub offset: String,
}

impl PartsQuery {
    /// # Errors
    /// `invalid_limit`, `invalid_offset`.
    pub fn paging(&self) -> Result<Paging> {
        let PartsQuery { limit, offset } = self.clone();
        PageQuery { limit, offset, ..PageQuery::default() }.paging()
    }
}

/// A page of parts.
pub struct Parts(pub Page<UploadPart>);

impl Reply for Parts {
    type Wire = Page<UploadPart>;
    const FIELDS: &'static [&'static str] = &[];
    fn select(_: Option<&str>) -> Selection {
        Selection::ALL
    }
    fn write(&self, _: Selection, out: &mut Vec<u8>) -> serde_json::Result<()> {
        serde_json::to_writer(out, &self.0)
    }
}

/// What a commit answers, as an upload does; or 202, while the parts are being joined (see `Answer::later`).
pub struct Committed(pub Uploaded);

impl Reply for Committed {
    type Wire = Files;
    const FIELDS: &'static [&'static str] = File::NAMES;
    const OTHER_STATUSES: &'static [u16] = &[202];
    fn select(fields: Option<&str>) -> Selection {
        <File as Fielded>::select(fields)
    }
    fn write(&self, show: Selection, out: &mut Vec<u8>) -> serde_json::Result<()> {
        self.0.write(show, out)
    }
}
