//! The place of the bytes fails, stalls, is full or loses its connection: what was answered holds, what was refused leaves
//! nothing, and once the place is well again everything goes on.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a helper that fails ends its test, as the test itself would"
)]

use aws_lc_rs::digest::{SHA1_FOR_LEGACY_USE_ONLY, digest};
use axum::body::Body;
use base64::{Engine, prelude::BASE64_STANDARD};
use boxwood_api::Random;
use boxwood_blobs::testing::Fault;
use boxwood_server::admin::{Admin, Answer, Command, Doctor, Verdict};
use boxwood_testing::{Ask, Collected, Reply, World, on_both_engines};
use futures_util::future::join_all;
use http::Request;
use http_body_util::BodyExt;
use serde_json::{Value, json};
use std::time::Duration;

const SIZE: usize = 100_000;
const PART: usize = 8 << 20;
/// Just above the least that comes in parts: three of them.
const LARGE: usize = 20_000_001;

/// Bytes that differ by their seed.
fn bytes(seed: u32, size: usize) -> Vec<u8> {
    (0..size as u32).map(|n| (n.wrapping_mul(n ^ seed) >> 5) as u8).collect()
}

fn form(world: &World, path: &str, said: &Value, bytes: &[u8]) -> Ask {
    let said = format!("--b\r\nContent-Disposition: form-data; name=\"attributes\"\r\n\r\n{said}\r\n");
    let head = "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"f\"\r\n\r\n";
    let form = [said.as_bytes(), head.as_bytes(), bytes, b"\r\n--b--\r\n"].concat();
    world.post(path, Value::Null).bytes("multipart/form-data; boundary=b", form).by("una")
}

fn upload(world: &World, name: &str, bytes: &[u8]) -> Ask {
    form(world, "/files/content", &json!({ "name": name, "parent": { "id": "0" } }), bytes)
}

/// The id of a file that arrived.
fn id(reply: &Reply) -> String {
    assert_eq!(reply.status, 201, "{reply:?}");
    reply.body["entries"][0]["id"].as_str().unwrap().to_owned()
}

async fn names(world: &World) -> Vec<String> {
    let list = world.get("/folders/0/items").by("una").send().await;
    list.body["entries"].as_array().unwrap().iter().map(|entry| entry["name"].as_str().unwrap().to_owned()).collect()
}

/// What a download hands out, and whether it came to its end.
async fn download(world: &World, file: &str) -> (Vec<u8>, bool) {
    let there = world.get(&format!("/files/{file}/content")).by("una").send().await;
    let there = there.headers["location"].to_str().unwrap().strip_prefix("http://127.0.0.1:8080").unwrap().to_owned();
    let response = world.app().handle(Request::get(there).body(Body::empty()).unwrap()).await;
    assert_eq!(response.status(), 200);
    let (mut body, mut all) = (response.into_body(), Vec::new());
    loop {
        match body.frame().await {
            Some(Ok(frame)) => all.extend_from_slice(frame.data_ref().unwrap()),
            Some(Err(_)) => return (all, false),
            None => return (all, true),
        }
    }
}

/// So many objects are there, all as they were stored; and in two days no other number.
async fn assert_tidy(world: &World, objects: usize) {
    assert_eq!(world.objects().await, objects);
    world.advance(Duration::from_hours(48));
    assert_eq!(world.collected().await, Collected::default());
    let admin = Admin::of_server(world.app().clone(), Random::seeded(1));
    let Ok(Answer::Report(checks)) = admin.run(Command::Doctor(Doctor { verify: true })).await else { panic!() };
    assert!(checks.iter().all(|check| check.verdict != Verdict::Bad));
}

/// On both engines, with the bytes in the memory and in a directory.
fn everywhere(test: impl AsyncFn(&World)) {
    on_both_engines(async |world: World| test(&world).await);
    on_both_engines(async |world: World| {
        let directory = tempfile::tempdir().unwrap();
        let place = directory.path().to_string_lossy().parse().unwrap();
        test(&world.reopened(|config| config.blobs = place).unwrap()).await;
    });
}

#[test]
fn an_upload_to_a_place_that_fails_is_refused_and_leaves_nothing() {
    everywhere(async |world| {
        let faults = world.app().blobs().faults();
        let (old, new) = (bytes(1, SIZE), bytes(2, SIZE));
        let file = id(&upload(world, "here before", &old).send().await);
        for fault in [Fault::Fails, Fault::Full, Fault::Cut] {
            for after in [0, 70_000, SIZE as u64] {
                faults.on_put(after, fault);
                let refused = upload(world, "refused", &new).send().await;
                assert_eq!(refused.outcome(), "503 unavailable", "{fault:?} after {after}");
                let path = format!("/files/{file}/content");
                let refused = form(world, &path, &json!({ "name": "changed" }), &new).send().await;
                assert_eq!(refused.outcome(), "503 unavailable", "{fault:?} after {after}");
            }
            // What is a row needs no place.
            id(&upload(world, &format!("small, {fault:?}"), b"small").send().await);
        }
        faults.clear();
        assert_eq!(names(world).await, ["here before", "small, Cut", "small, Fails", "small, Full"]);
        let kept = world.get(&format!("/files/{file}?fields=etag,version_number")).by("una").send().await;
        assert_eq!((&kept.body["etag"], &kept.body["version_number"]), (&json!("0"), &json!("1")));
        assert_eq!(download(world, &file).await, (old, true));
        id(&upload(world, "refused", &new).send().await);
        assert_tidy(world, 2).await;
    });
}

