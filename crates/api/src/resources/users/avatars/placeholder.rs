//! The picture of those who never had one: squares in a colour, both from their id, so that it is always the same and
//! people can be told apart.
use super::wire::Image;
use crate::{Error, Result, wire::UserId};
use image::{ExtendedColorType, ImageEncoder, codecs::png::PngEncoder};

/// Five squares in each direction, and half of one around them.
const SQUARES: usize = 5;
const SQUARE: usize = 32;
const SIZE: usize = (SQUARES + 1) * SQUARE;
const GROUND: [u8; 3] = [0xF2, 0xF3, 0xF5];
/// Told apart from the ground, and from each other, by people who see few colours too.
const COLOURS: [[u8; 3]; 8] = [
    [0x1B, 0x4F, 0x8F],
    [0xA8, 0x3A, 0x1E],
    [0x0F, 0x6B, 0x5C],
    [0x6A, 0x3D, 0x8C],
    [0x8A, 0x5A, 0x00],
    [0xA3, 0x1F, 0x5B],
    [0x2E, 0x6B, 0x1F],
    [0x3C, 0x45, 0x52],
];

/// # Errors
/// `unavailable` if it cannot be encoded.
pub fn draw(id: UserId) -> Result<Image> {
    let bits = scattered(id.0.unsigned_abs());
    let colour = COLOURS.get((bits >> 60) as usize % COLOURS.len()).copied().unwrap_or(GROUND);
    let mut pixels = Vec::with_capacity(SIZE * SIZE * 3);
    for y in 0..SIZE {
        for x in 0..SIZE {
            pixels.extend_from_slice(if is_set(bits, x, y) { &colour } else { &GROUND });
        }
    }
    let (mut bytes, size) = (Vec::new(), SIZE as u32);
    let encoded = PngEncoder::new(&mut bytes).write_image(&pixels, size, size, ExtendedColorType::Rgb8);
    encoded.map_err(|_| Error::unavailable())?;
    Ok(Image { media: "image/png", bytes })
}

/// Whether a pixel lies in a square that is filled. The right half mirrors the left one.
fn is_set(bits: u64, x: usize, y: usize) -> bool {
    let place = |at: usize| at.checked_sub(SQUARE / 2).map(|at| at / SQUARE).filter(|at| *at < SQUARES);
    let (Some(column), Some(row)) = (place(x), place(y)) else { return false };
    let mirrored = column.min(SQUARES - 1 - column);
    bits >> (row * SQUARES.div_ceil(2) + mirrored) & 1 == 1
}

/// Ids count up; what is drawn from them must not.
fn scattered(id: u64) -> u64 {
    let mixed = (id ^ (id >> 30)).wrapping_add(0x9E37_79B9_7F4A_7C15).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    mixed ^ (mixed >> 31)
}
