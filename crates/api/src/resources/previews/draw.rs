//! Smaller pictures. Whoever brought the larger one may have meant harm: the head of a small file can promise an endless
//! picture.
use super::forms::{Format, Picture};
use image::{
    DynamicImage, ExtendedColorType, ImageDecoder, ImageEncoder, ImageReader, Limits, RgbImage,
    codecs::{jpeg::JpegEncoder, png::PngEncoder},
    guess_format,
    metadata::Orientation,
};
use std::io::Cursor;

/// What a picture may measure, and what decoding it may take.
const MOST_PIXELS: u32 = 20_000;
const MOST_MEMORY: u64 = 256 << 20;
/// Of a hundred: what is smaller shows it.
const QUALITY: u8 = 85;

/// A picture as it is to be looked at, turned as its camera says and no larger than it was. None of what is no picture, or
/// would be too large a one.
pub fn draw(bytes: &[u8], picture: Picture) -> Option<Vec<u8>> {
    let Picture { format, edge } = picture;
    let image = decoded(bytes, edge)?;
    let (mut out, width, height) = (Vec::new(), image.width(), image.height());
    match format {
        Format::Jpg => {
            let encoder = JpegEncoder::new_with_quality(&mut out, QUALITY);
            encoder.write_image(&on_white(&image), width, height, ExtendedColorType::Rgb8).ok()?;
        }
        Format::Png if image.color().has_alpha() => {
            PngEncoder::new(&mut out).write_image(&image.to_rgba8(), width, height, ExtendedColorType::Rgba8).ok()?;
        }
        Format::Png => {
            PngEncoder::new(&mut out).write_image(&image.to_rgb8(), width, height, ExtendedColorType::Rgb8).ok()?;
        }
    }
    Some(out)
}

fn decoded(bytes: &[u8], edge: u32) -> Option<DynamicImage> {
    let mut reader = ImageReader::with_format(Cursor::new(bytes), guess_format(bytes).ok()?);
    let mut limits = Limits::default();
    (limits.max_image_width, limits.max_image_height) = (Some(MOST_PIXELS), Some(MOST_PIXELS));
    limits.max_alloc = Some(MOST_MEMORY);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().ok()?;
    if decoder.total_bytes() > MOST_MEMORY {
        return None;
    }
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let mut image = DynamicImage::from_decoder(decoder).ok()?;
    // Before it is turned, for that takes a copy.
    if image.width() > edge || image.height() > edge {
        image = image.thumbnail(edge, edge);
    }
    image.apply_orientation(orientation);
    Some(image)
}

/// JPEG pictures cannot be seen through.
fn on_white(image: &DynamicImage) -> RgbImage {
    if !image.color().has_alpha() {
        return image.to_rgb8();
    }
    let seen = image.to_rgba8();
    let mut out = RgbImage::new(seen.width(), seen.height());
    for (to, from) in out.pixels_mut().zip(seen.pixels()) {
        let [red, green, blue, alpha] = from.0;
        let laid = |colour: u8| ((u32::from(colour) * u32::from(alpha) + 255 * (255 - u32::from(alpha))) / 255) as u8;
        to.0 = [laid(red), laid(green), laid(blue)];
    }
    out
}

/// The picture that stands for any file: a sheet with a corner folded over.
pub(super) fn sheet(format: Format) -> Option<Vec<u8>> {
    const SIZE: u32 = 128;
    const LEFT: u32 = 24;
    const RIGHT: u32 = 104;
    const TOP: u32 = 12;
    const BOTTOM: u32 = 116;
    const CORNER: u32 = 32;
    let image = RgbImage::from_fn(SIZE, SIZE, |x, y| {
        let is_sheet = (LEFT..RIGHT).contains(&x) && (TOP..BOTTOM).contains(&y);
        let is_corner = is_sheet && x >= RIGHT - CORNER && y < TOP + CORNER;
        // The fold runs at half a right angle; what was above it lies below it now.
        let is_below = is_corner && x + CORNER - RIGHT <= y - TOP;
        image::Rgb(match (is_sheet, is_corner, is_below) {
            (true, true, true) => [0xD5, 0xD9, 0xDE],
            (true, false, _) => [0xFF, 0xFF, 0xFF],
            _ => [0xF2, 0xF3, 0xF5],
        })
    });
    let mut out = Vec::new();
    let done = match format {
        Format::Png => PngEncoder::new(&mut out).write_image(&image, SIZE, SIZE, ExtendedColorType::Rgb8),
        Format::Jpg => {
            JpegEncoder::new_with_quality(&mut out, QUALITY).write_image(&image, SIZE, SIZE, ExtendedColorType::Rgb8)
        }
    };
    done.ok().map(|()| out)
}
