//! The bodies of memberships.
use crate::{
    resources::{groups::Group, users::User},
    wire::{GroupId, Maybe, MembershipId, Mini, Time, UserId},
};
use boxwood_store::{FromValue, ToValue, Value};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

crate::wire! {
    pub struct Membership: "group_membership", MembershipId {
        mini {}
        standard {
            user: Mini<User>,
            group: Mini<Group>,
            role: MemberRole,
            created_at: Time,
            modified_at: Time,
        }
        full {
            configurable_permissions: ConfigurablePermissions,
        }
    }
}

crate::wire_texts! {
    pub enum MemberRole { Member = "member", Admin = "admin" }
}

/// What a group's admin may besides; of a plain member it means nothing. What is left out is allowed.
#[expect(clippy::struct_excessive_bools, reason = "so it is on the wire")]
#[derive(Clone, Copy, Debug, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(default)]
pub struct ConfigurablePermissions {
    pub can_run_reports: bool,
    pub can_instant_login: bool,
    pub can_create_accounts: bool,
    pub can_edit_accounts: bool,
}

impl Default for ConfigurablePermissions {
    fn default() -> Self {
        ConfigurablePermissions::from(0b1111)
    }
}

impl From<i64> for ConfigurablePermissions {
    fn from(bits: i64) -> Self {
        ConfigurablePermissions {
            can_run_reports: bits & 1 != 0,
            can_instant_login: bits & 2 != 0,
            can_create_accounts: bits & 4 != 0,
            can_edit_accounts: bits & 8 != 0,
        }
    }
}

impl ConfigurablePermissions {
    pub const NONE: ConfigurablePermissions = ConfigurablePermissions {
        can_run_reports: false,
        can_instant_login: false,
        can_create_accounts: false,
        can_edit_accounts: false,
    };

    fn bits(self) -> i64 {
        let all = [self.can_run_reports, self.can_instant_login, self.can_create_accounts, self.can_edit_accounts];
        all.into_iter().rev().fold(0, |bits, has| bits << 1 | i64::from(has))
    }
}

/// One integer in the store.
impl ToValue for ConfigurablePermissions {
    fn to_value(&self) -> Value<'_> {
        Value::Int(self.bits())
    }
}

impl FromValue for ConfigurablePermissions {
    fn from_value(value: Value<'_>) -> Option<Self> {
        i64::from_value(value).map(ConfigurablePermissions::from)
    }
}

#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
pub struct Member {
    pub id: UserId,
}

#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
pub struct MemberOf {
    pub id: GroupId,
}

#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
pub struct NewMembership {
    pub user: Member,
    pub group: MemberOf,
    #[serde(flatten)]
    pub fields: MembershipUpdate,
}

#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(default)]
pub struct MembershipUpdate {
    pub role: Maybe<MemberRole>,
    /// Null takes all of them away.
    pub configurable_permissions: Maybe<ConfigurablePermissions>,
}
