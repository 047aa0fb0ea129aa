//! Each operation of folders, on both engines. Rows of the contract's tables are tests named after them.
mod copies;
mod listing;
mod model;
mod moving;
mod people;
mod rows;
mod settings;
mod together;

use boxwood_testing::{Reply, World, on_both_engines};
use insta::assert_json_snapshot;
use serde_json::{Value, json};

/// In the company of a test world people are numbered.
const UNA: i64 = 3;
const MAX: i64 = 4;

async fn make(world: &World, by: &str, name: &str, parent: i64) -> Reply {
    world.post("/folders", json!({ "name": name, "parent": { "id": parent.to_string() } })).by(by).send().await
}

/// Folders of ids 1, 2, … each in the one before it.
async fn nest(world: &World, by: &str, names: &[&str]) {
    for (parent, name) in names.iter().enumerate() {
        assert_eq!(make(world, by, name, parent as i64).await.status, 201, "{name}");
    }
}

async fn rename(world: &World, by: &str, folder: i64, name: &str) -> Reply {
    world.put(&format!("/folders/{folder}"), json!({ "name": name })).by(by).send().await
}

async fn move_to(world: &World, by: &str, folder: i64, parent: i64) -> Reply {
    let body = json!({ "parent": { "id": parent.to_string() } });
    world.put(&format!("/folders/{folder}"), body).by(by).send().await
}

async fn delete(world: &World, by: &str, folder: i64) -> String {
    world.delete(&format!("/folders/{folder}?recursive=true")).by(by).send().await.outcome()
}

async fn get(world: &World, by: &str, path: &str) -> Reply {
    world.get(&format!("/folders/{path}")).by(by).send().await
}

fn names(list: &Value) -> Vec<&str> {
    list["entries"].as_array().unwrap().iter().map(|entry| entry["name"].as_str().unwrap()).collect()
}

/// Whom the answers of this module name.
fn una() -> Value {
    json!({ "type": "user", "id": "3", "name": "una", "login": "una@example.com" })
}

fn mini(id: &str, name: &str) -> Value {
    let etag = if id == "0" { Value::Null } else { json!("0") };
    json!({ "type": "folder", "id": id, "sequence_id": etag, "etag": etag, "name": name })
}

#[test]
fn post_folders_makes_a_folder() {
    on_both_engines(async |world: World| {
        make(&world, "una", "Outer", 0).await;
        let new = json!({ "name": "Inner", "parent": { "id": 1 }, "description": "Deep", "sync_state": "synced" });
        let made = world.post("/folders", new).by("una").send().await;
        let now = "2025-06-15T15:06:40+00:00";
        let standard = json!({
            "type": "folder", "id": "2", "sequence_id": "0", "etag": "0", "name": "Inner",
            "created_at": now, "modified_at": now, "description": "Deep", "size": 0,
            "path_collection": { "total_count": 2, "entries": [mini("0", "All Files"), mini("1", "Outer")] },
            "created_by": una(), "modified_by": una(), "trashed_at": null, "purged_at": null,
            "content_created_at": now, "content_modified_at": now, "owned_by": una(),
            "shared_link": null, "folder_upload_email": null, "parent": mini("1", "Outer"), "item_status": "active",
            "item_collection": {
                "total_count": 0, "entries": [], "offset": 0, "limit": 100,
                "order": [{ "by": "type", "direction": "ASC" }, { "by": "name", "direction": "ASC" }],
            },
        });
        assert_eq!((made.status, made.body), (201, standard));
    });
}

#[test]
fn post_folders_refuses() {
    on_both_engines(async |world: World| {
        make(&world, "una", "Outer", 0).await;
        assert_eq!(make(&world, "una", "N", 77).await.outcome(), "404 not_found");
        assert_eq!(make(&world, "max", "N", 1).await.outcome(), "404 not_found");
        for (body, outcome) in [
            (json!({ "name": "N" }), "400 bad_request"),
            (json!({ "name": "", "parent": { "id": "0" } }), "400 bad_request"),
            (json!({ "parent": { "id": "0" } }), "400 bad_request"),
            (json!({ "name": "N", "parent": { "id": "abc" } }), "400 bad_request"),
            (json!({ "name": "N", "parent": { "id": "0" }, "description": "x".repeat(257) }), "400 invalid_parameter"),
        ] {
            assert_eq!(world.post("/folders/", body).by("una").send().await.outcome(), outcome);
        }
    });
}

#[test]
fn a_name_is_taken_whatever_its_case() {
    on_both_engines(async |world: World| {
        make(&world, "una", "Plan", 0).await;
        let taken = make(&world, "una", "PLAN", 0).await;
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
        assert_eq!(make(&world, "max", "Plan", 0).await.status, 201, "another root is another folder");
    });
}

