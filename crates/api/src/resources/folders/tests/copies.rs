//! Copies of folders, which are whole or not there at all.
use super::*;
use crate::resources::files::tests::{made, new_version};
use boxwood_store::{Cost, Error};
use std::time::Duration;

const ITEMS: &str = "SELECT count(*) FROM items";
const UNDER_WAY: &str = "SELECT count(*) FROM copies";
const WAITING: &str = "SELECT count(*) FROM copy_folders";
const UNPLACED: &str = "SELECT count(*) FROM items WHERE parent_id = 0 AND name <> ''";

async fn copy(world: &World, by: &str, folder: i64, body: Value) -> Reply {
    world.post(&format!("/folders/{folder}/copy"), body).by(by).send().await
}

fn to(parent: i64) -> Value {
    json!({ "parent": { "id": parent.to_string() } })
}

fn as_name(name: &str) -> Value {
    json!({ "parent": { "id": "0" }, "name": name })
}

async fn one(world: &World, sql: &'static str) -> i64 {
    world.app().db().read(Cost::Point, move |tx| Ok::<_, Error>(tx.one::<(i64,)>(sql, ())?.0)).await.unwrap()
}

/// So that a copy of a few items takes many transactions.
fn in_steps(world: World, stage: i64) -> World {
    world.reopened(|config| config.limits.stage = stage).unwrap()
}

fn number(id: &Value) -> i64 {
    id.as_str().unwrap().parse().unwrap()
}

async fn space_used(world: &World, by: &str) -> Value {
    world.get("/users/me").by(by).send().await.body["space_used"].clone()
}

async fn found(world: &World, by: &str, word: &str) -> Value {
    world.get(&format!("/search?query={word}")).by(by).send().await.body["total_count"].clone()
}

/// All that is in a folder, each with its place, its size and its description.
async fn tree(world: &World, by: &str, top: i64) -> Vec<(String, Value, Value)> {
    let (mut all, mut left) = (Vec::new(), vec![(String::new(), top)]);
    while let Some((path, folder)) = left.pop() {
        let items = get(world, by, &format!("{folder}/items?fields=name,size,description,url&limit=1000")).await.body;
        for item in items["entries"].as_array().unwrap() {
            let path = format!("{path}/{}", item["name"].as_str().unwrap());
            let what = if item["type"] == "web_link" { &item["url"] } else { &item["size"] };
            all.push((path.clone(), what.clone(), item["description"].clone()));
            if item["type"] == "folder" {
                left.push((path, number(&item["id"])));
            }
        }
    }
    all.sort_by(|one, other| one.0.cmp(&other.0));
    all
}

/// `Top` (1) with two folders, one in the other, six files and a web link, and something in the trash; 28 bytes.
async fn plant(world: &World) {
    nest(world, "una", &["Top", "Middle", "Low"]).await;
    make(world, "una", "Empty", 1).await;
    for (n, parent) in [1, 1, 2, 3, 3].into_iter().enumerate() {
        made(world, "una", &format!("file{n}.txt"), parent, format!("elk {n}").as_bytes()).await;
    }
    let new = made(world, "una", "versions.txt", 3, b"old").await;
    new_version(world, "una", &new["id"], &json!({}), b"new").await;
    let link = json!({ "url": "https://example.com", "name": "Site", "parent": { "id": "2" }, "description": "Ours" });
    assert_eq!(world.post("/web_links", link).by("una").send().await.status, 201);
    let gone = made(world, "una", "gone.txt", 2, b"elk gone").await;
    let gone = format!("/files/{}", gone["id"].as_str().unwrap());
    assert_eq!(world.delete(&gone).by("una").send().await.status, 204);
}

