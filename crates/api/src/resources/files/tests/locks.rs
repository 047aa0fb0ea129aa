//! Locks: who is kept from what by them, and for how long.
use super::{bytes_of, made, named, new_version, text};
use boxwood_store::{Cost, Error, Read, Tx, Write};
use boxwood_testing::{Reply, World, on_both_engines};
use serde_json::{Value, json};
use std::time::Duration;

const DENIED: &str = "403 access_denied_insufficient_permissions";
const LOCKED: &str = "403 access_denied_item_locked";

/// una's folder 1, in which max is an editor and cole a co-owner; her file in it.
async fn shared(world: &World) -> String {
    world.post("/folders", named("una's", 0)).by("una").send().await;
    for (user, role) in [(4, "editor"), (2, "co-owner"), (7, "viewer")] {
        let given = json!({ "item": { "type": "folder", "id": "1" }, "role": role,
            "accessible_by": { "type": "user", "id": user.to_string() } });
        assert_eq!(world.post("/collaborations", given).by("una").send().await.status, 201);
    }
    text(&made(world, "una", "a.txt", 1, b"one").await["id"]).to_owned()
}

async fn set(world: &World, by: &str, file: &str, lock: Value) -> Reply {
    world.put(&format!("/files/{file}?fields=lock"), json!({ "lock": lock })).by(by).send().await
}

/// All that changes the file, with its place: how each is answered.
async fn changes(world: &World, by: &str, file: &str) -> Vec<String> {
    let path = format!("/files/{file}");
    let new = new_version(world, by, &json!(file), &json!({}), b"two").await.outcome();
    let mut all = vec![new];
    for (method, path, body) in [
        ("PUT", path.clone(), json!({ "name": "b.txt" })),
        ("PUT", path.clone(), json!({ "description": "b" })),
        ("PUT", path.clone(), json!({ "parent": { "id": "2" } })),
        ("OPTIONS", format!("{path}/content"), json!({})),
        ("POST", format!("{path}/upload_sessions"), json!({ "file_size": 20_000_000 })),
        ("DELETE", path.clone(), Value::Null),
    ] {
        all.push(world.ask(method, &path, body).by(by).send().await.outcome());
    }
    all
}

#[test]
fn a_lock_is_set_shown_changed_and_taken_off() {
    on_both_engines(async |world: World| {
        let file = shared(&world).await;
        let until = "2025-06-15T16:00:00+00:00";
        let lock = json!({ "type": "lock", "expires_at": until, "is_download_prevented": false });
        let reply = set(&world, "max", &file, lock).await;
        assert_eq!(reply.status, 200, "{reply:?}");
        let max = json!({ "type": "user", "id": "4", "name": "max", "login": "max@example.com" });
        let shown = json!({ "type": "lock", "id": "1", "created_by": max, "created_at": "2025-06-15T15:06:40+00:00",
            "expired_at": until, "is_download_prevented": false, "app_type": null });
        assert_eq!(reply.body["lock"], shown);
        assert_eq!(reply.body["etag"], "1");
        let again = set(&world, "max", &file, json!({ "access": "lock", "is_download_prevented": true })).await;
        let (was, is) = (&reply.body["lock"], &again.body["lock"]);
        assert_eq!((&was["id"], &was["created_at"]), (&is["id"], &is["created_at"]));
        assert_eq!((&is["expired_at"], &is["is_download_prevented"]), (&Value::Null, &json!(true)));
        for path in [format!("/files/{file}?fields=lock"), "/folders/1/items?fields=lock".to_owned()] {
            let shown = world.get(&path).by("una").send().await.body;
            let shown = shown.get("entries").map_or(&shown, |entries| &entries[0]);
            assert_eq!(&shown["lock"], is, "{path}");
        }
        let off = set(&world, "max", &file, Value::Null).await;
        assert_eq!((off.status, &off.body["lock"], &off.body["etag"]), (200, &Value::Null, &json!("3")));
        let nothing = set(&world, "max", &file, Value::Null).await;
        assert_eq!((nothing.status, &nothing.body["etag"]), (200, &json!("3")), "there was none");
        let kinds = |tx: &mut Tx<Read>| tx.many("SELECT kind FROM events WHERE kind LIKE 'LOCK%' ORDER BY id", ());
        let kinds: Result<Vec<(String,)>, Error> = world.app().db().read(Cost::Point, kinds).await;
        let kinds = kinds.unwrap();
        let kinds: Vec<_> = kinds.iter().map(|(kind,)| kind.as_str()).collect();
        assert_eq!(kinds, ["LOCK_CREATE", "LOCK_CREATE", "LOCK_DESTROY"]);
    });
}

