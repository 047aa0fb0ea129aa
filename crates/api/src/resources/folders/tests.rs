use boxwood_testing::{Reply, World, on_both_engines};
use insta::assert_json_snapshot;
use serde_json::json;

async fn make(world: &World, by: &str, name: &str, parent: &str) -> Reply {
    world.post("/folders", json!({ "name": name, "parent": { "id": parent } })).by(by).send().await
}

#[test]
fn post_folders_makes_a_folder() {
    on_both_engines(async |world: World| {
        make(&world, "una", "Outer", "0").await;
        let inner = make(&world, "una", "Inner", "1").await;
        assert_eq!(inner.status, 201);
        assert_json_snapshot!(inner.body, @r#"
        {
          "created_at": "2025-06-15T15:06:40+00:00",
          "created_by": {
            "id": "3",
            "login": "una@example.com",
            "name": "una",
            "type": "user"
          },
          "description": "",
          "etag": "0",
          "id": "2",
          "item_collection": {
            "entries": [],
            "limit": 100,
            "offset": 0,
            "total_count": 0
          },
          "item_status": "active",
          "modified_at": "2025-06-15T15:06:40+00:00",
          "name": "Inner",
          "owned_by": {
            "id": "3",
            "login": "una@example.com",
            "name": "una",
            "type": "user"
          },
          "parent": {
            "etag": "0",
            "id": "1",
            "name": "Outer",
            "sequence_id": "0",
            "type": "folder"
          },
          "path_collection": {
            "entries": [
              {
                "etag": null,
                "id": "0",
                "name": "All Files",
                "sequence_id": null,
                "type": "folder"
              },
              {
                "etag": "0",
                "id": "1",
                "name": "Outer",
                "sequence_id": "0",
                "type": "folder"
              }
            ],
            "total_count": 2
          },
          "sequence_id": "0",
          "type": "folder"
        }
        "#);
        for (name, outcome) in
            [("a/b", "400 item_name_invalid"), ("..", "400 item_name_invalid"), ("a ", "400 item_name_invalid")]
        {
            assert_eq!(make(&world, "una", name, "0").await.outcome(), outcome, "{name}");
        }
        assert_eq!(make(&world, "una", "N", "77").await.outcome(), "404 not_found");
    });
}

#[test]
fn a_name_is_taken_whatever_its_case() {
    on_both_engines(async |world: World| {
        make(&world, "una", "Plan", "0").await;
        let taken = make(&world, "una", "PLAN", "0").await;
        assert_json_snapshot!(taken.body, { ".request_id" => "[id]" }, @r#"
        {
          "code": "item_name_in_use",
          "context_info": {
            "conflicts": [
              {
                "etag": "0",
                "id": "1",
                "name": "Plan",
                "sequence_id": "0",
                "type": "folder"
              }
            ]
          },
          "help_url": "http://developers.box.com/docs/#errors",
          "message": "Item with the same name already exists",
          "request_id": "[id]",
          "status": 409,
          "type": "error"
        }
        "#);
        assert_eq!(make(&world, "max", "Plan", "0").await.status, 201, "another root is another folder");
    });
}

#[test]
fn get_folders_id_shows_the_root_that_has_no_row() {
    on_both_engines(async |world: World| {
        make(&world, "una", "B", "0").await;
        make(&world, "una", "a", "0").await;
        let root = world.get("/folders/0?fields=item_collection,has_collaborations,owned_by").by("una").send().await;
        assert_json_snapshot!(root.body, @r#"
        {
          "etag": null,
          "has_collaborations": false,
          "id": "0",
          "item_collection": {
            "entries": [
              {
                "etag": "0",
                "id": "2",
                "name": "a",
                "sequence_id": "0",
                "type": "folder"
              },
              {
                "etag": "0",
                "id": "1",
                "name": "B",
                "sequence_id": "0",
                "type": "folder"
              }
            ],
            "limit": 100,
            "offset": 0,
            "total_count": 2
          },
          "name": "All Files",
          "owned_by": {
            "id": "3",
            "login": "una@example.com",
            "name": "una",
            "type": "user"
          },
          "sequence_id": null,
          "type": "folder"
        }
        "#);
    });
}

#[test]
fn what_cannot_be_seen_is_404_and_what_cannot_be_changed_403() {
    on_both_engines(async |world: World| {
        make(&world, "una", "Outer", "0").await;
        make(&world, "una", "Inner", "1").await;
        assert_eq!(world.get("/folders/2").by("max").send().await.outcome(), "404 not_found");
        world.share(1, "max", "viewer").await;
        assert_eq!(world.get("/folders/2").by("max").send().await.status, 200, "a role counts for all below");
        assert_eq!(make(&world, "max", "Mine", "2").await.outcome(), "403 access_denied_insufficient_permissions");
        world.share(2, "max", "editor").await;
        let made = make(&world, "max", "Mine", "2").await;
        assert_eq!((&made.body["owned_by"]["name"], &made.body["created_by"]["name"]), (&json!("una"), &json!("max")));
    });
}

#[test]
fn get_folders_id_items_pages() {
    on_both_engines(async |world: World| {
        for name in ["c", "A", "b"] {
            make(&world, "una", name, "0").await;
        }
        let page = world.get("/folders/0/items?limit=2&offset=1").by("una").send().await;
        assert_json_snapshot!(page.body, @r#"
        {
          "entries": [
            {
              "etag": "0",
              "id": "3",
              "name": "b",
              "sequence_id": "0",
              "type": "folder"
            },
            {
              "etag": "0",
              "id": "1",
              "name": "c",
              "sequence_id": "0",
              "type": "folder"
            }
          ],
          "limit": 2,
          "offset": 1,
          "total_count": 3
        }
        "#);
        let page = world.get("/folders/0/items?limit=2&usemarker=true&marker=2").by("una").send().await;
        assert_eq!((&page.body["entries"][0]["name"], &page.body["next_marker"]), (&json!("b"), &json!(null)));
    });
}
