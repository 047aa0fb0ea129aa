//! A picture on its way in: taken out of a form, and looked at before anybody else has to.
use crate::{Body, Call, Error, Result};
use bytes::Bytes;
use futures_util::{FutureExt, stream};
use image::{ImageFormat, ImageReader, Limits, guess_format};
use multer::Multipart;
use schemars::{Schema, SchemaGenerator, json_schema};
use std::{convert::Infallible, io::Cursor};

/// What a picture may measure, and what decoding it may take: the head of a small file can promise an endless picture,
/// and a colour profile unpack to a thousand times its size.
const MOST_BYTES: usize = 1 << 20;
const MOST_PIXELS: u32 = 1024;
const MOST_MEMORY: u64 = 32 << 20;

/// One that was decoded once, so that whoever is shown it can decode it too.
pub struct NewPicture {
    pub media: &'static str,
    pub bytes: Vec<u8>,
}

impl Body for NewPicture {
    const MEDIA: Option<&'static str> = Some("multipart/form-data");
    /// More than a picture has, so that one that is a little too large is told so.
    const LIMIT: usize = 2 * MOST_BYTES;

    fn is_slow(_: &Call) -> bool {
        true
    }

    fn decode(call: &Call) -> Result<Self> {
        let boundary = call.content_type.as_deref().and_then(|media| multer::parse_boundary(media).ok());
        let boundary = boundary.ok_or_else(|| Error::bad_request("The body is no multipart form"))?;
        let body = stream::iter([Ok::<_, Infallible>(call.body.clone())]);
        // All of it is here, so there is nothing to wait for.
        let found = part_named_pic(Multipart::new(body, boundary)).now_or_never().flatten();
        checked(&found.ok_or_else(|| Error::bad_request("The form has no part 'pic'"))?)
    }

    fn schema(_: &mut SchemaGenerator) -> Schema {
        let pic = json_schema!({ "type": "string", "format": "binary" });
        json_schema!({ "type": "object", "required": ["pic"], "properties": { "pic": pic } })
    }
}

async fn part_named_pic(mut form: Multipart<'_>) -> Option<Bytes> {
    while let Some(field) = form.next_field().await.ok()? {
        if field.name() == Some("pic") {
            return field.bytes().await.ok();
        }
    }
    None
}

/// What a file is, its first bytes say, and not its name.
fn checked(bytes: &Bytes) -> Result<NewPicture> {
    const WANTED: &str = "The picture must be a JPEG or PNG of 1024 x 1024 pixels and 1 MB at the most";
    let media = match guess_format(bytes) {
        Ok(ImageFormat::Png) => "image/png",
        Ok(ImageFormat::Jpeg) => "image/jpeg",
        _ => return Err(Error::bad_request(WANTED)),
    };
    let format = ImageFormat::from_mime_type(media).ok_or_else(|| Error::bad_request(WANTED))?;
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    let mut limits = Limits::default();
    (limits.max_image_width, limits.max_image_height) = (Some(MOST_PIXELS), Some(MOST_PIXELS));
    limits.max_alloc = Some(MOST_MEMORY);
    reader.limits(limits);
    if bytes.len() > MOST_BYTES || reader.decode().is_err() {
        return Err(Error::bad_request(WANTED));
    }
    Ok(NewPicture { media, bytes: bytes.to_vec() })
}
