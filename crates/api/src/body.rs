//! What an operation reads from the body of a request.
use crate::{Call, Error, Result};
use bytes::Bytes;
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Deserialize, Deserializer, de::DeserializeOwned};

/// Every JSON type is one; others (a picture, say) say how they are read.
pub trait Body: Sized + Send + Sync + 'static {
    /// The media type that the API document names; None where nothing is read.
    const MEDIA: Option<&'static str>;
    /// The most bytes it may have.
    const LIMIT: usize;
    /// Whether reading this one takes so long that other requests must not wait for it.
    fn is_slow(_: &Call) -> bool {
        false
    }
    /// What is read beside it: headers, by their names in the API document.
    const HEADERS: &'static [&'static str] = &[];

    /// Clients name JSON in many ways, or not at all: what is expected decides, not the header (contract: clients §4).
    ///
    /// # Errors
    /// `bad_request` for what cannot be read.
    fn decode(call: &Call) -> Result<Self>;
    fn schema(generator: &mut SchemaGenerator) -> Schema;
}

impl<T: DeserializeOwned + JsonSchema + Send + Sync + 'static> Body for T {
    const MEDIA: Option<&'static str> = Some("application/json");
    const LIMIT: usize = 1 << 20;

    /// A password is hashed as it is read. Its name can be written with escapes, too.
    fn is_slow(call: &Call) -> bool {
        let has = |wanted: &[u8]| call.body.windows(wanted.len()).any(|window| window == wanted);
        has(b"\"password\"") || has(b"\\u00")
    }
    fn decode(call: &Call) -> Result<Self> {
        object(&call.body)
    }

    fn schema(generator: &mut SchemaGenerator) -> Schema {
        generator.subschema_for::<T>()
    }
}

/// # Errors
/// `bad_request` for what is no JSON object, or not of that shape.
pub(crate) fn object<T: DeserializeOwned>(bytes: &Bytes) -> Result<T> {
    // serde would take an array for a struct.
    let start = bytes.iter().find(|byte| !byte.is_ascii_whitespace());
    if start != Some(&b'{') {
        return Err(Error::bad_request("The body is no JSON object"));
    }
    without_nul(bytes)?;
    serde_json::from_slice(bytes).map_err(|error| Error::bad_request(error.to_string()))
}

/// A text with this character in it is nobody's name, and not every engine can store it.
///
/// # Errors
/// `bad_request` where JSON holds one.
pub(crate) fn without_nul(json: &Bytes) -> Result<()> {
    const NUL: &[u8] = br"\u0000";
    let found = json.windows(NUL.len()).any(|window| window == NUL);
    if found { Err(Error::bad_request("The body holds a NUL character")) } else { Ok(()) }
}

/// For operations that read nothing; what clients send all the same is dropped.
pub struct NoBody;

impl Body for NoBody {
    const MEDIA: Option<&'static str> = None;
    const LIMIT: usize = 1 << 16;

    fn decode(_: &Call) -> Result<Self> {
        Ok(NoBody)
    }
    fn schema(_: &mut SchemaGenerator) -> Schema {
        Schema::default()
    }
}

/// A body that may be left out, and is its default then.
pub struct Optional<T>(pub T);

impl<T: DeserializeOwned + JsonSchema + Default + Send + Sync + 'static> Body for Optional<T> {
    const MEDIA: Option<&'static str> = T::MEDIA;
    const LIMIT: usize = T::LIMIT;

    fn is_slow(call: &Call) -> bool {
        T::is_slow(call)
    }
    fn decode(call: &Call) -> Result<Self> {
        if call.body.is_empty() { Ok(Optional(T::default())) } else { T::decode(call).map(Optional) }
    }
    fn schema(generator: &mut SchemaGenerator) -> Schema {
        generator.subschema_for::<T>()
    }
}

/// For `#[serde(deserialize_with)]` on a required text: null is as good as nothing.
///
/// # Errors
/// When the value is neither text nor null.
pub fn text_or_null<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    Option::deserialize(from).map(Option::unwrap_or_default)
}
