//! Content that no file has any more is collected, and never a byte of what one has.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a helper that fails ends its test, as the test itself would"
)]

use base64::Engine;
use boxwood_api::Random;
use boxwood_server::admin::{Admin, Answer, Command, Doctor, Verdict};
use boxwood_store::{Cost, Error, Read, Tx, Write};
use boxwood_testing::{Collected, World, on_both_engines};
use serde_json::{Value, json};
use std::{cell::Cell, time::Duration};

/// Too large to be part of a row.
fn large(seed: u32) -> Vec<u8> {
    (0..100_000_u32).map(|n| (n.wrapping_mul(n ^ seed) >> 5) as u8).collect()
}

fn form(name: &str, bytes: &[u8]) -> Vec<u8> {
    let said = json!({ "name": name, "parent": { "id": "0" } });
    let said = format!("--b\r\nContent-Disposition: form-data; name=\"attributes\"\r\n\r\n{said}\r\n");
    let head = "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"f\"\r\n\r\n";
    [said.as_bytes(), head.as_bytes(), bytes, b"\r\n--b--\r\n"].concat()
}

/// The id of a new file.
async fn upload(world: &World, by: &str, name: &str, bytes: &[u8]) -> String {
    let form = form(name, bytes);
    let reply = world.post("/files/content", Value::Null).bytes("multipart/form-data; boundary=b", form);
    let reply = reply.by(by).send().await;
    assert_eq!(reply.status, 201, "{reply:?}");
    reply.body["entries"][0]["id"].as_str().unwrap().to_owned()
}

async fn download(world: &World, by: &str, id: &str) -> Vec<u8> {
    let there = world.get(&format!("/files/{id}/content")).by(by).send().await;
    let there = there.headers["location"].to_str().unwrap().strip_prefix("http://127.0.0.1:8080").unwrap().to_owned();
    let reply = world.at("GET", &there).send().await;
    assert_eq!(reply.status, 200, "{reply:?}");
    reply.bytes.to_vec()
}

/// What will take a file's versions from it, once it is deleted for good.
async fn lose(world: &World, file: &str) {
    let file: i64 = file.parse().unwrap();
    let lose = move |tx: &mut Tx<Write>| {
        tx.exec("DELETE FROM file_versions WHERE file_id = $1", (file,))?;
        Ok::<_, Error>(())
    };
    world.app().db().write("test", lose).await.unwrap();
}

#[test]
fn what_the_last_file_had_is_collected_and_nothing_else() {
    on_both_engines(async |world: World| {
        let (mine, ours) = (large(1), large(2));
        upload(&world, "una", "mine", &mine).await;
        upload(&world, "una", "ours", &ours).await;
        upload(&world, "una", "small", b"small").await;
        let theirs = upload(&world, "max", "ours", &ours).await;
        assert_eq!((world.collected().await, world.objects().await), (Collected::default(), 2));
        assert_eq!(world.delete("/users/3?force=true").by("ada").send().await.status, 204);
        assert_eq!(world.collected().await, Collected { contents: 2, objects: 1 });
        assert_eq!(download(&world, "max", &theirs).await, ours);
        lose(&world, &theirs).await;
        assert_eq!(world.collected().await, Collected { contents: 1, objects: 1 });
        assert_eq!((world.collected().await, world.objects().await), (Collected::default(), 0));
        // The same bytes are new again.
        let again = upload(&world, "max", "again", &ours).await;
        assert_eq!(download(&world, "max", &again).await, ours);
    });
}

#[test]
fn an_object_without_a_row_is_collected_when_its_put_is_long_over() {
    on_both_engines(async |world: World| {
        upload(&world, "una", "kept", &large(1)).await;
        let mut put = world.app().blobs().put(u64::MAX);
        put.write(large(2).into()).await.unwrap();
        put.finish().await.unwrap();
        assert_eq!((world.collected().await, world.objects().await), (Collected::default(), 2));
        world.advance(Duration::from_hours(24));
        assert_eq!(world.collected().await, Collected::default(), "its transaction may be under way");
        world.advance(Duration::from_hours(1));
        assert_eq!(world.collected().await, Collected { contents: 0, objects: 1 });
        assert_eq!(world.objects().await, 1);
        world.advance(Duration::from_hours(1));
        assert_eq!(world.collected().await, Collected::default());
        assert_eq!(verified(&world).await.0, Verdict::Good);
    });
}

