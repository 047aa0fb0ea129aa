//! Transfers, on both engines.
use boxwood_testing::{Reply, World, on_both_engines};
use serde_json::{Value, json};

async fn give(world: &World, by: &str, from: i64, to: i64) -> Reply {
    world.put(&format!("/users/{from}/folders/0"), json!({ "owned_by": { "id": to.to_string() } })).by(by).send().await
}

async fn folder(world: &World, by: &str, name: &str, parent: &str) -> String {
    let made = world.post("/folders", json!({ "name": name, "parent": { "id": parent } })).by(by).send().await;
    made.body["id"].as_str().unwrap().to_owned()
}

async fn upload(world: &World, by: &str, name: &str, parent: &str, bytes: &[u8]) -> String {
    let said = json!({ "name": name, "parent": { "id": parent } });
    let said = format!("--b\r\nContent-Disposition: form-data; name=\"attributes\"\r\n\r\n{said}\r\n");
    let head = "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"f\"\r\n\r\n";
    let form = [said.as_bytes(), head.as_bytes(), bytes, b"\r\n--b--\r\n"].concat();
    let ask = world.post("/files/content", Value::Null).bytes("multipart/form-data; boundary=b", form);
    ask.by(by).send().await.body["entries"][0]["id"].as_str().unwrap().to_owned()
}

async fn get(world: &World, by: &str, path: &str) -> Value {
    world.get(path).by(by).send().await.body
}

fn names(list: &Value) -> Vec<&str> {
    list["entries"].as_array().unwrap().iter().map(|entry| entry["name"].as_str().unwrap()).collect()
}

#[test]
fn content_row_79_what_is_transferred_is_the_others_and_the_user_can_go() {
    on_both_engines(async |world: World| {
        let top = folder(&world, "una", "Work", "0").await;
        upload(&world, "una", "in it", &top, b"12345").await;
        let beside = upload(&world, "una", "beside it", "0", b"123").await;
        assert_eq!(world.delete("/users/3").by("ada").send().await.outcome(), "400 bad_request");
        let given = give(&world, "ada", 3, 4).await;
        assert_eq!(given.status, 200, "{given:?}");
        assert_eq!(given.body["name"], "una@example.com - una's Files and Folders");
        assert_eq!((&given.body["owned_by"]["id"], &given.body["size"]), (&json!("4"), &json!(8)));
        let id = given.body["id"].as_str().unwrap();
        let list = get(&world, "max", &format!("/folders/{id}/items")).await;
        assert_eq!((names(&list), &list["total_count"]), (vec!["Work", "beside it"], &json!(2)));
        assert_eq!(get(&world, "max", &format!("/files/{beside}")).await["owned_by"]["id"], "4");
        let root = get(&world, "una", "/folders/0").await;
        assert_eq!((&root["item_collection"]["total_count"], &root["size"]), (&json!(0), &json!(0)));
        assert_eq!(get(&world, "una", "/users/me").await["space_used"], 0);
        assert_eq!(get(&world, "max", "/users/me").await["space_used"], 8);
        assert_eq!(get(&world, "max", "/folders/0").await["size"], 8);
        assert_eq!(world.get(&format!("/folders/{top}")).by("una").send().await.outcome(), "404 not_found");
        assert_eq!(world.delete("/users/3").by("ada").send().await.status, 204);
        assert_eq!(get(&world, "max", &format!("/folders/{top}/items")).await["total_count"], 1);
    });
}

#[test]
fn row_67_only_the_root_can_be_transferred() {
    on_both_engines(async |world: World| {
        let body = json!({ "owned_by": { "id": "4" } });
        assert_eq!(world.put("/users/3/folders/5", body).by("ada").send().await.status, 404);
    });
}

#[test]
fn what_is_empty_makes_a_folder_each_time() {
    on_both_engines(async |world: World| {
        for name in ["una@example.com - una's Files and Folders", "una@example.com - una's Files and Folders (1)"] {
            let given = give(&world, "ada", 3, 4).await;
            assert_eq!((given.status, &given.body["name"]), (200, &json!(name)));
        }
        assert_eq!(get(&world, "max", "/folders/0/items").await["total_count"], 2);
    });
}

#[test]
fn roles_links_and_locks_go_along_and_the_new_owners_roles_end() {
    on_both_engines(async |world: World| {
        let (top, other) = (folder(&world, "una", "Top", "0").await, folder(&world, "una", "Other", "0").await);
        let kept = folder(&world, "una", "Kept", &top).await;
        world.share(top.parse().unwrap(), "max", "editor").await;
        world.share(other.parse().unwrap(), "ada", "viewer").await;
        let link = json!({ "shared_link": { "access": "open" } });
        let linked = world.put(&format!("/folders/{other}?fields=shared_link"), link).by("una").send().await.body;
        let lock = json!({ "folder": { "type": "folder", "id": kept } });
        assert_eq!(world.post("/folder_locks", lock).by("una").send().await.status, 200);
        let given = give(&world, "ada", 3, 4).await;
        let id = given.body["id"].as_str().unwrap();
        assert_eq!(get(&world, "max", &format!("/folders/{top}/collaborations")).await["total_count"], 0);
        assert_eq!(get(&world, "ada", &format!("/folders/{other}")).await["owned_by"]["id"], "4");
        let shown = get(&world, "max", &format!("/folders/{other}?fields=shared_link")).await;
        assert_eq!(shown["shared_link"]["url"], linked["shared_link"]["url"]);
        let refused = world.delete(&format!("/folders/{id}?recursive=true")).by("max").send().await;
        assert_eq!(refused.outcome(), "403 access_denied_insufficient_permissions", "a locked folder lies in it");
    });
}

#[test]
fn what_was_deleted_stays_in_its_owners_trash() {
    on_both_engines(async |world: World| {
        let gone = folder(&world, "una", "Gone", "0").await;
        assert_eq!(world.delete(&format!("/folders/{gone}")).by("una").send().await.status, 204);
        give(&world, "ada", 3, 4).await;
        assert_eq!(names(&get(&world, "una", "/folders/trash/items").await), ["Gone"]);
        assert_eq!(world.post(&format!("/folders/{gone}"), json!({})).by("una").send().await.status, 201);
        assert_eq!(names(&get(&world, "una", "/folders/0/items").await), ["Gone"]);
    });
}

#[test]
fn who_does_not_manage_both_users_transfers_nothing() {
    on_both_engines(async |world: World| {
        folder(&world, "una", "Work", "0").await;
        const DENIED: &str = "403 access_denied_insufficient_permissions";
        for (by, from, to, outcome) in [
            ("una", 3, 4, DENIED),
            ("max", 3, 4, DENIED),
            ("ada", 3, 999, "404 not_found"),
            ("ada", 999, 3, "404 not_found"),
            ("ada", 3, 3, "400 invalid_parameter"),
        ] {
            assert_eq!(give(&world, by, from, to).await.outcome(), outcome, "{by} {from} {to}");
        }
        assert_eq!(names(&get(&world, "una", "/folders/0/items").await), ["Work"]);
    });
}