#[test]
fn an_upload_to_a_place_that_stalls_waits_and_holds_up_nobody_else() {
    everywhere(async |world| {
        let faults = world.app().blobs().faults();
        let large = bytes(3, SIZE);
        faults.on_put(10_000, Fault::Stalls);
        let others = async {
            for n in 0..5 {
                id(&upload(world, &format!("small {n}"), b"small").send().await);
            }
            assert!(!names(world).await.contains(&"large".to_owned()), "not there before it is stored");
            faults.clear();
        };
        let (large_one, ()) = tokio::join!(upload(world, "large", &large).send(), others);
        assert_eq!(download(world, &id(&large_one)).await, (large, true));
        assert_tidy(world, 1).await;
    });
}

#[test]
fn a_download_whose_place_fails_breaks_off_and_never_seems_whole() {
    everywhere(async |world| {
        let faults = world.app().blobs().faults();
        let content = bytes(4, SIZE);
        let file = id(&upload(world, "file", &content).send().await);
        for fault in [Fault::Fails, Fault::Cut] {
            for after in [1, 70_000, SIZE as u64 - 1] {
                faults.on_get(after, fault);
                let (got, is_whole) = download(world, &file).await;
                assert!(!is_whole && got.len() < SIZE, "{fault:?} after {after}: {}", got.len());
                assert_eq!(got, content[..got.len()], "and what came is right");
            }
        }
        faults.clear();
        assert_eq!(download(world, &file).await, (content, true));
    });
}

fn said(bytes: &[u8]) -> String {
    format!("sha={}", BASE64_STANDARD.encode(digest(&SHA1_FOR_LEGACY_USE_ONLY, bytes).as_ref()))
}

/// A session whose parts have all arrived: its path, and the body of its commit.
async fn in_parts(world: &World, name: &str, file: &[u8]) -> (String, Value) {
    let body = json!({ "folder_id": "0", "file_size": file.len(), "file_name": name });
    let session = world.post("/files/upload_sessions", body).by("una").send().await;
    assert_eq!(session.status, 201, "{session:?}");
    let path = format!("/files/upload_sessions/{}", session.body["id"].as_str().unwrap());
    let mut parts = Vec::new();
    for (n, part) in file.chunks(PART).enumerate() {
        let range = format!("bytes {}-{}/{}", n * PART, n * PART + part.len() - 1, file.len());
        let ask = world.put(&path, Value::Null).bytes("application/octet-stream", part.to_vec());
        let sent = ask.header("Digest", &said(part)).header("Content-Range", &range).by("una").send().await;
        assert_eq!(sent.status, 200, "{sent:?}");
        parts.push(sent.body["part"].clone());
    }
    (path, json!({ "parts": parts }))
}

#[test]
fn a_commit_whose_place_fails_can_be_asked_again_until_it_succeeds() {
    on_both_engines(async |world: World| {
        let directory = tempfile::tempdir().unwrap();
        let place = directory.path().to_string_lossy().parse().unwrap();
        let world = world.reopened(|config| config.blobs = place).unwrap();
        let faults = world.app().blobs().faults();
        let file = bytes(5, LARGE);
        let (path, body) = in_parts(&world, "in parts", &file).await;
        let commit = async || {
            let ask = world.post(&format!("{path}/commit"), body.clone()).by("una");
            ask.header("Digest", &said(&file)).send().await
        };
        for (on_get, fault, after) in [
            (true, Fault::Fails, 0),
            (true, Fault::Cut, 5_000_000),
            (false, Fault::Full, 9_000_000),
            (false, Fault::Fails, LARGE as u64),
        ] {
            if on_get {
                faults.on_get(after, fault)
            } else {
                faults.on_put(after, fault)
            }
            assert_eq!(commit().await.outcome(), "503 unavailable", "{fault:?} after {after}");
            faults.clear();
            assert_eq!(world.get(&path).by("una").send().await.body["num_parts_processed"], 3);
            assert_eq!(names(&world).await, Vec::<String>::new());
        }
        let done = commit().await;
        assert_eq!(download(&world, &id(&done)).await, (file.clone(), true));
        assert_eq!(commit().await.body, done.body, "the same file again");
        assert_tidy(&world, 1).await;
    });
}

#[test]
fn of_two_hundred_uploads_of_one_name_one_wins() {
    everywhere(async |world| {
        let contents: Vec<Vec<u8>> = (0..200).map(|n| bytes(1000 + n, 40_000 + n as usize)).collect();
        let uploads = contents.iter().map(|content| upload(world, "the name", content).send());
        let replies = join_all(uploads).await;
        let (won, lost): (Vec<_>, Vec<_>) = replies.iter().enumerate().partition(|(_, reply)| reply.status == 201);
        let [(winner, reply)] = won[..] else { panic!("{} have won", won.len()) };
        let file = id(reply);
        for (_, reply) in lost {
            assert_eq!(reply.outcome(), "409 item_name_in_use");
            assert_eq!(reply.body["context_info"]["conflicts"]["id"], json!(file));
        }
        assert_eq!(names(world).await, ["the name"]);
        assert_eq!(download(world, &file).await, (contents[winner].clone(), true));
        assert_tidy(world, 1).await;
    });
}
