//! The bodies of e-mail aliases.
use crate::wire::AliasId;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

crate::wire! {
    pub struct EmailAlias: "email_alias", AliasId {
        mini {
            email: String,
            is_confirmed: bool,
        }
        standard {}
        full {}
    }
}

#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
pub struct Aliases {
    pub total_count: usize,
    pub entries: Vec<EmailAlias>,
}

#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
pub struct NewAlias {
    #[schemars(email)]
    pub email: String,
    /// Whether it counts without the mail that would ask for a confirmation; one SDK sends this.
    #[serde(default)]
    pub is_confirmed: Option<bool>,
}
