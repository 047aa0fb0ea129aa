//! The bodies of the folders resource.
use super::settings::FolderSettings;
use crate::{
    access::CollaborationRole,
    items::{
        Entry, InFolder, ItemStatus, ItemUpdate, Listing, MAX_DESCRIPTION, MAX_NAME, Object, Path, SharedLink,
        SharedLinkAccess, WatermarkInfo,
    },
    resources::{collections::Collection, users::User},
    wire::{Direction, Flag, FolderId, Maybe, Mini, Nested, Page, PageQuery, Result, SortKey, Time},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

crate::wire! {
    pub struct Folder: "folder", FolderId, etag etag, select crate::items::select {
        mini {
            sequence_id: String,
            etag: String,
            name: String,
        }
        standard {
            created_at: Time,
            modified_at: Time,
            description: String,
            size: i64,
            path_collection: Path,
            created_by: Creator,
            modified_by: Mini<User>,
            trashed_at: Time,
            purged_at: Time,
            content_created_at: Time,
            content_modified_at: Time,
            owned_by: Mini<User>,
            shared_link: SharedLink,
            folder_upload_email: Object,
            parent: Mini<Folder>,
            item_status: ItemStatus,
            item_collection: Page<Nested<Entry>>,
        }
        full {
            sync_state: SyncState,
            has_collaborations: bool,
            permissions: Permissions,
            tags: Vec<String>,
            can_non_owners_invite: bool,
            is_externally_owned: bool,
            metadata: Object,
            is_collaboration_restricted_to_enterprise: bool,
            allowed_shared_link_access_levels: Vec<SharedLinkAccess>,
            allowed_invitee_roles: Vec<CollaborationRole>,
            watermark_info: WatermarkInfo,
            is_accessible_via_shared_link: bool,
            can_non_owners_view_collaborators: bool,
            classification: Object,
            is_associated_with_app_item: bool,
            collections: Vec<Collection>,
        }
    }
}

crate::wire_texts! {
    pub enum SyncState { Synced = "synced", NotSynced = "not_synced", PartiallySynced = "partially_synced" }
}

crate::items::permissions! {
    can_delete: REMOVE,
    can_download: DOWNLOAD,
    can_invite_collaborator: INVITE,
    can_rename: EDIT,
    can_set_share_access: SHARE_SETTINGS,
    can_share: SHARE,
    can_upload: UPLOAD,
    can_apply_watermark: SET,
}

#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum Creator {
    User(Mini<User>),
    Nobody(Nobody),
}

/// Whoever made a root folder: a user of whom all is empty.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
pub struct Nobody {
    #[serde(rename = "type")]
    kind: String,
    id: String,
    name: String,
    login: String,
}

impl Nobody {
    pub fn new() -> Self {
        Nobody { kind: "user".to_owned(), id: String::new(), name: String::new(), login: String::new() }
    }
}

#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
pub struct NewFolder {
    #[schemars(length(min = 1, max = MAX_NAME))]
    pub name: String,
    pub parent: InFolder,
    #[serde(default)]
    #[schemars(length(max = MAX_DESCRIPTION))]
    pub description: Maybe<String>,
}

/// Where a copy is put, and under which name.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
pub struct FolderCopy {
    pub parent: InFolder,
    #[serde(default)]
    #[schemars(length(min = 1, max = MAX_NAME))]
    pub name: Maybe<String>,
}

#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(default)]
pub struct FolderUpdate {
    #[serde(flatten)]
    pub item: ItemUpdate,
    pub can_non_owners_invite: Maybe<bool>,
    pub can_non_owners_view_collaborators: Maybe<bool>,
    pub is_collaboration_restricted_to_enterprise: Maybe<bool>,
}

