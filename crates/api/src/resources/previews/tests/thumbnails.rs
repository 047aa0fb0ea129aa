//! Small pictures.
use super::{clear, decoded, drawing, header, id, thumbnail};
use crate::resources::files::tests::{made, new_version, place};
use boxwood_testing::{World, on_both_engines};
use image::{ImageFormat, Rgb};
use serde_json::json;

#[test]
fn a_thumbnail_has_the_largest_size_that_fits() {
    on_both_engines(async |world: World| {
        let file = drawing(&world, "a.png", 640, 480, ImageFormat::Png).await;
        for (name, size, media) in [
            ("thumbnail.png", (256, 192), "image/png"),
            ("thumbnail.jpg", (320, 240), "image/jpeg"),
            ("thumbnail.png?min_width=33", (64, 48), "image/png"),
            ("thumbnail.png?max_width=200", (128, 96), "image/png"),
            ("thumbnail.png?max_height=127&max_width=300", (64, 48), "image/png"),
            ("thumbnail.png?min_height=256&min_width=256&max_height=256&max_width=256", (256, 192), "image/png"),
            ("thumbnail.jpg?min_height=32&max_width=32", (32, 24), "image/jpeg"),
            ("thumbnail.jpg?min_height=33", (160, 120), "image/jpeg"),
        ] {
            let reply = thumbnail(&world, "una", &file, name).await;
            let image = decoded(&reply);
            assert_eq!((image.dimensions(), header(&reply, "content-type")), (size, media), "{name}");
            let Rgb([red, _, blue]) = *image.get_pixel(2, 2);
            assert!(red > 200 && blue < 50, "{name}: what was above is above");
            assert_eq!(header(&reply, "content-length"), reply.bytes.len().to_string());
        }
    });
}

#[test]
fn pictures_of_many_kinds_have_thumbnails() {
    on_both_engines(async |world: World| {
        for (name, format) in [
            ("a.jpg", ImageFormat::Jpeg),
            ("b.JPEG", ImageFormat::Jpeg),
            ("c.gif", ImageFormat::Gif),
            ("d.webp", ImageFormat::WebP),
            ("e.bmp", ImageFormat::Bmp),
            // What a file is, its bytes say; that it is a picture, its name.
            ("f.png", ImageFormat::Jpeg),
        ] {
            let file = drawing(&world, name, 400, 200, format).await;
            let image = decoded(&thumbnail(&world, "una", &file, "thumbnail.png?max_width=64").await);
            assert_eq!(image.dimensions(), (64, 32), "{name}");
        }
    });
}

#[test]
fn a_small_picture_stays_as_small_and_what_is_clear_is_white_where_it_must_be() {
    on_both_engines(async |world: World| {
        let file = made(&world, "una", "a.png", 0, &clear(10, 20)).await;
        let image = decoded(&thumbnail(&world, "una", &file, "thumbnail.jpg").await);
        assert_eq!((image.dimensions(), *image.get_pixel(5, 5)), ((10, 20), Rgb([255, 255, 255])));
        let reply = thumbnail(&world, "una", &file, "thumbnail.png").await;
        assert_eq!(image::load_from_memory(&reply.bytes).unwrap().to_rgba8().get_pixel(5, 5).0[3], 0);
    });
}

#[test]
fn a_new_version_has_a_thumbnail_of_its_own() {
    on_both_engines(async |world: World| {
        let file = drawing(&world, "a.png", 100, 50, ImageFormat::Png).await;
        let size = async || decoded(&thumbnail(&world, "una", &file, "thumbnail.png").await).dimensions();
        assert_eq!(size().await, (100, 50));
        new_version(&world, "una", &file["id"], &json!({}), &super::picture(50, 100, ImageFormat::Png)).await;
        assert_eq!(size().await, (50, 100));
    });
}

#[test]
fn nobody_sees_what_they_may_not_preview() {
    on_both_engines(async |world: World| {
        let folder = world.post("/folders", json!({ "name": "f", "parent": { "id": "0" } })).by("una").send().await;
        let folder: i64 = folder.body["id"].as_str().unwrap().parse().unwrap();
        let file = made(&world, "una", "a.png", folder, &clear(10, 10)).await;
        assert_eq!(thumbnail(&world, "max", &file, "thumbnail.png").await.outcome(), "404 not_found");
        for (role, status) in [("uploader", 403), ("previewer", 200)] {
            let given = json!({ "item": { "type": "folder", "id": folder.to_string() },
                "accessible_by": { "type": "user", "id": "4" }, "role": role });
            let given = world.post("/collaborations", given).by("una").send().await;
            assert_eq!(thumbnail(&world, "max", &file, "thumbnail.png").await.status, status, "{role}");
            world.delete(&format!("/collaborations/{}", given.body["id"].as_str().unwrap())).by("una").send().await;
        }
        // What is in the trash is looked at no more.
        world.delete(&format!("/files/{}", id(&file))).by("una").send().await;
        assert_eq!(thumbnail(&world, "una", &file, "thumbnail.png").await.outcome(), "404 trashed");
    });
}

#[test]
fn a_link_that_lets_nobody_download_shows_a_thumbnail() {
    on_both_engines(async |world: World| {
        let file = made(&world, "una", "a.png", 0, &clear(10, 10)).await;
        let link = json!({ "shared_link": { "access": "open", "permissions": { "can_download": false } } });
        let made = world.put(&format!("/files/{}?fields=shared_link", id(&file)), link).by("una").send().await;
        let link = format!("shared_link={}", made.body["shared_link"]["url"].as_str().unwrap());
        let path = format!("/files/{}", id(&file));
        let shown = world.get(&format!("{path}/thumbnail.png")).by("olga").header("BoxApi", &link).send().await;
        assert_eq!(decoded(&shown).dimensions(), (10, 10));
        let refused = world.get(&format!("{path}/content")).by("olga").header("BoxApi", &link).send().await;
        assert_eq!(refused.status, 403);
    });
}

#[test]
fn who_would_wait_for_long_is_told_to_come_again() {
    on_both_engines(async |world: World| {
        let file = made(&world, "una", "a.png", 0, &clear(10, 10)).await;
        let world = world.reopened(|config| config.limits.making = 0).unwrap();
        let later = thumbnail(&world, "una", &file, "thumbnail.png").await;
        assert_eq!((later.status, header(&later, "retry-after"), later.bytes.len()), (202, "2", 0));
        let instead = world.at("GET", &place(&later)).send().await;
        assert_eq!((decoded(&instead).dimensions(), header(&instead, "content-type")), ((128, 128), "image/png"));
        let (about, content) = super::form(&file, "jpg_1024x1024");
        let shown = world.get(&about).by("una").send().await;
        assert_eq!((shown.status, &shown.body["status"]), (200, &json!({ "state": "pending" })));
        let later = world.get(&content).by("una").send().await;
        assert_eq!((later.status, header(&later, "retry-after")), (202, "2"));
    });
}

#[test]
fn a_picture_is_turned_as_its_camera_says() {
    on_both_engines(async |world: World| {
        // What a camera that was held upside down puts behind the first two bytes.
        let turned = b"\xff\xe1\0\x22Exif\0\0MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x03\0\0\0\0\0\0";
        let mut bytes = super::picture(400, 200, ImageFormat::Jpeg);
        bytes.splice(2..2, turned.iter().copied());
        let file = made(&world, "una", "a.jpg", 0, &bytes).await;
        let Rgb([red, _, blue]) = *decoded(&thumbnail(&world, "una", &file, "thumbnail.png").await).get_pixel(5, 5);
        assert!(blue > 200 && red < 50, "what was above is below");
    });
}