#[test]
fn post_folders_id_copy_answers_the_new_folder() {
    on_both_engines(async |world: World| {
        let new = json!({ "name": "Plans", "parent": { "id": "0" }, "description": "Deep" });
        world.post("/folders", new).by("una").send().await;
        make(&world, "una", "Inner", 1).await;
        world.advance(Duration::from_mins(30));
        let copied = copy(&world, "una", 1, as_name("More")).await;
        let (then, now) = ("2025-06-15T15:06:40+00:00", "2025-06-15T15:36:40+00:00");
        let standard = json!({
            "type": "folder", "id": "3", "sequence_id": "0", "etag": "0", "name": "More",
            "created_at": now, "modified_at": now, "description": "Deep", "size": 0,
            "path_collection": { "total_count": 1, "entries": [mini("0", "All Files")] },
            "created_by": una(), "modified_by": una(), "trashed_at": null, "purged_at": null,
            "content_created_at": then, "content_modified_at": then, "owned_by": una(),
            "shared_link": null, "folder_upload_email": null, "parent": mini("0", "All Files"), "item_status": "active",
            "item_collection": {
                "total_count": 1, "entries": [mini("4", "Inner")], "offset": 0, "limit": 100,
                "order": [{ "by": "type", "direction": "ASC" }, { "by": "name", "direction": "ASC" }],
            },
        });
        assert_eq!((copied.status, copied.body), (201, standard));
        let few = world.post("/folders/1/copy?fields=size", as_name("Few")).by("una").send().await;
        let few_fields =
            json!({ "type": "folder", "id": "5", "sequence_id": "0", "etag": "0", "name": "Few", "size": 0 });
        assert_eq!(few.body, few_fields);
    });
}

#[test]
fn all_that_is_in_it_is_copied_however_many_transactions_that_takes() {
    for stage in [1, 3, 200] {
        on_both_engines(async |world: World| {
            plant(&world).await;
            let world = in_steps(world, stage);
            let (before, used) = (tree(&world, "una", 1).await, space_used(&world, "una").await);
            make(&world, "una", "Here", 0).await;
            let here = number(&get(&world, "una", "0/items").await.body["entries"][0]["id"]);
            let copied = copy(&world, "una", 1, to(here)).await;
            assert_eq!((copied.status, &copied.body["size"]), (201, &json!(28)), "{stage}");
            let top = number(&copied.body["id"]);
            assert_eq!(tree(&world, "una", top).await, before, "{stage}");
            assert_eq!(before.len(), 10);
            assert_eq!(get(&world, "una", &format!("{top}/items")).await.body["total_count"], 4);
            assert_eq!(get(&world, "una", &here.to_string()).await.body["size"], 28);
            assert_eq!(get(&world, "una", "0").await.body["size"], 56);
            assert_eq!(space_used(&world, "una").await, used.as_i64().unwrap() + 28, "past versions stay behind");
            assert_eq!(found(&world, "una", "file3").await, 2);
            assert_eq!(found(&world, "una", "elk").await, 10, "by what is in them");
            assert_eq!((one(&world, UNDER_WAY).await, one(&world, WAITING).await), (0, 0));
            assert_eq!(one(&world, UNPLACED).await, 0);
            // What is in the copy has a life of its own.
            assert_eq!(delete(&world, "una", 1).await, "204 -");
            assert_eq!(tree(&world, "una", top).await, before, "{stage}");
        });
    }
}

#[test]
fn content_row_26_a_folder_is_not_copied_into_itself_and_a_root_is_not_copied() {
    on_both_engines(async |world: World| {
        nest(&world, "una", &["A", "B", "C"]).await;
        for into in [1, 2, 3] {
            assert_eq!(copy(&world, "una", 1, to(into)).await.outcome(), "400 cyclical_folder_structure", "{into}");
        }
        let root = copy(&world, "una", 0, json!({ "parent": { "id": "1" }, "name": "Root" })).await;
        assert_eq!(root.outcome(), "403 access_denied_insufficient_permissions");
        assert_eq!(one(&world, ITEMS).await, 3);
        assert_eq!(copy(&world, "una", 2, to(0)).await.status, 201);
    });
}

