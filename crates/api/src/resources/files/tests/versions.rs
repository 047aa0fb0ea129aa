//! What a file was before.
use super::{bytes_of, made, new_version, text};
use crate::Error;
use boxwood_store::{Tx, Write};
use boxwood_testing::{World, on_both_engines};
use serde_json::json;

#[test]
fn content_row_14_the_current_version_is_no_past_one() {
    on_both_engines(async |world: World| {
        let file = made(&world, "una", "a", 0, b"1").await;
        let list = format!("/files/{}/versions", text(&file["id"]));
        let fresh = world.get(&list).by("una").send().await.body;
        assert_eq!(fresh, json!({ "total_count": 0, "entries": [], "limit": 1000, "offset": 0 }));
        let next = new_version(&world, "una", &file["id"], &json!({}), b"22").await.body["entries"][0].clone();
        let past = world.get(&list).by("una").send().await.body;
        assert_eq!(past["total_count"], 1);
        assert_eq!(past["entries"][0]["id"], file["file_version"]["id"]);
        assert!(past["entries"].as_array().unwrap().iter().all(|one| one["id"] != next["file_version"]["id"]));
        assert!(past["entries"][0].get("version_number").is_none(), "only where it is asked for");
        let asked = world.get(&format!("{list}?fields=version_number")).by("una").send().await.body;
        assert_eq!(asked["entries"][0]["version_number"], "1");
    });
}

#[test]
fn content_row_15_a_version_goes_to_the_trash_and_comes_back() {
    on_both_engines(async |world: World| {
        let file = made(&world, "una", "a", 0, b"1").await;
        new_version(&world, "una", &file["id"], &json!({}), b"22").await;
        let (id, old) = (text(&file["id"]), text(&file["file_version"]["id"]));
        let path = format!("/files/{id}/versions/{old}");
        assert_eq!(world.delete(&path).by("una").send().await.status, 204);
        let listed = world.get(&format!("/files/{id}/versions")).by("una").send().await.body;
        assert!(listed["entries"][0]["trashed_at"].is_string(), "{listed}");
        let set = world.put(&path, json!({ "trashed_at": "2030-01-01T00:00:00Z" })).by("una").send().await;
        assert_eq!(set.outcome(), "400 bad_request");
        let back = world.put(&path, json!({ "trashed_at": null })).by("una").send().await;
        assert_eq!(back.status, 200, "{back:?}");
        let back = world.get(&format!("{path}?fields=restored_at,restored_by,trashed_at")).by("una").send().await.body;
        assert!(back["restored_at"].is_string() && back["trashed_at"].is_null(), "{back}");
        assert_eq!(back["restored_by"]["id"], "3");
    });
}

#[test]
fn what_a_version_took_is_given_back_thirty_days_after_it_was_deleted() {
    const SIZES: &str = "SELECT kind, owner_id, value FROM counters WHERE kind IN ('space_used', 'folder_bytes') AND value <> 0 \
        ORDER BY kind, owner_id, part_id";
    on_both_engines(async |world: World| {
        let sizes = async || -> Vec<(String, i64, i64)> {
            let read = |tx: &mut Tx<Write>| Ok::<_, Error>(tx.many(SIZES, ())?);
            world.app().db().write("test", read).await.unwrap()
        };
        let expire = async || world.app().db().write("test", crate::items::delete_expired_versions).await.unwrap();
        let folder =
            world.post("/folders", json!({ "name": "F", "parent": { "id": "0" } })).by("una").send().await.body;
        let folder: i64 = text(&folder["id"]).parse().unwrap();
        let file = made(&world, "una", "a", folder, b"1").await;
        new_version(&world, "una", &file["id"], &json!({}), b"22").await;
        let path = format!("/files/{}/versions/{}", text(&file["id"]), text(&file["file_version"]["id"]));
        assert_eq!(world.delete(&path).by("una").send().await.status, 204);
        let shown = world.get(&path).by("una").send().await.body;
        assert_eq!(shown["purged_at"], "2025-07-15T15:06:40+00:00", "{shown}");
        // Also of a file that lies in the trash meanwhile: what is above it does not count it.
        let before = sizes().await;
        assert_eq!(world.delete(&format!("/folders/{folder}?recursive=true")).by("una").send().await.status, 204);
        world.advance(std::time::Duration::from_secs(30 * 24 * 3600 - 1));
        assert!(!expire().await);
        let (all, root) = (|sizes: &[(String, i64, i64)]| sizes.iter().map(|size| size.2).sum::<i64>(), sizes().await);
        assert_eq!((all(&before), all(&root)), (3 + 3 + 3, 3 + 3), "in the root, in the folder, of the owner");
        world.advance(std::time::Duration::from_secs(1));
        assert!(!expire().await);
        assert_eq!(all(&sizes().await), 2 + 2, "{:?}", sizes().await);
        let read = |tx: &mut Tx<Write>| Ok::<_, Error>(tx.one::<(i64,)>("SELECT count(*) FROM file_versions", ())?);
        assert_eq!(world.app().db().write("test", read).await.unwrap(), (1,));
    });
}

#[test]
fn content_row_16_a_promoted_version_is_a_new_one() {
    on_both_engines(async |world: World| {
        let file = made(&world, "una", "old name", 0, b"old").await;
        new_version(&world, "una", &file["id"], &json!({ "name": "new name" }), b"newer").await;
        let id = text(&file["id"]);
        let body = json!({ "type": "file_version", "id": file["file_version"]["id"] });
        let promoted = world.post(&format!("/files/{id}/versions/current"), body).by("una").send().await;
        assert_eq!(promoted.status, 201, "{promoted:?}");
        assert_ne!(promoted.body["id"], file["file_version"]["id"]);
        let shown = world.get(&format!("/files/{id}")).by("una").send().await.body;
        assert_eq!((&shown["name"], &shown["size"]), (&json!("old name"), &json!(3)));
        assert_eq!(shown["file_version"]["id"], promoted.body["id"]);
        let past = world.get(&format!("/files/{id}/versions")).by("una").send().await.body;
        assert_eq!(past["total_count"], 2);
        assert_eq!(bytes_of(&world, "una", &format!("/files/{id}/content")).await, b"old");
    });
}

#[test]
fn content_row_18_a_version_is_downloaded_by_its_id() {
    on_both_engines(async |world: World| {
        let file = made(&world, "una", "a", 0, b"first").await;
        let other = made(&world, "una", "b", 0, b"other").await;
        new_version(&world, "una", &file["id"], &json!({}), b"second").await;
        let path = format!("/files/{}/content", text(&file["id"]));
        let of = |version: &serde_json::Value| format!("{path}?version={}", text(version));
        assert_eq!(bytes_of(&world, "una", &of(&file["file_version"]["id"])).await, b"first");
        assert_eq!(bytes_of(&world, "una", &path).await, b"second");
        let wrong = world.get(&of(&other["file_version"]["id"])).by("una").send().await;
        assert_eq!(wrong.outcome(), "404 not_found");
        let none = world.get(&format!("{path}?version=999999")).by("una").send().await;
        assert_eq!(none.outcome(), "404 not_found");
    });
}

#[test]
fn the_current_version_is_not_deleted_by_itself() {
    on_both_engines(async |world: World| {
        let file = made(&world, "una", "a", 0, b"first").await;
        let path = format!("/files/{}/versions/{}", text(&file["id"]), text(&file["file_version"]["id"]));
        assert_eq!(world.delete(&path).by("una").send().await.outcome(), "400 bad_request");
    });
}
