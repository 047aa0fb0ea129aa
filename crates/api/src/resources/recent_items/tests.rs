//! Recent items, on both engines.
use boxwood_store::{Cost, Tx, Write};
use boxwood_testing::{World, on_both_engines};
use insta::assert_json_snapshot;
use serde_json::{Value, json};
use std::time::Duration;

/// una's folder 1, with two files in it.
async fn files(world: &World) {
    const INSERT: &str = "INSERT INTO items (kind, parent_id, name, name_key, description, created_by, modified_by, \
        created_at, modified_at) VALUES (1, 1, $1, $1, '', 3, 3, 0, 0)";
    world.post("/folders", json!({ "name": "A", "parent": { "id": "0" } })).by("una").send().await;
    for name in ["a.txt", "b.txt"] {
        let insert = move |tx: &mut Tx<Write>| tx.exec(INSERT, (name,));
        let made: Result<u64, boxwood_store::Error> = world.app().db().write("test.file", insert).await;
        made.unwrap();
    }
}

async fn comment(world: &World, by: &str, file: &str) {
    world.advance(Duration::from_secs(1));
    let body = json!({ "message": "Look", "item": { "type": "file", "id": file } });
    assert_eq!(world.post("/comments", body).by(by).send().await.status, 201);
}

async fn recent(world: &World, by: &str, query: &str) -> Value {
    let list = world.get(&format!("/recent_items{query}")).by(by).send().await;
    assert_eq!(list.status, 200, "{list:?}");
    list.body
}

fn names(list: &Value) -> Vec<&str> {
    list["entries"].as_array().unwrap().iter().map(|one| one["item"]["name"].as_str().unwrap()).collect()
}

#[test]
fn what_was_done_last_comes_first_and_once() {
    on_both_engines(async |world: World| {
        files(&world).await;
        assert_eq!(recent(&world, "una", "").await["entries"], json!([]));
        for file in ["2", "3", "2"] {
            comment(&world, "una", file).await;
        }
        assert_eq!(names(&recent(&world, "una", "").await), ["a.txt", "b.txt"]);
        let one = recent(&world, "una", "?limit=1&fields=name,parent").await;
        assert_json_snapshot!(one, { ".next_marker" => "marker" }, @r#"
        {
          "entries": [
            {
              "interacted_at": "2025-06-15T15:06:43+00:00",
              "interaction_shared_link": null,
              "interaction_type": "item_comment",
              "item": {
                "etag": "0",
                "file_version": null,
                "id": "2",
                "name": "a.txt",
                "parent": {
                  "etag": "0",
                  "id": "1",
                  "name": "A",
                  "sequence_id": "0",
                  "type": "folder"
                },
                "sequence_id": "0",
                "sha1": null,
                "type": "file"
              },
              "type": "recent_item"
            }
          ],
          "limit": 1,
          "next_marker": "marker",
          "order": {
            "by": "interacted_at",
            "direction": "DESC"
          }
        }
        "#);
        let next = recent(&world, "una", &format!("?marker={}", one["next_marker"].as_str().unwrap())).await;
        assert_eq!((names(&next), &next["next_marker"]), (vec!["b.txt"], &Value::Null));
        assert!(next["entries"][0]["item"]["owned_by"].is_object(), "the standard tier");
        for (query, outcome) in [("marker=x", "400 invalid_parameter"), ("limit=0", "400 invalid_limit")] {
            let refused = world.get(&format!("/recent_items?{query}")).by("una").send().await;
            assert_eq!(refused.outcome(), outcome);
        }
    });
}

#[test]
fn what_is_hidden_or_long_ago_is_left_out() {
    on_both_engines(async |world: World| {
        files(&world).await;
        let given = json!({ "item": { "type": "folder", "id": "1" }, "accessible_by": { "type": "user", "id": "4" },
            "role": "viewer" });
        world.post("/collaborations", given).by("una").send().await;
        comment(&world, "una", "2").await;
        comment(&world, "max", "3").await;
        assert_eq!(names(&recent(&world, "max", "").await), ["b.txt"], "everybody has their own");
        world.delete("/collaborations/1").by("una").send().await;
        assert!(names(&recent(&world, "max", "").await).is_empty());
        world.put("/folders/1", json!({ "name": "B" })).by("una").send().await;
        assert_eq!(names(&recent(&world, "una", "").await), ["a.txt"]);
        let as_una = world.get("/recent_items").by("ada").as_user("3").send().await;
        assert_eq!(names(&as_una.body), ["a.txt"]);
        for (days, shown) in [(89, 1), (91, 0)] {
            let at = world.now() - days * 86_400_000_000;
            const BACK: &str = "UPDATE recent_items SET interacted_at = $1 WHERE user_id = 3";
            let back = move |tx: &mut Tx<Write>| tx.exec(BACK, (at,));
            let done: Result<u64, boxwood_store::Error> = world.app().db().write("test.back", back).await;
            assert_eq!(done.unwrap(), 1);
            assert_eq!(names(&recent(&world, "una", "").await).len(), shown, "{days} days ago");
        }
        let done: Result<(), crate::Error> =
            world.app().db().write("test.expire", crate::items::delete_old_recents).await;
        done.unwrap();
        const COUNT: &str = "SELECT count(*) FROM recent_items WHERE user_id = 3";
        let left = world.app().db().read(Cost::Point, |tx| tx.one::<(i64,)>(COUNT, ())).await;
        let left: Result<_, boxwood_store::Error> = left;
        assert_eq!(left.unwrap().0, 0, "and then forgotten");
    });
}

#[test]
fn who_goes_and_what_goes_leave_nothing() {
    on_both_engines(async |world: World| {
        files(&world).await;
        comment(&world, "una", "2").await;
        comment(&world, "una", "3").await;
        assert_eq!(world.delete("/folders/1?recursive=true").by("una").send().await.status, 204);
        assert!(names(&recent(&world, "una", "").await).is_empty());
        assert_eq!(world.delete("/users/3?force=true").by("ada").send().await.status, 204);
        const COUNT: &str = "SELECT count(*) FROM recent_items";
        let left = world.app().db().read(Cost::Point, |tx| tx.one::<(i64,)>(COUNT, ())).await;
        let left: Result<_, boxwood_store::Error> = left;
        assert_eq!(left.unwrap().0, 0);
    });
}
