//! What an enterprise has decided for its people.
use crate::{
    Result,
    wire::{EnterpriseId, Zone},
};
use boxwood_store::{Cached, FromValue, Read, Tx, Value, row};
use std::sync::Arc;

/// Texts in a column, as a JSON array.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Texts(pub Vec<String>);

impl Texts {
    /// As it is stored.
    pub fn json(&self) -> String {
        serde_json::to_string(&self.0).unwrap_or_default()
    }
}

impl FromValue for Texts {
    fn from_value(value: Value<'_>) -> Option<Self> {
        if let Value::Text(text) = value { serde_json::from_str(text).ok().map(Texts) } else { None }
    }
}

row! {
    pub struct EnterpriseSettings {
        id: EnterpriseId,
        name: String,
        timezone: Zone,
        tracking_codes: Texts,
        domains: Texts,
        default_space: i64,
    }
}

impl Cached for EnterpriseSettings {
    fn sources(&self) -> impl IntoIterator<Item = boxwood_store::Key> {
        [self.id.key()]
    }
}

const BY_ID: &str = "SELECT id, name, timezone, tracking_codes, domains, default_space FROM enterprises WHERE id = $1";

/// # Errors
/// Those of the store.
pub fn settings(tx: &mut Tx<Read>, id: EnterpriseId) -> Result<Option<Arc<EnterpriseSettings>>> {
    tx.cached(id.key(), |tx| Ok(tx.opt(BY_ID, (id,))?))
}

/// The zone of the times that people of that enterprise are shown; UTC for those of none (contract: identity §8).
///
/// # Errors
/// Those of the store.
pub fn zone(tx: &mut Tx<Read>, of: Option<EnterpriseId>) -> Result<Zone> {
    let settings = of.map(|id| settings(tx, id)).transpose()?.flatten();
    Ok(settings.map_or(Zone::UTC, |settings| settings.timezone.clone()))
}
