//! Shared links as the wire has them.
use super::Secret;
use crate::wire::{Maybe, Time};
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize};

crate::wire_texts! {
    pub enum SharedLinkAccess { Open = "open", Company = "company", Collaborators = "collaborators" }
}

crate::wire_texts! {
    pub enum SharedLinkPermission {
        CanEdit = "can_edit",
        CanDownload = "can_download",
        CanPreview = "can_preview",
        NoAccess = "no_access",
    }
}

/// The fewest characters of a name of one's own, and the most.
pub const MIN_VANITY: usize = 12;
pub const MAX_VANITY: usize = 30;

#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
pub struct SharedLink {
    pub url: String,
    /// Of a file that may be downloaded.
    pub download_url: Option<String>,
    pub vanity_url: Option<String>,
    pub vanity_name: Option<String>,
    pub access: SharedLinkAccess,
    pub effective_access: SharedLinkAccess,
    pub effective_permission: SharedLinkPermission,
    pub unshared_at: Option<Time>,
    pub is_password_enabled: bool,
    pub permissions: Permitted,
    pub download_count: i64,
    pub preview_count: i64,
}

#[derive(Clone, Copy, Debug, Deserialize, Serialize, JsonSchema)]
pub struct Permitted {
    /// Always.
    pub can_preview: bool,
    pub can_download: bool,
    pub can_edit: bool,
}

/// What a link is to be. Null for all of it removes it; nothing in it makes one as the enterprise's are.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(default)]
pub struct LinkUpdate {
    #[serde(deserialize_with = "access_or_empty")]
    pub access: Maybe<SharedLinkAccess>,
    pub password: Maybe<Secret>,
    pub unshared_at: Maybe<Time>,
    #[schemars(length(min = MIN_VANITY, max = MAX_VANITY))]
    pub vanity_name: Maybe<String>,
    pub permissions: Maybe<LinkPermissions>,
}

#[derive(Clone, Copy, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(default)]
pub struct LinkPermissions {
    pub can_download: Option<bool>,
    /// Always true, whatever is said.
    pub can_preview: Option<bool>,
    pub can_edit: Option<bool>,
}

/// An empty text is as good as none: the enterprise's default.
fn access_or_empty<'de, D: Deserializer<'de>>(from: D) -> Result<Maybe<SharedLinkAccess>, D::Error> {
    use serde::de::{Error, IntoDeserializer};
    match Option::<String>::deserialize(from)?.as_deref() {
        None | Some("") => Ok(Maybe::Null),
        Some(text) => SharedLinkAccess::deserialize(text.into_deserializer())
            .map(Maybe::Value)
            .map_err(|error: serde::de::value::Error| D::Error::custom(error)),
    }
}
