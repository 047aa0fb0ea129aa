//! Files that come in parts, through the real router.
mod commits;
mod endings;
mod rows;
mod whose;

use aws_lc_rs::digest::{SHA1_FOR_LEGACY_USE_ONLY, digest};
use base64::{Engine, prelude::BASE64_STANDARD};
use boxwood_testing::{Ask, Collected, Reply, World, on_both_engines};
use serde_json::{Value, json};
use std::time::Duration;

const PART: usize = 8 << 20;
/// Just above the least that a session is for: three parts.
const SIZE: usize = 20_000_001;

/// Bytes that differ by their seed.
fn bytes(seed: u8) -> Vec<u8> {
    let line: Vec<u8> = (0..=250).map(|n: u8| n.wrapping_mul(31) ^ seed).collect();
    line.iter().copied().cycle().take(SIZE).collect()
}

fn sha1(bytes: &[u8]) -> Vec<u8> {
    digest(&SHA1_FOR_LEGACY_USE_ONLY, bytes).as_ref().to_vec()
}

/// As clients write it.
fn said(bytes: &[u8]) -> String {
    format!("sha={}", BASE64_STANDARD.encode(sha1(bytes)))
}

async fn begun(world: &World, by: &str, name: &str, folder: &str) -> Value {
    let body = json!({ "folder_id": folder, "file_size": SIZE, "file_name": name });
    let reply = world.post("/files/upload_sessions", body).by(by).send().await;
    assert_eq!(reply.status, 201, "{reply:?}");
    reply.body
}

/// A session's address, as it says itself.
fn place(session: &Value) -> &str {
    let place = session["session_endpoints"]["upload_part"].as_str().unwrap();
    place.strip_prefix("http://127.0.0.1:8080").unwrap()
}

/// Part `n` of a file.
fn part(world: &World, session: &Value, file: &[u8], n: usize) -> Ask {
    let (first, last) = (n * PART, file.len().min((n + 1) * PART));
    let range = format!("bytes {first}-{}/{}", last - 1, file.len());
    piece(world, session, &file[first..last], &range)
}

fn piece(world: &World, session: &Value, bytes: &[u8], range: &str) -> Ask {
    let ask = world.at("PUT", place(session)).bytes("application/octet-stream", bytes.to_vec());
    ask.header("Digest", &said(bytes)).header("Content-Range", range)
}

/// Sends all parts; what is said of them.
async fn sent(world: &World, by: &str, session: &Value, file: &[u8]) -> Vec<Value> {
    let mut parts = Vec::new();
    for n in 0..file.len().div_ceil(PART) {
        let reply = part(world, session, file, n).by(by).send().await;
        assert_eq!(reply.status, 200, "{reply:?}");
        parts.push(reply.body["part"].clone());
    }
    parts
}

fn commit(world: &World, session: &Value, file: &[u8], parts: &[Value], attributes: Value) -> Ask {
    let body = json!({ "parts": parts, "attributes": attributes }).to_string().into_bytes();
    let ask = world.at("POST", &format!("{}/commit", place(session))).bytes("application/json", body);
    ask.header("Digest", &said(file))
}

/// From the first call to the last.
async fn made(world: &World, by: &str, name: &str, file: &[u8]) -> Reply {
    let session = begun(world, by, name, "0").await;
    let parts = sent(world, by, &session, file).await;
    commit(world, &session, file, &parts, Value::Null).by(by).send().await
}

async fn content(world: &World, by: &str, id: &Value) -> Vec<u8> {
    let reply = world.get(&format!("/files/{}/content", id.as_str().unwrap())).by(by).send().await;
    assert_eq!(reply.status, 302, "{reply:?}");
    let there = reply.headers["location"].to_str().unwrap().strip_prefix("http://127.0.0.1:8080").unwrap().to_owned();
    world.at("GET", &there).send().await.bytes.to_vec()
}