/// Files that come and go with the same bytes, a collector that never rests, and others with these bytes who keep theirs.
#[test]
fn collecting_takes_nothing_from_those_who_upload_the_same_at_that_moment() {
    on_both_engines(async |world: World| {
        let (bytes, done, kept) = (large(3), Cell::new(0), Cell::new(Vec::new()));
        let come_and_go = async |by: &str| {
            for n in 0..12 {
                let content = if n % 2 == 0 { &bytes[..] } else { b"small" };
                let file = upload(&world, by, &format!("goes {n}"), content).await;
                lose(&world, &file).await;
            }
            done.set(done.get() + 1);
        };
        let come = async |by: &'static str| {
            for n in 0..6 {
                let content = if n % 2 == 0 { &bytes[..] } else { b"small" };
                let file = upload(&world, by, &format!("stays {n}"), content).await;
                let mut all = kept.take();
                all.push((by, file, content));
                kept.set(all);
            }
            done.set(done.get() + 1);
        };
        let never_rest = async || {
            while done.get() < 4 {
                world.collected().await;
                tokio::task::yield_now().await;
            }
        };
        tokio::join!(come_and_go("una"), come_and_go("max"), come("una"), come("ada"), never_rest());
        let kept = kept.take();
        assert_eq!(kept.len(), 12);
        for (by, file, content) in kept {
            assert_eq!(download(&world, by, &file).await, content);
        }
        world.collected().await;
        assert_eq!(world.objects().await, 1, "of all that had the same bytes one is left");
        assert_eq!(
            verified(&world).await,
            (Verdict::Good, "contents: 2, bytes: 100005, all as they were stored".to_owned())
        );
    });
}

/// What `boxwood doctor --verify` says of the files.
async fn verified(world: &World) -> (Verdict, String) {
    checked(world, "files").await
}

async fn checked(world: &World, name: &str) -> (Verdict, String) {
    let admin = Admin::of_server(world.app().clone(), Random::seeded(1));
    let Ok(Answer::Report(checks)) = admin.run(Command::Doctor(Doctor { verify: true })).await else { panic!() };
    let check = checks.into_iter().find(|check| check.name == name).unwrap();
    (check.verdict, check.found)
}

#[test]
fn what_a_search_would_not_find_is_told() {
    on_both_engines(async |world: World| {
        let file: i64 = upload(&world, "una", "small", b"small").await.parse().unwrap();
        assert_eq!(checked(&world, "search").await, (Verdict::Good, "every item can be found".to_owned()));
        let lose = move |tx: &mut Tx<Write>| {
            tx.exec("DELETE FROM search_index WHERE rowid = $1", (file,))?;
            Ok::<_, Error>(())
        };
        world.app().db().write("test", lose).await.unwrap();
        let (verdict, found) = checked(&world, "search").await;
        assert_eq!((verdict, &*found), (Verdict::Bad, "1 items cannot be found, and 0 are found that are gone"));
    });
}

#[test]
fn what_is_damaged_or_missing_is_found_by_reading_it_again() {
    on_both_engines(async |world: World| {
        upload(&world, "una", "large", &large(1)).await;
        upload(&world, "una", "small", b"small").await;
        assert_eq!(verified(&world).await.0, Verdict::Good);
        let damage = |tx: &mut Tx<Write>| {
            tx.exec("UPDATE blobs SET bytes = $1 WHERE bytes IS NOT NULL", (b"smell".to_vec(),))?;
            Ok::<_, Error>(())
        };
        world.app().db().write("test", damage).await.unwrap();
        let (verdict, found) = verified(&world).await;
        assert_eq!(verdict, Verdict::Bad);
        assert!(found.contains("of 2 contents 1") && found.contains("is damaged"), "{found}");
        let object = |tx: &mut Tx<Read>| tx.one("SELECT object FROM blobs WHERE object IS NOT NULL", ());
        let (object,): (String,) = world.app().db().read::<_, Error>(Cost::Point, object).await.unwrap();
        world.app().blobs().delete(&object.parse().unwrap()).await.unwrap();
        let (_, found) = verified(&world).await;
        assert!(
            found.contains("of 2 contents 2") && found.contains(&object) && found.contains("is missing"),
            "{found}"
        );
    });
}

