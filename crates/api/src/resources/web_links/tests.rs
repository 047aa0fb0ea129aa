//! Each operation of web links, on both engines.
use boxwood_testing::{Reply, World, on_both_engines};
use serde_json::{Value, json};

const URL: &str = "https://www.example.com/docs";

async fn make(world: &World, by: &str, body: Value) -> Reply {
    world.post("/web_links", body).by(by).send().await
}

async fn link(world: &World, name: &str, parent: i64) -> Reply {
    make(world, "una", json!({ "url": URL, "name": name, "parent": { "id": parent.to_string() } })).await
}

async fn folder(world: &World, name: &str) -> Reply {
    world.post("/folders", json!({ "name": name, "parent": { "id": "0" } })).by("una").send().await
}

async fn get(world: &World, by: &str, path: &str) -> Reply {
    world.get(path).by(by).send().await
}

async fn delete(world: &World, by: &str, path: &str) -> String {
    world.delete(path).by(by).send().await.outcome()
}

#[test]
fn post_web_links_makes_one() {
    on_both_engines(async |world: World| {
        let new = json!({ "url": URL, "name": "Docs", "parent": { "id": 0 }, "description": "All of them" });
        let made = make(&world, "una", new).await;
        let now = "2025-06-15T15:06:40+00:00";
        let una = json!({ "type": "user", "id": "3", "name": "una", "login": "una@example.com" });
        let root = json!({ "type": "folder", "id": "0", "sequence_id": null, "etag": null, "name": "All Files" });
        let standard = json!({
            "type": "web_link", "id": "1", "url": URL, "sequence_id": "0", "etag": "0", "name": "Docs", "created_by": una,
            "created_at": now, "modified_at": now, "parent": root, "description": "All of them", "item_status": "active",
            "trashed_at": null, "purged_at": null, "shared_link": null,
            "path_collection": { "total_count": 1, "entries": [root] }, "modified_by": una, "owned_by": una,
        });
        assert_eq!((made.status, &made.body), (201, &standard));
        assert_eq!(get(&world, "una", "/web_links/1").await.body, standard);
        let rights = get(&world, "una", "/web_links/1?fields=permissions").await.body;
        assert_eq!(rights["permissions"]["can_delete"], true);
        let listed = get(&world, "una", "/folders/0/items").await.body;
        let mini =
            json!({ "type": "web_link", "id": "1", "url": URL, "sequence_id": "0", "etag": "0", "name": "Docs" });
        assert_eq!((&listed["entries"], &listed["total_count"]), (&json!([mini]), &json!(1)));
    });
}

#[test]
fn one_without_a_name_is_called_by_its_address() {
    on_both_engines(async |world: World| {
        let made = make(&world, "una", json!({ "url": URL, "parent": { "id": "0" } })).await;
        assert_eq!((made.status, &made.body["name"]), (201, &json!(URL)));
        let long = format!("https://www.example.com/{}", "x".repeat(500));
        let made = make(&world, "una", json!({ "url": long, "parent": { "id": "0" } })).await;
        assert_eq!((made.status, made.body["name"].as_str().map(str::len)), (201, Some(255)));
    });
}

#[test]
fn post_web_links_refuses() {
    on_both_engines(async |world: World| {
        folder(&world, "una's").await;
        for (body, outcome) in [
            (json!({ "url": "ftp://example.com", "parent": { "id": "0" } }), "400 invalid_parameter"),
            (json!({ "url": "www.example.com", "parent": { "id": "0" } }), "400 invalid_parameter"),
            (json!({ "url": "https://", "parent": { "id": "0" } }), "400 invalid_parameter"),
            (json!({ "url": "javascript:alert(1)//http://", "parent": { "id": "0" } }), "400 invalid_parameter"),
            (json!({ "url": "https://a b", "parent": { "id": "0" } }), "400 invalid_parameter"),
            (json!({ "url": URL }), "400 bad_request"),
            (json!({ "parent": { "id": "0" } }), "400 bad_request"),
            (json!({ "url": URL, "name": "a/b", "parent": { "id": "0" } }), "400 item_name_invalid"),
            (json!({ "url": URL, "parent": { "id": "77" } }), "404 not_found"),
        ] {
            assert_eq!(make(&world, "una", body.clone()).await.outcome(), outcome, "{body}");
        }
        let elsewhere = json!({ "url": URL, "parent": { "id": "1" } });
        assert_eq!(make(&world, "max", elsewhere.clone()).await.outcome(), "404 not_found");
        world.share(1, "max", "viewer").await;
        assert_eq!(make(&world, "max", elsewhere).await.outcome(), "403 access_denied_insufficient_permissions");
    });
}

#[test]
fn content_row_02_a_name_is_taken_by_whatever_has_it() {
    on_both_engines(async |world: World| {
        link(&world, "Plan", 0).await;
        let taken = folder(&world, "PLAN").await;
        let by =
            json!([{ "type": "web_link", "id": "1", "url": URL, "sequence_id": "0", "etag": "0", "name": "Plan" }]);
        assert_eq!((taken.outcome().as_str(), &taken.body["context_info"]["conflicts"]), ("409 item_name_in_use", &by));
        folder(&world, "Folder").await;
        let taken = link(&world, "folder", 0).await;
        assert_eq!(taken.outcome(), "409 item_name_in_use");
        assert_eq!(taken.body["context_info"]["conflicts"][0]["type"], "folder");
    });
}

