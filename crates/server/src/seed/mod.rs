//! A seed: a file that says who and what is in a new store. Companies with their users, groups and apps; folders and files
//! with who collaborates in them.
//!
//! It is written in YAML, and its shape is published as a JSON schema. What it names is made by the very functions that
//! clients' calls end in, in the name of those whose it is, all of it in one transaction: nothing stays of a seed that will
//! not do.
mod drawn;
mod export;
mod plant;
mod planted;
mod read;
#[cfg(test)]
mod tests;

pub use export::export;
pub use planted::{Planted, PlantedApp, PlantedEnterprise, PlantedUser};
pub use read::schema;

use crate::provision;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// Who and what is in a new Boxwood store.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Seed {
    /// Companies. Programs are led to the first one, and log in as its first app.
    #[schemars(length(min = 1))]
    pub enterprises: Vec<Enterprise>,
    /// Where it was read; the paths of files begin in its folder. Empty for a text.
    #[serde(skip)]
    file: PathBuf,
}

/// A company.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Enterprise {
    pub name: String,
    /// E-mail domains that are its own; without them, that of the admin's login.
    #[serde(default)]
    pub domains: Vec<String>,
    /// Who may everything there.
    pub admin: User,
    #[serde(default)]
    pub users: Vec<User>,
    #[serde(default)]
    pub groups: Vec<Group>,
    /// Without any, the first company gets one that may everything.
    #[serde(default)]
    pub apps: Vec<App>,
}

/// A managed user, with what they own.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct User {
    #[schemars(length(min = 1, max = 50))]
    pub name: String,
    /// An e-mail address.
    #[schemars(email)]
    pub login: String,
    /// What they sign in with at the pages. It takes a moment to store, so only give one to whom it is for.
    #[serde(skip_serializing)]
    pub password: Option<String>,
    /// Without one, a user.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(extend("enum" = ["user", "coadmin", null]))]
    pub role: Option<String>,
    /// What a co-admin may: the names that `boxwood user update --help` lists, or all.
    #[serde(skip_serializing)]
    pub permissions: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(extend("enum" = ["active", "inactive", "cannot_delete_edit", "cannot_delete_edit_upload", null]))]
    pub status: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// Such as Europe/Berlin.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub timezone: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub job_title: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// Bytes; -1 is without limit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub space_amount: Option<i64>,
    /// In their root.
    #[serde(default, skip_serializing)]
    pub folders: Vec<Folder>,
    /// In their root.
    #[serde(default, skip_serializing)]
    pub files: Vec<File>,
    /// In their root.
    #[serde(default, skip_serializing)]
    pub web_links: Vec<WebLink>,
}

/// Users who are given roles together.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Group {
    pub name: String,
    pub description: Option<String>,
    /// By their logins.
    #[serde(default)]
    pub members: Vec<String>,
    /// By their logins: members who look after the group.
    #[serde(default)]
    pub admins: Vec<String>,
    /// Who may give it roles from then on; what the seed gives it is not held to that.
    #[serde(default)]
    pub invitability_level: Level,
}

#[derive(Clone, Copy, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    AdminsOnly,
    #[default]
    AdminsAndMembers,
    AllManagedUsers,
}

/// A platform app. What is not said, it may.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct App {
    pub name: String,
    /// How it gets its tokens.
    #[serde(default = "App::server")]
    pub auth: Vec<Auth>,
    /// Drawn where none is given.
    pub client_id: Option<String>,
    /// Drawn where none is given.
    pub client_secret: Option<String>,
    /// The scopes it has, by Box's names; all where nothing is said.
    pub scopes: Option<Vec<String>>,
    /// All of the enterprise, or its own users alone.
    #[serde(default)]
    pub access: Access,
    /// May make API calls using the as-user header.
    #[serde(default = "yes")]
    pub as_user: bool,
    /// May generate user access tokens.
    #[serde(default = "yes")]
    pub user_tokens: bool,
    /// Whether the enterprise has let it in.
    #[serde(default = "yes")]
    pub authorized: bool,
    #[serde(default)]
    pub redirect_uris: Vec<String>,
    #[serde(default)]
    pub cors_origins: Vec<String>,
    /// The app's own users.
    #[serde(default)]
    pub users: Vec<AppUser>,
}

/// How an app gets its tokens.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema, PartialEq)]
#[serde(rename_all = "snake_case")]
pub enum Auth {
    /// By an assertion that it signs; its settings file is written.
    Jwt,
    /// By client credentials.
    Ccg,
    /// By a user who signs in.
    Oauth2,
}

