//! Items of all kinds in one list, and which fields of each are shown.
use crate::{
    resources::{files::File, folders::Folder, web_links::WebLink},
    wire::{Describe, Fielded, Selection},
};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};
use std::borrow::Cow;

/// One of a folder's items. Boxed, because most of them show no more than five fields.
#[derive(Clone, Debug)]
pub enum Entry {
    Folder(Box<Folder>),
    File(Box<File>),
    WebLink(Box<WebLink>),
}

/// Where in a [`Selection`] the fields of each kind are: those of folders come first, so that a folder finds its own.
const FOLDER: (u32, u32) = (0, 44);
const FILE: (u32, u32) = (44, 52);
const WEB_LINK: (u32, u32) = (96, 32);

const _: () = assert!(
    Folder::NAMES.len() <= FOLDER.1 as usize
        && File::NAMES.len() <= FILE.1 as usize
        && WebLink::NAMES.len() <= WEB_LINK.1 as usize,
    "the fields of all kinds fit into one selection"
);

const fn beside(folder: Selection, file: Selection, web_link: Selection) -> Selection {
    folder.with(file, FILE.0).with(web_link, WEB_LINK.0)
}

/// What may be asked for of any kind, each name once, and how many names there are.
const ALL: ([&str; 128], usize) = named(named(named(([""; 128], 0), File::NAMES), Folder::NAMES), WebLink::NAMES);

#[expect(clippy::indexing_slicing, reason = "a const fn has no get; both are bounded")]
const fn named(
    (mut all, mut count): ([&'static str; 128], usize),
    names: &[&'static str],
) -> ([&'static str; 128], usize) {
    let mut n = 0;
    while n < names.len() {
        let (mut known, mut at) = (false, 0);
        while at < count {
            known |= all[at].eq_ignore_ascii_case(names[n]);
            at += 1;
        }
        if !known {
            all[count] = names[n];
            count += 1;
        }
        n += 1;
    }
    (all, count)
}

/// The selection of each kind.
#[derive(Clone, Copy, Debug)]
pub struct Shows {
    pub folder: Selection,
    pub file: Selection,
    pub web_link: Selection,
}

impl Shows {
    pub const fn of(all: Selection) -> Self {
        Shows {
            folder: all.part(FOLDER.0, FOLDER.1),
            file: all.part(FILE.0, FILE.1),
            web_link: all.part(WEB_LINK.0, WEB_LINK.1),
        }
    }

    pub const fn all(self) -> Selection {
        beside(self.folder, self.file, self.web_link)
    }
}

/// What an answer shows that is a folder and holds a list of items: `fields` says it of both (contract: content §0.4).
pub fn select(fields: Option<&str>) -> Selection {
    let asked = fields.filter(|text| !text.trim().is_empty());
    let folder = Selection::parse::<Folder>(asked);
    match asked {
        None => beside(folder, File::MINI, WebLink::MINI),
        some => beside(folder, Selection::parse::<File>(some), Selection::parse::<WebLink>(some)),
    }
}

/// What an answer shows of items of which it holds each for itself: their standard tier, where nothing else is asked for.
pub fn select_standard(fields: Option<&str>) -> Selection {
    match fields.filter(|text| !text.trim().is_empty()) {
        None => STANDARD,
        some => select(some),
    }
}

/// The standard tier of each kind.
pub const STANDARD: Selection = beside(Folder::STANDARD, File::STANDARD, WebLink::STANDARD);

impl Fielded for Entry {
    const KIND: &'static str = "item";
    const NAME: &'static str = "Item";
    const ID: Describe = Folder::ID;
    const SCHEMAS: &'static [Describe] = &[];
    const NAMES: &'static [&'static str] = ALL.0.split_at(ALL.1).0;
    const MINI: Selection = beside(Folder::MINI, File::MINI, WebLink::MINI);
    const STANDARD: Selection = Self::MINI;

    /// A list shows minis, where nothing else is asked for.
    fn select(fields: Option<&str>) -> Selection {
        match fields.filter(|text| !text.trim().is_empty()) {
            None => Self::MINI,
            some => select(some),
        }
    }

    fn serialize_fields<S: Serializer>(&self, show: Selection, to: S) -> Result<S::Ok, S::Error> {
        let shows = Shows::of(show);
        match self {
            Entry::Folder(folder) => folder.serialize_fields(shows.folder, to),
            Entry::File(file) => file.serialize_fields(shows.file, to),
            Entry::WebLink(link) => link.serialize_fields(shows.web_link, to),
        }
    }
}

impl Serialize for Entry {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        self.serialize_fields(Selection::ALL, to)
    }
}

impl<'de> Deserialize<'de> for Entry {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let value = serde_json::Value::deserialize(from)?;
        let kind = value.get("type").and_then(serde_json::Value::as_str).unwrap_or_default().to_owned();
        match kind.as_str() {
            Folder::KIND => serde_json::from_value(value).map(Entry::Folder),
            File::KIND => serde_json::from_value(value).map(Entry::File),
            WebLink::KIND => serde_json::from_value(value).map(Entry::WebLink),
            other => return Err(D::Error::custom(format_args!("'{other}' is no kind of item"))),
        }
        .map_err(D::Error::custom)
    }
}

impl JsonSchema for Entry {
    fn schema_name() -> Cow<'static, str> {
        "Item".into()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let kinds = [
            generator.subschema_for::<File>(),
            generator.subschema_for::<Folder>(),
            generator.subschema_for::<WebLink>(),
        ];
        json_schema!({ "oneOf": kinds })
    }
}
