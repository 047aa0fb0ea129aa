//! The edge cases of the contract (content §10) that are about files.
use super::{BOUNDARY, form, made, named, new_version, place, sent, text, upload};
use boxwood_testing::{World, on_both_engines};
use serde_json::{Value, json};

#[test]
fn content_row_01_a_name_is_taken_whatever_its_case() {
    on_both_engines(async |world: World| {
        let file = made(&world, "una", "Report.txt", 0, b"1").await;
        let refused = upload(&world, &named("REPORT.TXT", 0), b"2").by("una").send().await;
        assert_eq!(refused.outcome(), "409 item_name_in_use");
        let conflict = &refused.body["context_info"]["conflicts"];
        assert_eq!((&conflict["type"], &conflict["id"]), (&json!("file"), &file["id"]), "an object, and no list");
        assert_eq!(conflict["sha1"], file["sha1"]);
    });
}

#[test]
fn content_row_02_a_folder_does_not_take_a_files_name() {
    on_both_engines(async |world: World| {
        let file = made(&world, "una", "both", 0, b"1").await;
        let refused = world.post("/folders", named("Both", 0)).by("una").send().await;
        assert_eq!(refused.outcome(), "409 item_name_in_use");
        let conflicts = refused.body["context_info"]["conflicts"].as_array().unwrap();
        assert_eq!((conflicts.len(), &conflicts[0]["type"], &conflicts[0]["id"]), (1, &json!("file"), &file["id"]));
    });
}

#[test]
fn content_row_03_the_attributes_come_first() {
    on_both_engines(async |world: World| {
        let said = named("a", 0).to_string();
        let parts: [(&str, Option<&str>, &[u8]); 2] =
            [("file", Some("a"), b"1"), ("attributes", None, said.as_bytes())];
        let refused = sent(&world, "/files/content", &parts).by("una").send().await;
        assert_eq!(refused.outcome(), "400 metadata_after_file_contents");
    });
}

#[test]
fn content_row_04_another_digest_than_the_client_says_is_refused() {
    on_both_engines(async |world: World| {
        let wrong = upload(&world, &named("a", 0), b"1").by("una");
        let wrong = wrong.header("Content-MD5", "da39a3ee5e6b4b0d3255bfef95601890afd80709").send().await;
        assert_eq!(wrong.outcome(), "400 bad_digest");
        assert_eq!(world.get("/folders/0/items").by("una").send().await.body["total_count"], 0);
        assert_eq!(world.get("/users/me").by("una").send().await.body["space_used"], 0);
        let right = upload(&world, &named("a", 0), b"1").by("una");
        let right = right.header("Content-MD5", "356A192B7913B04C54574D18C28D46E6395428AB").send().await;
        assert_eq!(right.status, 201, "{right:?}");
    });
}

#[test]
fn content_row_05_a_parent_may_be_a_number() {
    on_both_engines(async |world: World| {
        let number = json!({ "name": "a", "parent": { "id": 0 } });
        assert_eq!(upload(&world, &number, b"1").by("una").send().await.status, 201);
        for (said, outcome) in [
            (json!({ "name": "b", "parent": { "id": "abc" } }), "400 bad_request"),
            (json!({ "name": "b" }), "400 bad_request"),
            (json!({ "name": "b", "parent": { "id": "987" } }), "404 not_found"),
        ] {
            assert_eq!(upload(&world, &said, b"1").by("una").send().await.outcome(), outcome, "{said}");
        }
    });
}

#[test]
fn content_row_06_a_file_may_be_empty() {
    on_both_engines(async |world: World| {
        let file = made(&world, "una", "empty", 0, b"").await;
        assert_eq!((&file["size"], &file["sha1"]), (&json!(0), &json!("da39a3ee5e6b4b0d3255bfef95601890afd80709")));
        let reply = world.get(&format!("/files/{}/content", text(&file["id"]))).by("una").send().await;
        let bytes = world.at("GET", &place(&reply)).send().await;
        assert_eq!((bytes.status, bytes.bytes.len()), (200, 0));
    });
}

#[test]
fn content_row_07_names_of_files_have_the_rules_of_all() {
    on_both_engines(async |world: World| {
        let long = "é".repeat(255);
        for good in [long.as_str(), " x", "a."] {
            assert_eq!(upload(&world, &named(good, 0), b"1").by("una").send().await.status, 201, "{good}");
        }
        let longer = "é".repeat(256);
        for (bad, code) in [
            (longer.as_str(), "400 item_name_too_long"),
            ("..", "400 item_name_invalid"),
            ("a/b", "400 item_name_invalid"),
            ("a\\b", "400 item_name_invalid"),
            ("x ", "400 item_name_invalid"),
        ] {
            assert_eq!(upload(&world, &named(bad, 0), b"1").by("una").send().await.outcome(), code, "{bad}");
        }
    });
}

