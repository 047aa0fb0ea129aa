//! The commands, as they are typed on the command line and as they cross the socket.
use super::Later;
use clap::{Args, Subcommand, ValueEnum};
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

#[derive(Clone, Deserialize, Serialize, Subcommand)]
#[serde(rename_all = "snake_case")]
pub enum Command {
    /// Manage users: managed users, app users and service accounts
    #[command(subcommand)]
    User(Later<UserCommand>),
    /// Manage enterprises
    #[command(subcommand)]
    Enterprise(Later<EnterpriseCommand>),
    /// Manage platform apps: settings, keys and authorizations
    #[command(subcommand)]
    App(Later<AppCommand>),
    /// Issue access tokens
    #[command(subcommand)]
    Token(Later<TokenCommand>),
    /// Ask people without an account for files: pages at which they leave them in a folder
    #[command(subcommand)]
    FileRequest(Later<FileRequestCommand>),
    /// Explain why a call was refused, step by step
    Explain {
        /// The request_id of an error's body, or the BOX-REQUEST-ID header of a response
        request_id: String,
    },
    /// Check the data directory, the database, the configuration and the clock
    Doctor(Doctor),
    /// Delete content that no file has any more; a server does it by itself once a day
    Gc,
}

#[derive(Args, Clone, Copy, Default, Deserialize, Serialize)]
pub struct Doctor {
    /// Read the content of all files again, and compare it with what was stored
    #[arg(long)]
    #[serde(default)]
    pub verify: bool,
}

#[derive(Clone, Deserialize, Serialize, Subcommand)]
#[serde(rename_all = "snake_case")]
pub enum UserCommand {
    /// Add a managed user, or with --app an app user
    Create(UserCreate),
    /// List the users of an enterprise, service accounts among them
    List(UserList),
    /// Show a user
    Show {
        /// An id or a login
        user: String,
    },
    /// Change a user
    Update(UserUpdate),
    /// Give a user a one-time password, which is shown once; all their sessions and tokens end
    Password {
        /// An id or a login
        user: String,
        /// Turn the second factor off as well: for somebody who has lost the device and the recovery codes
        #[arg(long)]
        #[serde(default)]
        without_second_factor: bool,
    },
    /// Delete a user
    Delete(UserDelete),
}

#[derive(Args, Clone, Deserialize, Serialize)]
pub struct UserCreate {
    /// The user's name
    pub name: String,
    /// An e-mail address; app users have none of their own
    pub login: Option<String>,
    /// The enterprise's id or name
    #[arg(long)]
    pub enterprise: Option<String>,
    /// Make an app user of this app (id, client id or name)
    #[arg(long)]
    pub app: Option<String>,
    #[command(flatten)]
    #[serde(flatten)]
    pub fields: UserFields,
    /// What a co-admin may: names separated by commas, see 'boxwood user update --help'
    #[arg(long, value_delimiter = ',')]
    pub permissions: Option<Vec<String>>,
}

#[derive(Args, Clone, Deserialize, Serialize)]
pub struct UserUpdate {
    /// An id or a login
    pub user: String,
    #[arg(long)]
    pub name: Option<String>,
    /// The new primary login: one of the user's confirmed e-mail aliases
    #[arg(long)]
    pub login: Option<String>,
    #[command(flatten)]
    #[serde(flatten)]
    pub fields: UserFields,
    /// What a co-admin may, separated by commas: manage_users, manage_groups, view_content, edit_content,
    /// log_in_as_users, view_settings, edit_settings, reports, view_policies, edit_policies, metadata_templates; or all, none
    #[arg(long, value_delimiter = ',')]
    pub permissions: Option<Vec<String>>,
}

