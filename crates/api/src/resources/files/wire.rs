//! The bodies of the files resource.
use crate::{
    access::CollaborationRole,
    items::{
        InFolder, ItemStatus, ItemUpdate, MAX_DESCRIPTION, MAX_NAME, Object, Path, SharedLink, SharedLinkPermission,
        WatermarkInfo,
    },
    resources::{
        collections::Collection,
        previews::{EmbedLink, Representations},
        users::User,
    },
    wire::{
        Fielded, FileId, FileVersionId, LockId, Maybe, Mini, PageQuery, Paging, Reply, Result, Selection, Shown, Time,
    },
};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};
use std::{borrow::Cow, sync::Arc};

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
            shared_link: SharedLink,
            parent: Mini<crate::resources::folders::Folder>,
            item_status: ItemStatus,
        }
        full {
            version_number: String,
            comment_count: i64,
            permissions: Permissions,
            tags: Vec<String>,
            lock: FileLock,
            extension: String,
            is_package: bool,
            expiring_embed_link: EmbedLink,
            watermark_info: WatermarkInfo,
            is_accessible_via_shared_link: bool,
            allowed_invitee_roles: Vec<CollaborationRole>,
            is_externally_owned: bool,
            has_collaborations: bool,
            metadata: Object,
            expires_at: Time,
            representations: Representations,
            classification: Object,
            uploader_display_name: String,
            disposition_at: Time,
            shared_link_permission_options: Vec<SharedLinkPermission>,
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
            trashed_by: Mini<User>,
            restored_at: Time,
            restored_by: Mini<User>,
        }
        full {
            version_number: String,
        }
    }
}

/// Who has locked a file, and until when.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
pub struct FileLock {
    pub id: LockId,
    #[serde(rename = "type")]
    pub kind: LockKind,
    pub created_by: Maybe<Mini<User>>,
    pub created_at: Time,
    pub expired_at: Maybe<Time>,
    pub is_download_prevented: bool,
    pub app_type: Maybe<LockApp>,
}

crate::wire_texts! {
    pub enum LockKind { Lock = "lock" }
}

crate::wire_texts! {
    pub enum LockApp {
        Gsuite = "gsuite",
        OfficeWopi = "office_wopi",
        OfficeWopiplus = "office_wopiplus",
        Other = "other",
    }
}

/// A lock to be set: some clients call its one kind the type, others the access.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(default)]
pub struct NewFileLock {
    #[serde(rename = "type")]
    pub kind: Maybe<LockKind>,
    pub access: Maybe<LockKind>,
    pub expires_at: Maybe<Time>,
    pub is_download_prevented: Maybe<bool>,
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

/// Whether a call asks for a link that embeds the file: that is made for it.
pub(super) fn asks_to_embed(fields: Option<&str>) -> bool {
    fields.is_some_and(|fields| fields.split(',').any(|field| field.trim() == "expiring_embed_link"))
}

/// What is said of a new file.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
pub struct NewFile {
    #[schemars(length(min = 1, max = MAX_NAME))]
    pub name: String,
    pub parent: InFolder,
    #[serde(default)]
    #[schemars(length(max = MAX_DESCRIPTION))]
    pub description: Maybe<String>,
    #[serde(default)]
    pub content_created_at: Maybe<Time>,
    #[serde(default)]
    pub content_modified_at: Maybe<Time>,
}

/// What is said of a new version; clients send more, which is ignored.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(default)]
pub struct NewVersionOf {
    #[schemars(length(min = 1, max = MAX_NAME))]
    pub name: Maybe<String>,
    pub content_modified_at: Maybe<Time>,
}

#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(default)]
pub struct FileUpdate {
    #[serde(flatten)]
    pub item: ItemUpdate,
    pub content_created_at: Maybe<Time>,
    pub content_modified_at: Maybe<Time>,
    /// Null takes the lock off.
    pub lock: Maybe<NewFileLock>,
}

/// Where a copy is put, under which name, and of which version.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
pub struct FileCopy {
    pub parent: InFolder,
    #[serde(default)]
    #[schemars(length(min = 1, max = MAX_NAME))]
    pub name: Maybe<String>,
    #[serde(default)]
    pub version: Maybe<FileVersionId>,
}

/// May I upload this?
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(default)]
pub struct Question {
    #[schemars(length(min = 1, max = MAX_NAME))]
    pub name: Maybe<String>,
    pub parent: Maybe<InFolder>,
    /// Bytes.
    pub size: Maybe<i64>,
}

/// Yes, and there.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
pub struct Offer {
    pub upload_url: String,
    pub upload_token: Option<String>,
}

/// The answer to a [`Question`].
pub struct Offered(Offer);

impl Offered {
    pub fn at(upload_url: String) -> Self {
        Offered(Offer { upload_url, upload_token: None })
    }
}

impl Reply for Offered {
    type Wire = Offer;
    const FIELDS: &'static [&'static str] = &[];
    fn select(_: Option<&str>) -> Selection {
        Selection::ALL
    }
    fn write(&self, _: Selection, out: &mut Vec<u8>) -> serde_json::Result<()> {
        serde_json::to_writer(out, &self.0)
    }
}

/// What an upload answers: the file, in a list of one.
#[derive(Clone, Debug, Deserialize)]
pub struct Files {
    pub total_count: i64,
    pub entries: Vec<File>,
}

impl JsonSchema for Files {
    fn schema_name() -> Cow<'static, str> {
        "Files".into()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let entries = json_schema!({ "type": "array", "items": generator.subschema_for::<File>() });
        json_schema!({ "type": "object", "required": ["total_count", "entries"],
            "properties": { "total_count": { "type": "integer" }, "entries": entries } })
    }
}

pub struct Uploaded(pub Arc<File>);

impl Reply for Uploaded {
    type Wire = Files;
    const FIELDS: &'static [&'static str] = File::NAMES;
    fn select(fields: Option<&str>) -> Selection {
        <File as Fielded>::select(fields)
    }
    fn write(&self, show: Selection, out: &mut Vec<u8>) -> serde_json::Result<()> {
        #[derive(Serialize)]
        struct List<'a> {
            total_count: i64,
            entries: [Shown<'a, File>; 1],
        }
        serde_json::to_writer(out, &List { total_count: 1, entries: [Shown(&self.0, show)] })
    }
}

/// Which version's content is wanted; the current one's, if none is named.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(default)]
pub struct ContentQuery {
    #[schemars(with = "String")]
    pub version: Option<FileVersionId>,
}

/// A version's list is longer by default than others.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(default)]
pub struct VersionsQuery {
    #[schemars(with = "i64", extend("minimum" = 1))]
    pub limit: String,
    #[schemars(with = "i64", extend("minimum" = 0, "maximum" = 10_000))]
    pub offset: String,
}

impl VersionsQuery {
    /// # Errors
    /// `invalid_limit`, `invalid_offset`.
    pub fn paging(&self) -> Result<Paging> {
        let limit = if self.limit.is_empty() { "1000".to_owned() } else { self.limit.clone() };
        PageQuery { limit, offset: self.offset.clone(), ..PageQuery::default() }.paging()
    }
}

#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(default)]
pub struct Restored {
    /// Null brings the version back.
    pub trashed_at: Maybe<Time>,
}

#[derive(Clone, Copy, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum VersionKind {
    FileVersion,
}

/// The version that is to be the current one again.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
pub struct Promoted {
    pub id: FileVersionId,
    #[serde(default, rename = "type")]
    pub kind: Option<VersionKind>,
}