#[test]
fn content_row_08_where_nobody_may_upload() {
    on_both_engines(async |world: World| {
        let folder = world.post("/folders", named("f", 0)).by("una").send().await.body["id"].clone();
        let id: i64 = text(&folder).parse().unwrap();
        let hidden = upload(&world, &named("a", id), b"1").by("max").send().await;
        assert_eq!(hidden.outcome(), "404 not_found");
        world.share(id, "max", "viewer").await;
        let seen = upload(&world, &named("a", id), b"1").by("max").send().await;
        assert_eq!(seen.outcome(), "403 access_denied_insufficient_permissions");
    });
}

#[test]
fn content_row_09_and_10_an_upload_is_asked_for_first() {
    on_both_engines(async |world: World| {
        let file = made(&world, "una", "a", 0, b"1").await;
        let ask = async |path: &str, body: Value| world.ask("OPTIONS", path, body).by("una").send().await;
        for path in ["/files/content", "/files/content/"] {
            let taken = ask(path, named("A", 0)).await;
            assert_eq!(taken.outcome(), "409 item_name_in_use", "{path}");
            assert_eq!(taken.body["context_info"]["conflicts"]["id"], file["id"]);
            let free = ask(path, named("b", 0)).await;
            assert_eq!(free.status, 200, "{free:?}");
            let url = free.body["upload_url"].as_str().unwrap();
            assert!(url.ends_with("/api/2.0/files/content"), "{url}");
        }
        let sized = |size: i64| json!({ "name": "b", "parent": { "id": "0" }, "size": size });
        assert_eq!(ask("/files/content", sized(5)).await.status, 200);
        assert_eq!(ask("/files/content", sized(-1)).await.outcome(), "400 invalid_parameter");
        assert_eq!(ask("/files/content", sized(6_000_000_000)).await.outcome(), "403 file_size_limit_exceeded");
        let version = format!("/files/{}/content", text(&file["id"]));
        assert_eq!(ask(&version, json!({ "name": "a", "size": 3 })).await.status, 200);
        assert_eq!(ask(&version, Value::Null).await.outcome(), "400 bad_request");
        // A browser that asks whether its page may is another matter.
        let browser = world.ask("OPTIONS", "/files/content", Value::Null);
        let browser = browser.header("Origin", "https://a.example").header("Access-Control-Request-Method", "POST");
        assert_eq!(browser.send().await.status, 204);
    });
}

#[test]
fn content_row_11_and_12_etags_guard_files() {
    on_both_engines(async |world: World| {
        let file = made(&world, "una", "a", 0, b"1").await;
        let path = format!("/files/{}", text(&file["id"]));
        let stale = world.put(&path, json!({ "name": "b" })).by("una").header("If-Match", "7").send().await;
        assert_eq!(stale.outcome(), "412 precondition_failed");
        assert_eq!(
            world.delete(&path).by("una").header("If-Match", "7").send().await.outcome(),
            "412 precondition_failed"
        );
        let missing = world.delete("/files/9999").by("una").header("If-Match", "0").send().await;
        assert_eq!(missing.outcome(), "404 not_found");
        let known = world.get(&path).by("una").header("If-None-Match", "0").send().await;
        assert_eq!((known.status, known.bytes.len()), (304, 0));
        assert_eq!(world.put(&path, json!({ "name": "b" })).by("una").header("If-Match", "0").send().await.status, 200);
        assert_eq!(world.get(&path).by("una").header("If-None-Match", "0").send().await.status, 200);
        let said = json!({}).to_string();
        let parts: [(&str, Option<&str>, &[u8]); 2] = [("attributes", None, said.as_bytes()), ("file", None, b"2")];
        let stale = sent(&world, &format!("{path}/content"), &parts).by("una").header("If-Match", "0").send().await;
        assert_eq!(stale.outcome(), "412 precondition_failed");
    });
}

#[test]
fn content_row_13_a_new_version_may_bring_a_name() {
    on_both_engines(async |world: World| {
        let file = made(&world, "una", "a", 0, b"1").await;
        made(&world, "una", "b", 0, b"1").await;
        let renamed = new_version(&world, "una", &file["id"], &json!({ "name": "c" }), b"2").await;
        assert_eq!((renamed.status, &renamed.body["entries"][0]["name"]), (201, &json!("c")));
        let taken = new_version(&world, "una", &file["id"], &json!({ "name": "B" }), b"3").await;
        assert_eq!(taken.outcome(), "409 item_name_in_use");
    });
}