#[test]
fn a_copy_has_another_name_or_place() {
    on_both_engines(async |world: World| {
        nest(&world, "una", &["A", "B"]).await;
        let taken = copy(&world, "una", 1, to(0)).await;
        assert_eq!(taken.outcome(), "409 item_name_in_use");
        assert_eq!(taken.body["context_info"]["conflicts"], json!([mini("1", "A")]), "in a list");
        for (body, outcome) in [
            (as_name(""), "400 bad_request"),
            (as_name("a/b"), "400 item_name_invalid"),
            (as_name(&"x".repeat(256)), "400 item_name_too_long"),
            (json!({ "name": "C" }), "400 bad_request"),
            (to(77), "404 not_found"),
        ] {
            assert_eq!(copy(&world, "una", 1, body).await.outcome(), outcome);
        }
        assert_eq!(copy(&world, "una", 77, to(0)).await.outcome(), "404 not_found");
        assert_eq!(delete(&world, "una", 2).await, "204 -");
        assert_eq!(copy(&world, "una", 2, as_name("C")).await.outcome(), "404 trashed");
        assert_eq!(one(&world, ITEMS).await, 2);
    });
}

#[test]
fn who_may_download_may_copy_a_folder_to_where_they_may_upload() {
    on_both_engines(async |world: World| {
        for name in ["From", "To"] {
            make(&world, "una", name, 0).await;
        }
        made(&world, "una", "a", 1, b"123").await;
        assert_eq!(copy(&world, "max", 1, to(0)).await.outcome(), "404 not_found");
        world.share(1, "max", "viewer").await;
        assert_eq!(copy(&world, "max", 1, to(2)).await.outcome(), "404 not_found");
        world.share(2, "max", "viewer").await;
        let refused = "403 access_denied_insufficient_permissions";
        assert_eq!(copy(&world, "max", 1, to(2)).await.outcome(), refused);
        let copied = copy(&world, "max", 1, as_name("Mine")).await;
        assert_eq!((copied.status, &copied.body["owned_by"]["name"]), (201, &json!("max")));
        assert_eq!((space_used(&world, "max").await, space_used(&world, "una").await), (json!(3), json!(3)));
        let mine = number(&copied.body["id"]);
        assert_eq!(get(&world, "una", &mine.to_string()).await.outcome(), "404 not_found", "nobody comes along");
        world.share(1, "cole", "previewer").await;
        assert_eq!(copy(&world, "cole", 1, to(0)).await.outcome(), refused);
        world.share(mine, "una", "editor").await;
        let theirs = copy(&world, "una", 1, to(mine)).await;
        assert_eq!((theirs.status, &theirs.body["owned_by"]["name"]), (201, &json!("max")));
        assert_eq!((space_used(&world, "max").await, space_used(&world, "una").await), (json!(6), json!(3)));
        world.share(1, "olga", "viewer").await;
        let outside = copy(&world, "olga", 1, to(0)).await;
        assert_eq!((outside.status, &outside.body["owned_by"]["name"]), (201, &json!("olga")));
    });
}

#[test]
fn a_narrowed_token_copies_within_what_it_reaches() {
    on_both_engines(async |world: World| {
        nest(&world, "una", &["A", "B", "C"]).await;
        make(&world, "una", "Beside", 0).await;
        world.narrow_token("narrow", "una", "root_readwrite", Some("folder:1")).await;
        assert_eq!(copy(&world, "narrow", 3, to(1)).await.status, 201);
        assert_eq!(copy(&world, "narrow", 3, to(4)).await.outcome(), "403 -");
        assert_eq!(copy(&world, "narrow", 4, to(1)).await.outcome(), "403 -");
        world.narrow_token("reader", "una", "root_readonly", None).await;
        assert_eq!(copy(&world, "reader", 3, to(0)).await.outcome(), "403 -");
    });
}

#[test]
fn a_copy_of_a_folder_takes_up_room_too() {
    on_both_engines(async |world: World| {
        make(&world, "una", "A", 0).await;
        made(&world, "una", "a", 1, b"12345").await;
        assert_eq!(world.put("/users/3", json!({ "space_amount": 9 })).by("ada").send().await.status, 200);
        assert_eq!(copy(&world, "una", 1, as_name("B")).await.outcome(), "403 storage_limit_exceeded");
        assert_eq!(one(&world, ITEMS).await, 2);
        assert_eq!(world.put("/users/3", json!({ "space_amount": 10 })).by("ada").send().await.status, 200);
        assert_eq!(copy(&world, "una", 1, as_name("B")).await.status, 201);
    });
}