#[test]
fn a_locked_file_is_changed_by_nobody_else() {
    on_both_engines(async |world: World| {
        let file = shared(&world).await;
        world.post("/folders", named("other", 0)).by("una").send().await;
        new_version(&world, "una", &json!(file), &json!({}), b"two").await;
        assert_eq!(set(&world, "max", &file, json!({ "type": "lock" })).await.status, 200);
        let versions = world.get(&format!("/files/{file}/versions")).by("una").send().await.body;
        let old = text(&versions["entries"][0]["id"]).to_owned();
        for by in ["una", "cole"] {
            for outcome in changes(&world, by, &file).await {
                assert_eq!(outcome, LOCKED, "{by}");
            }
            let version = format!("/files/{file}/versions/{old}");
            let promote = json!({ "type": "file_version", "id": old });
            let promote = world.post(&format!("/files/{file}/versions/current"), promote).by(by).send().await;
            assert_eq!(promote.outcome(), LOCKED);
            assert_eq!(world.delete(&version).by(by).send().await.outcome(), LOCKED);
            assert_eq!(world.put(&version, json!({ "trashed_at": null })).by(by).send().await.outcome(), LOCKED);
            assert_eq!(set(&world, by, &file, json!({ "type": "lock" })).await.outcome(), LOCKED);
        }
        // To read it, to talk about it and to like it is no change.
        assert_eq!(bytes_of(&world, "una", &format!("/files/{file}/content")).await, b"two");
        let comment = json!({ "item": { "type": "file", "id": file }, "message": "Look" });
        assert_eq!(world.post("/comments", comment).by("una").send().await.status, 201);
        // Whose lock it is goes on.
        let version = new_version(&world, "max", &json!(file), &json!({ "name": "c.txt" }), b"three").await;
        assert_eq!((version.status, &version.body["entries"][0]["name"]), (201, &json!("c.txt")), "{version:?}");
        let renamed = world.put(&format!("/files/{file}"), json!({ "name": "d.txt" })).by("max").send().await;
        assert_eq!(renamed.status, 200, "{renamed:?}");
        assert_eq!(world.delete(&format!("/files/{file}")).by("max").send().await.status, 204);
    });
}

#[test]
fn a_lock_is_taken_off_by_whose_it_is_and_by_owners() {
    on_both_engines(async |world: World| {
        let file = shared(&world).await;
        world
            .post(
                "/collaborations",
                json!({ "item": { "type": "folder", "id": "1" }, "role": "editor",
            "accessible_by": { "type": "user", "id": "10" } }),
            )
            .by("una")
            .send()
            .await;
        for (owner, other, outcome) in
            [("max", "cora", DENIED), ("max", "una", "200 -"), ("max", "cole", "200 -"), ("una", "max", DENIED)]
        {
            assert_eq!(set(&world, owner, &file, json!({ "type": "lock" })).await.status, 200);
            assert_eq!(set(&world, other, &file, Value::Null).await.outcome(), outcome, "{other}");
        }
        assert_eq!(set(&world, "una", &file, Value::Null).await.status, 200);
        assert_eq!(set(&world, "max", &file, json!({ "type": "lock" })).await.status, 200);
        // In one call, the lock goes first.
        let both = json!({ "lock": null, "name": "b.txt" });
        let both = world.put(&format!("/files/{file}"), both).by("una").send().await;
        assert_eq!((both.status, &both.body["name"]), (200, &json!("b.txt")), "{both:?}");
        for by in ["appu1", "olga"] {
            let status = set(&world, by, &file, json!({ "type": "lock" })).await.status;
            assert_eq!(status, if by == "appu1" { 403 } else { 404 });
        }
    });
}

