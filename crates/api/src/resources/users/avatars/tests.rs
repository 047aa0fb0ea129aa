use boxwood_testing::{Reply, World, on_both_engines};
use image::{DynamicImage, ImageFormat, Rgb, RgbImage};
use insta::assert_json_snapshot;
use serde_json::Value;
use std::io::Cursor;

const DENIED: &str = "403 access_denied_insufficient_permissions";

fn picture(format: ImageFormat, width: u32, height: u32) -> Vec<u8> {
    let (mut bytes, pixels) = (Cursor::new(Vec::new()), RgbImage::from_pixel(width, height, Rgb([200, 30, 90])));
    DynamicImage::ImageRgb8(pixels).write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

/// A form with a part before the picture's, as some clients send it.
fn form(name: &str, bytes: &[u8]) -> Vec<u8> {
    let mut form =
        b"--B o=1\r\nContent-Type: text/plain\r\nContent-Disposition: form-data; name=\"x\"\r\n\r\ny\r\n".to_vec();
    form.extend_from_slice(b"--B o=1\r\nContent-Disposition: form-data; name=\"");
    form.extend_from_slice(name.as_bytes());
    form.extend_from_slice(b"\"; filename=\"me.gif\"\r\nContent-Type: image/gif\r\n\r\n");
    form.extend_from_slice(bytes);
    form.extend_from_slice(b"\r\n--B o=1--\r\n");
    form
}

async fn upload(world: &World, by: &str, user: i64, bytes: &[u8]) -> Reply {
    let ask = world.ask("POST", &format!("/users/{user}/avatar"), Value::Null);
    ask.bytes("multipart/form-data; boundary=\"B o=1\"", form("pic", bytes)).by(by).send().await
}

async fn shown(world: &World, by: &str, user: i64) -> Reply {
    world.get(&format!("/users/{user}/avatar")).by(by).send().await
}

#[test]
fn a_picture_is_set_replaced_and_removed() {
    on_both_engines(async |world: World| {
        let (png, jpeg) = (picture(ImageFormat::Png, 64, 48), picture(ImageFormat::Jpeg, 1024, 1024));
        let made = upload(&world, "ada", 3, &png).await;
        assert_eq!(made.status, 201);
        assert_json_snapshot!(made.body, @r#"
        {
          "pic_urls": {
            "large": "http://127.0.0.1:8080/api/avatar/large/3",
            "preview": "http://127.0.0.1:8080/api/avatar/preview/3",
            "small": "http://127.0.0.1:8080/api/avatar/small/3"
          }
        }
        "#);
        let own = shown(&world, "una", 3).await;
        assert_eq!((own.status, &own.headers["content-type"]), (200, &"image/png".parse().unwrap()));
        assert_eq!(own.bytes, png, "byte for byte");
        assert_eq!(upload(&world, "una", 3, &jpeg).await.status, 200, "replaced, by themselves");
        let other = shown(&world, "ada", 3).await;
        assert_eq!((&other.headers["content-type"], other.bytes == jpeg), (&"image/jpeg".parse().unwrap(), true));
        assert_eq!(world.delete("/users/3/avatar").by("una").send().await.status, 204);
        assert_eq!(shown(&world, "una", 3).await.outcome(), "404 not_found");
        assert_eq!(world.delete("/users/3/avatar").by("una").send().await.outcome(), "404 not_found");
        assert_eq!(upload(&world, "cole", 3, &png).await.status, 201, "new again");
        assert_eq!(
            world.delete("/users/4/avatar").by("ada").send().await.outcome(),
            "404 not_found",
            "there never was one"
        );
    });
}

#[test]
fn who_never_had_a_picture_is_drawn_one() {
    on_both_engines(async |world: World| {
        let (una, max) = (shown(&world, "una", 3).await, shown(&world, "max", 4).await);
        assert_eq!((una.status, &una.headers["content-type"]), (200, &"image/png".parse().unwrap()));
        let drawn = image::load_from_memory(&una.bytes).unwrap();
        assert_eq!((drawn.width(), drawn.height()), (192, 192));
        assert_eq!(drawn.to_rgb8(), image::imageops::flip_horizontal(&drawn.to_rgb8()), "symmetrical");
        assert_eq!(shown(&world, "ada", 3).await.bytes, una.bytes, "always the same");
        assert_ne!(una.bytes, max.bytes);
    });
}

#[test]
fn whose_picture_may_be_seen_and_set() {
    on_both_engines(async |world: World| {
        let png = picture(ImageFormat::Png, 8, 8);
        for (token, user, outcome) in [
            ("una", 4, "200 -"),
            ("appu1", 1, "200 -"),
            ("ada without scopes", 3, "200 -"),
            ("una", 9, "404 not_found"),
            ("una", 99, "404 not_found"),
            ("olga", 3, "404 not_found"),
        ] {
            assert_eq!(shown(&world, token, user).await.outcome(), outcome, "{token} sees {user}");
        }
        for (token, user, outcome) in [
            ("una", 3, "201 -"),
            ("una", 4, DENIED),
            ("cole", 1, DENIED),
            ("cole", 10, DENIED),
            ("ada", 8, DENIED),
            ("robot", 7, "201 -"),
            ("robot", 6, "201 -"),
            ("ada", 1, "201 -"),
            ("ada", 9, "404 not_found"),
            ("ada without scopes", 1, "403 -"),
        ] {
            assert_eq!(upload(&world, token, user, &png).await.outcome(), outcome, "{token} for {user}");
            let deleted = world.delete(&format!("/users/{user}/avatar")).by(token).send().await;
            assert_eq!(deleted.outcome(), outcome.replace("201", "204"), "{token} removes {user}'s");
        }
    });
}

#[test]
fn what_is_no_picture_is_refused() {
    on_both_engines(async |world: World| {
        let png = picture(ImageFormat::Png, 8, 8);
        let mut noisy = RgbImage::new(1024, 512);
        let mut seed = 1_u32;
        noisy.iter_mut().for_each(|byte| {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            *byte = (seed >> 24) as u8;
        });
        let mut large = Cursor::new(Vec::new());
        DynamicImage::ImageRgb8(noisy).write_to(&mut large, ImageFormat::Png).unwrap();
        for (what, bytes, status) in [
            ("nothing", vec![], 400),
            ("a text", b"GIF89a, or so it says".to_vec(), 400),
            ("half a picture", png[..png.len() / 2].to_vec(), 400),
            ("a head only", png[..33].to_vec(), 400),
            ("too wide", picture(ImageFormat::Png, 1025, 1), 400),
            ("too high", picture(ImageFormat::Jpeg, 1, 1025), 400),
            ("a bomb", bomb(), 400),
            ("more than a megabyte", large.into_inner(), 400),
            ("more than anybody reads", vec![0; 3 << 20], 413),
        ] {
            let refused = upload(&world, "ada", 3, &bytes).await;
            assert_eq!(refused.status, status, "{what}: {}", refused.body);
        }
        for (media, body) in [
            ("application/json", form("pic", &png)),
            ("multipart/form-data", form("pic", &png)),
            ("multipart/form-data; boundary=\"B o=1\"", form("picture", &png)),
            ("multipart/form-data; boundary=\"B o=1\"", b"--B o=1\r\n".to_vec()),
            ("multipart/form-data; boundary=\"B o=1\"", Vec::new()),
        ] {
            let ask = world.ask("POST", "/users/3/avatar", Value::Null).bytes(media, body);
            assert_eq!(ask.by("ada").send().await.outcome(), "400 bad_request", "{media}");
        }
    });
}

/// The head of a picture of 60,000 times 60,000 pixels in a file of a few bytes.
fn bomb() -> Vec<u8> {
    let mut png = picture(ImageFormat::Png, 8, 8);
    png[16..20].copy_from_slice(&60_000_u32.to_be_bytes());
    png[20..24].copy_from_slice(&60_000_u32.to_be_bytes());
    // The sum of the head's chunk has to be right, or it would be refused for that.
    let sum = png[12..29].iter().fold(!0_u32, |mut sum, byte| {
        sum ^= u32::from(*byte);
        for _ in 0..8 {
            sum = (sum >> 1) ^ (0xEDB8_8320 & (sum & 1).wrapping_neg());
        }
        sum
    });
    png[29..33].copy_from_slice(&(!sum).to_be_bytes());
    png
}