#[test]
fn what_nobody_else_may_download_is_not_left_out_of_a_copy() {
    on_both_engines(async |world: World| {
        plant(&world).await;
        let world = in_steps(world, 1);
        world.share(1, "max", "editor").await;
        let items = get(&world, "una", "3/items").await.body;
        let file = format!("/files/{}", items["entries"][0]["id"].as_str().unwrap());
        let lock = json!({ "lock": { "type": "lock", "is_download_prevented": true } });
        assert_eq!(world.put(&file, lock).by("max").send().await.status, 200);
        let (before, refused) = (one(&world, ITEMS).await, "403 access_denied_item_locked");
        assert_eq!(copy(&world, "una", 1, as_name("Copy")).await.outcome(), refused);
        assert_eq!(one(&world, UNDER_WAY).await, 0, "given up at once");
        assert_eq!(found(&world, "una", "file0").await, 1);
        world.collected().await;
        assert!(one(&world, ITEMS).await <= before + 1, "the newest row stays until there is a newer one");
        let lock = json!({ "lock": { "type": "lock", "is_download_prevented": false } });
        assert_eq!(world.put(&file, lock).by("max").send().await.status, 200);
        let copied = copy(&world, "una", 1, as_name("Copy")).await;
        assert_eq!(copied.status, 201, "content row 75: a lock that lets others read lets them copy");
    });
}

/// Copies `Top`, and does something else in the middle of that.
async fn meanwhile(world: &World, body: Value, then: impl AsyncFnOnce()) -> Reply {
    let mut copying = std::pin::pin!(copy(world, "una", 1, body));
    loop {
        tokio::select! {
            biased;
            reply = &mut copying => panic!("{reply:?}"),
            waiting = one(world, WAITING) => {
                if waiting > 1 {
                    break;
                }
            }
        }
    }
    then().await;
    copying.await
}

#[test]
fn a_copy_under_way_is_seen_by_nobody_and_its_place_may_be_taken() {
    on_both_engines(async |world: World| {
        plant(&world).await;
        let world = in_steps(world, 1);
        let used = space_used(&world, "una").await;
        let reply = meanwhile(&world, as_name("Copy"), async || {
            assert_eq!(one(&world, UNDER_WAY).await, 1);
            assert_eq!(found(&world, "una", "Middle").await, 1);
            assert_eq!(get(&world, "una", "0/items").await.body["total_count"], 1);
            assert_eq!(space_used(&world, "una").await, used);
            let top = one(&world, "SELECT top_id FROM copies").await;
            assert_eq!(get(&world, "una", &top.to_string()).await.outcome(), "404 not_found");
            assert_eq!(make(&world, "una", "copy", 0).await.status, 201);
        });
        assert_eq!(reply.await.outcome(), "409 item_name_in_use");
        assert_eq!(one(&world, UNDER_WAY).await, 0);
        let reply = meanwhile(&world, as_name("Other"), async || {
            assert_eq!(delete(&world, "una", 1).await, "204 -");
        });
        assert_eq!(reply.await.outcome(), "404 trashed");
        assert_eq!((one(&world, UNDER_WAY).await, space_used(&world, "una").await), (0, used));
    });
}

/// The room is looked at again when all of it is there.
#[test]
fn a_copy_under_way_whose_room_is_taken_is_given_up() {
    on_both_engines(async |world: World| {
        plant(&world).await;
        let world = in_steps(world, 1);
        let (items, used) = (one(&world, ITEMS).await, space_used(&world, "una").await);
        let space = |bytes: Value| world.put("/users/3", json!({ "space_amount": bytes })).by("ada").send();
        let reply = meanwhile(&world, as_name("Copy"), async || assert_eq!(space(used.clone()).await.status, 200));
        assert_eq!(reply.await.outcome(), "403 storage_limit_exceeded");
        assert_eq!((one(&world, UNDER_WAY).await, space_used(&world, "una").await), (0, used));
        world.collected().await;
        assert!(one(&world, ITEMS).await <= items + 1, "the newest row stays until there is a newer one");
        assert_eq!(space(json!(-1)).await.status, 200);
        assert_eq!(copy(&world, "una", 1, as_name("Copy")).await.status, 201);
    });
}

