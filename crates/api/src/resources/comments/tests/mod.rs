//! Each operation of comments, on both engines. Rows of the contract's tables are tests named after them.
mod rows;
mod whose;

use boxwood_store::{Cost, Tx, Write};
use boxwood_testing::{Reply, World, on_both_engines};
use insta::assert_json_snapshot;
use serde_json::{Value, json};
use std::time::Duration;

const DENIED: &str = "403 access_denied_insufficient_permissions";
const MISSING: &str = "404 not_found";

/// una's folder 1, with her file 2 in it.
async fn a_file(world: &World) {
    world.post("/folders", json!({ "name": "A", "parent": { "id": "0" } })).by("una").send().await;
    file(world, "a.txt").await;
}

/// Into folder 1.
async fn file(world: &World, name: &'static str) {
    const INSERT: &str = "INSERT INTO items (kind, parent_id, name, name_key, description, created_by, modified_by, \
        created_at, modified_at) VALUES (1, 1, $1, $1, '', 3, 3, 0, 0)";
    let insert = move |tx: &mut Tx<Write>| tx.exec(INSERT, (name,));
    let made: Result<u64, boxwood_store::Error> = world.app().db().write("test.file", insert).await;
    made.unwrap();
}

async fn give(world: &World, to: i64, role: &str) {
    let body = json!({ "item": { "type": "folder", "id": "1" }, "accessible_by": { "type": "user", "id": to.to_string() },
        "role": role });
    assert_eq!(world.post("/collaborations", body).by("una").send().await.status, 201);
}

async fn say(world: &World, by: &str, on: (&str, &str), text: &str) -> Reply {
    let body = json!({ "message": text, "item": { "type": on.0, "id": on.1 } });
    world.post("/comments", body).by(by).send().await
}

const FILE: (&str, &str) = ("file", "2");

async fn put(world: &World, by: &str, id: &str, body: Value) -> Reply {
    world.put(&format!("/comments/{id}"), body).by(by).send().await
}

async fn end(world: &World, by: &str, id: &str) -> String {
    world.delete(&format!("/comments/{id}")).by(by).send().await.outcome()
}

async fn see(world: &World, by: &str, id: &str) -> String {
    world.get(&format!("/comments/{id}")).by(by).send().await.outcome()
}

/// What is said about the file, as the list has it.
async fn told(world: &World, by: &str) -> Vec<String> {
    let list = world.get("/files/2/comments").by(by).send().await;
    let entries = list.body["entries"].as_array().unwrap_or_else(|| panic!("{list:?}")).iter();
    entries.map(|one| one["message"].as_str().unwrap().to_owned()).collect()
}

async fn events(world: &World) -> Vec<String> {
    const ROWS: &str = "SELECT kind, item_type || ' ' || item_id, created_by, action_by FROM events \
        WHERE kind LIKE 'COMMENT%' ORDER BY id";
    let rows = world.app().db().read(Cost::Point, |tx| tx.many::<(String, String, i64, Option<i64>)>(ROWS, ()));
    let rows: Result<_, boxwood_store::Error> = rows.await;
    let told = |(kind, of, by, actor)| format!("{kind} {of} by {by} {actor:?}");
    rows.unwrap().into_iter().map(told).collect()
}

