//! A file's content on its way from a client to the rows that name it.
use crate::{Body, Call, Error, Result, body::object, items::search::text};
use bytes::Bytes;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::DeserializeOwned;

/// Content that was read to its end, and is on the disk unless it is small.
#[derive(Clone, Debug)]
pub struct Content {
    /// Bytes.
    pub size: i64,
    /// What clients know it by.
    pub sha1: [u8; 20],
    /// What tells it from all other content (BLAKE3), for a SHA-1 can be forged.
    pub digest: [u8; 32],
    pub place: Stored,
}

impl Content {
    /// What is small.
    pub fn here(bytes: Bytes, sha1: [u8; 20], digest: [u8; 32]) -> Content {
        let (size, words) = (i64::try_from(bytes.len()).unwrap_or(i64::MAX), text::of_small(&bytes));
        Content { size, sha1, digest, place: Stored::Here { bytes, words } }
    }

    /// The object that holds it, if one does.
    pub fn object(&self) -> Option<&str> {
        if let Stored::Object(name) = &self.place { Some(name) } else { None }
    }
}

/// Where content is.
#[derive(Clone, Debug)]
pub enum Stored {
    /// Small: it becomes part of the row, and so of the group commit.
    Here {
        bytes: Bytes,
        /// What it is found by, read before the transaction; None: that takes longer than a caller should wait.
        words: Option<String>,
    },
    /// The name of the object that holds it (`boxwood_blobs::ObjectName`).
    Object(String),
}

/// The most bytes that content has that is stored in its row: a file of its own would cost an fsync of its own.
pub const SMALL: usize = 32 << 10;
/// The most bytes that the attributes of a form may have.
pub const ATTRIBUTES: usize = 64 << 10;

/// The body of a call that brings content, in two steps: what is said of it is read, and found good, before its bytes are
/// taken.
pub trait Intake: Body {
    type Said;
    const PACKING: Packing;

    /// # Errors
    /// `bad_request` and others for what makes no sense.
    fn said(call: &Call) -> Result<Self::Said>;
}

/// How content comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Packing {
    /// As a part of a form, behind what is said of it. The little that fits stays in its row.
    Form,
    /// As the whole body, with what is said of it in headers; kept as an object whatever its size.
    Bare,
}

/// What is to be done before a session of parts can be committed.
#[derive(Clone, Debug)]
pub enum Plan {
    /// All is done. The object that holds the whole, if a session still has it.
    Ready(Option<String>),
    Join(Joining),
}

/// Objects that are to become one.
#[derive(Clone, Debug)]
pub struct Joining {
    pub session: i64,
    /// In their order.
    pub parts: Vec<String>,
}

/// A form of two parts: what is said of a file, and the file.
pub struct Upload<A> {
    pub attributes: A,
    pub content: Content,
}

impl<A: DeserializeOwned + JsonSchema + Send + Sync + 'static> Body for Upload<A> {
    const MEDIA: Option<&'static str> = Some("multipart/form-data");
    const LIMIT: usize = ATTRIBUTES;
    const HEADERS: &'static [&'static str] = &["ContentMd5"];

    /// # Errors
    /// `bad_digest` where the content is not what the client says it is (`Content-MD5`, which holds a SHA-1 in hexadecimal
    /// digits; contract: content §3.3).
    fn decode(call: &Call) -> Result<Self> {
        let attributes = attributes(call)?;
        let content = call.content.clone().ok_or_else(|| Error::bad_request("The form has no file"))?;
        let said = call.content_sha1.as_deref().map(str::trim).filter(|said| !said.is_empty());
        if said.is_some_and(|said| !said.eq_ignore_ascii_case(&crate::wire::hex(&content.sha1))) {
            return Err(Error::bad_digest());
        }
        Ok(Upload { attributes, content })
    }

    fn schema(generator: &mut SchemaGenerator) -> Schema {
        let attributes = generator.subschema_for::<A>();
        let file = json_schema!({ "type": "string", "format": "binary" });
        json_schema!({
            "type": "object",
            "required": ["attributes", "file"],
            "properties": { "attributes": attributes, "file": file }
        })
    }
}

impl<A: DeserializeOwned + JsonSchema + Send + Sync + 'static> Intake for Upload<A> {
    type Said = A;
    const PACKING: Packing = Packing::Form;

    fn said(call: &Call) -> Result<A> {
        attributes(call)
    }
}

/// What is said of a file before its bytes; nothing at all is an empty object.
///
/// # Errors
/// `bad_request`.
fn attributes<A: DeserializeOwned>(call: &Call) -> Result<A> {
    let nothing = Bytes::from_static(b"{}");
    object(if call.body.is_empty() { &nothing } else { &call.body })
}
