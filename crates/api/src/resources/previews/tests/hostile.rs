//! Pictures that are none, and those that mean harm.
use super::{clear, form, id, picture, thumbnail};
use crate::resources::files::tests::{made, new_version};
use boxwood_testing::{World, on_both_engines};
use image::ImageFormat;
use serde_json::json;

/// A PNG picture's head with another size in it; that its checksum does not fit is found out later, if at all.
fn promising(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = clear(1, 1);
    bytes[16..20].copy_from_slice(&width.to_be_bytes());
    bytes[20..24].copy_from_slice(&height.to_be_bytes());
    let mut crc = !0_u32;
    for byte in &bytes[12..29] {
        crc ^= u32::from(*byte);
        for _ in 0..8 {
            crc = if crc & 1 == 1 { (crc >> 1) ^ 0xEDB8_8320 } else { crc >> 1 };
        }
    }
    bytes[29..33].copy_from_slice(&(!crc).to_be_bytes());
    bytes
}

#[test]
fn what_is_no_picture_has_no_thumbnail_and_is_tried_once() {
    on_both_engines(async |world: World| {
        let cut = picture(400, 400, ImageFormat::Jpeg);
        let cut = cut[..40].to_vec();
        let half = picture(64, 64, ImageFormat::Png);
        let half = half[..half.len() / 2].to_vec();
        for (name, bytes) in [
            ("endless.png", promising(0x7FFF_FFFF, 0x7FFF_FFFF)),
            ("wide.png", promising(60_000, 60_000)),
            ("large.png", promising(19_999, 19_999)),
            ("cut.jpg", cut),
            ("half.png", half),
            ("empty.png", Vec::new()),
            ("text.png", b"no picture at all".to_vec()),
        ] {
            let file = made(&world, "una", name, 0, &bytes).await;
            for _ in 0..2 {
                let refused = thumbnail(&world, "una", &file, "thumbnail.png").await;
                assert_eq!(refused.outcome(), "404 preview_cannot_be_generated", "{name}");
            }
            let (about, content) = form(&file, "jpg_1024x1024");
            let shown = world.get(&about).by("una").send().await;
            assert_eq!((shown.status, &shown.body["status"]), (200, &json!({ "state": "error" })), "{name}");
            assert_eq!(world.get(&content).by("una").send().await.outcome(), "404 preview_cannot_be_generated");
            let listed = world.get(&format!("/files/{}?fields=representations", id(&file))).by("una");
            let listed = listed.header("X-Rep-Hints", "[jpg?dimensions=1024x1024]").send().await;
            assert_eq!(listed.body["representations"]["entries"][0]["status"]["state"], "error", "{name}");
            let better = new_version(&world, "una", &file["id"], &json!({}), &clear(3, 3)).await;
            assert_eq!(better.status, 201);
            assert_eq!(thumbnail(&world, "una", &file, "thumbnail.png").await.status, 200, "{name}");
        }
    });
}
