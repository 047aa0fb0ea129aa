//! What a call carries: JSON, a form with a file in it, or bare bytes.
use crate::{
    Error, Result, Source,
    contract::{NoBody, Optional, Random, Upload, resources::users::avatars::NewPicture},
    render,
};
use bytes::Bytes;
use futures_util::{StreamExt, stream};
use reqwest::Body;
use serde::Serialize;

/// Digits in the line between the parts of a form. Nobody can guess them, so that no file has that line in it.
const BOUNDARY: usize = 32;

/// The body of a request. It can be sent more than once.
#[derive(Clone, Debug, Default)]
pub(crate) enum Payload {
    #[default]
    None,
    Json(Bytes),
    Form(Form),
    Bytes(Source),
}

/// A file in a form.
#[derive(Clone, Debug)]
pub(crate) struct Form {
    boundary: String,
    /// What stands before the file.
    head: Bytes,
    file: Source,
    /// What stands behind it.
    tail: Bytes,
}

impl Form {
    /// `said`: a part of JSON before the file; `file`: the name and the media type of its part.
    fn new(said: Option<&[u8]>, (name, media): (&str, &str), content: Source) -> Result<Self> {
        let boundary = Random::system().hex(BOUNDARY);
        let boundary = boundary.map_err(|_| Error::unfit("the system has no randomness to give"))?;
        let mut head = Vec::new();
        if let Some(said) = said {
            let of = "Content-Disposition: form-data; name=\"attributes\"";
            head.extend([format!("--{boundary}\r\n{of}\r\n\r\n").as_bytes(), said, b"\r\n"].concat());
        }
        let of = format!("Content-Disposition: form-data; name=\"{name}\"; filename=\"file\"");
        head.extend(format!("--{boundary}\r\n{of}\r\nContent-Type: {media}\r\n\r\n").into_bytes());
        let tail = Bytes::from(format!("\r\n--{boundary}--\r\n"));
        Ok(Form { boundary, head: head.into(), file: content, tail })
    }
}

impl Payload {
    pub fn json<T: Serialize>(value: &T) -> Result<Self> {
        match render::json(value).map_err(|error| Error::unfit(format!("a body that cannot be written: {error}")))? {
            Some(text) if text != b"null" => Ok(Payload::Json(text.into())),
            _ => Ok(Payload::None),
        }
    }

    /// A form of two parts: what is said of a file, and the file.
    pub fn upload<A: Serialize>(attributes: &A, source: Source) -> Result<Self> {
        let said = render::json(attributes).map_err(|error| Error::unfit(error.to_string()))?.unwrap_or_default();
        Form::new(Some(&said), ("file", "application/octet-stream"), source).map(Payload::Form)
    }

    pub fn picture(media: &str, source: Source) -> Result<Self> {
        Form::new(None, ("pic", media), source).map(Payload::Form)
    }

    /// The media type, and how many bytes.
    pub fn about(&self) -> Option<(String, u64)> {
        match self {
            Payload::None => None,
            Payload::Json(text) => Some(("application/json".to_owned(), text.len() as u64)),
            Payload::Form(Form { boundary, head, file, tail }) => {
                let length = head.len() as u64 + file.size() + tail.len() as u64;
                Some((format!("multipart/form-data; boundary={boundary}"), length))
            }
            Payload::Bytes(source) => Some(("application/octet-stream".to_owned(), source.size())),
        }
    }

    pub fn body(&self) -> Body {
        match self {
            Payload::None => Body::default(),
            Payload::Json(text) => Body::from(text.clone()),
            Payload::Bytes(Source::Bytes(bytes)) => Body::from(bytes.clone()),
            Payload::Bytes(source) => Body::wrap_stream(source.stream()),
            Payload::Form(Form { head, file, tail, .. }) => {
                let head = stream::iter([Ok(head.clone())]);
                let tail = stream::iter([Ok(tail.clone())]);
                Body::wrap_stream(head.chain(file.stream()).chain(tail))
            }
        }
    }
}

/// What a client gives for the body `B` of an operation.
pub trait Sends<B> {
    #[doc(hidden)]
    fn payload(self) -> Result<Carried>;
}

/// A body on its way.
#[doc(hidden)]
pub struct Carried(pub(crate) Payload);

/// A body that is JSON is given as it is.
impl<T: Serialize> Sends<T> for T {
    fn payload(self) -> Result<Carried> {
        Payload::json(&self).map(Carried)
    }
}

/// Nothing, for those that read nothing.
impl Sends<NoBody> for () {
    fn payload(self) -> Result<Carried> {
        Ok(Carried(Payload::None))
    }
}

/// A body that may be left out.
impl<T: Serialize> Sends<Optional<T>> for Option<T> {
    fn payload(self) -> Result<Carried> {
        self.map_or(Ok(Carried(Payload::None)), |body| Payload::json(&body).map(Carried))
    }
}

/// What is said of a file, and the file.
impl<A: Serialize> Sends<Upload<A>> for (A, Source) {
    fn payload(self) -> Result<Carried> {
        Payload::upload(&self.0, self.1).map(Carried)
    }
}

/// A picture: its media type (`image/png`, `image/jpeg`) and its bytes.
impl Sends<NewPicture> for (&str, Source) {
    fn payload(self) -> Result<Carried> {
        Payload::picture(self.0, self.1).map(Carried)
    }
}
