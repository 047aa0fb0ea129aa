//! The bodies of recent items.
use crate::{
    Error, Result,
    items::{Entry, Interaction, RecentRow, select_standard},
    wire::{Direction, Fielded, ItemId, Nested, PageQuery, Paging, Reply, Selection, Time},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
pub struct RecentItems {
    pub entries: Vec<RecentItem>,
    pub limit: i64,
    pub next_marker: Option<String>,
    pub order: RecentOrder,
}

#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
pub struct RecentItem {
    #[serde(rename = "type")]
    pub kind: RecentKind,
    pub interaction_type: Interaction,
    pub interacted_at: Time,
    pub item: Nested<Entry>,
    /// Always null: nothing is reached by a shared link yet.
    pub interaction_shared_link: Option<String>,
}

/// Latest first, and in no other way.
#[derive(Clone, Copy, Debug, Deserialize, Serialize, JsonSchema)]
pub struct RecentOrder {
    pub by: RecentKey,
    pub direction: Direction,
}

crate::wire_texts! {
    pub enum RecentKind { RecentItem = "recent_item" }
}
crate::wire_texts! {
    pub enum RecentKey { InteractedAt = "interacted_at" }
}

/// Kept as text, like any [`PageQuery`].
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(default)]
pub struct RecentQuery {
    #[schemars(with = "i64", extend("minimum" = 1))]
    pub limit: String,
    pub marker: String,
}

/// The place of an entry in the list: time and item.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
pub struct Place(i64, i64);

impl Place {
    pub fn of(row: &RecentRow) -> Self {
        Place(row.interacted_at.micros(), row.item_id.0)
    }

    pub fn marker(self) -> String {
        format!("{}_{}", self.0, self.1)
    }

    fn parse(marker: &str) -> Option<Self> {
        let (time, item) = marker.split_once('_')?;
        let item: ItemId = item.parse().ok()?;
        Some(Place(time.parse().ok().filter(|time| *time >= 0)?, item.0))
    }
}

impl RecentQuery {
    /// How many, and behind what.
    ///
    /// # Errors
    /// `invalid_limit`, `invalid_parameter`.
    pub fn paging(&self) -> Result<(usize, Option<Place>)> {
        let Paging { limit, .. } = PageQuery { limit: self.limit.clone(), ..PageQuery::default() }.paging()?;
        let behind = match self.marker.as_str() {
            "" => None,
            marker => Some(Place::parse(marker).ok_or_else(|| Error::invalid_parameter("marker"))?),
        };
        Ok((limit as usize, behind))
    }
}

/// `fields` says what is shown of the items: by default their standard tier, but for what lies in folders.
impl Reply for RecentItems {
    type Wire = RecentItems;
    const FIELDS: &'static [&'static str] = Entry::NAMES;

    fn select(fields: Option<&str>) -> Selection {
        select_standard(fields)
    }

    fn write(&self, _: Selection, out: &mut Vec<u8>) -> serde_json::Result<()> {
        serde_json::to_writer(out, self)
    }
}
