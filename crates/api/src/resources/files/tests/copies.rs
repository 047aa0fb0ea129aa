//! Copies of files, which have the same content and nothing else in common.
use super::{bytes_of, made, new_version, text, upload};
use boxwood_testing::{Reply, World, on_both_engines};
use serde_json::{Value, json};

async fn copy(world: &World, by: &str, id: &Value, body: Value) -> Reply {
    world.post(&format!("/files/{}/copy", text(id)), body).by(by).send().await
}

async fn folder(world: &World, by: &str, name: &str) -> Value {
    let made = world.post("/folders", json!({ "name": name, "parent": { "id": "0" } })).by(by).send().await;
    made.body["id"].clone()
}

#[test]
fn content_row_25_a_copy_has_another_name_or_place_and_may_be_of_a_past_version() {
    on_both_engines(async |world: World| {
        let file = made(&world, "una", "a.txt", 0, b"old").await;
        new_version(&world, "una", &file["id"], &json!({}), b"newer").await;
        let taken = copy(&world, "una", &file["id"], json!({ "parent": { "id": "0" } })).await;
        assert_eq!(taken.outcome(), "409 item_name_in_use");
        assert_eq!(taken.body["context_info"]["conflicts"][0]["id"], file["id"], "in a list");
        let there = folder(&world, "una", "There").await;
        let now = copy(&world, "una", &file["id"], json!({ "parent": { "id": there } })).await;
        assert_eq!((now.status, &now.body["name"], &now.body["etag"]), (201, &json!("a.txt"), &json!("0")));
        assert_ne!(now.body["id"], file["id"]);
        let content = |copy: &Value| format!("/files/{}/content", text(&copy["id"]));
        assert_eq!(bytes_of(&world, "una", &content(&now.body)).await, b"newer");
        let past = json!({ "parent": { "id": "0" }, "name": "before.txt", "version": file["file_version"]["id"] });
        let past = copy(&world, "una", &file["id"], past).await.body;
        assert_eq!((&past["name"], &past["sha1"], &past["size"]), (&json!("before.txt"), &file["sha1"], &json!(3)));
        assert_eq!(bytes_of(&world, "una", &content(&past)).await, b"old");
        let versions = world.get(&format!("/files/{}/versions", text(&past["id"]))).by("una").send().await;
        assert_eq!(versions.body["total_count"], 0, "what it was before does not come along");
        assert_eq!(world.get("/users/me").by("una").send().await.body["space_used"], 3 + 5 + 5 + 3);
    });
}

#[test]
fn who_may_download_may_copy_to_where_they_may_upload() {
    on_both_engines(async |world: World| {
        let (from, to) = (folder(&world, "una", "From").await, folder(&world, "una", "To").await);
        let file = made(&world, "una", "a", text(&from).parse().unwrap(), b"1").await;
        let here = json!({ "parent": { "id": "0" } });
        assert_eq!(copy(&world, "max", &file["id"], here.clone()).await.outcome(), "404 not_found");
        world.share(text(&from).parse().unwrap(), "max", "viewer").await;
        let copied = copy(&world, "max", &file["id"], here).await;
        assert_eq!((copied.status, &copied.body["owned_by"]["name"]), (201, &json!("max")));
        let there = json!({ "parent": { "id": to } });
        assert_eq!(copy(&world, "max", &file["id"], there.clone()).await.outcome(), "404 not_found");
        world.share(text(&to).parse().unwrap(), "max", "viewer").await;
        let refused = copy(&world, "max", &file["id"], there).await;
        assert_eq!(refused.outcome(), "403 access_denied_insufficient_permissions");
        let other = json!({ "parent": { "id": "0" }, "name": "b", "version": "99" });
        assert_eq!(copy(&world, "una", &file["id"], other).await.outcome(), "404 not_found");
    });
}

#[test]
fn a_previewer_copies_nothing() {
    on_both_engines(async |world: World| {
        let from = folder(&world, "una", "From").await;
        let file = made(&world, "una", "a", text(&from).parse().unwrap(), b"1").await;
        world.share(text(&from).parse().unwrap(), "max", "previewer").await;
        let refused = copy(&world, "max", &file["id"], json!({ "parent": { "id": "0" } })).await;
        assert_eq!(refused.outcome(), "403 access_denied_insufficient_permissions");
    });
}

#[test]
fn a_copy_takes_up_room_too() {
    on_both_engines(async |world: World| {
        let file = made(&world, "una", "a", 0, b"12345").await;
        assert_eq!(world.put("/users/3", json!({ "space_amount": 8 })).by("ada").send().await.status, 200);
        let body = json!({ "parent": { "id": "0" }, "name": "b" });
        assert_eq!(copy(&world, "una", &file["id"], body).await.outcome(), "403 storage_limit_exceeded");
        let small = upload(&world, &json!({ "name": "c", "parent": { "id": "0" } }), b"123").by("una").send().await;
        assert_eq!(small.status, 201);
    });
}
