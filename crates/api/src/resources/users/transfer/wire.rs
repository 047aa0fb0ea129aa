//! The bodies of transfers.
use crate::wire::{Flag, UserId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
pub struct Owner {
    pub id: UserId,
}

#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
pub struct Transfer {
    /// Whose it is to be.
    pub owned_by: Owner,
}

#[derive(Clone, Copy, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(default)]
pub struct TransferQuery {
    /// Whether the users are told by mail, which this server does not send.
    pub notify: Flag,
}
