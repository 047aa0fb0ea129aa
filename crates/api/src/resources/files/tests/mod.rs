//! Files through the real router.
mod copies;
mod locks;
mod recorded;
mod rows;
mod versions;

use boxwood_testing::{Ask, Reply, World, on_both_engines};
use serde_json::{Value, json};

const BOUNDARY: &str = "a-line-that-no-file-has";

/// A form of parts in their order: name, file name, bytes.
fn form(parts: &[(&str, Option<&str>, &[u8])]) -> Vec<u8> {
    let mut body = Vec::new();
    for (name, file, bytes) in parts {
        let file = file.map(|file| format!("; filename=\"{file}\"")).unwrap_or_default();
        body.extend_from_slice(
            format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"{file}\r\n\r\n").as_bytes(),
        );
        body.extend_from_slice(bytes);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(format!("--{BOUNDARY}--\r\n").as_bytes());
    body
}

fn sent(world: &World, path: &str, parts: &[(&str, Option<&str>, &[u8])]) -> Ask {
    world.post(path, Value::Null).bytes(&format!("multipart/form-data; boundary={BOUNDARY}"), form(parts))
}

fn upload(world: &World, attributes: &Value, bytes: &[u8]) -> Ask {
    let attributes = attributes.to_string();
    sent(world, "/files/content", &[("attributes", None, attributes.as_bytes()), ("file", Some("unused"), bytes)])
}

fn named(name: &str, parent: i64) -> Value {
    json!({ "name": name, "parent": { "id": parent.to_string() } })
}

/// Uploads what must be accepted; the file.
pub(crate) async fn made(world: &World, by: &str, name: &str, parent: i64, bytes: &[u8]) -> Value {
    let reply = upload(world, &named(name, parent), bytes).by(by).send().await;
    assert_eq!(reply.status, 201, "{reply:?}");
    reply.body["entries"][0].clone()
}

pub(crate) async fn new_version(world: &World, by: &str, id: &Value, attributes: &Value, bytes: &[u8]) -> Reply {
    let (path, attributes) = (format!("/files/{}/content", text(id)), attributes.to_string());
    let parts = [("attributes", None, attributes.as_bytes()), ("file", Some(""), bytes)];
    sent(world, &path, &parts).by(by).send().await
}

fn text(id: &Value) -> &str {
    id.as_str().unwrap()
}

/// Follows the redirect, without a token, as clients do.
async fn bytes_of(world: &World, by: &str, path: &str) -> Vec<u8> {
    let reply = world.get(path).by(by).send().await;
    assert_eq!(reply.status, 302, "{path}: {reply:?}");
    let reply = world.at("GET", &place(&reply)).send().await;
    assert_eq!(reply.status, 200, "{reply:?}");
    reply.bytes.to_vec()
}

/// The path of a redirect.
pub(crate) fn place(reply: &Reply) -> String {
    let location = reply.headers["location"].to_str().unwrap();
    location.strip_prefix("http://127.0.0.1:8080").unwrap_or_else(|| panic!("{location}")).to_owned()
}

#[test]
fn one_update_locks_shares_and_renames() {
    on_both_engines(async |world: World| {
        let file = made(&world, "una", "a.txt", 0, b"a").await;
        let path = format!("/files/{}?fields=name,lock,shared_link", text(&file["id"]));
        let both = json!({ "lock": { "access": "lock" }, "shared_link": {} });
        let shown = world.put(&path, both).by("una").send().await.body;
        assert!(shown["lock"].is_object() && shown["shared_link"].is_object(), "{shown}");
        let all = json!({ "lock": null, "shared_link": null, "name": "b.txt" });
        let shown = world.put(&path, all).by("una").send().await.body;
        assert_eq!(
            (&shown["lock"], &shown["shared_link"], &shown["name"]),
            (&Value::Null, &Value::Null, &json!("b.txt"))
        );
    });
}