#[test]
fn content_row_17_content_is_at_an_address_with_ranges() {
    on_both_engines(async |world: World| {
        for bytes in [(0..200).collect::<Vec<u8>>(), (0..100_000_u32).map(|n| ((n * 7) >> 3) as u8).collect()] {
            let file = made(&world, "una", &format!("{}.pdf", bytes.len()), 0, &bytes).await;
            let reply = world.get(&format!("/files/{}/content", text(&file["id"]))).by("una").send().await;
            assert_eq!((reply.status, reply.bytes.len()), (302, 0));
            let there = place(&reply);
            let ask = async |range: &str| world.at("GET", &there).header("Range", range).send().await;
            let part = ask("bytes=0-99").await;
            assert_eq!((part.status, &part.bytes[..]), (206, &bytes[..100]));
            assert_eq!(part.headers["content-range"], format!("bytes 0-99/{}", bytes.len()));
            assert_eq!(part.headers["content-type"], "application/pdf");
            assert_eq!(ask("bytes=-10").await.bytes, bytes[bytes.len() - 10..]);
            assert_eq!(ask("bytes=150-").await.bytes, bytes[150..]);
            assert_eq!(ask("bytes=900000-").await.status, 416);
            assert_eq!(ask("lines=1-2").await.status, 200, "no range that is known here");
            let several = ask("bytes=0-1,10-12").await;
            assert_eq!(several.status, 206);
            assert_eq!(several.headers["content-length"], several.bytes.len().to_string());
            let shown = String::from_utf8_lossy(&several.bytes).into_owned();
            assert!(shown.contains(&format!("Content-Range: bytes 10-12/{}", bytes.len())), "{shown}");
            let head = world.at("HEAD", &there).send().await;
            assert_eq!((head.status, head.bytes.len()), (200, 0));
        }
        let empty = made(&world, "una", "empty.pdf", 0, b"").await;
        let there = place(&world.get(&format!("/files/{}/content", text(&empty["id"]))).by("una").send().await);
        for range in ["bytes=0-", "bytes=0-99", "bytes=-5"] {
            let reply = world.at("GET", &there).header("Range", range).send().await;
            assert_eq!((reply.status, reply.bytes.len()), (416, 0), "{range} of nothing");
        }
    });
}

#[test]
fn content_row_19_a_previewer_sees_and_does_not_download() {
    on_both_engines(async |world: World| {
        let folder = world.post("/folders", named("f", 0)).by("una").send().await.body["id"].clone();
        let id: i64 = text(&folder).parse().unwrap();
        let file = made(&world, "una", "a", id, b"1").await;
        world.share(id, "max", "previewer").await;
        let path = format!("/files/{}", text(&file["id"]));
        assert_eq!(world.get(&path).by("max").send().await.status, 200);
        let refused = world.get(&format!("{path}/content")).by("max").send().await;
        assert_eq!(refused.outcome(), "403 access_denied_insufficient_permissions");
    });
}

#[test]
fn content_row_20_a_file_is_deleted_once() {
    on_both_engines(async |world: World| {
        let file = made(&world, "una", "a", 0, b"1").await;
        let path = format!("/files/{}", text(&file["id"]));
        assert_eq!(world.delete(&path).by("una").send().await.status, 204);
        assert_eq!(world.delete(&path).by("una").send().await.outcome(), "404 trashed");
        let shown = world.get(&path).by("una").send().await;
        assert_eq!((shown.status, &shown.body["item_status"]), (200, &json!("trashed")));
        assert_eq!(world.get(&format!("{path}/content")).by("una").send().await.outcome(), "404 trashed");
        assert_eq!(made(&world, "una", "a", 0, b"2").await["name"], "a", "its name is free again");
    });
}

#[test]
fn content_row_30_ids_are_digits() {
    on_both_engines(async |world: World| {
        assert_eq!(world.get("/files/abc").by("una").send().await.outcome(), "405 method_not_allowed");
        let missing = world.get("/files/999999999").by("una").send().await;
        assert_eq!(missing.outcome(), "404 not_found");
        assert_eq!(missing.body["context_info"]["errors"][0]["name"], "file");
    });
}

#[test]
fn content_row_52_of_many_uploads_of_one_name_one_wins() {
    on_both_engines(async |world: World| {
        let uploads = (0..20).map(|n| {
            let body = form(&[
                ("attributes", None, br#"{"name":"same","parent":{"id":"0"}}"#),
                ("file", None, format!("content {n}").as_bytes()),
            ]);
            let ask = world.post("/files/content", Value::Null);
            ask.bytes(&format!("multipart/form-data; boundary={BOUNDARY}"), body).by("una").send()
        });
        let replies = futures_util::future::join_all(uploads).await;
        let won = replies.iter().filter(|reply| reply.status == 201).count();
        let lost = replies.iter().filter(|reply| {
            matches!(reply.outcome().as_str(), "409 item_name_in_use" | "409 name_temporarily_reserved")
        });
        assert_eq!((won, lost.count()), (1, 19), "{replies:?}");
        assert_eq!(world.get("/folders/0/items").by("una").send().await.body["total_count"], 1);
    });
}