#[test]
fn a_part_of_an_upload_that_is_damaged_or_missing_is_told() {
    const SIZE: usize = 20 << 20;
    on_both_engines(async |world: World| {
        let body = json!({ "folder_id": "0", "file_size": SIZE, "file_name": "large" });
        let session = world.post("/files/upload_sessions", body).by("una").send().await.body;
        let path = format!("/2.0/files/upload_sessions/{}", session["id"].as_str().unwrap());
        for (n, length) in [(0, 8 << 20), (1, 8 << 20), (2, 4 << 20)] {
            let (bytes, first) = (vec![n; length], usize::from(n) * (8 << 20));
            let sha1 = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA1_FOR_LEGACY_USE_ONLY, &bytes);
            let part = world.at("PUT", &path).bytes("application/octet-stream", bytes).by("una");
            let range = format!("bytes {first}-{}/{SIZE}", first + length - 1);
            let said = format!("sha={}", base64::prelude::BASE64_STANDARD.encode(sha1.as_ref()));
            assert_eq!(part.header("Content-Range", &range).header("Digest", &said).send().await.status, 200);
        }
        let good = (Verdict::Good, "objects of uploads in parts: 3, all as they were stored".to_owned());
        assert_eq!(checked(&world, "uploads").await, good);
        let damage = |tx: &mut Tx<Write>| {
            tx.exec("UPDATE upload_parts SET sha1 = $1 WHERE number = 1", (vec![0_u8; 20],))?;
            Ok::<_, Error>(tx.one::<(String,)>("SELECT object FROM upload_parts WHERE number = 2", ())?.0)
        };
        let object = world.app().db().write("test", damage).await.unwrap();
        world.app().blobs().delete(&object.parse().unwrap()).await.unwrap();
        let (verdict, found) = checked(&world, "uploads").await;
        assert!(
            verdict == Verdict::Bad && found.contains("of 3 contents 2") && found.contains("is damaged"),
            "{found}"
        );
    });
}

/// A picture of that many pixels each way, none of which is like its neighbours.
fn picture(edge: u32) -> Vec<u8> {
    let noise =
        |x: u32, y: u32| image::Rgb([x, y, x ^ y].map(|n| (n.wrapping_mul(n.wrapping_mul(2_654_435_761)) >> 16) as u8));
    let mut bytes = std::io::Cursor::new(Vec::new());
    image::RgbImage::from_fn(edge, edge, noise).write_to(&mut bytes, image::ImageFormat::Png).unwrap();
    bytes.into_inner()
}

#[test]
fn what_was_made_of_content_goes_with_it() {
    on_both_engines(async |world: World| {
        let file = upload(&world, "una", "a.png", &picture(700)).await;
        // The first is the picture itself, byte for byte: it does not keep itself.
        for (form, size) in [("png_1024x1024", 700), ("jpg_1024x1024", 700)] {
            let path = format!("/internal_files/{file}/versions/1/representations/{form}/content/");
            let shown = world.get(&path).by("una").send().await;
            assert_eq!(image::load_from_memory(&shown.bytes).unwrap().width(), size);
        }
        assert_eq!(world.get(&format!("/files/{file}/thumbnail.png?max_width=32")).by("una").send().await.status, 200);
        assert_eq!((world.collected().await, world.objects().await), (Collected::default(), 2), "all of it is needed");
        assert_eq!(verified(&world).await.0, Verdict::Good);
        lose(&world, &file).await;
        assert_eq!(world.collected().await, Collected { contents: 3, objects: 2 });
        assert_eq!((world.collected().await, world.objects().await), (Collected::default(), 0));
        let left = |tx: &mut Tx<Read>| tx.one("SELECT count(*) FROM renditions", ());
        let (left,): (i64,) = world.app().db().read::<_, Error>(Cost::Point, left).await.unwrap();
        assert_eq!(left, 0);
    });
}
