//! What a co-admin may (contract: identity §4.2). The admin and service accounts may all of it, others nothing.
use boxwood_store::{FromValue, ToValue, Value};

/// A set of the constants below; stored as one integer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Permissions(pub i64);

macro_rules! permissions {
    ($($name:ident = $bit:literal, $text:literal;)*) => {
        impl Permissions {
            $(pub const $name: Permissions = Permissions(1 << $bit);)*
            /// Each with its name on the command line.
            pub const NAMED: &'static [(Permissions, &'static str)] = &[$((Permissions::$name, $text)),*];
            pub const ALL: Permissions = Permissions(0 $(| 1 << $bit)*);
        }
    };
}
permissions! {
    MANAGE_USERS = 0, "manage_users";
    MANAGE_GROUPS = 1, "manage_groups";
    VIEW_CONTENT = 2, "view_content";
    EDIT_CONTENT = 3, "edit_content";
    LOG_IN_AS_USERS = 4, "log_in_as_users";
    VIEW_SETTINGS = 5, "view_settings";
    EDIT_SETTINGS = 6, "edit_settings";
    REPORTS = 7, "reports";
    VIEW_POLICIES = 8, "view_policies";
    EDIT_POLICIES = 9, "edit_policies";
    METADATA_TEMPLATES = 10, "metadata_templates";
}

impl Permissions {
    pub const NONE: Permissions = Permissions(0);
    /// What a new co-admin has.
    pub const DEFAULT: Permissions =
        Permissions(Self::MANAGE_USERS.0 | Self::MANAGE_GROUPS.0 | Self::LOG_IN_AS_USERS.0 | Self::VIEW_SETTINGS.0);

    pub const fn has(self, other: Permissions) -> bool {
        self.0 & other.0 == other.0
    }
}

impl ToValue for Permissions {
    fn to_value(&self) -> Value<'_> {
        Value::Int(self.0)
    }
}

impl FromValue for Permissions {
    fn from_value(value: Value<'_>) -> Option<Self> {
        i64::from_value(value).map(Permissions)
    }
}
