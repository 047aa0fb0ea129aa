//! Previews through the real router.
mod embedded;
mod hostile;
mod representations;
mod rows;
mod thumbnails;

use crate::resources::files::tests::made;
use boxwood_testing::{Reply, World};
use image::{DynamicImage, ImageFormat, Rgb, RgbImage, Rgba, RgbaImage};
use serde_json::Value;
use std::io::Cursor;

fn encoded(image: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    image.write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

/// Red above, blue below.
fn picture(width: u32, height: u32, format: ImageFormat) -> Vec<u8> {
    let red = |y| y < height / 2;
    let image = RgbImage::from_fn(width, height, |_, y| Rgb(if red(y) { [250, 0, 0] } else { [0, 0, 250] }));
    encoded(&image.into(), format)
}

/// Of which nothing can be seen.
fn clear(width: u32, height: u32) -> Vec<u8> {
    encoded(&RgbaImage::from_pixel(width, height, Rgba([0, 0, 0, 0])).into(), ImageFormat::Png)
}

fn decoded(reply: &Reply) -> RgbImage {
    assert_eq!(reply.status, 200, "{reply:?}");
    image::load_from_memory(&reply.bytes).unwrap().to_rgb8()
}

fn header<'a>(reply: &'a Reply, name: &str) -> &'a str {
    reply.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

fn id(file: &Value) -> &str {
    file["id"].as_str().unwrap()
}

/// The addresses of a form of a file as it is now: of what is said of it, and of its bytes.
fn form(file: &Value, name: &str) -> (String, String) {
    let version = file["file_version"]["id"].as_str().unwrap();
    let about = format!("/internal_files/{}/versions/{version}/representations/{name}", id(file));
    let content = format!("{about}/content/");
    (about, content)
}

async fn thumbnail(world: &World, by: &str, file: &Value, name: &str) -> Reply {
    world.get(&format!("/files/{}/{name}", id(file))).by(by).send().await
}

async fn drawing(world: &World, name: &str, width: u32, height: u32, format: ImageFormat) -> Value {
    made(world, "una", name, 0, &picture(width, height, format)).await
}