#[test]
fn one_in_the_trash_is_told_about_and_comes_back() {
    on_both_engines(async |world: World| {
        folder(&world, "A").await;
        link(&world, "Docs", 1).await;
        let stale = world.delete("/web_links/2").by("una").header("If-Match", "7").send().await;
        assert_eq!(stale.outcome(), "412 precondition_failed");
        assert_eq!(delete(&world, "una", "/web_links/2").await, "204 -");
        assert_eq!(delete(&world, "una", "/web_links/2").await, "404 trashed");
        let told = get(&world, "una", "/web_links/2").await;
        assert_eq!((told.status, &told.body["item_status"]), (200, &json!("trashed")));
        let bin = get(&world, "una", "/web_links/2/trash").await;
        assert_eq!((bin.status, &bin.body["path_collection"]["entries"][0]["name"]), (200, &json!("Trash")));
        assert_eq!(get(&world, "una", "/folders/2/trash").await.outcome(), "404 not_found", "it is no folder");
        let list = get(&world, "una", "/folders/trash/items").await.body;
        assert_eq!((&list["entries"][0]["url"], &list["total_count"]), (&json!(URL), &json!(1)));
        let back = world.post("/web_links/2", json!({ "name": "Back" })).by("una").send().await;
        assert_eq!(
            (back.status, &back.body["name"], &back.body["item_status"]),
            (201, &json!("Back"), &json!("active"))
        );
        assert_eq!(delete(&world, "una", "/web_links/2").await, "204 -");
        assert_eq!(delete(&world, "una", "/web_links/2/trash").await, "204 -");
        assert_eq!(get(&world, "una", "/web_links/2").await.outcome(), "404 not_found");
        assert_eq!(get(&world, "una", "/web_links/2/trash").await.outcome(), "404 not_found");
    });
}

#[test]
fn post_web_links_id_copy_copies() {
    const KIND: &str = "SELECT kind FROM events ORDER BY id DESC LIMIT 1";
    on_both_engines(async |world: World| {
        folder(&world, "A").await;
        make(&world, "una", json!({ "url": URL, "name": "Docs", "parent": { "id": "0" }, "description": "D" })).await;
        let copy = async |by: &str, body: Value| world.post("/web_links/2/copy", body).by(by).send().await;
        let made = copy("una", json!({ "parent": { "id": "1" } })).await.body;
        assert_eq!((&made["id"], &made["url"], &made["description"]), (&json!("3"), &json!(URL), &json!("D")));
        let event = world.app().db().read(boxwood_store::Cost::Point, |tx| tx.one::<(String,)>(KIND, ())).await;
        let event: Result<_, boxwood_store::Error> = event;
        assert_eq!(event.unwrap().0, "ITEM_COPY");
        let named = copy("una", json!({ "parent": { "id": "0" }, "name": "Copy" })).await;
        assert_eq!((named.status, &named.body["name"]), (201, &json!("Copy")));
        let in_place = copy("una", json!({ "parent": { "id": "0" } })).await;
        assert_eq!(in_place.outcome(), "409 item_name_in_use");
        assert_eq!(copy("max", json!({ "parent": { "id": "0" } })).await.outcome(), "404 not_found");
        assert_eq!(copy("una", json!({ "parent": { "id": "77" } })).await.outcome(), "404 not_found");
        assert_eq!(
            copy("una", json!({ "parent": { "id": "0" }, "name": "a\\b" })).await.outcome(),
            "400 item_name_invalid"
        );
    });
}

#[test]
fn put_web_links_id_changes_and_moves_it() {
    on_both_engines(async |world: World| {
        folder(&world, "Una's").await;
        link(&world, "Docs", 0).await;
        let other = "https://www.example.com/other";
        let new =
            json!({ "url": other, "name": "Other", "description": "New", "parent": { "id": "1" }, "tags": ["x"] });
        let changed = world.put("/web_links/2", new).by("una").send().await;
        let got = get(&world, "una", "/web_links/2?fields=url,name,description,parent,tags,etag").await.body;
        assert_eq!(changed.status, 200, "{changed:?}");
        assert_eq!((&got["url"], &got["name"], &got["tags"]), (&json!(other), &json!("Other"), &json!(["x"])));
        assert_eq!(
            (&got["description"], &got["parent"]["id"], &got["etag"]),
            (&json!("New"), &json!("1"), &json!("1"))
        );
        let same = world.put("/web_links/2", json!({ "url": other })).by("una").send().await;
        assert_eq!((same.status, &same.body["etag"]), (200, &json!("1")), "nothing has changed");
        link(&world, "Taken", 1).await;
        for (body, outcome) in [
            (json!({ "name": "Taken" }), "409 item_name_in_use"),
            (json!({ "url": "ftp://example.com" }), "400 invalid_parameter"),
            (json!({ "url": null }), "400 invalid_parameter"),
            (json!({ "parent": { "id": "77" } }), "404 not_found"),
        ] {
            assert_eq!(world.put("/web_links/2", body.clone()).by("una").send().await.outcome(), outcome, "{body}");
        }
        let stale = world.put("/web_links/2", json!({ "name": "Mine" })).by("una").header("If-Match", "0").send().await;
        assert_eq!(stale.outcome(), "412 precondition_failed");
        world.share(1, "max", "viewer").await;
        let refused = world.put("/web_links/2", json!({ "url": URL })).by("max").send().await;
        assert_eq!(refused.outcome(), "403 access_denied_insufficient_permissions");
    });
}
