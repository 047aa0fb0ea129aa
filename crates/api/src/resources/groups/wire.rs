//! The bodies of groups.
use crate::{
    items::MAX_NAME,
    wire::{GroupId, Maybe, PageQuery, Paging, Result, Text, Time},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The most characters of a text that is only shown.
pub const MAX_TEXT: usize = 255;

crate::wire! {
    pub struct Group: "group", GroupId {
        mini {
            name: String,
            group_type: GroupType,
        }
        standard {
            created_at: Time,
            modified_at: Time,
        }
        full {
            provenance: String,
            external_sync_identifier: String,
            description: String,
            invitability_level: Level,
            member_viewability_level: Level,
            permissions: GroupPermissions,
        }
    }
}

crate::wire_texts! {
    pub enum GroupType { Managed = "managed_group", AllUsers = "all_users_group" }
}
crate::wire_texts! {
    pub enum Level {
        AdminsOnly = "admins_only",
        AdminsAndMembers = "admins_and_members",
        AllManagedUsers = "all_managed_users",
    }
}

/// What the caller may do with a group.
#[derive(Clone, Copy, Debug, Deserialize, Serialize, JsonSchema)]
pub struct GroupPermissions {
    pub can_invite_as_collaborator: bool,
}

/// What is set of a group, when it is made and later. Null is as good as nothing said, but for texts, which it empties.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(default)]
pub struct GroupFields {
    #[schemars(length(max = MAX_TEXT))]
    pub provenance: Maybe<String>,
    #[schemars(with = "Maybe<String>", length(max = MAX_TEXT))]
    pub external_sync_identifier: Maybe<Text>,
    #[schemars(length(max = MAX_TEXT))]
    pub description: Maybe<String>,
    pub invitability_level: Maybe<Level>,
    pub member_viewability_level: Maybe<Level>,
}

#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
pub struct NewGroup {
    #[schemars(length(min = 1, max = MAX_NAME))]
    pub name: String,
    #[serde(flatten)]
    pub fields: GroupFields,
}

#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(default)]
pub struct GroupUpdate {
    #[schemars(length(min = 1, max = MAX_NAME))]
    pub name: Maybe<String>,
    #[serde(flatten)]
    pub fields: GroupFields,
}

/// Kept as text, like any [`PageQuery`].
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(default)]
pub struct ListQuery {
    pub filter_term: String,
    #[schemars(with = "i64", extend("minimum" = 1))]
    pub limit: String,
    #[schemars(with = "i64", extend("minimum" = 0, "maximum" = 10_000))]
    pub offset: String,
}

/// The same for a list that is all of one thing's.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(default)]
pub struct OffsetQuery {
    #[schemars(with = "i64", extend("minimum" = 1))]
    pub limit: String,
    #[schemars(with = "i64", extend("minimum" = 0, "maximum" = 10_000))]
    pub offset: String,
}

impl ListQuery {
    /// # Errors
    /// `invalid_limit`, `invalid_offset`.
    pub fn paging(&self) -> Result<Paging> {
        OffsetQuery { limit: self.limit.clone(), offset: self.offset.clone() }.paging()
    }
}

impl OffsetQuery {
    /// # Errors
    /// `invalid_limit`, `invalid_offset`.
    pub fn paging(&self) -> Result<Paging> {
        PageQuery { limit: self.limit.clone(), offset: self.offset.clone(), ..PageQuery::default() }.paging()
    }
}
