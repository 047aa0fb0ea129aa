//! The bodies of avatars.
use crate::wire::{Reply, Selection};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
pub struct UserAvatar {
    pub pic_urls: PicUrls,
}

/// One and the same picture: clients scale it themselves.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
pub struct PicUrls {
    pub small: String,
    pub large: String,
    pub preview: String,
}

/// The answer to an upload.
pub struct Stored {
    pub avatar: UserAvatar,
    pub is_new: bool,
}

impl Reply for Stored {
    type Wire = UserAvatar;
    const FIELDS: &'static [&'static str] = &[];
    const OTHER_STATUSES: &'static [u16] = &[200];
    fn select(_: Option<&str>) -> Selection {
        Selection::ALL
    }
    fn write(&self, _: Selection, out: &mut Vec<u8>) -> serde_json::Result<()> {
        serde_json::to_writer(out, &self.avatar)
    }
    fn status(&self) -> Option<u16> {
        (!self.is_new).then_some(200)
    }
}

/// A picture, as its bytes.
pub struct Image {
    pub media: &'static str,
    pub bytes: Vec<u8>,
}

impl Reply for Image {
    type Wire = Image;
    const FIELDS: &'static [&'static str] = &[];
    const MEDIA: &'static [&'static str] = &["image/png", "image/jpeg"];
    fn select(_: Option<&str>) -> Selection {
        Selection::ALL
    }
    fn write(&self, _: Selection, out: &mut Vec<u8>) -> serde_json::Result<()> {
        out.extend_from_slice(&self.bytes);
        Ok(())
    }
    fn media(&self) -> &'static str {
        self.media
    }
}

impl JsonSchema for Image {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> Cow<'static, str> {
        "Image".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "format": "binary" })
    }
}