#[test]
fn a_file_comes_in_parts() {
    on_both_engines(async |world: World| {
        let file = bytes(1);
        let session = begun(&world, "una", "Large.bin", "0").await;
        let id = session["id"].as_str().unwrap();
        assert!(id.len() == 32 && id.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'A'..=b'F')), "{id}");
        let shown = session.to_string().replace(id, "ID");
        insta::assert_json_snapshot!(serde_json::from_str::<Value>(&shown).unwrap(), @r#"
        {
          "id": "ID",
          "num_parts_processed": 0,
          "part_size": 8388608,
          "session_endpoints": {
            "abort": "http://127.0.0.1:8080/api/2.0/files/upload_sessions/ID",
            "commit": "http://127.0.0.1:8080/api/2.0/files/upload_sessions/ID/commit",
            "list_parts": "http://127.0.0.1:8080/api/2.0/files/upload_sessions/ID/parts",
            "log_event": "http://127.0.0.1:8080/api/2.0/files/upload_sessions/ID/log",
            "status": "http://127.0.0.1:8080/api/2.0/files/upload_sessions/ID",
            "upload_part": "http://127.0.0.1:8080/api/2.0/files/upload_sessions/ID"
          },
          "session_expires_at": "2025-06-22T15:06:40Z",
          "total_parts": 3,
          "type": "upload_session"
        }
        "#);
        let first = part(&world, &session, &file, 0).by("una").send().await;
        let digest = sha1(&file[..PART]).iter().map(|byte| format!("{byte:02x}")).collect::<String>();
        let first_part = json!({ "part_id": "00000001", "offset": 0, "size": PART, "sha1": digest });
        assert_eq!((first.status, &first.body), (200, &json!({ "part": first_part })));
        let mut parts = vec![first.body["part"].clone()];
        for n in 1..3 {
            parts.push(part(&world, &session, &file, n).by("una").send().await.body["part"].clone());
        }
        let status = world.at("GET", place(&session)).by("una").send().await;
        assert_eq!((status.status, &status.body["num_parts_processed"]), (200, &json!(3)));
        let listed = world.at("GET", &format!("{}/parts", place(&session))).by("una").send().await;
        assert_eq!(
            listed.body,
            json!({ "total_count": 3, "entries": parts, "limit": 100, "offset": 0,
            "order": [{ "by": "type", "direction": "ASC" }] })
        );
        let page = world.at("GET", &format!("{}/parts?limit=1&offset=1", place(&session))).by("una").send().await;
        assert_eq!((&page.body["entries"], &page.body["total_count"]), (&json!([parts[1]]), &json!(3)));
        assert_eq!(world.get("/users/me").by("una").send().await.body["space_used"], 0, "none is taken yet");
        let said = json!({ "description": "In three parts", "content_modified_at": "2020-01-02T03:04:05Z" });
        let done = commit(&world, &session, &file, &parts, said).by("una").send().await;
        assert_eq!((done.status, &done.body["total_count"]), (201, &json!(1)), "{done:?}");
        let entry = &done.body["entries"][0];
        assert_eq!((&entry["name"], &entry["size"]), (&json!("Large.bin"), &json!(SIZE)));
        assert_eq!(entry["sha1"], sha1(&file).iter().map(|byte| format!("{byte:02x}")).collect::<String>());
        assert_eq!((&entry["description"], &entry["etag"]), (&json!("In three parts"), &json!("0")));
        assert_eq!(entry["content_modified_at"], "2020-01-02T03:04:05+00:00");
        assert!(content(&world, "una", &entry["id"]).await == file, "the bytes are others");
        assert_eq!(world.get("/users/me").by("una").send().await.body["space_used"], SIZE);
        assert_eq!(world.objects().await, 1, "the parts are gone");
    });
}

#[test]
fn parts_come_in_any_order_many_at_a_time_and_again() {
    on_both_engines(async |world: World| {
        let file = bytes(2);
        let session = begun(&world, "una", "a", "0").await;
        let send = |n: usize| part(&world, &session, &file, n).by("una").send();
        let (c, a, again, b) = tokio::join!(send(2), send(0), send(0), send(1));
        assert_eq!([c.status, a.status, again.status, b.status], [200; 4]);
        assert_eq!(a.body, again.body);
        let other = vec![7; PART];
        let range = format!("bytes 0-{}/{SIZE}", PART - 1);
        let refused = piece(&world, &session, &other, &range).by("una").send().await;
        assert_eq!(refused.outcome(), "409 range_overlaps_existing_part");
        assert_eq!(world.objects().await, 3, "of what came again nothing stays");
        let parts: Vec<Value> = [a, b, c].iter().map(|reply| reply.body["part"].clone()).collect();
        let done = commit(&world, &session, &file, &parts, Value::Null).by("una").send().await;
        assert_eq!(done.status, 201, "{done:?}");
        assert!(content(&world, "una", &done.body["entries"][0]["id"]).await == file, "the bytes are others");
    });
}

#[test]
fn a_version_comes_in_parts() {
    on_both_engines(async |world: World| {
        let (old, new) = (bytes(3), bytes(4));
        let file = made(&world, "una", "a", &old).await.body["entries"][0].clone();
        let path = format!("/files/{}/upload_sessions", file["id"].as_str().unwrap());
        let session = world.post(&path, json!({ "file_size": SIZE, "file_name": "b" })).by("una").send().await;
        assert_eq!(session.status, 201, "{session:?}");
        let parts = sent(&world, "una", &session.body, &new).await;
        for (header, etag, status) in [("If-Match", "7", 412), ("If-None-Match", "0", 412), ("If-Match", "0", 201)] {
            let ask = commit(&world, &session.body, &new, &parts, Value::Null).header(header, etag);
            assert_eq!(ask.by("una").send().await.status, status, "{header}: {etag}");
        }
        let shown = world.get(&format!("/files/{}", file["id"].as_str().unwrap())).by("una").send().await.body;
        assert_eq!((&shown["name"], &shown["etag"]), (&json!("b"), &json!("1")));
        assert!(content(&world, "una", &file["id"]).await == new, "the bytes are others");
        assert_eq!(world.get("/users/me").by("una").send().await.body["space_used"], 2 * SIZE);
    });
}
