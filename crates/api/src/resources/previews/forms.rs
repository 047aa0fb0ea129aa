//! Which forms there are, and of what files.
use schemars::JsonSchema;
use std::{fmt, str::FromStr};

/// What a file is, by its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sort {
    Picture,
    Text,
    Pdf,
    Audio,
    Video,
}

const PICTURES: [&str; 6] = ["png", "jpg", "jpeg", "gif", "webp", "bmp"];
const TEXTS: [&str; 34] = [
    "txt", "md", "csv", "tsv", "log", "json", "xml", "yaml", "yml", "toml", "ini", "html", "htm", "css", "js", "ts",
    "py", "rb", "rs", "go", "java", "c", "h", "cpp", "hpp", "cs", "php", "pl", "sh", "sql", "swift", "kt", "tex",
    "conf",
];

impl Sort {
    /// None of what has no form but its own.
    pub fn of(name: &str) -> Option<Self> {
        let extension = name.rsplit_once('.')?.1.to_ascii_lowercase();
        match extension.as_str() {
            picture if PICTURES.contains(&picture) => Some(Sort::Picture),
            text if TEXTS.contains(&text) => Some(Sort::Text),
            "pdf" => Some(Sort::Pdf),
            "mp3" => Some(Sort::Audio),
            "mp4" => Some(Sort::Video),
            _ => None,
        }
    }

    pub fn forms(self) -> &'static [Form] {
        match self {
            Sort::Picture => &OF_PICTURES,
            Sort::Text => &OF_TEXTS,
            Sort::Pdf => &OF_PDF,
            Sort::Audio => &OF_AUDIO,
            Sort::Video => &OF_VIDEO,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    Png,
    Jpg,
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl Format {
    pub const fn media(self) -> &'static str {
        match self {
            Format::Png => "image/png",
            Format::Jpg => "image/jpeg",
        }
    }

    pub const fn name(self) -> &'static str {
        match self {
            Format::Png => "png",
            Format::Jpg => "jpg",
        }
    }
}

impl FromStr for Format {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        [Format::Png, Format::Jpg].into_iter().find(|format| format.name() == text).ok_or(())
    }
}

/// A smaller picture: what it is written as, and the length of the square that it fits into.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Picture {
    pub format: Format,
    pub edge: u32,
}

/// How a form is made of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Make {
    /// It is the file as it is.
    AsItIs,
    Picture(Picture),
    /// The text of a PDF file.
    Text,
}

impl Make {
    /// As what is made is stored.
    pub fn kind(self) -> String {
        match self {
            Make::AsItIs => String::new(),
            Make::Picture(Picture { format, edge }) => format!("{}_{edge}", format.name()),
            Make::Text => "text".to_owned(),
        }
    }
}

/// A form that files of some sort can be shown in.
#[derive(Debug)]
pub(super) struct Form {
    /// As addresses have it.
    pub name: &'static str,
    pub representation: &'static str,
    pub dimensions: Option<&'static str>,
    pub is_thumb: bool,
    pub media: &'static str,
    pub make: Make,
}

impl Form {
    /// What a client may ask of it. It has one page, and nothing is cut off.
    pub fn property(&self, name: &str) -> &'static str {
        match name {
            "dimensions" => self.dimensions.unwrap_or_default(),
            "thumb" if self.is_thumb => "true",
            _ => "false",
        }
    }

    const fn picture(name: &'static str, dimensions: &'static str, format: Format, edge: u32) -> Self {
        let make = Make::Picture(Picture { format, edge });
        let (representation, media) = (format.name(), format.media());
        Form { name, representation, dimensions: Some(dimensions), is_thumb: edge < 1024, media, make }
    }

    const fn other(name: &'static str, media: &'static str, make: Make) -> Self {
        Form { name, representation: name, dimensions: None, is_thumb: false, media, make }
    }
}

const PLAIN: &str = "text/plain; charset=utf-8";

/// Smaller ones first.
static OF_PICTURES: [Form; 8] = [
    Form::picture("jpg_thumb_32x32", "32x32", Format::Jpg, 32),
    Form::picture("jpg_thumb_94x94", "94x94", Format::Jpg, 94),
    Form::picture("jpg_thumb_160x160", "160x160", Format::Jpg, 160),
    Form::picture("jpg_thumb_320x320", "320x320", Format::Jpg, 320),
    Form::picture("jpg_1024x1024", "1024x1024", Format::Jpg, 1024),
    Form::picture("jpg_2048x2048", "2048x2048", Format::Jpg, 2048),
    Form::picture("png_1024x1024", "1024x1024", Format::Png, 1024),
    Form::picture("png_2048x2048", "2048x2048", Format::Png, 2048),
];
static OF_TEXTS: [Form; 2] =
    [Form::other("text", PLAIN, Make::AsItIs), Form::other("extracted_text", PLAIN, Make::AsItIs)];
static OF_PDF: [Form; 2] =
    [Form::other("pdf", "application/pdf", Make::AsItIs), Form::other("extracted_text", PLAIN, Make::Text)];
static OF_AUDIO: [Form; 1] = [Form::other("mp3", "audio/mpeg", Make::AsItIs)];
static OF_VIDEO: [Form; 1] = [Form::other("mp4", "video/mp4", Make::AsItIs)];
