//! Each operation of folder locks, on both engines.
use boxwood_testing::{Reply, World, on_both_engines};
use serde_json::{Value, json};

const DENIED: &str = "403 access_denied_insufficient_permissions";

async fn make(world: &World, name: &str, parent: i64) -> i64 {
    let body = json!({ "name": name, "parent": { "id": parent.to_string() } });
    let made = world.post("/folders", body).by("una").send().await;
    made.body["id"].as_str().unwrap().parse().unwrap()
}

async fn lock(world: &World, by: &str, folder: i64) -> Reply {
    let body = json!({ "folder": { "type": "folder", "id": folder.to_string() } });
    world.post("/folder_locks", body).by(by).send().await
}

async fn locks(world: &World, by: &str, folder: i64) -> Reply {
    world.get(&format!("/folder_locks?folder_id={folder}")).by(by).send().await
}

async fn unlock(world: &World, by: &str, lock: &Value) -> String {
    world.delete(&format!("/folder_locks/{}", lock["id"].as_str().unwrap())).by(by).send().await.outcome()
}

async fn delete(world: &World, folder: i64) -> String {
    world.delete(&format!("/folders/{folder}?recursive=true")).by("una").send().await.outcome()
}

async fn move_to(world: &World, folder: i64, parent: i64) -> String {
    let body = json!({ "parent": { "id": parent.to_string() } });
    world.put(&format!("/folders/{folder}"), body).by("una").send().await.outcome()
}

async fn share(world: &World, folder: i64, with: &str, role: &str) {
    let body = json!({
        "item": { "type": "folder", "id": folder.to_string() }, "role": role,
        "accessible_by": { "type": "user", "login": format!("{with}@example.com") },
    });
    assert_eq!(world.post("/collaborations", body).by("una").send().await.status, 201);
}

#[test]
fn a_lock_is_shown_and_taken_off() {
    on_both_engines(async |world: World| {
        let folder = make(&world, "Kept", 0).await;
        assert_eq!(locks(&world, "una", folder).await.body["entries"], json!([]));
        let made = lock(&world, "una", folder).await;
        let shown = json!({
            "type": "folder_lock", "id": made.body["id"],
            "folder": { "type": "folder", "id": folder.to_string(), "sequence_id": "0", "etag": "0", "name": "Kept" },
            "created_by": { "type": "user", "id": "3" }, "created_at": "2025-06-15T15:06:40Z",
            "locked_operations": { "move": true, "delete": true }, "lock_type": "freeze",
        });
        assert_eq!((made.status, &made.body), (200, &shown));
        assert_eq!(lock(&world, "una", folder).await.body, shown, "the lock that is there");
        let list = locks(&world, "una", folder).await;
        assert_eq!(list.body, json!({ "entries": [shown], "limit": "1000", "next_marker": null }));
        assert_eq!(unlock(&world, "una", &made.body).await, "204 -");
        assert_eq!(unlock(&world, "una", &made.body).await, "404 not_found");
        assert_eq!(locks(&world, "una", folder).await.body["entries"], json!([]));
        assert_eq!(delete(&world, folder).await, "204 -");
    });
}

#[test]
fn content_row_77_a_locked_folder_is_neither_moved_nor_deleted() {
    on_both_engines(async |world: World| {
        let top = make(&world, "Top", 0).await;
        let folder = make(&world, "Kept", top).await;
        let (inner, other) = (make(&world, "Inner", folder).await, make(&world, "Other", 0).await);
        let made = lock(&world, "una", folder).await;
        assert_eq!(move_to(&world, folder, other).await, DENIED);
        assert_eq!(delete(&world, folder).await, DENIED);
        assert_eq!(delete(&world, top).await, DENIED, "nor what it lies in");
        let renamed = world.put(&format!("/folders/{folder}"), json!({ "name": "Named" })).by("una").send().await;
        assert_eq!(renamed.status, 200, "but renamed");
        assert_eq!(delete(&world, inner).await, "204 -", "and what is in it is free");
        // What it lies in moves with it, and is kept there too.
        assert_eq!(move_to(&world, top, other).await, "200 -");
        assert_eq!(delete(&world, other).await, DENIED);
        assert_eq!(unlock(&world, "una", &made.body).await, "204 -");
        assert_eq!(move_to(&world, folder, 0).await, "200 -");
        assert_eq!(delete(&world, other).await, "204 -");
    });
}

#[test]
fn a_lock_that_left_with_its_folder_keeps_nothing_where_it_was() {
    on_both_engines(async |world: World| {
        let (old, new) = (make(&world, "Old", 0).await, make(&world, "New", 0).await);
        let between = make(&world, "Between", old).await;
        let folder = make(&world, "Kept", between).await;
        lock(&world, "una", folder).await;
        assert_eq!(move_to(&world, between, new).await, "200 -");
        assert_eq!((delete(&world, old).await.as_str(), delete(&world, new).await.as_str()), ("204 -", DENIED));
    });
}

#[test]
fn owners_and_co_owners_lock_and_nobody_else() {
    on_both_engines(async |world: World| {
        let folder = make(&world, "Kept", 0).await;
        assert_eq!(lock(&world, "max", folder).await.outcome(), "404 not_found");
        assert_eq!(locks(&world, "max", folder).await.outcome(), "404 not_found");
        let made = lock(&world, "una", folder).await;
        assert_eq!(unlock(&world, "max", &made.body).await, "404 not_found", "as if there were none");
        share(&world, folder, "max", "editor").await;
        assert_eq!(lock(&world, "max", folder).await.outcome(), DENIED);
        assert_eq!(unlock(&world, "max", &made.body).await, DENIED);
        assert_eq!(locks(&world, "max", folder).await.status, 200);
        let id =
            &world.get(&format!("/folders/{folder}/collaborations")).by("una").send().await.body["entries"][0]["id"];
        let path = format!("/collaborations/{}", id.as_str().unwrap());
        assert_eq!(world.put(&path, json!({ "role": "co-owner" })).by("una").send().await.status, 200);
        assert_eq!(unlock(&world, "max", &made.body).await, "204 -");
        assert_eq!(lock(&world, "max", folder).await.body["created_by"]["id"], "4");
    });
}

#[test]
fn what_makes_no_sense_is_refused() {
    on_both_engines(async |world: World| {
        let folder = make(&world, "Kept", 0).await.to_string();
        let ask = async |body: Value| world.post("/folder_locks", body).by("una").send().await.outcome();
        let half = json!({ "folder": { "type": "folder", "id": folder }, "locked_operations": { "move": true, "delete": false } });
        assert_eq!(ask(half).await, "400 invalid_parameter");
        assert_eq!(ask(json!({ "folder": { "type": "file", "id": folder } })).await, "400 bad_request");
        assert_eq!(ask(json!({ "folder": { "type": "folder", "id": "0" } })).await, DENIED, "nobody owns All Files");
        assert_eq!(ask(json!({ "folder": { "type": "folder", "id": "999" } })).await, "404 not_found");
        assert_eq!(world.get("/folder_locks").by("una").send().await.outcome(), "400 missing_parameter");
        assert_eq!(world.get("/folder_locks?folder_id=x").by("una").send().await.outcome(), "404 not_found");
    });
}