#[test]
fn a_file_is_uploaded_shown_and_downloaded() {
    on_both_engines(async |world: World| {
        let reply = upload(&world, &named("Report.TXT", 0), b"hello").by("una").send().await;
        assert_eq!(reply.status, 201);
        let mut shown = reply.body.clone();
        let shown = &mut shown["entries"][0];
        for key in ["created_at", "modified_at", "content_created_at", "content_modified_at"] {
            assert!(shown[key].as_str().unwrap().starts_with("20"), "{key}");
            shown[key] = json!("[time]");
        }
        for key in ["created_by", "modified_by", "owned_by"] {
            assert_eq!(shown[key], json!({ "type": "user", "id": "3", "name": "una", "login": "una@example.com" }));
            shown[key] = json!("[una]");
        }
        let root = json!({ "type": "folder", "id": "0", "sequence_id": null, "etag": null, "name": "All Files" });
        assert_eq!((&shown["parent"], &shown["path_collection"]["entries"]), (&root, &json!([root])));
        (shown["parent"], shown["path_collection"]) = (json!("[root]"), json!("[root]"));
        assert_eq!(reply.body["total_count"], 1);
        insta::assert_json_snapshot!(shown, @r#"
        {
          "content_created_at": "[time]",
          "content_modified_at": "[time]",
          "created_at": "[time]",
          "created_by": "[una]",
          "description": "",
          "etag": "0",
          "file_version": {
            "id": "1",
            "sha1": "aaf4c61ddcc5e8a2dabede0f3b482cd9aea9434d",
            "type": "file_version"
          },
          "id": "1",
          "item_status": "active",
          "modified_at": "[time]",
          "modified_by": "[una]",
          "name": "Report.TXT",
          "owned_by": "[una]",
          "parent": "[root]",
          "path_collection": "[root]",
          "purged_at": null,
          "sequence_id": "0",
          "sha1": "aaf4c61ddcc5e8a2dabede0f3b482cd9aea9434d",
          "shared_link": null,
          "size": 5,
          "trashed_at": null,
          "type": "file"
        }
        "#);
    });
}

#[test]
fn an_upload_is_found_where_it_went() {
    on_both_engines(async |world: World| {
        let reply = upload(&world, &named("Report.TXT", 0), b"hello").by("una").send().await;
        let id = text(&reply.body["entries"][0]["id"]).to_owned();
        assert_eq!(world.get(&format!("/files/{id}")).by("una").send().await.body, reply.body["entries"][0]);
        assert_eq!(bytes_of(&world, "una", &format!("/files/{id}/content")).await, b"hello");
        assert_eq!(world.get("/users/me").by("una").send().await.body["space_used"], 5);
        let root = world.get("/folders/0/items").by("una").send().await.body;
        assert_eq!((&root["entries"][0]["type"], &root["total_count"]), (&json!("file"), &json!(1)));
        assert_eq!(world.get(&format!("/files/{id}")).by("max").send().await.outcome(), "404 not_found");
        assert_eq!(world.get(&format!("/folders/{id}")).by("una").send().await.outcome(), "404 not_found");
    });
}

#[test]
fn large_files_are_kept_as_objects_and_come_back_as_they_were() {
    on_both_engines(async |world: World| {
        let bytes: Vec<u8> = (0..3_000_000_u32).map(|n| (n.wrapping_mul(n) >> 7) as u8).collect();
        let file = made(&world, "una", "large.bin", 0, &bytes).await;
        assert_eq!(file["size"], 3_000_000);
        let path = format!("/files/{}/content", text(&file["id"]));
        assert_eq!(bytes_of(&world, "una", &path).await, bytes);
        // The same bytes again are a file of its own, and stored once.
        let again = made(&world, "max", "also.bin", 0, &bytes).await;
        assert_eq!(again["sha1"], file["sha1"]);
        assert_eq!(bytes_of(&world, "max", &format!("/files/{}/content", text(&again["id"]))).await, bytes);
    });
}

#[test]
fn folders_tell_how_much_is_in_them() {
    on_both_engines(async |world: World| {
        let size = async |id: i64| world.get(&format!("/folders/{id}")).by("una").send().await.body["size"].clone();
        let folder = async |name: &str, parent: i64| {
            let made = world.post("/folders", named(name, parent)).by("una").send().await.body;
            text(&made["id"]).parse::<i64>().unwrap()
        };
        let (a, c) = (folder("a", 0).await, folder("c", 0).await);
        let b = folder("b", a).await;
        let file = made(&world, "una", "f", b, b"1234567").await;
        assert_eq!((size(a).await, size(b).await, size(c).await), (json!(7), json!(7), json!(0)));
        new_version(&world, "una", &file["id"], &json!({}), b"12").await;
        assert_eq!((size(a).await, size(b).await), (json!(2), json!(2)));
        let path = format!("/folders/{b}");
        assert_eq!(world.put(&path, json!({ "parent": { "id": c.to_string() } })).by("una").send().await.status, 200);
        assert_eq!((size(a).await, size(b).await, size(c).await), (json!(0), json!(2), json!(2)));
        assert_eq!(world.delete(&format!("/files/{}", text(&file["id"]))).by("una").send().await.status, 204);
        assert_eq!((size(b).await, size(c).await), (json!(0), json!(0)));
        assert_eq!(world.get("/users/me").by("una").send().await.body["space_used"], 9, "versions and trash count");
    });
}

#[test]
fn a_new_version_keeps_what_it_says_nothing_of() {
    on_both_engines(async |world: World| {
        let said = json!({ "name": "a.txt", "parent": { "id": 0 }, "description": "d",
            "content_created_at": "2020-01-02T03:04:05Z", "content_modified_at": "2021-01-02T03:04:05+00:00" });
        let file = upload(&world, &said, b"one").by("una").send().await.body["entries"][0].clone();
        assert_eq!(file["content_created_at"], "2020-01-02T03:04:05+00:00");
        let parts: [(&str, Option<&str>, &[u8]); 1] = [("content", Some("x"), b"two")];
        let reply = sent(&world, &format!("/files/{}/content", text(&file["id"])), &parts).by("una").send().await;
        assert_eq!(reply.status, 201, "{reply:?}");
        let next = &reply.body["entries"][0];
        assert_eq!((&next["name"], &next["description"], &next["etag"]), (&json!("a.txt"), &json!("d"), &json!("1")));
        assert_eq!(next["content_created_at"], file["content_created_at"]);
        assert_ne!(next["file_version"]["id"], file["file_version"]["id"]);
    });
}

#[test]
fn as_user_uploads_into_the_users_own_folders() {
    on_both_engines(async |world: World| {
        let reply = upload(&world, &named("theirs.txt", 0), b"x").by("ada").as_user(3).send().await;
        assert_eq!(reply.status, 201, "{reply:?}");
        let file = &reply.body["entries"][0];
        assert_eq!((&file["owned_by"]["id"], &file["created_by"]["id"]), (&json!("3"), &json!("3")));
        assert_eq!(world.get(&format!("/files/{}", text(&file["id"]))).by("una").send().await.status, 200);
        assert_eq!(
            world.get(&format!("/files/{}", text(&file["id"]))).by("ada").send().await.outcome(),
            "404 not_found"
        );
    });
}

#[test]
fn quotas_and_limits_are_kept() {
    on_both_engines(async |world: World| {
        let limit = async |bytes: i64| world.put("/users/3", json!({ "space_amount": bytes })).by("ada").send().await;
        assert_eq!(limit(10).await.status, 200);
        assert_eq!(upload(&world, &named("a", 0), b"1234567").by("una").send().await.status, 201);
        let full = upload(&world, &named("b", 0), b"12345").by("una").send().await;
        assert_eq!(full.outcome(), "403 storage_limit_exceeded");
        let asked = world.ask("OPTIONS", "/files/content", json!({ "name": "b", "parent": { "id": "0" }, "size": 5 }));
        assert_eq!(asked.by("una").send().await.outcome(), "403 storage_limit_exceeded");
        assert_eq!(upload(&world, &named("b", 0), b"123").by("una").send().await.status, 201);
        assert_eq!(world.get("/folders/0/items").by("una").send().await.body["total_count"], 2);
    });
}

#[test]
fn what_is_no_form_is_refused() {
    on_both_engines(async |world: World| {
        let plain = world.post("/files/content", named("a", 0)).by("una").send().await;
        assert_eq!(plain.outcome(), "400 bad_request");
        let cut = &form(&[("attributes", None, br#"{"name":"a","parent":{"id":"0"}}"#), ("file", None, b"12345")]);
        let cut = cut[..cut.len() - 40].to_vec();
        let media = format!("multipart/form-data; boundary={BOUNDARY}");
        let broken = world.post("/files/content", Value::Null).bytes(&media, cut).by("una").send().await;
        assert_eq!(broken.outcome(), "400 bad_request", "{broken:?}");
        let empty = sent(&world, "/files/content", &[("attributes", None, br#"{"name":"a","parent":{"id":"0"}}"#)]);
        assert_eq!(empty.by("una").send().await.outcome(), "400 bad_request");
        let unnamed = sent(&world, "/files/content", &[("attributes", None, b"{}"), ("file", None, b"x")]);
        assert_eq!(unnamed.by("una").send().await.outcome(), "400 bad_request");
        assert_eq!(world.get("/folders/0/items").by("una").send().await.body["total_count"], 0);
    });
}

#[test]
fn addresses_run_out_and_cannot_be_forged() {
    on_both_engines(async |world: World| {
        let file = made(&world, "una", "a", 0, b"secret").await;
        let path = format!("/files/{}/content", text(&file["id"]));
        let there = place(&world.get(&path).by("una").send().await);
        assert_eq!(world.at("GET", &there).send().await.bytes, "secret");
        let forged = there.replacen("/d/1/A", "/d/1/B", 1);
        assert_eq!(world.at("GET", &forged).send().await.status, 404);
        assert_eq!(world.at("GET", "/d/1/x/download").send().await.status, 404);
        world.delete(&format!("/files/{}", text(&file["id"]))).by("una").send().await;
        assert_eq!(world.at("GET", &there).send().await.status, 404, "what is in the trash is not given out");
        let other = made(&world, "una", "b", 0, b"x").await;
        let there = place(&world.get(&format!("/files/{}/content", text(&other["id"]))).by("una").send().await);
        world.advance(std::time::Duration::from_secs(15 * 60));
        assert_eq!(world.at("GET", &there).send().await.status, 404);
    });
}

#[test]
fn a_file_is_renamed_moved_described_and_dated() {
    on_both_engines(async |world: World| {
        let file = made(&world, "una", "a.txt", 0, b"x").await;
        let folder = world.post("/folders", named("f", 0)).by("una").send().await.body["id"].clone();
        let path = format!("/files/{}", text(&file["id"]));
        let body = json!({ "name": "b.md", "parent": { "id": folder }, "description": "about", "tags": ["one", "two"],
            "content_modified_at": "2019-05-06T07:08:09Z" });
        let changed = world.put(&path, body).by("una").send().await;
        assert_eq!(changed.status, 200, "{changed:?}");
        let fields = "name,parent,description,tags,extension,content_modified_at,version_number,permissions";
        let shown = world.get(&format!("{path}?fields={fields}")).by("una").send().await.body;
        assert_eq!((&shown["name"], &shown["parent"]["id"]), (&json!("b.md"), &folder));
        assert_eq!((&shown["tags"], &shown["extension"]), (&json!(["one", "two"]), &json!("md")));
        assert_eq!(shown["content_modified_at"], "2019-05-06T07:08:09+00:00");
        assert_eq!((&shown["version_number"], &shown["etag"]), (&json!("1"), &json!("1")));
        assert_eq!(shown["permissions"]["can_download"], true);
    });
}
