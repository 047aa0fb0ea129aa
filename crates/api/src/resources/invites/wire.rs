//! The bodies of invites.
use crate::{
    resources::users::{Enterprise, User},
    wire::{EnterpriseId, InviteId, Mini, Time},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

crate::wire! {
    pub struct Invite: "invite", InviteId {
        mini {}
        standard {
            invited_to: Enterprise,
            actionable_by: Mini<User>,
            invited_by: Mini<User>,
            status: InviteStatus,
            created_at: Time,
            modified_at: Time,
        }
        full {}
    }
}

crate::wire_texts! {
    pub enum InviteStatus { Pending = "pending" }
}

#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
pub struct NewInvite {
    pub enterprise: InvitedTo,
    pub actionable_by: Invited,
}

#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
pub struct InvitedTo {
    pub id: EnterpriseId,
}

#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
pub struct Invited {
    pub login: String,
}
