//! What an app may: scopes, advanced features, access level and grants, as one set (contract: identity §3.2–§3.4).
//!
//! The console edits one such set, an authorization snapshots it, a token is issued with it. What counts for a call is
//! what all of them hold.
use crate::{Method, Scope};
use boxwood_store::{FromValue, ToValue, Value};
use std::ops::{BitAnd, BitOr, Not};

/// A set of the constants below; stored as one integer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Settings(pub i64);

macro_rules! settings {
    ($($(#[$meta:meta])* $name:ident = $bit:literal, $text:literal;)*) => {
        impl Settings {
            $($(#[$meta])* pub const $name: Settings = Settings(1 << $bit);)*
            /// Each with the text it goes by: on the wire for scopes, on the command line for the rest.
            pub const NAMED: &'static [(Settings, &'static str)] = &[$((Settings::$name, $text)),*];
        }
    };
}
settings! {
    READ = 0, "root_readonly";
    READ_WRITE = 1, "root_readwrite";
    MANAGE_USERS = 2, "manage_managed_users";
    MANAGE_APP_USERS = 3, "manage_app_users";
    MANAGE_GROUPS = 4, "manage_groups";
    MANAGE_WEBHOOKS = 5, "manage_webhook";
    MANAGE_ENTERPRISE = 6, "manage_enterprise_properties";
    MANAGE_RETENTION = 7, "manage_data_retention";
    MANAGE_LEGAL_HOLDS = 8, "manage_legal_hold";
    SIGN_REQUESTS = 9, "sign_requests.readwrite";
    AI = 10, "ai.readwrite";
    MANAGE_TRIGGERS = 11, "manage_triggers";
    ENTERPRISE_CONTENT = 12, "enterprise_content";
    INTEGRATIONS = 13, "enable_integrations";
    SUPPRESS_EMAIL = 14, "suppress_email";
    // Only a downscoped token has these.
    ANNOTATION_EDIT = 20, "annotation_edit";
    ANNOTATION_VIEW_ALL = 21, "annotation_view_all";
    ANNOTATION_VIEW_SELF = 22, "annotation_view_self";
    BASE_EXPLORER = 23, "base_explorer";
    BASE_PICKER = 24, "base_picker";
    BASE_PREVIEW = 25, "base_preview";
    BASE_SIDEBAR = 26, "base_sidebar";
    BASE_UPLOAD = 27, "base_upload";
    ITEM_DELETE = 28, "item_delete";
    ITEM_DOWNLOAD = 29, "item_download";
    ITEM_PREVIEW = 30, "item_preview";
    ITEM_RENAME = 31, "item_rename";
    ITEM_SHARE = 32, "item_share";
    ITEM_UPLOAD = 33, "item_upload";
    ITEM_READ = 34, "item_read";
    /// Make API calls using the as-user header: the gate of `As-User`.
    AS_USER = 40, "as_user";
    /// Generate user access tokens: the gate of tokens whose subject is a user.
    USER_TOKENS = 41, "user_tokens";
    /// App + Enterprise Access; without it App Access Only.
    ENTERPRISE_ACCESS = 42, "enterprise_access";
    JWT = 48, "jwt";
    CLIENT_CREDENTIALS = 49, "client_credentials";
    OAUTH2 = 50, "oauth2";
    LIMITED = 51, "app_token";
    /// Runs in a browser, where no secret is kept: it redeems codes by PKCE alone. Only the documentation's explorer.
    PUBLIC = 52, "public";
}

impl Settings {
    pub const NONE: Settings = Settings(0);
    /// The scopes that the console offers.
    pub const SCOPES: Settings = Settings((1 << 15) - 1);
    pub const DOWNSCOPES: Settings = Settings(((1 << 15) - 1) << 20);
    pub const FEATURES: Settings = Settings(1 << 40 | 1 << 41);
    /// How an app gets its tokens; fixed when it is made (contract: identity §3.1).
    pub const GRANTS: Settings = Settings(((1 << 4) - 1) << 48);
    /// Grants of server apps, which nobody may use before an admin has authorized the app.
    pub const SERVER: Settings = Settings(1 << 48 | 1 << 49);

    pub const fn has(self, other: Settings) -> bool {
        self.0 & other.0 == other.0
    }

    pub const fn any(self, other: Settings) -> bool {
        self.0 & other.0 != 0
    }

    /// The set with every narrower scope that it comprises: what an exchange may ask for (contract: identity §2.8).
    pub fn implied(self) -> Settings {
        const READING: Settings = Settings(
            Settings::ITEM_PREVIEW.0
                | Settings::ITEM_READ.0
                | Settings::BASE_EXPLORER.0
                | Settings::BASE_PICKER.0
                | Settings::BASE_PREVIEW.0
                | Settings::ANNOTATION_VIEW_ALL.0
                | Settings::ANNOTATION_VIEW_SELF.0,
        );
        match () {
            () if self.has(Settings::READ_WRITE) => self | Settings::READ | Settings::DOWNSCOPES,
            () if self.has(Settings::READ) => self | READING,
            () => self,
        }
    }

    pub fn named(text: &str) -> Option<Settings> {
        // The guides spell this one in the plural.
        let text = if text == "manage_legal_holds" { "manage_legal_hold" } else { text };
        Self::NAMED.iter().find(|(_, name)| *name == text).map(|(setting, _)| *setting)
    }

    /// The texts of all in the set.
    pub fn names(self) -> impl Iterator<Item = &'static str> {
        Self::NAMED.iter().filter(move |(setting, _)| self.has(*setting)).map(|(_, name)| *name)
    }

    /// Whether a call may be made at all. For content, a downscoped token's rights on the item itself are checked
    /// where the item is (`access.rs`): here any of its content scopes will do.
    pub fn allow(self, scope: Scope, method: Method) -> bool {
        let content = Self::READ_WRITE | Self::DOWNSCOPES;
        match scope {
            Scope::AnyToken => true,
            Scope::Items if method == Method::Get => self.any(content | Self::READ),
            Scope::Items => self.any(content),
            Scope::ManageUsers => self.any(Self::MANAGE_USERS | Self::MANAGE_APP_USERS),
            Scope::ManageGroups => self.any(Self::MANAGE_GROUPS),
            Scope::ManageEnterprise => self.any(Self::MANAGE_ENTERPRISE | Self::MANAGE_USERS),
        }
    }
}

impl BitOr for Settings {
    type Output = Self;
    fn bitor(self, other: Self) -> Self {
        Settings(self.0 | other.0)
    }
}

impl BitAnd for Settings {
    type Output = Self;
    fn bitand(self, other: Self) -> Self {
        Settings(self.0 & other.0)
    }
}

impl Not for Settings {
    type Output = Self;
    fn not(self) -> Self {
        Settings(!self.0)
    }
}

impl FromIterator<Settings> for Settings {
    fn from_iter<I: IntoIterator<Item = Settings>>(all: I) -> Self {
        all.into_iter().fold(Settings::NONE, BitOr::bitor)
    }
}

impl ToValue for Settings {
    fn to_value(&self) -> Value<'_> {
        Value::Int(self.0)
    }
}

impl FromValue for Settings {
    fn from_value(value: Value<'_>) -> Option<Self> {
        i64::from_value(value).map(Settings)
    }
}
