//! Who may use a session, and for how much.
use super::*;

const DENIED: &str = "403 access_denied_insufficient_permissions";

#[test]
fn a_session_is_for_whom_it_was_made_as() {
    on_both_engines(async |world: World| {
        let file = bytes(31);
        let body = json!({ "folder_id": "0", "file_size": SIZE, "file_name": "a" });
        let session = world.post("/files/upload_sessions", body).by("ada").as_user(3).send().await.body;
        assert_eq!(part(&world, &session, &file, 0).by("ada").send().await.outcome(), DENIED);
        assert_eq!(part(&world, &session, &file, 0).by("una").send().await.status, 200);
        assert_eq!(part(&world, &session, &file, 1).by("ada").as_user(3).send().await.status, 200);
        for (method, path) in [("GET", ""), ("GET", "/parts"), ("DELETE", "")] {
            let ask = world.at(method, &format!("{}{path}", place(&session)));
            assert_eq!(ask.by("max").send().await.outcome(), DENIED, "{method} {path}");
        }
        assert_eq!(commit(&world, &session, &file, &[], Value::Null).by("max").send().await.outcome(), DENIED);
    });
}

#[test]
fn the_right_is_looked_at_again_when_the_file_is_made() {
    on_both_engines(async |world: World| {
        let file = bytes(32);
        let folder = json!({ "name": "una's", "parent": { "id": "0" } });
        assert_eq!(world.post("/folders", folder).by("una").send().await.body["id"], "1");
        let body = json!({ "folder_id": "1", "file_size": SIZE, "file_name": "a" });
        assert_eq!(
            world.post("/files/upload_sessions", body.clone()).by("max").send().await.outcome(),
            "404 not_found"
        );
        let given = json!({ "item": { "type": "folder", "id": "1" }, "accessible_by": { "type": "user", "id": "4" },
            "role": "viewer" });
        let given = world.post("/collaborations", given).by("una").send().await.body["id"].clone();
        let path = format!("/collaborations/{}", given.as_str().unwrap());
        assert_eq!(world.post("/files/upload_sessions", body).by("max").send().await.outcome(), DENIED);
        assert_eq!(world.put(&path, json!({ "role": "editor" })).by("una").send().await.status, 200);
        let session = begun(&world, "max", "a", "1").await;
        let parts = sent(&world, "max", &session, &file).await;
        assert_eq!(world.put(&path, json!({ "role": "viewer" })).by("una").send().await.status, 200);
        let send = || commit(&world, &session, &file, &parts, Value::Null).by("max").send();
        assert_eq!(send().await.outcome(), DENIED);
        assert_eq!(world.put(&path, json!({ "role": "uploader" })).by("una").send().await.status, 200);
        let done = send().await;
        assert_eq!(done.status, 201, "{done:?}");
        let entry = &done.body["entries"][0];
        assert_eq!((&entry["owned_by"]["id"], &entry["created_by"]["id"]), (&json!("3"), &json!("4")));
    });
}

#[test]
fn a_narrow_token_begins_files_where_it_reaches_and_nowhere_else() {
    on_both_engines(async |world: World| {
        let file = bytes(33);
        for name in ["here", "there"] {
            world.post("/folders", json!({ "name": name, "parent": { "id": "0" } })).by("una").send().await;
        }
        world.narrow_token("narrow", "una", "base_upload", Some("folder:1")).await;
        let session = begun(&world, "narrow", "a", "1").await;
        assert_eq!(part(&world, &session, &file, 0).by("narrow").send().await.status, 200);
        let there = begun(&world, "una", "a", "2").await;
        let refused = part(&world, &there, &file, 0).by("narrow").send().await;
        assert_eq!((refused.status, refused.bytes.len()), (403, 0));
        world.narrow_token("reads", "una", "item_download", None).await;
        assert_eq!(part(&world, &session, &file, 1).by("reads").send().await.status, 403);
    });
}

#[test]
fn quotas_hold_when_it_begins_and_when_it_ends() {
    on_both_engines(async |world: World| {
        let file = bytes(34);
        let space = async |bytes: usize| {
            let reply = world.put("/users/3", json!({ "space_amount": bytes })).by("ada").send().await;
            assert_eq!(reply.status, 200, "{reply:?}");
        };
        let begin = async |name: &str| {
            let body = json!({ "folder_id": "0", "file_size": SIZE, "file_name": name });
            world.post("/files/upload_sessions", body).by("una").send().await.outcome()
        };
        space(SIZE - 1).await;
        assert_eq!(begin("a").await, "403 storage_limit_exceeded");
        space(2 * SIZE).await;
        let session = begun(&world, "una", "a", "0").await;
        assert_eq!(begin("b").await, "201 -");
        assert_eq!(begin("c").await, "403 storage_limit_exceeded", "all that is begun is more than the whole space");
        let parts = sent(&world, "una", &session, &file).await;
        let send = || commit(&world, &session, &file, &parts, Value::Null).by("una").send();
        space(SIZE - 1).await;
        assert_eq!(send().await.outcome(), "403 storage_limit_exceeded");
        space(2 * SIZE).await;
        assert_eq!(send().await.status, 201);
        assert_eq!(begin("c").await, "201 -", "what is committed is begun no longer");
    });
}

#[test]
fn a_file_that_is_gone_gets_no_version() {
    on_both_engines(async |world: World| {
        let file = bytes(35);
        let made = made(&world, "una", "a", &file).await.body["entries"][0]["id"].as_str().unwrap().to_owned();
        let path = format!("/files/{made}/upload_sessions");
        let session = world.post(&path, json!({ "file_size": SIZE })).by("una").send().await.body;
        let parts = sent(&world, "una", &session, &file).await;
        assert_eq!(world.delete(&format!("/files/{made}")).by("una").send().await.status, 204);
        let refused = commit(&world, &session, &file, &parts, Value::Null).by("una").send().await;
        assert_eq!(refused.outcome(), "404 trashed");
        assert_eq!(world.post(&path, json!({ "file_size": SIZE })).by("una").send().await.outcome(), "404 trashed");
    });
}
