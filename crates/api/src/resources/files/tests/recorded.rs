//! What is on record of files, and whose space they fill.
use super::{made, new_version, place, text};
use boxwood_store::{Cost, Error, Read, Tx};
use boxwood_testing::{World, on_both_engines};
use serde_json::{Value, json};

/// Kind, whose doing it was, and who really called.
async fn events(world: &World) -> Vec<(String, i64, Option<i64>)> {
    const EVENTS: &str = "SELECT kind, created_by, action_by FROM events WHERE item_type = 'file' ORDER BY id";
    world.flush().await;
    let read = |tx: &mut Tx<Read>| tx.many(EVENTS, ());
    world.app().db().read::<_, Error>(Cost::Point, read).await.unwrap()
}

#[test]
fn a_download_is_on_record_once() {
    on_both_engines(async |world: World| {
        let file = made(&world, "una", "a", 0, b"0123456789").await;
        let path = format!("/files/{}/content", text(&file["id"]));
        let uploaded = ("ITEM_UPLOAD".to_owned(), 3, None);
        let there = place(&world.get(&path).by("una").send().await);
        assert_eq!(events(&world).await, std::slice::from_ref(&uploaded), "an address is no download yet");
        assert_eq!(world.at("HEAD", &there).send().await.status, 200);
        assert_eq!(world.at("GET", &there).header("range", "bytes=4-6").send().await.bytes, "456");
        assert_eq!(world.at("GET", &there).header("range", "bytes=99-").send().await.status, 416);
        assert_eq!(events(&world).await, std::slice::from_ref(&uploaded), "nor are its pieces, but for the first");
        assert_eq!(world.at("GET", &there).header("range", "bytes=0-3").send().await.bytes, "0123");
        assert_eq!(world.at("GET", &there).send().await.bytes, "0123456789");
        let by_una = ("ITEM_DOWNLOAD".to_owned(), 3, None);
        assert_eq!(events(&world).await, [uploaded.clone(), by_una.clone(), by_una.clone()]);
        let there = place(&world.get(&path).by("ada").as_user(3).send().await);
        assert_eq!(world.at("GET", &there).send().await.status, 200);
        let by_ada = ("ITEM_DOWNLOAD".to_owned(), 3, Some(1));
        assert_eq!(events(&world).await, [uploaded, by_una.clone(), by_una, by_ada]);
    });
}

#[test]
fn each_change_of_versions_has_its_event() {
    on_both_engines(async |world: World| {
        let file = made(&world, "una", "a", 0, b"1").await;
        let old = text(&file["file_version"]["id"]);
        let (path, trashed) = (format!("/files/{}/versions", text(&file["id"])), json!({ "trashed_at": null }));
        new_version(&world, "una", &file["id"], &json!({ "name": "b" }), b"22").await;
        assert_eq!(world.delete(&format!("{path}/{old}")).by("una").send().await.status, 204);
        assert_eq!(world.put(&format!("{path}/{old}"), trashed).by("una").send().await.status, 200);
        let promoted = world.post(&format!("{path}/current"), json!({ "id": old })).by("una").send().await;
        assert_eq!(promoted.status, 201, "{promoted:?}");
        let kinds: Vec<String> = events(&world).await.into_iter().map(|(kind, ..)| kind).collect();
        let changes = ["ITEM_RENAME", "ITEM_UPLOAD", "FILE_VERSION_DELETE", "FILE_VERSION_RESTORE"];
        let changes = [&["ITEM_UPLOAD"], &changes[..], &["ITEM_RENAME", "ITEM_MAKE_CURRENT_VERSION"]].concat();
        assert_eq!(kinds, changes);
    });
}

#[test]
fn the_space_that_versions_fill_goes_along_with_what_is_given_away() {
    on_both_engines(async |world: World| {
        let used = async |user: &str| world.get("/users/me").by(user).send().await.body["space_used"].as_i64().unwrap();
        let folder = world.post("/folders", super::named("f", 0)).by("una").send().await.body["id"].clone();
        let inner: i64 = text(&folder).parse().unwrap();
        let inner = world.post("/folders", super::named("g", inner)).by("una").send().await.body["id"].clone();
        let file = made(&world, "una", "a", text(&inner).parse().unwrap(), b"12345").await;
        new_version(&world, "una", &file["id"], &json!({}), b"12").await;
        let gone = made(&world, "una", "gone", text(&inner).parse().unwrap(), b"123").await;
        world.delete(&format!("/files/{}", text(&gone["id"]))).by("una").send().await;
        made(&world, "una", "stays", 0, b"1").await;
        assert_eq!((used("una").await, used("max").await), (11, 0));
        let given = json!({ "item": { "type": "folder", "id": folder }, "accessible_by": { "type": "user", "id": "4" },
            "role": "editor" });
        let given: Value = world.post("/collaborations", given).by("una").send().await.body;
        let path = format!("/collaborations/{}", text(&given["id"]));
        assert_eq!(world.put(&path, json!({ "role": "owner" })).by("una").send().await.status, 204);
        // What una has in the trash stays una's.
        assert_eq!((used("una").await, used("max").await), (4, 7));
        let size = world.get(&format!("/folders/{}", text(&folder))).by("max").send().await.body["size"].clone();
        assert_eq!(size, 2, "past versions are no part of what is shown");
        let back = json!({ "parent": { "id": folder }, "name": "mine" });
        assert_eq!(world.put(&format!("/files/{}", text(&file["id"])), back).by("max").send().await.status, 200);
        assert_eq!((used("una").await, used("max").await), (4, 7), "within one's own nothing changes");
    });
}
