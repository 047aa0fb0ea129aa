//! Searches through the real router, on both engines.
mod filters;
mod followed;
mod questions;
mod seen;

use boxwood_testing::{Reply, World, on_both_engines};
use insta::assert_json_snapshot;
use serde_json::{Value, json};

async fn folder(world: &World, by: &str, name: &str, parent: i64) -> i64 {
    id(&world.post("/folders", json!({ "name": name, "parent": { "id": parent } })).by(by).send().await)
}

async fn upload(world: &World, by: &str, path: &str, said: &Value, bytes: &[u8]) -> Reply {
    let said = format!("--b\r\nContent-Disposition: form-data; name=\"attributes\"\r\n\r\n{said}\r\n");
    let head = "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"f\"\r\n\r\n";
    let form = [said.as_bytes(), head.as_bytes(), bytes, b"\r\n--b--\r\n"].concat();
    world.post(path, Value::Null).bytes("multipart/form-data; boundary=b", form).by(by).send().await
}

async fn file(world: &World, by: &str, name: &str, parent: i64, text: &str) -> i64 {
    let said = json!({ "name": name, "parent": { "id": parent.to_string() } });
    let reply = upload(world, by, "/files/content", &said, text.as_bytes()).await;
    assert_eq!(reply.status, 201, "{reply:?}");
    reply.body["entries"][0]["id"].as_str().unwrap().parse().unwrap()
}

fn id(reply: &Reply) -> i64 {
    assert!([200, 201].contains(&reply.status), "{reply:?}");
    reply.body["id"].as_str().unwrap().parse().unwrap()
}

/// `query` is escaped, `rest` not.
async fn search(world: &World, by: &str, query: &str, rest: &str) -> Reply {
    let query = serde_urlencoded::to_string([("query", query)]).unwrap();
    world.get(&format!("/search?{query}{rest}")).by(by).send().await
}

/// The names of what is found, in its order.
async fn found(world: &World, by: &str, query: &str, rest: &str) -> Vec<String> {
    let reply = search(world, by, query, rest).await;
    assert_eq!(reply.status, 200, "{query} {rest} {reply:?}");
    let entries = reply.body["entries"].as_array().unwrap();
    assert_eq!(reply.body["total_count"], entries.len(), "{reply:?}");
    entries.iter().map(|entry| entry["name"].as_str().unwrap().to_owned()).collect()
}

async fn put(world: &World, by: &str, path: &str, body: Value) {
    let reply = world.put(path, body).by(by).send().await;
    assert_eq!(reply.status, 200, "{reply:?}");
}

#[test]
fn get_search_answers_standard_items() {
    on_both_engines(async |world: World| {
        folder(&world, "una", "Reports", 0).await;
        file(&world, "una", "report.txt", 1, "Penguins").await;
        let link = json!({ "url": "https://example.com", "name": "Report online", "parent": { "id": "1" } });
        assert_eq!(world.post("/web_links", link).by("una").send().await.status, 201);
        let all = search(&world, "una", "report", "").await.body;
        assert_eq!((&all["total_count"], &all["limit"], &all["offset"]), (&json!(3), &json!(30), &json!(0)));
        for entry in all["entries"].as_array().unwrap() {
            assert_eq!(entry["owned_by"]["name"], "una", "the standard tier: {entry}");
            assert!(entry["path_collection"]["total_count"].is_number());
        }
        let one = search(&world, "una", "penguins", "&fields=name,parent").await.body;
        assert_json_snapshot!(one, { ".entries[0].file_version" => "a version" }, @r#"
        {
          "entries": [
            {
              "etag": "0",
              "file_version": "a version",
              "id": "2",
              "name": "report.txt",
              "parent": {
                "etag": "0",
                "id": "1",
                "name": "Reports",
                "sequence_id": "0",
                "type": "folder"
              },
              "sequence_id": "0",
              "sha1": "0c7768acdcb4acdb6f96bf615bb9072917765b5e",
              "type": "file"
            }
          ],
          "limit": 30,
          "offset": 0,
          "total_count": 1,
          "type": "search_results_items"
        }
        "#);
        let linked = search(&world, "una", "penguins", "&fields=name&include_recent_shared_links=true").await.body;
        assert_json_snapshot!(linked, { ".entries[0].item" => "the item" }, @r#"
        {
          "entries": [
            {
              "accessible_via_shared_link": null,
              "item": "the item",
              "type": "search_result"
            }
          ],
          "limit": 30,
          "offset": 0,
          "total_count": 1,
          "type": "search_results_with_shared_links"
        }
        "#);
        assert_eq!(linked["entries"][0]["item"]["name"], "report.txt");
    });
}

#[test]
fn content_row_59_what_a_search_needs_and_what_it_never_shows() {
    on_both_engines(async |world: World| {
        folder(&world, "una", "cats and dogs", 0).await;
        folder(&world, "una", "dogs", 0).await;
        folder(&world, "una", "gone cats", 0).await;
        folder(&world, "max", "his cats", 0).await;
        assert_eq!(world.delete("/folders/3").by("una").send().await.status, 204);
        for query in ["", "?query=", "?query=+", "?type=file"] {
            let refused = world.get(&format!("/search{query}")).by("una").send().await;
            assert_eq!(refused.outcome(), "400 missing_parameter", "{query}");
        }
        let templates = r#"[{"scope":"global","templateKey":"nothing","filters":{"a":1}}]"#;
        let templates = serde_urlencoded::to_string([("mdfilters", templates)]).unwrap();
        let refused = world.get(&format!("/search?{templates}")).by("una").send().await;
        assert_eq!(refused.outcome(), "400 invalid_parameter");
        assert_eq!(search(&world, "una", "cats", "&limit=201").await.body["limit"], 200);
        assert_eq!(found(&world, "una", "cats and dogs", "").await, ["cats and dogs", "dogs"], "a word like any other");
        assert_eq!(found(&world, "una", "and", "").await, ["cats and dogs"]);
        assert_eq!(found(&world, "una", "cats AND dogs", "").await, ["cats and dogs"]);
        assert_eq!(found(&world, "una", "cats", "").await, ["cats and dogs"]);
        assert_eq!(found(&world, "una", "cats", "&trash_content=trashed_only").await, ["gone cats"]);
        assert_eq!(found(&world, "una", "cats", "&trash_content=all_items").await.len(), 2);
    });
}

#[test]
fn get_search_is_paged() {
    on_both_engines(async |world: World| {
        for n in 0..7 {
            folder(&world, "una", &format!("page {n}"), 0).await;
        }
        let mut all = Vec::new();
        for offset in [0, 3, 6] {
            let page = search(&world, "una", "page", &format!("&limit=3&offset={offset}&sort=modified_at")).await.body;
            assert_eq!((&page["total_count"], &page["offset"], &page["limit"]), (&json!(7), &json!(offset), &json!(3)));
            all.extend(page["entries"].as_array().unwrap().iter().map(|one| one["id"].as_str().unwrap().to_owned()));
        }
        assert_eq!(all, ["7", "6", "5", "4", "3", "2", "1"]);
        let behind = search(&world, "una", "page", "&offset=7").await.body;
        assert_eq!((&behind["total_count"], &behind["entries"]), (&json!(7), &json!([])));
        for (rest, outcome) in [
            ("limit=0", "400 invalid_limit"),
            ("limit=x", "400 invalid_limit"),
            ("offset=-1", "400 invalid_offset"),
            ("offset=10001", "400 invalid_offset"),
        ] {
            assert_eq!(search(&world, "una", "page", &format!("&{rest}")).await.outcome(), outcome, "{rest}");
        }
    });
}
