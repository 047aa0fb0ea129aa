//! Each operation of collections, on both engines. Rows of the contract's tables are tests named after them.
use boxwood_store::{Cost, Tx, Write};
use boxwood_testing::{Reply, World, on_both_engines};
use insta::assert_json_snapshot;
use serde_json::{Value, json};

const MISSING: &str = "404 not_found";

async fn folder(world: &World, by: &str, name: &str, parent: &str) -> String {
    let made = world.post("/folders", json!({ "name": name, "parent": { "id": parent } })).by(by).send().await;
    made.body["id"].as_str().unwrap().to_owned()
}

async fn collect(world: &World, by: &str, folder: &str, into: Value) -> Reply {
    world.put(&format!("/folders/{folder}?fields=collections"), json!({ "collections": into })).by(by).send().await
}

async fn liked(world: &World, by: &str, id: i64) -> Vec<String> {
    let items = world.get(&format!("/collections/{id}/items")).by(by).send().await;
    let entries = items.body["entries"].as_array().unwrap_or_else(|| panic!("{items:?}")).iter();
    entries.map(|one| one["name"].as_str().unwrap().to_owned()).collect()
}

async fn events(world: &World) -> Vec<String> {
    const ROWS: &str = "SELECT kind, item_type, item_id FROM events WHERE kind LIKE '%FAVORITE' ORDER BY id";
    let rows = world.app().db().read(Cost::Point, |tx| tx.many::<(String, String, i64)>(ROWS, ()));
    let rows: Result<_, boxwood_store::Error> = rows.await;
    rows.unwrap().into_iter().map(|(kind, of, id)| format!("{kind} {of} {id}")).collect()
}

/// Out of the trash, for which there is no operation yet.
async fn restore(world: &World, folder: i64) {
    const RESTORE: &str = "UPDATE items SET trashed_at = NULL, trash_owner = NULL WHERE id = $1";
    let restore = move |tx: &mut Tx<Write>| {
        tx.forget(boxwood_store::Key::from(folder.unsigned_abs()));
        tx.exec(RESTORE, (folder,))
    };
    let done: Result<u64, boxwood_store::Error> = world.app().db().write("test.restore", restore).await;
    assert_eq!(done.unwrap(), 1);
}

