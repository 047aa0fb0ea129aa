//! The trash of folders and web links, on both engines; that of files is with the files.
use boxwood_store::{Cost, Error};
use boxwood_testing::{Reply, World, on_both_engines};
use serde_json::{Value, json};

/// Folders of ids 1, 2, … each in the one before it.
async fn nest(world: &World, names: &[&str]) {
    for (parent, name) in names.iter().enumerate() {
        assert_eq!(make(world, name, parent as i64).await.status, 201, "{name}");
    }
}

async fn make(world: &World, name: &str, parent: i64) -> Reply {
    world.post("/folders", json!({ "name": name, "parent": { "id": parent.to_string() } })).by("una").send().await
}

async fn get(world: &World, by: &str, path: &str) -> Reply {
    world.get(path).by(by).send().await
}

async fn delete(world: &World, by: &str, path: &str) -> String {
    world.delete(path).by(by).send().await.outcome()
}

/// Into the folder 1.
async fn upload(world: &World, name: &str, bytes: &[u8]) {
    let said = json!({ "name": name, "parent": { "id": "1" } });
    let said = format!("--b\r\nContent-Disposition: form-data; name=\"attributes\"\r\n\r\n{said}\r\n");
    let head = "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"f\"\r\n\r\n";
    let form = [said.as_bytes(), head.as_bytes(), bytes, b"\r\n--b--\r\n"].concat();
    let sent = world.post("/files/content", Value::Null).bytes("multipart/form-data; boundary=b", form);
    assert_eq!(sent.by("una").send().await.status, 201, "{name}");
}

async fn trash(world: &World, folder: i64) {
    assert_eq!(delete(world, "una", &format!("/folders/{folder}?recursive=true")).await, "204 -", "{folder}");
}

async fn restore(world: &World, by: &str, folder: i64, body: Value) -> Reply {
    world.post(&format!("/folders/{folder}"), body).by(by).send().await
}

fn names(list: &Value) -> Vec<&str> {
    list["entries"].as_array().unwrap().iter().map(|entry| entry["name"].as_str().unwrap()).collect()
}

async fn total(world: &World, by: &str) -> Value {
    get(world, by, "/folders/trash/items?limit=1").await.body["total_count"].clone()
}

async fn take_apart(world: &World) -> bool {
    world.app().db().write("test", crate::items::take_apart).await.unwrap()
}

async fn count(world: &World, sql: &'static str) -> i64 {
    let found: Result<(i64,), Error> = world.app().db().read(Cost::Scan, move |tx| tx.one(sql, ())).await;
    found.unwrap().0
}

const ITEMS: &str = "SELECT count(*) FROM items";

#[test]
fn get_folders_id_trash_shows_what_was_deleted_by_itself() {
    on_both_engines(async |world: World| {
        nest(&world, &["A", "B", "C"]).await;
        trash(&world, 2).await;
        let shown = get(&world, "una", "/folders/2/trash").await;
        let bin = json!({ "type": "folder", "id": "1", "sequence_id": null, "etag": null, "name": "Trash" });
        let now = "2025-06-15T15:06:40+00:00";
        let una = json!({ "type": "user", "id": "3", "name": "una", "login": "una@example.com" });
        let standard = json!({
            "type": "folder", "id": "2", "sequence_id": "1", "etag": "1", "name": "B", "created_at": now,
            "modified_at": now, "description": "", "size": 0, "path_collection": { "total_count": 1, "entries": [bin] },
            "created_by": una, "modified_by": una, "trashed_at": now, "purged_at": "2025-07-15T15:06:40+00:00", "content_created_at": now,
            "content_modified_at": now, "owned_by": una, "shared_link": null, "folder_upload_email": null, "parent": bin,
            "item_status": "trashed",
        });
        assert_eq!((shown.status, shown.body), (200, standard));
        assert_eq!(get(&world, "una", "/folders/3/trash").await.outcome(), "404 not_trashed", "its folder was deleted");
        assert_eq!(get(&world, "una", "/folders/1/trash").await.outcome(), "404 not_trashed");
        assert_eq!(get(&world, "una", "/folders/0/trash").await.outcome(), "404 not_trashed");
        assert_eq!(get(&world, "una", "/folders/77/trash").await.outcome(), "404 not_found");
        assert_eq!(get(&world, "max", "/folders/2/trash").await.outcome(), "404 not_found");
    });
}

