//! The bodies of previews.
use super::forms::{Format, Picture};
use crate::{
    Error, Result,
    made::Served,
    resources::users::avatars::Image,
    wire::{Reply, Selection},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The sizes that there are of each format, from the smallest on (contract: content §3.7).
const PNG: [u32; 4] = [32, 64, 128, 256];
const JPG: [u32; 3] = [32, 160, 320];

/// Bounds of a thumbnail. Those of width and height come to the same, for all sizes are squares.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(default)]
pub struct ThumbnailQuery {
    #[schemars(with = "i64", range(min = 32, max = 320))]
    pub min_height: Option<i64>,
    #[schemars(with = "i64", range(min = 32, max = 320))]
    pub min_width: Option<i64>,
    #[schemars(with = "i64", range(min = 32, max = 320))]
    pub max_height: Option<i64>,
    #[schemars(with = "i64", range(min = 32, max = 320))]
    pub max_width: Option<i64>,
}

impl ThumbnailQuery {
    /// The largest that is not too large; where only the least is said, the smallest that is enough.
    ///
    /// # Errors
    /// `requested_preview_unavailable` where there is none.
    pub(super) fn picture(&self, format: Format) -> Result<Picture> {
        let sizes = match format {
            Format::Png => &PNG[..],
            Format::Jpg => &JPG[..],
        };
        let (least, most) = (self.min_height.max(self.min_width), [self.max_height, self.max_width]);
        let most = most.into_iter().flatten().min();
        let in_range = [least, most].into_iter().flatten().all(|size| (32..=320).contains(&size));
        let fits = |size: &&u32| {
            let size = i64::from(**size);
            least.is_none_or(|least| least <= size) && most.is_none_or(|most| size <= most)
        };
        let mut fitting = sizes.iter().filter(fits);
        let edge = if most.is_none() && least.is_some() { fitting.next() } else { fitting.next_back() };
        let edge = edge.filter(|_| in_range).ok_or_else(Error::requested_preview_unavailable)?;
        Ok(Picture { format, edge: *edge })
    }
}

/// A thumbnail, or where a picture is that stands for any file.
pub(super) enum Thumbnail {
    Picture(Served),
    /// There is none of such files.
    Never(String),
    /// It is being made.
    Later(String),
}

impl Reply for Thumbnail {
    type Wire = Image;
    const FIELDS: &'static [&'static str] = &[];
    const MEDIA: &'static [&'static str] = &["image/png", "image/jpeg"];
    const OTHER_STATUSES: &'static [u16] = &[202, 302];
    fn select(_: Option<&str>) -> Selection {
        Selection::ALL
    }
    fn write(&self, _: Selection, _: &mut Vec<u8>) -> serde_json::Result<()> {
        Ok(())
    }
    fn status(&self) -> Option<u16> {
        match self {
            Thumbnail::Picture(_) => None,
            Thumbnail::Never(_) => Some(302),
            Thumbnail::Later(_) => Some(202),
        }
    }
    fn media(&self) -> &'static str {
        ""
    }
    fn headers(&self) -> Vec<(&'static str, String)> {
        match self {
            Thumbnail::Picture(_) => Vec::new(),
            Thumbnail::Never(location) => vec![("location", location.clone())],
            Thumbnail::Later(location) => vec![("location", location.clone()), again()],
        }
    }
    fn served(&self) -> Option<&Served> {
        if let Thumbnail::Picture(served) = self { Some(served) } else { None }
    }
}

/// When to ask again, in seconds.
fn again() -> (&'static str, String) {
    ("retry-after", "2".to_owned())
}

/// A file in some form.
pub(super) enum InForm {
    Here(Served),
    /// It is being made.
    Later,
}

impl Reply for InForm {
    type Wire = Image;
    const FIELDS: &'static [&'static str] = &[];
    const MEDIA: &'static [&'static str] =
        &["image/png", "image/jpeg", "text/plain", "application/pdf", "audio/mpeg", "video/mp4"];
    const OTHER_STATUSES: &'static [u16] = &[202, 206];
    fn select(_: Option<&str>) -> Selection {
        Selection::ALL
    }
    fn write(&self, _: Selection, _: &mut Vec<u8>) -> serde_json::Result<()> {
        Ok(())
    }
    fn status(&self) -> Option<u16> {
        matches!(self, InForm::Later).then_some(202)
    }
    fn media(&self) -> &'static str {
        ""
    }
    fn headers(&self) -> Vec<(&'static str, String)> {
        if matches!(self, InForm::Later) { vec![again()] } else { Vec::new() }
    }
    fn served(&self) -> Option<&Served> {
        if let InForm::Here(served) = self { Some(served) } else { None }
    }
}

/// How bytes are to be given out. Who can send no headers says here who calls, too.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(default)]
pub struct ContentQuery {
    pub set_content_disposition_type: Option<String>,
    pub set_content_disposition_filename: Option<String>,
    pub access_token: Option<String>,
    pub shared_link: Option<String>,
    pub shared_link_password: Option<String>,
}

/// The forms of a file that a client has asked for.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
pub struct Representations {
    pub entries: Vec<Representation>,
}

#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
pub struct Representation {
    /// What it is, as hints have it.
    pub representation: String,
    pub properties: Properties,
    pub info: Info,
    /// This and where its bytes are stand there where a client has said what it would like.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<Status>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content: Option<Template>,
}

#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
pub struct Properties {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dimensions: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paged: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub thumb: Option<String>,
}

#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
pub struct Info {
    /// Where it is made, and where it is asked whether it is.
    pub url: String,
}

#[derive(Clone, Copy, Debug, Deserialize, Serialize, JsonSchema)]
pub struct Status {
    pub state: State,
}

crate::wire_texts! {
    pub enum State {
        Success = "success",
        Viewable = "viewable",
        Pending = "pending",
        None = "none",
        Error = "error",
    }
}

#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
pub struct Template {
    /// `{+asset_path}` stands for nothing: there are no forms of several files.
    pub url_template: String,
}
