//! The bodies of the users resource.
use crate::{
    Site,
    wire::{EnterpriseId, Maybe, Time, UserId},
};
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

crate::wire! {
    pub struct User: "user", UserId {
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
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(default)]
pub struct TrackingCode {
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

#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(default)]
pub struct NewUser {
    pub name: String,
    pub login: String,
    pub role: Option<Role>,
    pub language: String,
    pub timezone: String,
    pub space_amount: Option<i64>,
    pub job_title: String,
    pub phone: String,
    pub address: String,
}

/// Absent leaves, null clears.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(default)]
pub struct UserUpdate {
    pub name: Maybe<String>,
    pub status: Maybe<Status>,
    pub job_title: Maybe<String>,
    pub phone: Maybe<String>,
    pub address: Maybe<String>,
    pub notification_email: Maybe<NewEmail>,
}

#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
pub struct NewEmail {
    pub email: String,
}
