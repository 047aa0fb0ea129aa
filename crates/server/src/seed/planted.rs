//! What has come of a seed: the ids of all that it names.
use boxwood_api::wire::{AppId, EnterpriseId, UserId};
use serde::Serialize;
use std::collections::BTreeMap;

#[derive(Clone, Debug, Default, Serialize)]
pub struct Planted {
    pub enterprises: Vec<PlantedEnterprise>,
    /// The users of all companies but those of apps, by their logins.
    pub users: BTreeMap<String, String>,
    /// By owner and path, `una@example.com:/Plans/2026`.
    pub folders: BTreeMap<String, String>,
    /// By owner and path.
    pub files: BTreeMap<String, String>,
}

#[derive(Clone, Debug, Serialize)]
pub struct PlantedEnterprise {
    pub id: EnterpriseId,
    pub name: String,
    pub admin: PlantedUser,
    pub users: Vec<PlantedUser>,
    /// By name.
    pub groups: BTreeMap<String, String>,
    pub apps: Vec<PlantedApp>,
}

#[derive(Clone, Debug, Serialize)]
pub struct PlantedUser {
    pub id: UserId,
    pub name: String,
    pub login: String,
}

#[derive(Clone, Debug, Serialize)]
pub struct PlantedApp {
    pub id: AppId,
    pub name: String,
    pub client_id: String,
    pub client_secret: String,
    /// None where it has none, or was not let in.
    pub service_account_id: Option<UserId>,
    pub users: Vec<PlantedUser>,
    /// Whether it may sign assertions.
    #[serde(skip)]
    pub has_key: bool,
    /// Of its admin, for the app of the first company.
    pub developer_token: Option<String>,
}
