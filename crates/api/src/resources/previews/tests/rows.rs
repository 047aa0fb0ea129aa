//! The edge cases of the contract (content §10) that are about previews.
use super::{decoded, drawing, header, id, thumbnail};
use crate::resources::files::tests::{made, place};
use boxwood_testing::{World, on_both_engines};
use image::ImageFormat;
use serde_json::{Value, json};

#[test]
fn content_row_73_what_has_no_thumbnail_is_shown_by_another_picture() {
    on_both_engines(async |world: World| {
        let bytes: Vec<u8> = (0..100_000_u32).map(|n| (n.wrapping_mul(n) >> 7) as u8).collect();
        for (name, extension) in [("random", "png"), ("a.zip", "jpg"), ("a.txt", "png")] {
            let file = made(&world, "una", name, 0, &bytes).await;
            let reply =
                thumbnail(&world, "una", &file, &format!("thumbnail.{extension}?min_width=256&max_width=320")).await;
            let reply = if extension == "jpg" { thumbnail(&world, "una", &file, "thumbnail.jpg").await } else { reply };
            assert_eq!((reply.status, reply.bytes.len()), (302, 0), "{name}: {reply:?}");
            let instead = world.at("GET", &place(&reply)).send().await;
            assert_eq!(decoded(&instead).dimensions(), (128, 128));
            assert_ne!(instead.bytes, bytes);
        }
        let file = drawing(&world, "a.png", 10, 10, ImageFormat::Png).await;
        for query in [
            "min_width=5000",
            "min_width=128&max_width=64",
            "min_height=128&max_width=64",
            "max_width=31",
            "min_width=257",
            "min_width=65&max_width=127",
        ] {
            let refused = thumbnail(&world, "una", &file, &format!("thumbnail.png?{query}")).await;
            assert_eq!(refused.outcome(), "400 requested_preview_unavailable", "{query}");
        }
        let refused = thumbnail(&world, "una", &file, "thumbnail.png?min_width=large").await;
        assert_eq!(refused.outcome(), "400 invalid_request_parameters");
        assert_eq!(thumbnail(&world, "una", &file, "thumbnail.gif").await.status, 405);
    });
}

#[test]
fn content_row_74_hints_choose_what_is_listed() {
    on_both_engines(async |world: World| {
        let file = drawing(&world, "a.png", 10, 10, ImageFormat::Png).await;
        let path = format!("/files/{}?fields=representations", id(&file));
        let listed = async |hints: &str| {
            let reply = world.get(&path).by("una").header("X-Rep-Hints", hints).send().await;
            assert_eq!(reply.status, 200, "{reply:?}");
            let entries = reply.body["representations"]["entries"].as_array().unwrap().clone();
            let name = |entry: &Value| {
                format!(
                    "{} {}",
                    entry["representation"].as_str().unwrap(),
                    entry["properties"]["dimensions"].as_str().unwrap()
                )
            };
            entries.iter().map(name).collect::<Vec<_>>()
        };
        assert_eq!(listed("[pdf][jpg?dimensions=94x94,png?dimensions=1024x1024]").await, ["jpg 94x94"]);
        assert_eq!(listed("[jpg?dimensions=2048x2048][jpg?dimensions=32x32]").await, ["jpg 2048x2048", "jpg 32x32"]);
        assert!(listed("[dash,mp4][filmstrip][3d]").await.is_empty());
        for hints in ["jpg?dimensions=94x94", "[jpg", "[]"] {
            let refused = world.get(&path).by("una").header("X-Rep-Hints", hints).send().await;
            assert_eq!(refused.outcome(), "400 bad_request", "{hints}");
        }
        // Hints are read where they matter.
        let reply = world.get("/users/me").by("una").header("X-Rep-Hints", "[jpg").send().await;
        assert_eq!(reply.status, 200);
    });
}

#[test]
fn content_row_19_a_previewer_is_shown_a_file_in_its_forms() {
    on_both_engines(async |world: World| {
        let folder = world.post("/folders", json!({ "name": "f", "parent": { "id": "0" } })).by("una").send().await;
        let folder: i64 = folder.body["id"].as_str().unwrap().parse().unwrap();
        let given = json!({ "item": { "type": "folder", "id": folder.to_string() },
            "accessible_by": { "type": "user", "id": "4" }, "role": "previewer" });
        assert_eq!(world.post("/collaborations", given).by("una").send().await.status, 201);
        let file = made(&world, "una", "a.txt", folder, b"to be read").await;
        assert_eq!(world.get(&format!("/files/{}/content", id(&file))).by("max").send().await.status, 403);
        let reply = world.get(&super::form(&file, "text").1).by("max").send().await;
        assert_eq!((reply.status, &*reply.bytes), (200, &b"to be read"[..]));
        assert_eq!(header(&reply, "content-type"), "text/plain; charset=utf-8");
    });
}