#[test]
fn content_row_13_a_locked_file_gets_versions_of_whose_lock_it_is() {
    on_both_engines(async |world: World| {
        let file = shared(&world).await;
        assert_eq!(set(&world, "max", &file, json!({ "type": "lock" })).await.status, 200);
        assert_eq!(new_version(&world, "una", &json!(file), &json!({}), b"two").await.outcome(), LOCKED);
        assert_eq!(new_version(&world, "max", &json!(file), &json!({}), b"two").await.status, 201);
    });
}

#[test]
fn content_row_75_a_lock_ends_by_itself_and_copies_have_none() {
    on_both_engines(async |world: World| {
        let file = shared(&world).await;
        let past = json!({ "type": "lock", "expires_at": "2025-06-15T15:00:00Z" });
        assert_eq!(set(&world, "max", &file, past).await.outcome(), "400 invalid_parameter");
        let soon = json!({ "type": "lock", "expires_at": "2025-06-15T15:30:00Z" });
        assert_eq!(set(&world, "max", &file, soon.clone()).await.status, 200);
        let copy = json!({ "parent": { "id": "1" }, "name": "copy.txt" });
        let copy = world.post(&format!("/files/{file}/copy?fields=lock,name"), copy).by("una").send().await;
        assert_eq!((copy.status, &copy.body["lock"]), (201, &Value::Null), "{copy:?}");
        assert_eq!(new_version(&world, "una", &json!(file), &json!({}), b"two").await.outcome(), LOCKED);
        world.advance(Duration::from_mins(30));
        let shown = world.get(&format!("/files/{file}?fields=lock")).by("una").send().await.body;
        assert_eq!(shown["lock"], Value::Null);
        assert_eq!(new_version(&world, "una", &json!(file), &json!({}), b"two").await.status, 201);
        // Nobody's lock is in the way of a new one, whether its row was deleted or not.
        for deleted in [false, true] {
            if deleted {
                let delete = |tx: &mut Tx<Write>| tx.exec("DELETE FROM locks WHERE expires_at <= $1", (i64::MAX,));
                let deleted: Result<u64, Error> = world.app().db().write("test", delete).await;
                assert_eq!(deleted.unwrap(), 1);
            }
            let lock = json!({ "type": "lock", "expires_at": "2025-06-15T16:00:00Z" });
            assert_eq!(set(&world, "una", &file, lock).await.status, 200);
        }
    });
}

#[test]
fn a_folder_with_somebody_elses_locked_file_stays_where_it_is() {
    on_both_engines(async |world: World| {
        let file = shared(&world).await;
        for (name, parent) in [("inner", 1), ("beside", 1), ("elsewhere", 1)] {
            world.post("/folders", named(name, parent)).by("una").send().await;
        }
        let folders = world.get("/folders/1/items").by("una").send().await.body;
        let id = |name: &str| {
            let entries = folders["entries"].as_array().unwrap();
            text(&entries.iter().find(|entry| entry["name"] == name).unwrap()["id"]).to_owned()
        };
        let (inner, beside, elsewhere) = (id("inner"), id("beside"), id("elsewhere"));
        let into = |folder: &str| json!({ "parent": { "id": folder } });
        let moved = world.put(&format!("/files/{file}"), into(&inner)).by("una").send().await;
        assert_eq!(moved.status, 200, "{moved:?}");
        assert_eq!(set(&world, "max", &file, json!({ "type": "lock" })).await.status, 200);
        let try_all = async |by: &str, folder: &str, to: &str| {
            let path = format!("/folders/{folder}");
            let moved = world.put(&path, into(to)).by(by).send().await.outcome();
            let deleted = world.delete(&format!("{path}?recursive=true")).by(by).send().await.outcome();
            (moved, deleted)
        };
        let both = |outcome: &str| (outcome.to_owned(), outcome.to_owned());
        assert_eq!(try_all("una", &inner, &beside).await, both(LOCKED));
        assert_eq!(try_all("una", "1", "0").await.1, LOCKED);
        let renamed = world.put(&format!("/folders/{inner}"), json!({ "name": "renamed" })).by("una").send().await;
        assert_eq!(renamed.status, 200, "{renamed:?}");
        // It goes along with whom it belongs to, and is in the way where it is then.
        assert_eq!(world.put(&format!("/folders/{inner}"), into(&beside)).by("max").send().await.status, 200);
        assert_eq!(try_all("una", &beside, &elsewhere).await, both(LOCKED));
        let out = world.put(&format!("/files/{file}"), into("1")).by("max").send().await;
        assert_eq!(out.status, 200, "{out:?}");
        assert_eq!(world.delete(&format!("/folders/{beside}?recursive=true")).by("una").send().await.status, 204);
        // In the trash it is in nobody's way.
        assert_eq!(world.delete(&format!("/files/{file}")).by("max").send().await.status, 204);
        world.put("/folders/1", json!({ "name": "still here" })).by("una").send().await;
        let again = world.delete("/folders/1?recursive=true").by("una").send().await;
        assert_eq!(again.status, 204, "{again:?}");
    });
}