#[test]
fn get_folders_trash_items_lists_one_s_own_trash_in_every_order() {
    on_both_engines(async |world: World| {
        for (id, name) in (1..).zip(["c", "A", "b", "D"]) {
            make(&world, name, 0).await;
            trash(&world, id).await;
            world.advance(std::time::Duration::from_secs(1));
        }
        for (query, found) in [
            ("", ["A", "b", "c", "D"]),
            ("sort=name&direction=DESC", ["D", "c", "b", "A"]),
            ("sort=date&direction=ASC", ["c", "A", "b", "D"]),
            ("sort=date&direction=DESC", ["D", "b", "A", "c"]),
            ("sort=id", ["c", "A", "b", "D"]),
            ("sort=id&direction=DESC", ["D", "b", "A", "c"]),
            ("sort=size", ["A", "b", "c", "D"]),
        ] {
            let list = get(&world, "una", &format!("/folders/trash/items?{query}")).await.body;
            assert_eq!((names(&list), &list["total_count"]), (found.to_vec(), &json!(4)), "{query}");
        }
        let page = get(&world, "una", "/folders/trash/items?limit=2&offset=1&fields=trashed_at,parent").await.body;
        assert_eq!((names(&page), &page["offset"], &page["limit"]), (vec!["b", "c"], &json!(1), &json!(2)));
        assert_eq!(page["entries"][0]["trashed_at"], "2025-06-15T15:06:42+00:00");
        assert_eq!(page["entries"][0]["parent"]["name"], "Trash");
        assert_eq!(total(&world, "max").await, 0);
    });
}

#[test]
fn get_folders_trash_items_by_marker_ends_in_null() {
    on_both_engines(async |world: World| {
        for id in 1..=3 {
            make(&world, &id.to_string(), 0).await;
            trash(&world, id).await;
        }
        let (mut seen, mut marker) = (Vec::new(), String::new());
        loop {
            let page =
                get(&world, "una", &format!("/folders/trash/items?usemarker=true&limit=2&marker={marker}")).await;
            seen.extend(names(&page.body).into_iter().map(str::to_owned));
            let Some(next) = page.body["next_marker"].as_str() else {
                break assert!(page.body.get("offset").is_none());
            };
            next.clone_into(&mut marker);
        }
        assert_eq!(seen, ["1", "2", "3"]);
        let refused = get(&world, "una", "/folders/trash/items?usemarker=true&sort=name").await;
        assert_eq!(refused.outcome(), "400 invalid_parameter");
    });
}

#[test]
fn post_folders_id_brings_a_whole_tree_back() {
    on_both_engines(async |world: World| {
        nest(&world, &["A", "B", "C"]).await;
        trash(&world, 2).await;
        assert_eq!(total(&world, "una").await, 1);
        let back = world.post("/folders/2", Value::Null).by("una").send().await;
        assert_eq!(
            (back.status, &back.body["item_status"], &back.body["trashed_at"]),
            (201, &json!("active"), &Value::Null)
        );
        assert_eq!((&back.body["sequence_id"], back.body.get("item_collection")), (&json!("2"), None));
        assert_eq!(names(&back.body["path_collection"]), ["All Files", "A"]);
        assert_eq!(names(&get(&world, "una", "/folders/2/items").await.body), ["C"], "what was in it is in it again");
        let above = get(&world, "una", "/folders/1/items").await.body;
        assert_eq!((names(&above), &above["total_count"]), (vec!["B"], &json!(1)));
        assert_eq!(total(&world, "una").await, 0);
        assert_eq!(restore(&world, "una", 2, json!({})).await.outcome(), "404 not_trashed");
    });
}

#[test]
fn content_row_23_restoring_where_the_name_is_taken_and_elsewhere() {
    on_both_engines(async |world: World| {
        nest(&world, &["A", "B"]).await;
        make(&world, "Other", 0).await;
        trash(&world, 2).await;
        make(&world, "b", 1).await;
        let taken = restore(&world, "una", 2, json!({})).await;
        assert_eq!(taken.outcome(), "409 item_name_in_use");
        assert_eq!(taken.body["context_info"]["conflicts"][0]["id"], "4", "a list");
        let bad = restore(&world, "una", 2, json!({ "name": "a/b" })).await;
        assert_eq!(bad.outcome(), "400 item_name_invalid");
        let renamed = restore(&world, "una", 2, json!({ "name": "B2" })).await;
        assert_eq!((renamed.status, &renamed.body["name"]), (201, &json!("B2")));
        assert_eq!(restore(&world, "una", 2, json!({})).await.outcome(), "404 not_trashed", "it is active again");
        trash(&world, 2).await;
        let moved = restore(&world, "una", 2, json!({ "parent": { "id": "3" } })).await;
        assert_eq!((moved.status, &moved.body["parent"]["id"]), (201, &json!("3")));
        for (folder, found) in [(0, vec!["A", "Other"]), (1, vec!["b"]), (3, vec!["B2"])] {
            let list = get(&world, "una", &format!("/folders/{folder}/items")).await.body;
            assert_eq!((names(&list), &list["total_count"]), (found.clone(), &json!(found.len())), "{folder}");
        }
        let nowhere = restore(&world, "una", 2, json!({ "parent": { "id": "77" } })).await;
        assert_eq!(nowhere.outcome(), "404 not_trashed");
    });
}