/// Whom an app reaches.
#[derive(Clone, Copy, Debug, Default, Deserialize, JsonSchema, PartialEq)]
#[serde(rename_all = "snake_case")]
pub enum Access {
    /// App Access Only
    App,
    /// App + Enterprise Access
    #[default]
    Enterprise,
}

/// A user of an app, who has no login of their own.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AppUser {
    pub name: String,
    /// What the app calls them.
    pub external_app_user_id: Option<String>,
    #[serde(default)]
    pub folders: Vec<Folder>,
    #[serde(default)]
    pub files: Vec<File>,
    #[serde(default)]
    pub web_links: Vec<WebLink>,
}

#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Folder {
    pub name: String,
    pub description: Option<String>,
    #[serde(default)]
    pub tags: Vec<String>,
    pub shared_link: Option<SharedLink>,
    #[serde(default)]
    pub collaborations: Vec<Collaboration>,
    #[serde(default)]
    pub folders: Vec<Folder>,
    #[serde(default)]
    pub files: Vec<File>,
    #[serde(default)]
    pub web_links: Vec<WebLink>,
}

/// A file. Its content is a text, or what a file beside the seed holds; nothing where neither is given.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct File {
    pub name: String,
    pub text: Option<String>,
    /// A file with the content; relative to the seed's own folder.
    pub path: Option<PathBuf>,
    pub description: Option<String>,
    #[serde(default)]
    pub tags: Vec<String>,
    pub shared_link: Option<SharedLink>,
    #[serde(default)]
    pub collaborations: Vec<Collaboration>,
}

/// An address with a name.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WebLink {
    pub url: String,
    /// Without one, the address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
}

/// What somebody owns, or what is in a folder.
#[derive(Clone, Copy)]
struct Content<'a> {
    folders: &'a [Folder],
    files: &'a [File],
    web_links: &'a [WebLink],
}

macro_rules! with_content {
    ($($kind:ident),*) => {
        $(impl $kind {
            fn content(&self) -> Content<'_> {
                Content { folders: &self.folders, files: &self.files, web_links: &self.web_links }
            }
        })*
    };
}
with_content!(User, AppUser, Folder);

/// A role in a folder or a file. Users who are there have accepted it.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Collaboration {
    /// A login, or the address of somebody who is not there yet.
    pub user: Option<String>,
    /// The name of a group of the same company.
    pub group: Option<String>,
    #[schemars(extend("enum" = [
        "editor", "viewer", "previewer", "uploader", "previewer uploader", "viewer uploader", "co-owner"
    ]))]
    pub role: String,
    /// Whether they have yet to accept.
    #[serde(default)]
    pub pending: bool,
}

#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SharedLink {
    /// Who may open it; without it, what Box makes of that.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(extend("enum" = ["open", "company", "collaborators", null]))]
    pub access: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub password: Option<String>,
    /// A name of its own, of 12 to 30 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vanity_name: Option<String>,
}

const fn yes() -> bool {
    true
}

impl App {
    fn server() -> Vec<Auth> {
        vec![Auth::Jwt, Auth::Ccg]
    }

    /// One that may everything.
    fn sample(name: &str) -> App {
        App {
            name: name.to_owned(),
            auth: App::server(),
            client_id: None,
            client_secret: None,
            scopes: None,
            access: Access::Enterprise,
            as_user: true,
            user_tokens: true,
            authorized: true,
            redirect_uris: Vec::new(),
            cors_origins: Vec::new(),
            users: Vec::new(),
        }
    }
}

impl Seed {
    /// What the first start of a server makes, too: a company with an admin, a user, and an app that may everything.
    pub fn sample() -> Seed {
        let user = |name: &str, login: &str| User { name: name.to_owned(), login: login.to_owned(), ..User::default() };
        let enterprise = Enterprise {
            name: provision::ENTERPRISE.to_owned(),
            domains: Vec::new(),
            admin: user(provision::ADMIN, provision::ADMIN_LOGIN),
            users: vec![user(provision::USER, provision::USER_LOGIN)],
            groups: Vec::new(),
            apps: Vec::new(),
        };
        Seed { enterprises: vec![enterprise], file: PathBuf::new() }.with_app()
    }

    /// Programs need an app to log in as.
    fn with_app(mut self) -> Seed {
        if let Some(first) = self.enterprises.first_mut().filter(|first| first.apps.is_empty()) {
            first.apps.push(App::sample(provision::APP));
        }
        self
    }
}
