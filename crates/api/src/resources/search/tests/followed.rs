//! What changes is found as it is from then on.
use super::{file, folder, found, put, upload};
use boxwood_testing::{World, on_both_engines};
use serde_json::{Value, json};

async fn counts<const N: usize>(world: &World, words: [&str; N]) -> [usize; N] {
    let mut counts = [0; N];
    for (count, word) in counts.iter_mut().zip(words) {
        *count = found(world, "una", word, "").await.len();
    }
    counts
}

#[test]
fn a_file_is_found_by_what_it_is_now() {
    on_both_engines(async |world: World| {
        let words = ["first", "second", "alpha", "beta", "about"];
        file(&world, "una", "first.txt", 0, "alpha").await;
        assert_eq!(counts(&world, words).await, [1, 0, 1, 0, 0]);
        put(&world, "una", "/files/1", json!({ "name": "second.txt", "description": "about" })).await;
        assert_eq!(counts(&world, words).await, [0, 1, 1, 0, 1]);
        let added = upload(&world, "una", "/files/1/content", &json!({ "name": "first.txt" }), b"beta").await;
        assert_eq!(added.status, 201);
        assert_eq!(counts(&world, words).await, [1, 0, 0, 1, 1]);
        let promoted = world.post("/files/1/versions/current", json!({ "id": "1" })).by("una").send().await;
        assert_eq!(promoted.status, 201);
        assert_eq!(counts(&world, words).await, [1, 0, 1, 0, 1], "with its content of then");
        let copy = json!({ "name": "second.txt", "parent": { "id": "0" } });
        assert_eq!(world.post("/files/1/copy", copy).by("una").send().await.status, 201);
        assert_eq!(counts(&world, words).await, [1, 1, 2, 0, 2]);
        put(&world, "una", "/files/1", json!({ "description": "", "tags": ["beta"] })).await;
        assert_eq!(counts(&world, words).await, [1, 1, 2, 1, 1]);
    });
}

#[test]
fn a_file_is_found_by_what_is_said_about_it_now() {
    on_both_engines(async |world: World| {
        file(&world, "una", "a.txt", 0, "").await;
        let words = ["gamma", "delta", "epsilon"];
        for message in ["gamma", "delta"] {
            let body = json!({ "message": message, "item": { "type": "file", "id": "1" } });
            assert_eq!(world.post("/comments", body).by("una").send().await.status, 201);
        }
        assert_eq!(counts(&world, words).await, [1, 1, 0]);
        put(&world, "una", "/comments/1", json!({ "message": "epsilon" })).await;
        assert_eq!(counts(&world, words).await, [0, 1, 1]);
        assert_eq!(world.delete("/comments/2").by("una").send().await.status, 204);
        assert_eq!(counts(&world, words).await, [0, 0, 1]);
        put(&world, "una", "/files/1", json!({ "name": "gamma" })).await;
        assert_eq!(counts(&world, words).await, [1, 0, 1], "a new name changes nothing of it");
    });
}

#[test]
fn the_trash_takes_along_what_is_in_a_folder_and_gives_it_back() {
    on_both_engines(async |world: World| {
        folder(&world, "una", "Top", 0).await;
        folder(&world, "una", "Mid", 1).await;
        file(&world, "una", "leaf.txt", 2, "green").await;
        let link = json!({ "url": "https://example.com", "name": "leaf link", "parent": { "id": "2" } });
        assert_eq!(world.post("/web_links", link).by("una").send().await.status, 201);
        let trashed = "&trash_content=trashed_only";
        assert_eq!(world.delete("/folders/1?recursive=true").by("una").send().await.status, 204);
        assert!(found(&world, "una", "leaf green top mid", "").await.is_empty());
        assert_eq!(found(&world, "una", "leaf top mid", trashed).await.len(), 4);
        let restored = world.post("/folders/1", json!({ "name": "Tip" })).by("una").send().await;
        assert_eq!(restored.status, 201);
        assert_eq!(counts(&world, ["leaf", "green", "mid", "tip", "top"]).await, [2, 1, 1, 1, 0]);
        assert!(found(&world, "una", "leaf", trashed).await.is_empty());
        assert_eq!(world.delete("/folders/1?recursive=true").by("una").send().await.status, 204);
        assert_eq!(world.delete("/folders/1/trash").by("una").send().await.status, 204);
        assert!(found(&world, "una", "leaf green mid tip", "&trash_content=all_items").await.is_empty());
    });
}

#[test]
fn what_a_failed_call_wanted_is_not_found() {
    on_both_engines(async |world: World| {
        folder(&world, "una", "one", 0).await;
        folder(&world, "una", "two", 0).await;
        for (method, path, body, outcome) in [
            ("POST", "/folders", json!({ "name": "ONE", "parent": { "id": "0" } }), "409 item_name_in_use"),
            ("PUT", "/folders/2", json!({ "name": "one", "description": "three" }), "409 item_name_in_use"),
            ("PUT", "/folders/2", json!({ "name": "four/", "description": "three" }), "400 item_name_invalid"),
        ] {
            assert_eq!(world.ask(method, path, body).by("una").send().await.outcome(), outcome);
        }
        assert_eq!(counts(&world, ["one", "two", "three", "four"]).await, [1, 1, 0, 0]);
        assert_eq!(world.ask("DELETE", "/folders/2", Value::Null).by("una").send().await.status, 204);
    });
}