#[test]
fn a_comment_is_made_seen_changed_and_deleted() {
    on_both_engines(async |world: World| {
        a_file(&world).await;
        let made = say(&world, "una", FILE, "Looks good").await;
        assert_eq!(made.status, 201);
        assert_json_snapshot!(made.body, @r#"
        {
          "created_at": "2025-06-15T15:06:40+00:00",
          "created_by": {
            "id": "3",
            "login": "una@example.com",
            "name": "una",
            "type": "user"
          },
          "id": "1",
          "is_reply_comment": false,
          "item": {
            "id": "2",
            "type": "file"
          },
          "message": "Looks good",
          "modified_at": "2025-06-15T15:06:40+00:00",
          "type": "comment"
        }
        "#);
        assert_eq!(world.get("/comments/1").by("una").send().await.body, made.body);
        world.advance(Duration::from_secs(60));
        let changed = put(&world, "una", "1", json!({ "message": "Looks better" })).await;
        assert_eq!((changed.status, &changed.body["message"]), (200, &json!("Looks better")));
        assert_ne!(changed.body["modified_at"], made.body["modified_at"]);
        assert_eq!(put(&world, "una", "1", json!({ "message": "Looks better" })).await.body, changed.body);
        assert_eq!(end(&world, "una", "1").await, "204 -");
        assert_eq!(end(&world, "una", "1").await, MISSING);
        assert_eq!(see(&world, "una", "1").await, MISSING);
        assert_eq!(put(&world, "una", "1", json!({ "message": "x" })).await.outcome(), MISSING);
        let by_una = |what: &str| format!("COMMENT_{what} comment 1 by 3 None");
        assert_eq!(events(&world).await, [by_una("CREATE"), by_una("EDIT"), by_una("DELETE")]);
    });
}

#[test]
fn a_list_has_all_comments_oldest_first_in_pages() {
    on_both_engines(async |world: World| {
        a_file(&world).await;
        for text in ["one", "two", "three"] {
            say(&world, "una", FILE, text).await;
        }
        say(&world, "una", ("comment", "1"), "answer").await;
        let list = async |query: &str| world.get(&format!("/files/2/comments{query}")).by("una").send().await;
        let all = list("").await.body;
        assert_eq!(told(&world, "una").await, ["one", "two", "three", "answer"]);
        assert_eq!((&all["total_count"], &all["limit"], &all["offset"]), (&json!(4), &json!(100), &json!(0)));
        assert!(all["entries"][0].get("tagged_message").is_none());
        let page = list("?limit=2&offset=1&fields=is_reply_comment,tagged_message").await.body;
        assert_json_snapshot!(page, @r#"
        {
          "entries": [
            {
              "id": "2",
              "is_reply_comment": false,
              "tagged_message": "",
              "type": "comment"
            },
            {
              "id": "3",
              "is_reply_comment": false,
              "tagged_message": "",
              "type": "comment"
            }
          ],
          "limit": 2,
          "offset": 1,
          "total_count": 4
        }
        "#);
        assert_eq!(list("?limit=0").await.outcome(), "400 invalid_limit");
        assert_eq!(list("?offset=10001").await.outcome(), "400 invalid_offset");
        assert_eq!(list("?limit=5000").await.body["limit"], 1000);
        let count = world.get("/folders/1/items?usemarker=true&fields=comment_count").by("una").send().await;
        assert_eq!(count.body["entries"][0]["comment_count"], 4);
    });
}

#[test]
fn an_answer_goes_with_what_it_answers() {
    on_both_engines(async |world: World| {
        a_file(&world).await;
        say(&world, "una", FILE, "question").await;
        // The same words at once are no duplicate (contract: content §8.1).
        let answer = say(&world, "una", ("comment", "1"), "question").await;
        assert_eq!((answer.status, &answer.body["is_reply_comment"]), (201, &json!(true)));
        assert_eq!(say(&world, "una", ("comment", "2"), "deeper").await.status, 201);
        assert_eq!(say(&world, "una", FILE, "else").await.status, 201);
        assert_eq!(end(&world, "una", "2").await, "204 -");
        assert_eq!(told(&world, "una").await, ["question", "deeper", "else"], "there is no third level");
        assert_eq!(end(&world, "una", "1").await, "204 -");
        assert_eq!(told(&world, "una").await, ["else"]);
        assert_eq!(say(&world, "una", ("comment", "3"), "too late").await.outcome(), MISSING);
    });
}

#[test]
fn people_are_tagged() {
    on_both_engines(async |world: World| {
        a_file(&world).await;
        let body = json!({ "tagged_message": "@[4:Max], look", "item": { "type": "file", "id": 2 } });
        let made = world.post("/comments?fields=message,tagged_message", body).by("una").send().await;
        assert_eq!(made.status, 201);
        assert_eq!(made.body["message"], "@Max, look");
        assert_eq!(made.body["tagged_message"], "@[4:Max], look");
        let changed = put(&world, "una", "1", json!({ "message": "@[4:Max], look" })).await;
        assert_eq!(changed.body["message"], "@[4:Max], look", "plain text stays as it is");
        let back = put(&world, "una", "1", json!({ "tagged_message": "@[4:Max], look" })).await;
        assert_eq!(back.body["message"], "@Max, look");
    });
}
