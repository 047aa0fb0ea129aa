//! What calls about parts say in headers, and the bodies that go with them.
use super::UploadPart;
use crate::{
    Body, Call, Content, Error, Intake, Packing, Result,
    items::{MAX_DESCRIPTION, MAX_NAME},
    wire::{Maybe, Time},
};
use base64::{Engine, prelude::BASE64_STANDARD};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};

/// Which part it is, and what its SHA-1 is, as its sender says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PartSaid {
    /// The first byte of it in the file.
    pub first: i64,
    /// The last one.
    pub last: i64,
    /// The bytes of the whole file.
    pub total: i64,
    pub sha1: [u8; 20],
}

/// A part: its bytes are the whole body.
pub struct Part {
    pub said: PartSaid,
    pub content: Content,
}

impl Body for Part {
    const MEDIA: Option<&'static str> = Some("application/octet-stream");
    const LIMIT: usize = 0;
    const HEADERS: &'static [&'static str] = &["Digest", "ContentRange"];

    /// # Errors
    /// `bad_request` for bytes that are missing, 412 where they are not what the header says.
    fn decode(call: &Call) -> Result<Self> {
        let said = Self::said(call)?;
        let content = call.content.clone().ok_or_else(|| Error::bad_request("The part has no bytes"))?;
        match () {
            () if content.size != said.last - said.first + 1 => {
                Err(Error::bad_request("The part has fewer bytes than its range"))
            }
            () if content.sha1 != said.sha1 => Err(Error::bad_part_digest()),
            () => Ok(Part { said, content }),
        }
    }

    fn schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "format": "binary" })
    }
}

impl Intake for Part {
    type Said = PartSaid;
    const PACKING: Packing = Packing::Bare;

    fn said(call: &Call) -> Result<PartSaid> {
        let range = call.content_range.as_deref().and_then(range);
        let (first, last, total) = range.ok_or_else(|| Error::bad_request("'Content-Range' is 'bytes A-B/TOTAL'"))?;
        Ok(PartSaid { first, last, total, sha1: digest(call)? })
    }
}

/// `bytes 0-9/20`.
fn range(text: &str) -> Option<(i64, i64, i64)> {
    let (unit, range) = text.trim().split_once(' ')?;
    let (places, total) = range.trim().split_once('/')?;
    let (first, last) = places.split_once('-')?;
    let number = |text: &str| text.parse::<i64>().ok().filter(|number| (0..i64::MAX).contains(number));
    let (first, last, total) = (number(first)?, number(last)?, number(total)?);
    (unit.eq_ignore_ascii_case("bytes") && first <= last).then_some((first, last, total))
}

/// `sha=` and twenty bytes in base64.
fn digest(call: &Call) -> Result<[u8; 20]> {
    let said = call.digest.as_deref().and_then(|text| text.trim().split_once('='));
    let bytes = said.filter(|(kind, _)| kind.eq_ignore_ascii_case("sha"));
    let bytes = bytes.and_then(|(_, text)| BASE64_STANDARD.decode(text.trim()).ok());
    let bytes = bytes.and_then(|bytes| bytes.try_into().ok());
    bytes.ok_or_else(|| Error::bad_request("'Digest' is 'sha=', and the SHA-1 in base64"))
}

/// The list of all parts, in their order, and the whole file's digest.
pub struct Commit {
    pub sha1: [u8; 20],
    /// Etags that the file must not have.
    pub unless: Option<String>,
    pub list: CommitList,
}

#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
pub struct CommitList {
    pub parts: Vec<UploadPart>,
    #[serde(default)]
    pub attributes: Maybe<Attributes>,
}

/// What is said of the file, once it is complete.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(default)]
pub struct Attributes {
    #[schemars(length(min = 1, max = MAX_NAME))]
    pub name: Maybe<String>,
    #[schemars(length(max = MAX_DESCRIPTION))]
    pub description: Maybe<String>,
    pub content_created_at: Maybe<Time>,
    pub content_modified_at: Maybe<Time>,
}

impl Body for Commit {
    const MEDIA: Option<&'static str> = CommitList::MEDIA;
    /// A list of ten thousand parts.
    const LIMIT: usize = 4 << 20;
    const HEADERS: &'static [&'static str] = &["Digest", "UnlessMatch"];

    fn decode(call: &Call) -> Result<Self> {
        Ok(Commit { sha1: digest(call)?, unless: call.if_none_match.clone(), list: CommitList::decode(call)? })
    }

    fn schema(generator: &mut SchemaGenerator) -> Schema {
        generator.subschema_for::<CommitList>()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_read_as_clients_write_them() {
        assert_eq!(range("bytes 0-8388607/20000000"), Some((0, 8_388_607, 20_000_000)));
        assert_eq!(range(" Bytes 5-5/6 "), Some((5, 5, 6)));
        for text in ["", "bytes", "bytes 0-1", "bytes 1-0/2", "bytes -1-0/2", "bytes a-b/c", "items 0-1/2", "bytes */2"]
        {
            assert_eq!(range(text), None, "{text}");
        }
    }

    #[test]
    fn digests_are_read_whatever_the_case_of_their_kind() {
        let of = |text: &str| digest(&Call { digest: Some(text.to_owned()), ..Call::default() }).ok();
        let text = BASE64_STANDARD.encode([7; 20]);
        assert_eq!(of(&format!("sha={text}")), Some([7; 20]));
        assert_eq!(of(&format!("SHA={text}")), Some([7; 20]));
        for text in ["", "sha=", &text, &format!("md5={text}"), &format!("sha={}", BASE64_STANDARD.encode([7; 19]))] {
            assert_eq!(of(text), None, "{text}");
        }
        assert!(digest(&Call::default()).is_err());
    }
}