/// What is the same when a user is made and when one is changed; the names are the contract's (identity §6.5).
#[derive(Args, Clone, Default, Deserialize, Serialize)]
pub struct UserFields {
    #[arg(long, value_parser = ["user", "coadmin"])]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
    #[arg(long, value_parser = ["active", "inactive", "cannot_delete_edit", "cannot_delete_edit_upload"])]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    /// The storage quota: bytes, 10GB, or unlimited
    #[arg(long = "space", value_parser = space)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub space_amount: Option<i64>,
    #[arg(long)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// A time zone's name, Europe/Berlin
    #[arg(long)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub timezone: Option<String>,
    #[arg(long)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub job_title: Option<String>,
    #[arg(long)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    #[arg(long)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// The app's own name for an app user
    #[arg(long)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub external_app_user_id: Option<String>,
}

#[derive(Args, Clone, Deserialize, Serialize)]
pub struct UserList {
    /// The enterprise's id or name
    #[arg(long)]
    pub enterprise: Option<String>,
    /// Only names and logins that begin so
    #[arg(long)]
    pub filter: Option<String>,
    #[arg(long, value_parser = ["managed", "app_user", "service"])]
    pub kind: Option<String>,
    /// The most to show
    #[arg(long, default_value_t = 100)]
    pub limit: i64,
    /// Go on behind the user of this id
    #[arg(long, default_value_t = 0)]
    pub after: i64,
}

#[derive(Args, Clone, Deserialize, Serialize)]
pub struct UserDelete {
    /// An id or a login
    pub user: String,
    /// Delete the user's content too
    #[arg(long)]
    pub force: bool,
    /// Tell the user
    #[arg(long)]
    pub notify: bool,
}

#[derive(Clone, Deserialize, Serialize, Subcommand)]
#[serde(rename_all = "snake_case")]
pub enum EnterpriseCommand {
    /// Make an enterprise with its admin, whose one-time password is shown once
    Create {
        name: String,
        /// The admin's e-mail address
        #[arg(long)]
        admin: String,
        #[arg(long, default_value = "Admin")]
        admin_name: String,
        /// An e-mail domain of its own, one each: users get e-mail aliases in these only. Without any, the domain of
        /// the admin's address
        #[arg(long = "domain")]
        domains: Vec<String>,
    },
    /// List the enterprises
    List,
    /// Show an enterprise
    Show {
        /// An id or a name; may be left out where there is one enterprise
        enterprise: Option<String>,
    },
    /// Change an enterprise's settings
    Set(EnterpriseSet),
}

#[derive(Args, Clone, Deserialize, Serialize)]
pub struct EnterpriseSet {
    /// An id or a name; may be left out where there is one enterprise
    pub enterprise: Option<String>,
    #[arg(long)]
    pub name: Option<String>,
    /// All e-mail domains of its own, one each; an empty one clears them. Addresses that were given in one that goes stay
    #[arg(long = "domain")]
    pub domains: Option<Vec<String>>,
}

#[derive(Clone, Deserialize, Serialize, Subcommand)]
#[serde(rename_all = "snake_case")]
pub enum AppCommand {
    /// Make an app; its client secret is shown once
    Create(AppCreate),
    /// List the apps
    List {
        /// The enterprise's id or name
        #[arg(long)]
        enterprise: Option<String>,
    },
    /// Show an app: its settings, and those that each enterprise has authorized
    Show {
        /// An id, a client id or a name
        app: String,
    },
    /// Let an app into an enterprise with its settings of now, and make its service account
    Authorize(AppIn),
    /// Take the app's settings of now; tokens must be fetched anew to gain by it
    Reauthorize(AppIn),
    /// Let a disabled app in again
    Enable(AppIn),
    /// Shut an app out of an enterprise, its tokens with it
    Disable(AppIn),
    /// Change an app's settings; for a server app they count after 'boxwood app reauthorize'
    Set(AppSet),
    /// Make a key pair and the settings file that holds it, or add or remove a public key
    Keypair(Keypair),
    /// Print the app's settings file without a private key, for client credentials
    Config(AppConfigAsked),
}

/// How the app gets its tokens; fixed when it is made.
#[derive(Clone, Copy, Deserialize, PartialEq, Serialize, ValueEnum)]
#[serde(rename_all = "snake_case")]
pub enum Auth {
    /// Server authentication with a signed assertion
    Jwt,
    /// Server authentication with client credentials
    Ccg,
    /// User authentication
    Oauth2,
}

