//! The bodies of the trash.
use crate::{
    items::{InFolder, MAX_NAME},
    wire::Maybe,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Under which name an item comes back, and where; without a body it does as it was.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(default)]
pub struct Restored {
    #[schemars(length(min = 1, max = MAX_NAME))]
    pub name: Maybe<String>,
    pub parent: Maybe<InFolder>,
}