#[test]
fn get_folders_id_shows_the_root_that_has_no_row() {
    on_both_engines(async |world: World| {
        make(&world, "una", "B", 0).await;
        make(&world, "una", "a", 0).await;
        let standard = json!({
            "type": "folder", "id": "0", "sequence_id": null, "etag": null, "name": "All Files",
            "created_at": null, "modified_at": null, "description": "", "size": 0,
            "path_collection": { "total_count": 0, "entries": [] },
            "created_by": { "type": "user", "id": "", "name": "", "login": "" }, "modified_by": una(),
            "trashed_at": null, "purged_at": null, "content_created_at": null, "content_modified_at": null,
            "owned_by": una(), "shared_link": null, "folder_upload_email": null, "parent": null, "item_status": "active",
            "item_collection": {
                "total_count": 2, "entries": [mini("2", "a"), mini("1", "B")], "offset": 0, "limit": 100,
                "order": [{ "by": "type", "direction": "ASC" }, { "by": "name", "direction": "ASC" }],
            },
        });
        assert_eq!(get(&world, "una", "0").await.body, standard);
        let mut full = mini("0", "All Files");
        full["has_collaborations"] = json!(false);
        full["tags"] = json!([]);
        full["allowed_invitee_roles"] = json!([]);
        full["allowed_shared_link_access_levels"] = json!([]);
        let fields = "has_collaborations,tags,allowed_invitee_roles,allowed_shared_link_access_levels";
        assert_eq!(get(&world, "una", &format!("0?fields={fields}")).await.body, full);
    });
}

#[test]
fn get_folders_id_shows_what_is_asked_for() {
    on_both_engines(async |world: World| {
        nest(&world, "una", &["Outer", "Inner"]).await;
        world.share(1, "max", "viewer").await;
        let full = "2?fields=sync_state,has_collaborations,permissions,tags,can_non_owners_invite,is_externally_owned,\
            metadata,is_collaboration_restricted_to_enterprise,allowed_shared_link_access_levels,allowed_invitee_roles,\
            watermark_info,is_accessible_via_shared_link,can_non_owners_view_collaborators,classification,\
            is_associated_with_app_item,collections";
        assert_json_snapshot!(get(&world, "una", full).await.body, @r#"
        {
          "allowed_invitee_roles": [
            "editor",
            "viewer",
            "previewer",
            "uploader",
            "previewer uploader",
            "viewer uploader",
            "co-owner"
          ],
          "allowed_shared_link_access_levels": [
            "collaborators",
            "open",
            "company"
          ],
          "can_non_owners_invite": true,
          "can_non_owners_view_collaborators": true,
          "classification": null,
          "collections": [],
          "etag": "0",
          "has_collaborations": true,
          "id": "2",
          "is_accessible_via_shared_link": false,
          "is_associated_with_app_item": false,
          "is_collaboration_restricted_to_enterprise": false,
          "is_externally_owned": false,
          "metadata": null,
          "name": "Inner",
          "permissions": {
            "can_apply_watermark": true,
            "can_delete": true,
            "can_download": true,
            "can_invite_collaborator": true,
            "can_rename": true,
            "can_set_share_access": true,
            "can_share": true,
            "can_upload": true
          },
          "sequence_id": "0",
          "sync_state": "not_synced",
          "tags": [],
          "type": "folder",
          "watermark_info": {
            "is_watermark_inherited": false,
            "is_watermarked": false,
            "is_watermarked_by_access_policy": false
          }
        }
        "#);
    });
}

#[test]
fn put_folders_id_renames_and_describes() {
    on_both_engines(async |world: World| {
        make(&world, "una", "Plan", 0).await;
        let put = async |body: Value| world.put("/folders/1?fields=description", body).by("una").send().await.body;
        let better = json!({ "name": "Plan B", "description": "Better" });
        assert_json_snapshot!(put(better).await, @r#"
        {
          "description": "Better",
          "etag": "1",
          "id": "1",
          "name": "Plan B",
          "sequence_id": "1",
          "type": "folder"
        }
        "#);
        assert_eq!(put(json!({ "description": null })).await["description"], "");
        let unchanged = put(json!({ "name": "Plan B", "description": "" })).await;
        assert_eq!(unchanged["etag"], "2", "what changes nothing is no change");
        assert_eq!(put(json!({ "name": null })).await["code"], "bad_request");
        assert_eq!(put(json!({ "description": "x".repeat(257) })).await["code"], "invalid_parameter");
        assert_eq!(put(json!({})).await["etag"], "2");
    });
}

#[test]
fn every_change_leaves_its_events() {
    const EVENTS: &str = "SELECT kind, item_id FROM events WHERE item_type = 'folder' ORDER BY id";
    on_both_engines(async |world: World| {
        nest(&world, "una", &["A", "B"]).await;
        let all = json!({ "name": "C", "description": "D", "parent": { "id": "0" } });
        world.put("/folders/2", all).by("una").send().await;
        make(&world, "una", "C", 0).await;
        delete(&world, "una", 2).await;
        let events = world.app().db().read(boxwood_store::Cost::Point, |tx| tx.many::<(String, i64)>(EVENTS, ()));
        let events: Result<_, boxwood_store::Error> = events.await;
        let kinds = ["ITEM_CREATE", "ITEM_CREATE", "ITEM_MOVE", "ITEM_RENAME", "ITEM_MODIFY", "ITEM_TRASH"];
        let of = [1, 2, 2, 2, 2, 2];
        assert_eq!(events.unwrap(), kinds.map(str::to_owned).into_iter().zip(of).collect::<Vec<_>>());
    });
}
