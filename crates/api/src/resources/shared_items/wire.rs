//! The answer of `GET /shared_items`.
use crate::{
    items::{Entry, STANDARD, select, select_standard},
    wire::{Fielded, Reply, Selection, Shown},
};
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Deserialize, Deserializer};
use std::{borrow::Cow, sync::Arc};

/// An item of any kind, in its standard form where no fields are asked for.
pub struct SharedItem(pub Arc<Entry>);

impl SharedItem {
    /// What a folder shows of itself and of what is in it: minis, where no fields are asked for.
    pub(super) fn of_folder(show: Selection) -> Selection {
        if show == STANDARD { select(None) } else { show }
    }
}

impl Reply for SharedItem {
    type Wire = SharedItem;
    const FIELDS: &'static [&'static str] = Entry::NAMES;

    fn select(fields: Option<&str>) -> Selection {
        select_standard(fields)
    }
    fn write(&self, show: Selection, out: &mut Vec<u8>) -> serde_json::Result<()> {
        serde_json::to_writer(out, &Shown(&*self.0, show))
    }
    fn etag(&self) -> Option<String> {
        match &*self.0 {
            Entry::Folder(folder) => Fielded::etag(&**folder),
            Entry::File(file) => Fielded::etag(&**file),
            Entry::WebLink(link) => Fielded::etag(&**link),
        }
    }
}

impl<'de> Deserialize<'de> for SharedItem {
    fn deserialize<D: Deserializer<'de>>(from: D) -> std::result::Result<Self, D::Error> {
        Entry::deserialize(from).map(|entry| SharedItem(Arc::new(entry)))
    }
}

impl JsonSchema for SharedItem {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> Cow<'static, str> {
        "SharedItem".into()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        generator.subschema_for::<Entry>()
    }
}
