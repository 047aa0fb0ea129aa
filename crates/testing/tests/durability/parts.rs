//! A file in parts whose server is killed while it commits, at another moment each time.
use super::{
    client::{Client, Server},
    filled, kills,
};
use aws_lc_rs::digest::{SHA1_FOR_LEGACY_USE_ONLY, digest};
use base64::{Engine, prelude::BASE64_STANDARD};
use serde_json::{Value, json};
use std::{thread, time::Duration};

const PART: usize = 8 << 20;
const SIZE: usize = 40_000_000;

fn said(bytes: &[u8]) -> String {
    let digest = digest(&SHA1_FOR_LEGACY_USE_ONLY, bytes);
    format!("Digest: sha={}\r\n", BASE64_STANDARD.encode(digest.as_ref()))
}

/// Begins a file and sends its parts: the session's path, and the body of the commit.
fn begun(client: &mut Client, file: &[u8]) -> (String, String) {
    let body = json!({ "folder_id": "0", "file_size": SIZE, "file_name": "large" }).to_string();
    let (status, session) = client.ask("POST", "/2.0/files/upload_sessions", &body).unwrap();
    assert_eq!(status, 201, "{session}");
    let path = format!("/2.0/files/upload_sessions/{}", session["id"].as_str().unwrap());
    let mut parts = Vec::new();
    for (n, part) in file.chunks(PART).enumerate() {
        let (first, last) = (n * PART, n * PART + part.len() - 1);
        let headers = format!("{}Content-Range: bytes {first}-{last}/{SIZE}\r\n", said(part));
        let (status, sent) = client.send("PUT", &path, &headers, part).unwrap();
        assert_eq!(status, 200, "{sent}");
        parts.push(sent["part"].clone());
    }
    (path, json!({ "parts": parts }).to_string())
}

fn commit(client: &mut Client, path: &str, file: &[u8], body: &str) -> Option<(u16, Value)> {
    client.send("POST", &format!("{path}/commit"), &said(file), body.as_bytes())
}

#[test]
fn a_commit_that_is_killed_goes_on_with_the_next_one() {
    let directory = tempfile::tempdir().unwrap();
    let place = directory.path().join("boxwood.db").to_string_lossy().into_owned();
    let blobs = directory.path().join("files");
    let start = || Server::start_with(&place, &blobs.to_string_lossy());
    let file: Vec<u8> = (0..SIZE).map(|n| (n % 251) as u8 ^ (n >> 16) as u8).collect();
    filled(&place);
    let mut server = start();
    let (path, body) = begun(&mut Client::new(server.port).unwrap(), &file);
    for round in 0..kills() {
        let mut client = Client::new(server.port).unwrap();
        thread::scope(|scope| {
            let asked = scope.spawn(|| commit(&mut client, &path, &file, &body));
            thread::sleep(Duration::from_millis(u64::from(10 + 37 * round)));
            server.kill();
            // Nothing, or the file: what was answered is kept.
            assert!(asked.join().unwrap().is_none_or(|(status, _)| status == 201));
        });
        server = start();
    }
    let mut client = Client::new(server.port).unwrap();
    let (status, done) = commit(&mut client, &path, &file, &body).unwrap();
    assert_eq!((status, &done["entries"][0]["size"]), (201, &json!(SIZE)), "{done}");
    let hex: String = digest(&SHA1_FOR_LEGACY_USE_ONLY, &file).as_ref().iter().map(|b| format!("{b:02x}")).collect();
    assert_eq!(done["entries"][0]["sha1"], json!(hex));
    assert_eq!(commit(&mut client, &path, &file, &body), Some((201, done)), "the same file again");
    assert_eq!(client.names("/2.0/folders/0/items"), ["large"]);
    server.stop();
}
