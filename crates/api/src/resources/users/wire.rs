//! The bodies of the users resource.
use crate::{
    Site,
    wire::{EnterpriseId, Kept, Maybe, Time, UserId},
};
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

crate::wire! {
    pub struct User: "user", UserId, kept text {
        mini {
            name: String,
            login: String,
        }
        standard {
            created_at: Time,
            modified_at: Time,
            language: String,
            timezone: String,
            space_amount: i64,
            space_used: i64,
            max_upload_size: i64,
            status: Status,
            job_title: String,
            phone: String,
            address: String,
            avatar_url: AvatarUrl,
            notification_email: Email,
        }
        full {
            role: Role,
            tracking_codes: Vec<TrackingCode>,
            can_see_managed_users: bool,
            is_sync_enabled: bool,
            is_external_collab_restricted: bool,
            is_exempt_from_device_limits: bool,
            is_exempt_from_login_verification: bool,
            enterprise: Enterprise,
            my_tags: Vec<String>,
            hostname: Hostname,
            is_platform_access_only: bool,
            external_app_user_id: String,
        }
    }
}

/// A value of one of the codes that the enterprise has defined.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(default)]
pub struct TrackingCode {
    #[schemars(extend("enum" = ["tracking_code"]))]
    pub r#type: String,
    pub name: String,
    pub value: String,
}

#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
pub struct Email {
    pub email: String,
    pub is_confirmed: bool,
}

crate::wire! {
    pub struct Enterprise: "enterprise", EnterpriseId {
        mini { name: String }
        standard {}
        full {}
    }
}

/// Where the user's picture is. Written from the id, so that no cached user carries the text about.
#[derive(Clone, Debug, JsonSchema)]
#[schemars(with = "String")]
pub enum AvatarUrl {
    Of(Site, UserId),
    /// What a client has read.
    Read(String),
}

impl Serialize for AvatarUrl {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self {
            AvatarUrl::Of(site, id) => to.collect_str(&format_args!("{}api/avatar/large/{id}", site.url())),
            AvatarUrl::Read(url) => to.serialize_str(url),
        }
    }
}

impl<'de> Deserialize<'de> for AvatarUrl {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        String::deserialize(from).map(AvatarUrl::Read)
    }
}

/// The root of any link that is made for the user.
#[derive(Clone, Debug, JsonSchema)]
#[schemars(with = "String")]
pub struct Hostname(pub Site);

impl Serialize for Hostname {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(self.0.url())
    }
}

impl<'de> Deserialize<'de> for Hostname {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        String::deserialize(from).map(|url| Hostname(Site::new(&url)))
    }
}

crate::wire_texts! {
    pub enum Role { User = "user", Coadmin = "coadmin", Admin = "admin" }
}
crate::wire_texts! {
    pub enum Status {
        Active = "active",
        Inactive = "inactive",
        CannotDeleteEdit = "cannot_delete_edit",
        CannotDeleteEditUpload = "cannot_delete_edit_upload",
    }
}

impl User {
    /// What people of other enterprises are shown: all that they may not know is null (contract: identity §6.6).
    #[must_use]
    pub fn to_strangers(&self) -> User {
        User {
            id: self.id,
            name: self.name.clone(),
            login: self.login.clone(),
            created_at: Maybe::Null,
            modified_at: Maybe::Null,
            language: Maybe::Null,
            timezone: Maybe::Null,
            space_amount: Maybe::Null,
            space_used: Maybe::Null,
            max_upload_size: Maybe::Null,
            status: Maybe::Null,
            job_title: Maybe::Null,
            phone: Maybe::Null,
            address: Maybe::Null,
            avatar_url: self.avatar_url.clone(),
            notification_email: Maybe::Null,
            role: Maybe::Null,
            tracking_codes: Maybe::Null,
            can_see_managed_users: Maybe::Null,
            is_sync_enabled: Maybe::Null,
            is_external_collab_restricted: Maybe::Null,
            is_exempt_from_device_limits: Maybe::Null,
            is_exempt_from_login_verification: Maybe::Null,
            enterprise: Maybe::Null,
            my_tags: Maybe::Null,
            hostname: Maybe::Null,
            is_platform_access_only: Maybe::Null,
            external_app_user_id: Maybe::Null,
            text: Kept::default(),
        }
    }
}