impl FolderUpdate {
    /// What is to be set from now on; None: nothing is said about it.
    ///
    /// # Errors
    /// `bad_request` where those who may invite could not see whom (contract: content §4).
    pub fn settings(&self, now: FolderSettings) -> Result<Option<FolderSettings>> {
        let said = [
            (&self.can_non_owners_invite, FolderSettings::ONLY_OWNERS_INVITE, false),
            (&self.can_non_owners_view_collaborators, FolderSettings::HIDDEN_COLLABORATORS, false),
            (&self.is_collaboration_restricted_to_enterprise, FolderSettings::ENTERPRISE_ONLY, true),
        ];
        let said: Vec<_> = said.iter().filter_map(|(value, bit, is)| Some((*bit, value.value()? == is))).collect();
        let settings = said.iter().fold(now, |settings, (bit, on)| settings.set(*bit, *on));
        let blind =
            settings.has(FolderSettings::HIDDEN_COLLABORATORS) && !settings.has(FolderSettings::ONLY_OWNERS_INVITE);
        if blind && !said.is_empty() {
            let why = "'can_non_owners_view_collaborators' can only be false where 'can_non_owners_invite' is";
            return Err(crate::Error::bad_request(why));
        }
        Ok((!said.is_empty()).then_some(settings))
    }
}

/// Which part of a folder's items, and in which order. Kept as text, like any [`PageQuery`].
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(default)]
pub struct ItemsQuery {
    #[schemars(with = "i64", extend("minimum" = 1))]
    pub limit: String,
    #[schemars(with = "i64", extend("minimum" = 0, "maximum" = 10_000))]
    pub offset: String,
    pub usemarker: Flag,
    pub marker: String,
    #[schemars(extend("enum" = ["id", "name", "date", "size"]))]
    pub sort: String,
    #[schemars(extend("enum" = ["ASC", "DESC"]))]
    pub direction: String,
}

/// The same for `GET /folders/{id}`, which knows no markers.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(default)]
pub struct FirstItemsQuery {
    #[schemars(with = "i64", extend("minimum" = 1))]
    pub limit: String,
    #[schemars(with = "i64", extend("minimum" = 0, "maximum" = 10_000))]
    pub offset: String,
    #[schemars(extend("enum" = ["id", "name", "date", "size"]))]
    pub sort: String,
    #[schemars(extend("enum" = ["ASC", "DESC"]))]
    pub direction: String,
}

#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(default)]
pub struct DeleteQuery {
    #[schemars(with = "bool")]
    pub recursive: String,
}

impl ItemsQuery {
    /// A marker remembers a place in one order, so it takes no other (contract: content §0.5).
    ///
    /// # Errors
    /// `invalid_limit`, `invalid_offset` or `invalid_parameter`.
    pub fn listing(&self) -> Result<Listing> {
        let ItemsQuery { limit, offset, usemarker, marker, sort, direction } = self.clone();
        let paging = PageQuery { limit, offset, usemarker, marker }.paging()?;
        if paging.is_by_marker() && !(sort.is_empty() && direction.is_empty()) {
            return Err(crate::Error::invalid_parameter(if sort.is_empty() { "direction" } else { "sort" }));
        }
        let known = SortKey::of(&sort.to_ascii_lowercase()).filter(|key| *key != SortKey::Type);
        let sort = if sort.is_empty() { Some(SortKey::Name) } else { known };
        let known = Direction::of(&direction.to_ascii_uppercase());
        let direction = if direction.is_empty() { Some(Direction::Ascending) } else { known };
        Ok(Listing {
            paging,
            sort: sort.ok_or_else(|| crate::Error::invalid_parameter("sort"))?,
            direction: direction.ok_or_else(|| crate::Error::invalid_parameter("direction"))?,
        })
    }
}

impl FirstItemsQuery {
    /// # Errors
    /// As [`ItemsQuery::listing`].
    pub fn listing(&self) -> Result<Listing> {
        let FirstItemsQuery { limit, offset, sort, direction } = self.clone();
        ItemsQuery { limit, offset, sort, direction, ..ItemsQuery::default() }.listing()
    }
}