#[test]
fn what_lay_in_a_folder_that_is_gone_needs_another() {
    on_both_engines(async |world: World| {
        nest(&world, &["A", "B", "C"]).await;
        trash(&world, 3).await;
        trash(&world, 2).await;
        assert_eq!(restore(&world, "una", 3, json!({})).await.outcome(), "404 not_found", "B is in the trash");
        assert_eq!(delete(&world, "una", "/folders/2/trash").await, "204 -");
        while take_apart(&world).await {}
        let shown = get(&world, "una", "/folders/3/trash").await;
        assert_eq!((shown.status, &shown.body["name"]), (200, &json!("C")), "it was deleted by itself and stays");
        assert_eq!(restore(&world, "una", 3, json!({})).await.outcome(), "404 not_found");
        assert_eq!(restore(&world, "una", 3, json!({ "parent": { "id": "77" } })).await.outcome(), "404 not_found");
        let back = restore(&world, "una", 3, json!({ "parent": { "id": "1" } })).await;
        assert_eq!((back.status, names(&back.body["path_collection"])), (201, vec!["All Files", "A"]));
    });
}

#[test]
fn content_row_24_what_is_deleted_for_good_is_gone() {
    const EVENTS: &str = "SELECT kind, item_id FROM events WHERE item_type = 'folder' ORDER BY id DESC LIMIT 3";
    on_both_engines(async |world: World| {
        nest(&world, &["A", "B", "C"]).await;
        trash(&world, 2).await;
        restore(&world, "una", 2, json!({})).await;
        trash(&world, 2).await;
        assert_eq!(delete(&world, "una", "/folders/1/trash").await, "404 not_trashed");
        assert_eq!(delete(&world, "una", "/folders/2/trash").await, "204 -");
        for path in ["/folders/2/trash", "/folders/2", "/folders/3", "/folders/3/trash"] {
            assert_eq!(get(&world, "una", path).await.outcome(), "404 not_found", "{path}");
        }
        assert_eq!(restore(&world, "una", 2, json!({})).await.outcome(), "404 not_found");
        assert_eq!(delete(&world, "una", "/folders/2/trash").await, "404 not_found");
        assert_eq!(total(&world, "una").await, 0);
        let events = world.app().db().read(Cost::Point, |tx| tx.many::<(String, i64)>(EVENTS, ())).await;
        let events: Result<_, Error> = events;
        let kinds = ["ITEM_DELETE", "ITEM_TRASH", "ITEM_UNDELETE_VIA_TRASH"].map(|kind| (kind.to_owned(), 2));
        assert_eq!(events.unwrap(), kinds);
    });
}

/// A few rows at a time, and the ids are never given again.
#[test]
fn a_large_tree_is_taken_apart_bit_by_bit() {
    on_both_engines(async |world: World| {
        nest(&world, &["Top", "Inner"]).await;
        for n in 0..150 {
            make(&world, &n.to_string(), 1 + n % 2).await;
        }
        for n in 0..100 {
            make(&world, &n.to_string(), 3).await;
        }
        make(&world, "Kept", 3).await;
        trash(&world, 253).await;
        world.share(2, "max", "viewer").await;
        assert_eq!(get(&world, "max", "/folders/2").await.status, 200);
        trash(&world, 1).await;
        assert_eq!(delete(&world, "una", "/folders/1/trash").await, "204 -");
        assert_eq!(get(&world, "max", "/folders/2").await.outcome(), "404 not_found");
        assert_eq!(total(&world, "una").await, 1);
        let mut rounds = 0;
        while take_apart(&world).await {
            rounds += 1;
            assert!(rounds < 10, "it comes to an end");
        }
        assert!(rounds > 1, "in more than one transaction");
        assert_eq!(count(&world, ITEMS).await, 1, "what was deleted by itself before");
        assert_eq!(count(&world, "SELECT count(*) FROM collaborations").await, 0);
        assert_eq!(make(&world, "New", 0).await.body["id"], "254");
        assert_eq!(names(&get(&world, "una", "/folders/trash/items").await.body), ["Kept"]);
    });
}