#[test]
fn everybody_has_one_collection() {
    on_both_engines(async |world: World| {
        let list = world.get("/collections").by("una").send().await;
        assert_json_snapshot!(list.body, @r#"
        {
          "entries": [
            {
              "collection_type": "favorites",
              "id": "3",
              "name": "Favorites",
              "type": "collection"
            }
          ],
          "limit": 100,
          "offset": 0,
          "total_count": 1
        }
        "#);
        let one = world.get("/collections/3").by("una").send().await;
        assert_eq!((one.status, &one.body), (200, &list.body["entries"][0]));
        assert_eq!(world.get("/collections").by("ada").as_user("3").send().await.body, list.body);
        let beyond = world.get("/collections?offset=1").by("una").send().await.body;
        assert_eq!((&beyond["entries"], &beyond["total_count"]), (&json!([]), &json!(1)));
        assert_eq!(world.get("/collections?offset=x").by("una").send().await.outcome(), "400 invalid_offset");
        let empty = world.get("/collections/3/items").by("una").send().await.body;
        assert_eq!(empty, json!({ "entries": [], "limit": 100, "offset": 0, "total_count": 0 }));
    });
}

#[test]
fn what_is_liked_is_listed_by_kind_and_name() {
    on_both_engines(async |world: World| {
        folder(&world, "una", "A", "0").await;
        for name in ["c", "B", "a", "d"] {
            let id = folder(&world, "una", name, "1").await;
            assert_eq!(collect(&world, "una", &id, json!([{ "id": "3", "type": "collection" }])).await.status, 200);
        }
        assert_eq!(liked(&world, "una", 3).await, ["a", "B", "c", "d"]);
        let page = world.get("/collections/3/items?limit=1&offset=1&fields=parent,collections").by("una").send().await;
        assert_json_snapshot!(page.body, @r#"
        {
          "entries": [
            {
              "collections": [
                {
                  "collection_type": "favorites",
                  "id": "3",
                  "name": "Favorites",
                  "type": "collection"
                }
              ],
              "etag": "0",
              "id": "3",
              "name": "B",
              "parent": {
                "etag": "0",
                "id": "1",
                "name": "A",
                "sequence_id": "0",
                "type": "folder"
              },
              "sequence_id": "0",
              "type": "folder"
            }
          ],
          "limit": 1,
          "offset": 1,
          "total_count": 4
        }
        "#);
        let beyond = world.get("/collections/3/items?offset=9").by("una").send().await.body;
        assert_eq!((&beyond["entries"], &beyond["total_count"]), (&json!([]), &json!(4)));
        let told = world.get("/folders/1/items?fields=collections").by("una").send().await.body;
        assert_eq!(told["entries"][3]["collections"][0]["id"], "3");
        assert_eq!(world.get("/folders/1?fields=collections").by("una").send().await.body["collections"], json!([]));
    });
}

#[test]
fn content_row_76_favorites() {
    on_both_engines(async |world: World| {
        folder(&world, "una", "A", "0").await;
        folder(&world, "una", "B", "1").await;
        for _ in 0..2 {
            let added = collect(&world, "una", "2", json!([{ "id": "3" }])).await;
            assert_eq!((added.status, &added.body["collections"][0]["id"]), (200, &json!("3")));
        }
        assert_eq!(added_etag(&world).await, "0", "the folder is as it was");
        assert_eq!(liked(&world, "una", 3).await, ["B"]);
        assert_eq!(world.delete("/folders/1?recursive=true").by("una").send().await.status, 204);
        assert!(liked(&world, "una", 3).await.is_empty());
        restore(&world, 1).await;
        assert_eq!(liked(&world, "una", 3).await, ["B"]);
        for path in ["/collections/3", "/collections/3/items"] {
            assert_eq!(world.get(path).by("max").send().await.outcome(), MISSING);
            assert_eq!(world.get(path).by("ada").send().await.outcome(), MISSING, "whatever an admin may");
        }
        assert_eq!(collect(&world, "una", "2", json!([{ "id": "4" }])).await.outcome(), MISSING);
        assert_eq!(collect(&world, "una", "2", json!([{ "id": "3" }, { "id": "9" }])).await.outcome(), MISSING);
        for nothing in [json!([]), Value::Null] {
            collect(&world, "una", "2", json!([{ "id": 3 }])).await;
            let removed = collect(&world, "una", "2", nothing).await;
            assert_eq!((removed.status, &removed.body["collections"]), (200, &json!([])));
            assert!(liked(&world, "una", 3).await.is_empty());
        }
        let (on, off) = ("FAVORITE folder 2", "UNFAVORITE folder 2");
        assert_eq!(events(&world).await, [on, off, on, off]);
    });
}

async fn added_etag(world: &World) -> String {
    world.get("/folders/2").by("una").send().await.body["etag"].as_str().unwrap().to_owned()
}

#[test]
fn to_like_takes_no_more_than_to_see() {
    on_both_engines(async |world: World| {
        folder(&world, "una", "A", "0").await;
        let given = json!({ "item": { "type": "folder", "id": "1" }, "accessible_by": { "type": "user", "id": "4" },
            "role": "uploader" });
        assert_eq!(world.post("/collaborations", given).by("una").send().await.status, 201);
        assert_eq!(collect(&world, "max", "1", json!([{ "id": "4" }])).await.status, 200);
        assert_eq!(liked(&world, "max", 4).await, ["A"]);
        assert!(liked(&world, "una", 3).await.is_empty(), "that is max's");
        let una = world.get("/folders/1?fields=collections").by("una").send().await;
        assert_eq!(una.body["collections"], json!([]));
        let denied = "403 access_denied_insufficient_permissions";
        let both = json!({ "name": "B", "collections": null });
        assert_eq!(world.put("/folders/1", both).by("max").send().await.outcome(), denied);
        assert_eq!(liked(&world, "max", 4).await, ["A"], "refused as a whole");
        assert_eq!(collect(&world, "max", "0", json!([{ "id": "4" }])).await.outcome(), denied, "a root");
        assert_eq!(collect(&world, "cole", "1", json!([{ "id": "2" }])).await.outcome(), MISSING);
        assert_eq!(world.delete("/collaborations/1").by("una").send().await.status, 204);
        assert!(liked(&world, "max", 4).await.is_empty());
    });
}

#[test]
fn who_goes_likes_nothing_and_what_goes_is_not_liked() {
    on_both_engines(async |world: World| {
        folder(&world, "una", "A", "0").await;
        folder(&world, "max", "M", "0").await;
        let given = json!({ "item": { "type": "folder", "id": "1" }, "accessible_by": { "type": "user", "id": "4" },
            "role": "viewer" });
        world.post("/collaborations", given).by("una").send().await;
        for (by, folder, id) in [("una", "1", "3"), ("max", "1", "4"), ("max", "2", "4")] {
            assert_eq!(collect(&world, by, folder, json!([{ "id": id }])).await.status, 200);
        }
        assert_eq!(world.delete("/users/3?force=true").by("ada").send().await.status, 204);
        assert_eq!(liked(&world, "max", 4).await, ["M"]);
        assert_eq!(world.delete("/users/4?force=true").by("ada").send().await.status, 204);
        const COUNT: &str = "SELECT count(*) FROM favorites";
        let left = world.app().db().read(Cost::Point, |tx| tx.one::<(i64,)>(COUNT, ())).await;
        let left: Result<_, boxwood_store::Error> = left;
        assert_eq!(left.unwrap().0, 0);
    });
}