#[test]
fn what_is_moved_away_while_a_folder_is_copied_stays_behind() {
    on_both_engines(async |world: World| {
        plant(&world).await;
        let world = in_steps(world, 1);
        let reply = meanwhile(&world, as_name("Copy"), async || {
            assert_eq!(move_to(&world, "una", 2, 0).await.status, 200);
            assert_eq!(move_to(&world, "una", 4, 0).await.status, 200);
        });
        let copied = reply.await;
        assert_eq!(copied.status, 201);
        let (top, size) = (number(&copied.body["id"]), copied.body["size"].clone());
        let files = tree(&world, "una", top).await;
        let shown: i64 =
            files.iter().filter(|(path, ..)| path.ends_with(".txt")).filter_map(|file| file.1.as_i64()).sum();
        assert_eq!(size, shown, "what was copied is what is counted");
        assert!(shown < 28);
        assert_eq!(one(&world, UNDER_WAY).await, 0);
    });
}

#[test]
fn a_copy_that_is_broken_off_leaves_nothing() {
    on_both_engines(async |world: World| {
        plant(&world).await;
        let world = in_steps(world, 1);
        let (before, used) = (one(&world, ITEMS).await, space_used(&world, "una").await);
        {
            let mut copying = std::pin::pin!(copy(&world, "una", 1, as_name("Copy")));
            loop {
                tokio::select! {
                    biased;
                    reply = &mut copying => panic!("{reply:?}"),
                    items = one(&world, ITEMS) => {
                        if items > before + 1 {
                            break;
                        }
                    }
                }
            }
        }
        assert_eq!(found(&world, "una", "Top").await, 1);
        assert_eq!(world.collected().await, boxwood_testing::Collected::default());
        assert_eq!(one(&world, UNDER_WAY).await, 1, "it may be gone on with");
        world.advance(Duration::from_mins(6));
        world.collected().await;
        assert_eq!((one(&world, UNDER_WAY).await, one(&world, WAITING).await), (0, 0));
        make(&world, "una", "Copy", 0).await;
        world.collected().await;
        assert_eq!((one(&world, ITEMS).await, one(&world, UNPLACED).await), (before + 1, 0));
        assert_eq!(space_used(&world, "una").await, used);
        assert_eq!(get(&world, "una", "0").await.body["size"], 28);
        assert_eq!(copy(&world, "una", 1, as_name("Again")).await.body["size"], 28);
    });
}

#[test]
fn content_is_kept_until_the_last_copy_is_gone() {
    on_both_engines(async |world: World| {
        make(&world, "una", "A", 0).await;
        let large: Vec<u8> = (0..100_000_u32).map(|n| (n.wrapping_mul(n) >> 5) as u8).collect();
        made(&world, "una", "large", 1, &large).await;
        let copied = number(&copy(&world, "una", 1, as_name("B")).await.body["id"]);
        for (folder, left) in [(1, 1), (copied, 0)] {
            assert_eq!(delete(&world, "una", folder).await, "204 -");
            let gone = world.delete(&format!("/folders/{folder}/trash")).by("una").send().await;
            assert_eq!(gone.status, 204);
            make(&world, "una", &format!("after {folder}"), 0).await;
            world.collected().await;
            assert_eq!(world.objects().await, left, "{folder}");
        }
        assert_eq!(space_used(&world, "una").await, 0);
    });
}

#[test]
fn a_copy_is_one_event() {
    on_both_engines(async |world: World| {
        plant(&world).await;
        assert_eq!(copy(&world, "una", 1, as_name("Copy")).await.status, 201);
        let copies = "SELECT count(*) FROM events WHERE kind = 'ITEM_COPY' AND item_type = 'folder'";
        assert_eq!(one(&world, copies).await, 1);
        let as_una = world.post("/folders/1/copy", as_name("Another")).by("ada").as_user(UNA);
        assert_eq!(as_una.send().await.status, 201);
        assert_eq!(one(&world, copies).await, 2);
    });
}
