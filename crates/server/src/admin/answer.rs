//! What a command answers: the same for eyes, for scripts and for the socket.
use boxwood_api::{
    apps::AppConfig,
    audit::Explanation,
    wire::{AppId, EnterpriseId, FileRequestId, FolderId, Time, UserId},
};
use serde::{Deserialize, Serialize};

#[derive(Clone, Deserialize, Serialize)]
#[serde(tag = "answer", content = "value", rename_all = "snake_case")]
pub enum Answer {
    Users(UserPage),
    User(Box<UserView>),
    Deleted(UserLine),
    Password(PasswordView),
    Enterprises(Vec<EnterpriseView>),
    Enterprise(EnterpriseView),
    NewEnterprise(NewEnterpriseView),
    Apps(Vec<AppView>),
    App(Box<AppView>),
    NewApp(Box<NewAppView>),
    KeyAdded(KeyChange),
    KeyRemoved(KeyChange),
    /// The settings file: to be written down or printed once.
    Config(AppConfig),
    Token(TokenView),
    FileRequest(FileRequestView),
    FileRequests(Vec<FileRequestView>),
    Explanation(Explanation),
    Report(Vec<Check>),
    Collected(CollectedView),
}

#[derive(Clone, Deserialize, Serialize)]
pub struct UserLine {
    pub id: UserId,
    pub name: String,
    pub login: String,
    /// managed, app_user or service.
    pub kind: String,
    pub role: String,
    pub status: String,
    /// What a co-admin may.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub permissions: Vec<String>,
    pub enterprise_id: Option<EnterpriseId>,
    /// The app whose user or service account it is.
    pub app_id: Option<AppId>,
    pub space_used: i64,
    /// -1 is without limit.
    pub space_amount: i64,
}

#[derive(Clone, Deserialize, Serialize)]
pub struct UserPage {
    pub entries: Vec<UserLine>,
    /// What to go on behind, if there are more.
    pub next: Option<UserId>,
}

#[derive(Clone, Deserialize, Serialize)]
pub struct UserView {
    #[serde(flatten)]
    pub line: UserLine,
    /// As clients see the user, with every field.
    pub user: serde_json::Value,
}

#[derive(Clone, Deserialize, Serialize)]
pub struct PasswordView {
    pub user_id: UserId,
    pub login: String,
    /// Shown once, and to be changed at the next sign-in.
    pub one_time_password: String,
    /// A second factor is asked for after it.
    pub second_factor: bool,
}

#[derive(Clone, Deserialize, Serialize)]
pub struct EnterpriseView {
    pub id: EnterpriseId,
    pub name: String,
    pub timezone: String,
    /// Those that e-mail aliases can be in.
    pub domains: Vec<String>,
    pub created_at: Time,
    pub admin_id: Option<UserId>,
    pub admin_login: Option<String>,
    pub users: i64,
    pub apps: i64,
}

#[derive(Clone, Deserialize, Serialize)]
pub struct NewEnterpriseView {
    pub id: EnterpriseId,
    pub name: String,
    pub domains: Vec<String>,
    pub admin_id: UserId,
    pub admin_login: String,
    /// Shown once, and to be changed at the first sign-in.
    pub one_time_password: String,
}

/// Settings as a console shows them.
#[derive(Clone, Deserialize, PartialEq, Serialize)]
pub struct SettingsView {
    /// app or enterprise.
    pub access: String,
    pub as_user: bool,
    pub user_tokens: bool,
    pub scopes: Vec<String>,
}

#[derive(Clone, Deserialize, Serialize)]
pub struct KeyView {
    pub id: String,
    pub created_at: Time,
}

#[derive(Clone, Deserialize, Serialize)]
pub struct AuthorizationView {
    pub enterprise_id: EnterpriseId,
    pub enabled: bool,
    pub settings: SettingsView,
    /// Whether the console's settings are others by now.
    pub outdated: bool,
    pub service_account_id: Option<UserId>,
    pub service_account_login: Option<String>,
    pub authorized_by: Option<UserId>,
    pub authorized_at: Time,
}

#[derive(Clone, Deserialize, Serialize)]
pub struct AppView {
    pub id: AppId,
    pub name: String,
    pub description: String,
    pub contact_email: String,
    pub client_id: String,
    pub enterprise_id: EnterpriseId,
    pub owner_id: Option<UserId>,
    /// jwt, client_credentials, oauth2, app_token.
    pub auth: Vec<String>,
    /// Whether it may nothing before an admin authorizes it.
    pub server_app: bool,
    /// As the console has them.
    pub settings: SettingsView,
    pub redirect_uris: Vec<String>,
    pub cors_origins: Vec<String>,
    pub keys: Vec<KeyView>,
    pub authorizations: Vec<AuthorizationView>,
    pub created_at: Time,
    pub modified_at: Time,
}

#[derive(Clone, Deserialize, Serialize)]
pub struct NewAppView {
    #[serde(flatten)]
    pub app: AppView,
    /// Shown once.
    pub client_secret: String,
}

#[derive(Clone, Deserialize, Serialize)]
pub struct KeyChange {
    pub app_id: AppId,
    pub app: String,
    pub key_id: String,
}

#[derive(Clone, Deserialize, Serialize)]
pub struct TokenView {
    /// Shown once.
    pub access_token: String,
    pub expires_in: i64,
    pub app: String,
    pub user_id: UserId,
    pub login: String,
}

#[derive(Clone, Deserialize, Serialize)]
pub struct FileRequestView {
    pub id: FileRequestId,
    pub title: String,
    pub folder_id: FolderId,
    /// active or inactive.
    pub status: String,
    pub expires_at: Option<Time>,
    /// As whom files are put into the folder.
    pub created_by: Option<UserId>,
    /// For whoever is to leave files.
    pub url: String,
}

#[derive(Clone, Copy, Deserialize, Serialize)]
pub struct CollectedView {
    /// Contents that no file had.
    pub contents: u64,
    /// Objects that held no content of a file.
    pub objects: u64,
}

/// One thing that was looked at.
#[derive(Clone, Deserialize, Serialize)]
pub struct Check {
    pub name: String,
    pub verdict: Verdict,
    pub found: String,
    /// What to do about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remedy: Option<String>,
}

#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    Good,
    Doubtful,
    Bad,
}

impl Check {
    pub fn good(name: &str, found: impl Into<String>) -> Check {
        Check { name: name.to_owned(), verdict: Verdict::Good, found: found.into(), remedy: None }
    }

    pub fn doubtful(name: &str, found: impl Into<String>, remedy: impl Into<String>) -> Check {
        Check { verdict: Verdict::Doubtful, remedy: Some(remedy.into()), ..Check::good(name, found) }
    }

    pub fn bad(name: &str, found: impl Into<String>, remedy: impl Into<String>) -> Check {
        Check { verdict: Verdict::Bad, remedy: Some(remedy.into()), ..Check::good(name, found) }
    }
}