/// App Access Only, or App + Enterprise Access.
#[derive(Clone, Copy, Deserialize, PartialEq, Serialize, ValueEnum)]
#[serde(rename_all = "snake_case")]
pub enum Access {
    App,
    Enterprise,
}

#[derive(Clone, Copy, Deserialize, PartialEq, Serialize, ValueEnum)]
#[serde(rename_all = "snake_case")]
pub enum Switch {
    On,
    Off,
}

#[derive(Args, Clone, Deserialize, Serialize)]
pub struct AppCreate {
    pub name: String,
    /// What it is for, in its own list and the admin's
    #[arg(long)]
    pub description: Option<String>,
    /// Whom to write to about it
    #[arg(long)]
    pub contact_email: Option<String>,
    /// Separated by commas where there are several
    #[arg(long, value_enum, value_delimiter = ',', default_value = "jwt")]
    pub auth: Vec<Auth>,
    /// The enterprise's id or name
    #[arg(long)]
    pub enterprise: Option<String>,
    #[command(flatten)]
    #[serde(flatten)]
    pub settings: SettingsAsked,
    /// Authorize it at once
    #[arg(long)]
    pub authorize: bool,
}

#[derive(Args, Clone, Deserialize, Serialize)]
pub struct AppSet {
    /// An id, a client id or a name
    pub app: String,
    #[arg(long)]
    pub name: Option<String>,
    /// What it is for, in its own list and the admin's
    #[arg(long)]
    pub description: Option<String>,
    /// Whom to write to about it
    #[arg(long)]
    pub contact_email: Option<String>,
    #[command(flatten)]
    #[serde(flatten)]
    pub settings: SettingsAsked,
}

/// What an app's console page has.
#[derive(Args, Clone, Default, Deserialize, Serialize)]
pub struct SettingsAsked {
    /// All scopes it shall have, separated by commas (root_readwrite,manage_managed_users,…); or all, none
    #[arg(long, value_delimiter = ',')]
    pub scopes: Option<Vec<String>>,
    /// App Access Only, or App + Enterprise Access
    #[arg(long, value_enum)]
    pub access: Option<Access>,
    /// Make API calls using the as-user header
    #[arg(long, value_enum)]
    pub as_user: Option<Switch>,
    /// Generate user access tokens
    #[arg(long, value_enum)]
    pub user_tokens: Option<Switch>,
    /// All redirect URIs, one each; an empty one clears them
    #[arg(long = "redirect-uri")]
    pub redirect_uris: Option<Vec<String>>,
    /// All origins that browsers may call from, one each; an empty one clears them
    #[arg(long = "cors-origin")]
    pub cors_origins: Option<Vec<String>>,
}

#[derive(Args, Clone, Deserialize, Serialize)]
pub struct AppIn {
    /// An id, a client id or a name
    pub app: String,
    /// The enterprise's id or name; the app's own where none is given
    #[arg(long)]
    pub enterprise: Option<String>,
}

#[derive(Args, Clone, Deserialize, Serialize)]
pub struct Keypair {
    /// An id, a client id or a name
    pub app: String,
    /// Upload the public key in this PEM file instead of making a pair
    #[arg(long, value_name = "FILE", value_parser = text_of_file, conflicts_with_all = ["remove", "secret", "reset_secret"])]
    pub add: Option<String>,
    /// Remove the key of this id
    #[arg(long, value_name = "KEY_ID", conflicts_with_all = ["secret", "reset_secret"])]
    pub remove: Option<String>,
    #[command(flatten)]
    #[serde(flatten)]
    pub file: FileAsked,
}

#[derive(Args, Clone, Deserialize, Serialize)]
pub struct AppConfigAsked {
    /// An id, a client id or a name
    pub app: String,
    #[command(flatten)]
    #[serde(flatten)]
    pub file: FileAsked,
}