#[test]
fn what_comes_back_from_the_trash_is_locked_as_before() {
    on_both_engines(async |world: World| {
        let file = shared(&world).await;
        for (name, parent) in [("inner", 1), ("other", 1)] {
            world.post("/folders", named(name, parent)).by("una").send().await;
        }
        let ids = world.get("/folders/1/items").by("una").send().await.body;
        let (inner, other) = (text(&ids["entries"][0]["id"]), text(&ids["entries"][1]["id"]));
        world.put(&format!("/files/{file}"), json!({ "parent": { "id": inner } })).by("una").send().await;
        assert_eq!(set(&world, "max", &file, json!({ "type": "lock" })).await.status, 200);
        assert_eq!(world.delete(&format!("/folders/{inner}?recursive=true")).by("max").send().await.status, 204);
        let back =
            world.post(&format!("/folders/{inner}"), json!({ "parent": { "id": other } })).by("una").send().await;
        assert_eq!(back.status, 201, "{back:?}");
        let delete = world.delete(&format!("/folders/{other}?recursive=true"));
        assert_eq!(delete.by("una").send().await.outcome(), LOCKED);
        assert_eq!(new_version(&world, "una", &json!(file), &json!({}), b"two").await.outcome(), LOCKED);
    });
}

#[test]
fn what_a_lock_withholds_is_no_permission_and_some_withhold_downloads() {
    on_both_engines(async |world: World| {
        let file = shared(&world).await;
        let lock = json!({ "type": "lock", "is_download_prevented": true });
        assert_eq!(set(&world, "max", &file, lock).await.status, 200);
        for path in [format!("/files/{file}?fields=permissions"), "/folders/1/items?fields=permissions".to_owned()] {
            for (by, may) in [("una", false), ("max", true)] {
                let shown = world.get(&path).by(by).send().await.body;
                let shown = shown.get("entries").map_or(&shown, |entries| &entries[0])["permissions"].clone();
                for name in ["can_delete", "can_rename", "can_upload", "can_download"] {
                    assert_eq!(shown[name], may, "{name} by {by} of {path}");
                }
                assert_eq!((&shown["can_comment"], &shown["can_preview"]), (&json!(true), &json!(true)));
            }
        }
        let content = world.get(&format!("/files/{file}/content"));
        assert_eq!(content.by("una").send().await.outcome(), LOCKED);
        let copy = json!({ "parent": { "id": "0" } });
        assert_eq!(world.post(&format!("/files/{file}/copy"), copy).by("una").send().await.outcome(), LOCKED);
        assert_eq!(bytes_of(&world, "max", &format!("/files/{file}/content")).await, b"one");
    });
}

#[test]
fn a_user_who_is_deleted_leaves_no_locks() {
    on_both_engines(async |world: World| {
        let file = shared(&world).await;
        assert_eq!(set(&world, "max", &file, json!({ "type": "lock" })).await.status, 200);
        assert_eq!(world.delete("/users/4?force=true").by("ada").send().await.status, 204);
        assert_eq!(world.delete("/folders/1?recursive=true").by("una").send().await.status, 204);
    });
}
