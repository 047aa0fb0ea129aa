//! Archives through the real router.
mod limits;
mod rows;
mod whose;

use crate::resources::files::tests::made;
use boxwood_testing::{Ask, Reply, World, on_both_engines, unzipped};
use serde_json::{Value, json};
use std::time::Duration;

const HOST: &str = "http://127.0.0.1:8080";

async fn folder(world: &World, by: &str, name: &str, parent: i64) -> i64 {
    let body = json!({ "name": name, "parent": { "id": parent.to_string() } });
    let reply = world.post("/folders", body).by(by).send().await;
    assert_eq!(reply.status, 201, "{reply:?}");
    number(&reply.body)
}

async fn file(world: &World, by: &str, name: &str, parent: i64, bytes: &[u8]) -> i64 {
    number(&made(world, by, name, parent, bytes).await)
}

fn number(item: &Value) -> i64 {
    item["id"].as_str().unwrap().parse().unwrap()
}

/// Of kinds and ids.
fn ask(world: &World, items: &[(&str, i64)]) -> Ask {
    let items: Vec<_> = items.iter().map(|(kind, id)| json!({ "type": kind, "id": id.to_string() })).collect();
    world.post("/zip_downloads", json!({ "items": items }))
}

/// What must be accepted; the answer.
async fn asked(world: &World, by: &str, items: &[(&str, i64)]) -> Value {
    let reply = ask(world, items).by(by).send().await;
    assert_eq!(reply.status, 202, "{reply:?}");
    assert!(!reply.headers.contains_key("retry-after"), "clients would ask again");
    reply.body
}

fn path<'a>(zip: &'a Value, which: &str) -> &'a str {
    zip[which].as_str().unwrap().strip_prefix(HOST).unwrap()
}

/// Without a token, as browsers do.
async fn download(world: &World, zip: &Value) -> Reply {
    world.at("GET", path(zip, "download_url")).send().await
}

async fn status(world: &World, by: &str, zip: &Value) -> Reply {
    world.at("GET", path(zip, "status_url")).by(by).send().await
}

#[test]
fn two_files_and_an_empty_folder_are_one_archive() {
    on_both_engines(async |world: World| {
        let (first, second) =
            (file(&world, "una", "a.txt", 0, b"first").await, file(&world, "una", "b.png", 0, b"").await);
        let empty = folder(&world, "una", "Empty", 0).await;
        let zip = asked(&world, "una", &[("file", first), ("file", second), ("folder", empty), ("file", first)]).await;
        let id = path(&zip, "status_url").split('/').nth(3).unwrap();
        assert!(id.len() == 32 && id.bytes().all(|byte| byte.is_ascii_hexdigit()), "{id}");
        let shown: Value = serde_json::from_str(&zip.to_string().replace(id, "ID")).unwrap();
        insta::assert_json_snapshot!(shown, @r#"
        {
          "download_url": "http://127.0.0.1:8080/2.0/zip_downloads/ID/content",
          "expires_at": "2025-06-15T15:11:40+00:00",
          "name_conflicts": [],
          "status_url": "http://127.0.0.1:8080/2.0/zip_downloads/ID/status"
        }
        "#);
        let archive = download(&world, &zip).await;
        assert_eq!(archive.status, 200, "{archive:?}");
        assert_eq!(archive.headers["content-type"], "application/zip");
        let name = "attachment;filename=\"Download.zip\";filename*=UTF-8''Download.zip";
        assert_eq!(archive.headers["content-disposition"], name);
        let inside = [("Empty/", &b""[..]), ("a.txt", b"first"), ("b.png", b"")];
        assert_eq!(unzipped(&archive.bytes), inside.map(|(path, bytes)| (path.to_owned(), bytes.to_vec())));
        insta::assert_json_snapshot!(status(&world, "una", &zip).await.body, @r#"
        {
          "downloaded_file_count": 2,
          "skipped_file_count": 0,
          "skipped_folder_count": 0,
          "state": "succeeded",
          "total_file_count": 2
        }
        "#);
        const EVENTS: &str = "SELECT item_id, created_by FROM events WHERE kind = 'ITEM_DOWNLOAD' ORDER BY item_id";
        let events = world.app().db().read(boxwood_store::Cost::Point, |tx| tx.many::<(i64, i64)>(EVENTS, ()));
        assert_eq!(
            events.await.unwrap_or_else(|error: boxwood_store::Error| panic!("{error}")),
            [(first, 3), (second, 3)]
        );
    });
}

#[test]
fn a_folder_brings_all_that_is_in_it() {
    on_both_engines(async |world: World| {
        let top = folder(&world, "una", "Pläne", 0).await;
        let deep = folder(&world, "una", "Deep", top).await;
        // Large enough to be an object, and sent in several chunks.
        let large: Vec<u8> = (0..1_000_003_u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
        file(&world, "una", "large.bin", deep, &large).await;
        file(&world, "una", "small.txt", top, b"small").await;
        let link = json!({ "url": "https://boxwood.example", "name": "Home", "parent": { "id": top.to_string() } });
        assert_eq!(world.post("/web_links", link).by("una").send().await.status, 201);
        let zip = asked(&world, "una", &[("folder", top)]).await;
        let archive = download(&world, &zip).await;
        let said = archive.headers["content-disposition"].to_str().unwrap();
        assert!(said.ends_with("filename*=UTF-8''Pl%C3%A4ne.zip"), "{said}");
        let inside = unzipped(&archive.bytes);
        let paths: Vec<_> = inside.iter().map(|(path, _)| path.as_str()).collect();
        assert_eq!(paths, ["Pläne/", "Pläne/Deep/", "Pläne/Deep/large.bin", "Pläne/small.txt"]);
        assert!(inside[2].1 == large, "the bytes are others");
        let named = json!({ "items": [{ "type": "folder", "id": top.to_string() }], "download_file_name": "Mine" });
        let zip = world.post("/zip_downloads", named).by("una").send().await.body;
        let said = download(&world, &zip).await.headers["content-disposition"].to_str().unwrap().to_owned();
        assert!(said.starts_with("attachment;filename=\"Mine.zip\""), "{said}");
    });
}

#[test]
fn who_goes_away_leaves_a_failed_download() {
    on_both_engines(async |world: World| {
        // More than what waits on its way.
        let large: Vec<u8> = (0..6_000_000_u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
        let large = file(&world, "una", "large.bin", 0, &large).await;
        let zip = asked(&world, "una", &[("file", large)]).await;
        let begun = world.at("GET", path(&zip, "download_url")).begun().await;
        assert_eq!(status(&world, "una", &zip).await.body["state"], "in_progress");
        drop(begun);
        // It is noticed as soon as there is something to send.
        let told = loop {
            let told = status(&world, "una", &zip).await.body;
            if told["state"] != "in_progress" {
                break told;
            }
            tokio::task::yield_now().await;
        };
        assert_eq!(told["state"], "failed");
        assert_eq!((&told["total_file_count"], &told["downloaded_file_count"]), (&json!(1), &json!(0)));
    });
}