/// Where a settings file has its client secret from (the server keeps only a hash), and where it goes.
#[derive(Args, Clone, Deserialize, Serialize)]
pub struct FileAsked {
    /// The app's client secret, to be written into the file
    #[arg(long, env = "BOXWOOD_CLIENT_SECRET", hide_env_values = true)]
    pub secret: Option<String>,
    /// Make a new client secret; the old one stops working
    #[arg(long, conflicts_with = "secret")]
    pub reset_secret: bool,
    /// Write the file here, for its owner alone, instead of printing it
    #[arg(long, short, value_name = "FILE")]
    #[serde(skip)]
    pub output: Option<PathBuf>,
}

#[derive(Clone, Deserialize, Serialize, Subcommand)]
#[serde(rename_all = "snake_case")]
pub enum TokenCommand {
    /// Issue an app's developer token: one hour, one per app, not refreshable
    Developer(DeveloperToken),
}

#[derive(Clone, Deserialize, Serialize, Subcommand)]
#[serde(rename_all = "snake_case")]
pub enum FileRequestCommand {
    /// Make a file request for a folder, in the name of the folder's owner
    Create(FileRequestCreate),
    /// List the file requests of an enterprise
    List {
        /// The enterprise's id or name
        #[arg(long)]
        enterprise: Option<String>,
        /// The most to show
        #[arg(long, default_value_t = 100)]
        limit: i64,
        /// Go on behind the file request of this id
        #[arg(long, default_value_t = 0)]
        after: i64,
    },
}

#[derive(Args, Clone, Deserialize, Serialize)]
pub struct FileRequestCreate {
    /// The folder's id
    pub folder: i64,
    /// What people are asked for
    pub title: String,
    #[arg(long)]
    pub description: Option<String>,
    /// Ask for their email address
    #[arg(long)]
    #[serde(default)]
    pub email_required: bool,
    /// Ask for a description of what they upload
    #[arg(long)]
    #[serde(default)]
    pub description_required: bool,
    /// When it ends: 2030-12-31, or 2030-12-31T18:00:00Z
    #[arg(long, value_name = "DATE")]
    pub expires: Option<String>,
}

#[derive(Args, Clone, Deserialize, Serialize)]
pub struct DeveloperToken {
    /// An id, a client id or a name; may be left out where there is one app
    #[arg(long)]
    pub app: Option<String>,
    /// An id or a login; the app's owner where none is given
    #[arg(long)]
    pub user: Option<String>,
}

/// The contents, so that they can go to a server.
fn text_of_file(path: &str) -> Result<String, String> {
    std::fs::read_to_string(path).map_err(|error| error.to_string())
}

/// Bytes, a number with KB, MB, GB or TB, or `unlimited`.
fn space(text: &str) -> Result<i64, String> {
    const UNITS: [(&str, i64); 4] = [("KB", 1 << 10), ("MB", 1 << 20), ("GB", 1 << 30), ("TB", 1 << 40)];
    if text.eq_ignore_ascii_case("unlimited") {
        return Ok(-1);
    }
    let upper = text.to_ascii_uppercase();
    let unit = UNITS.iter().find_map(|(unit, bytes)| Some((upper.strip_suffix(unit)?, *bytes)));
    let (digits, bytes) = unit.unwrap_or((&upper, 1));
    let number = digits.trim().parse::<i64>().ok().filter(|number| *number >= 0);
    number.and_then(|number| number.checked_mul(bytes)).ok_or_else(|| "such as 10GB, 500MB, or unlimited".to_owned())
}

#[cfg(test)]
mod tests {
    use super::space;

    #[test]
    fn space_is_bytes_or_has_a_unit() {
        for (text, bytes) in [("0", 0), ("123", 123), ("10GB", 10_737_418_240), ("1 kb", 1024), ("unlimited", -1)] {
            assert_eq!(space(text), Ok(bytes), "{text}");
        }
        for text in ["", "-1", "GB", "1XB", "9999999999TB"] {
            assert!(space(text).is_err(), "{text}");
        }
    }
}