#[test]
fn what_has_been_in_the_trash_for_thirty_days_leaves_it() {
    const TRASHED: &str = "SELECT count(*) FROM items WHERE trashed_at IS NOT NULL";
    const SPACE: &str =
        "SELECT CAST(coalesce(sum(value), 0) AS BIGINT) FROM counters WHERE kind = 'space_used' AND owner_id = 3";
    let second = std::time::Duration::from_secs(1);
    on_both_engines(async |world: World| {
        let expire = async || world.app().db().write("test", crate::items::delete_expired_trash).await.unwrap();
        nest(&world, &["A", "B"]).await;
        upload(&world, "one", b"12345").await;
        make(&world, "Later", 0).await;
        trash(&world, 1).await;
        world.advance(second);
        trash(&world, 4).await;
        assert_eq!(get(&world, "una", "/folders/1/trash").await.body["purged_at"], "2025-07-15T15:06:40+00:00");
        // Of the second before, nothing is due yet; tokens have long expired by then.
        world.advance(std::time::Duration::from_hours(30 * 24) - 2 * second);
        for (left, space) in [(2, 5), (1, 0), (0, 0)] {
            assert!(!expire().await, "there is no more");
            assert_eq!((count(&world, TRASHED).await, count(&world, SPACE).await), (left, space));
            world.advance(second);
        }
        while take_apart(&world).await {}
        assert_eq!(count(&world, "SELECT count(*) FROM items WHERE name <> ''").await, 0);
    });
}

#[test]
fn a_file_that_is_deleted_for_good_gives_its_space_back_at_once_and_its_content_later() {
    on_both_engines(async |world: World| {
        nest(&world, &["A"]).await;
        for name in ["one", "two"] {
            upload(&world, name, b"12345").await;
        }
        assert_eq!(get(&world, "una", "/users/me").await.body["space_used"], 10);
        trash(&world, 1).await;
        assert_eq!(get(&world, "una", "/users/me").await.body["space_used"], 10, "it can still be brought back");
        assert_eq!(delete(&world, "una", "/folders/1/trash").await, "204 -");
        assert_eq!(get(&world, "una", "/users/me").await.body["space_used"], 0);
        assert_eq!(get(&world, "una", "/files/2").await.outcome(), "404 not_found");
        while take_apart(&world).await {}
        assert_eq!(count(&world, "SELECT count(*) FROM file_versions").await, 0, "the newest file's, too");
        assert_eq!(count(&world, "SELECT count(*) FROM items WHERE name <> ''").await, 0);
    });
}

#[test]
fn the_newest_row_goes_when_it_is_the_newest_no_more() {
    on_both_engines(async |world: World| {
        nest(&world, &["A"]).await;
        trash(&world, 1).await;
        assert_eq!(delete(&world, "una", "/folders/1/trash").await, "204 -");
        assert!(!take_apart(&world).await);
        assert_eq!(make(&world, "B", 0).await.body["id"], "2", "no id comes twice");
        assert!(take_apart(&world).await);
        assert_eq!(count(&world, ITEMS).await, 1);
    });
}

/// Who may delete may restore; only owners and co-owners delete for good. It is the owner's trash, whoever deleted it.
#[test]
fn what_collaborators_may_do_with_the_trash() {
    on_both_engines(async |world: World| {
        nest(&world, &["Shared", "A"]).await;
        world.share(1, "max", "editor").await;
        world.share(1, "ada", "viewer").await;
        world.share(1, "cole", "co-owner").await;
        assert_eq!(delete(&world, "max", "/folders/2").await, "204 -");
        assert_eq!((total(&world, "una").await, total(&world, "max").await), (json!(1), json!(0)));
        assert_eq!(get(&world, "ada", "/folders/2/trash").await.status, 200);
        assert_eq!(restore(&world, "ada", 2, json!({})).await.outcome(), "403 access_denied_insufficient_permissions");
        assert_eq!(delete(&world, "max", "/folders/2/trash").await, "403 access_denied_insufficient_permissions");
        let out = restore(&world, "max", 2, json!({ "parent": { "id": "0" } })).await;
        assert_eq!((out.status, &out.body["owned_by"]["name"]), (201, &json!("max")), "as a move gives it away");
        let root = get(&world, "max", "/folders/0/items").await.body;
        assert_eq!((names(&root), &root["total_count"]), (vec!["A", "Shared"], &json!(2)));
        make(&world, "B", 1).await;
        trash(&world, 3).await;
        assert_eq!(delete(&world, "cole", "/folders/3/trash").await, "204 -");
        assert_eq!((total(&world, "una").await, total(&world, "max").await), (json!(0), json!(0)));
    });
}

#[test]
fn a_limited_token_reaches_no_trash_elsewhere() {
    on_both_engines(async |world: World| {
        nest(&world, &["A", "B"]).await;
        make(&world, "Other", 0).await;
        world.narrow_token("narrow", "una", "root_readwrite", Some("folder:1")).await;
        trash(&world, 2).await;
        trash(&world, 3).await;
        assert_eq!(get(&world, "narrow", "/folders/trash/items").await.outcome(), "403 -");
        assert_eq!(restore(&world, "narrow", 3, json!({})).await.outcome(), "403 -");
        assert_eq!(restore(&world, "narrow", 2, json!({})).await.status, 201);
    });
}
