//! What else can be asked than words.
use super::{file, folder, found, put, search};
use boxwood_testing::{World, on_both_engines};
use serde_json::{Value, json};
use std::time::Duration;

/// una's tree: A (1) with B (2), x.txt (3, 5 bytes) in A, x.PDF (4, 10 bytes) in B, and a link (5) in her root; max's file (6)
/// in A. A minute passes before each.
async fn tree(world: &World) {
    folder(world, "una", "x A", 0).await;
    world.share(1, "max", "editor").await;
    for step in 2..=6 {
        world.advance(Duration::from_secs(60));
        match step {
            2 => folder(world, "una", "x B", 1).await,
            3 => file(world, "una", "x.txt", 1, "12345").await,
            4 => file(world, "una", "x.PDF", 2, "1234567890").await,
            5 => {
                let link = json!({ "url": "https://example.com", "name": "x link", "parent": { "id": "0" } });
                super::id(&world.post("/web_links", link).by("una").send().await)
            }
            _ => file(world, "max", "x max.md", 1, "").await,
        };
    }
}

async fn ids(world: &World, by: &str, rest: &str) -> Vec<i64> {
    let reply = search(world, by, "x", rest).await;
    assert_eq!(reply.status, 200, "{rest} {reply:?}");
    let entries = reply.body["entries"].as_array().unwrap();
    let mut ids: Vec<i64> = entries.iter().map(|one| one["id"].as_str().unwrap().parse().unwrap()).collect();
    ids.sort_unstable();
    ids
}

#[test]
fn filters_narrow_what_is_found() {
    on_both_engines(async |world: World| {
        tree(&world).await;
        for (rest, expected) in [
            ("", vec![1, 2, 3, 4, 5, 6]),
            ("&type=folder", vec![1, 2]),
            ("&type=file", vec![3, 4, 6]),
            ("&type=web_link", vec![5]),
            ("&file_extensions=pdf", vec![4]),
            ("&file_extensions=txt,PDF", vec![3, 4]),
            ("&file_extensions=.md", vec![6]),
            ("&file_extensions=p", vec![]),
            ("&ancestor_folder_ids=1", vec![2, 3, 4, 6]),
            ("&ancestor_folder_ids=2", vec![4]),
            ("&ancestor_folder_ids=2,1", vec![2, 3, 4, 6]),
            ("&ancestor_folder_ids=0", vec![1, 2, 3, 4, 5, 6]),
            ("&owner_user_ids=3", vec![1, 2, 3, 4, 5, 6]),
            ("&owner_user_ids=4", vec![]),
            ("&recent_updater_user_ids=4", vec![6]),
            ("&recent_updater_user_ids=4,3", vec![1, 2, 3, 4, 5, 6]),
            ("&size_range=6,", vec![1, 2, 4]),
            ("&size_range=5,10&type=file", vec![3, 4]),
            ("&size_range=,4", vec![5, 6]),
            ("&size_range=15,15", vec![1]),
            ("&created_at_range=2025-06-15T15:08:40Z,2025-06-15T15:09:40Z", vec![3, 4]),
            ("&created_at_range=,2025-06-15T15:06:40%2B00:00", vec![1]),
            ("&created_at_range=2025-06-15T15:11:40+00:00,", vec![6]),
            ("&updated_at_range=2025-06-15T08:10:40-07:00,&type=web_link", vec![5]),
            ("&created_at_range=,", vec![1, 2, 3, 4, 5, 6]),
            ("&content_types=tags", vec![]),
        ] {
            assert_eq!(ids(&world, "una", rest).await, expected, "{rest}");
        }
        assert_eq!(ids(&world, "max", "&ancestor_folder_ids=1").await, [2, 3, 4, 6]);
        assert_eq!(ids(&world, "max", "&owner_user_ids=3").await, [1, 2, 3, 4, 6]);
        let latest = ["x max.md", "x link", "x.PDF", "x.txt", "x B", "x A"];
        assert_eq!(found(&world, "una", "x", "&sort=modified_at").await, latest);
        let mut first = latest;
        first.reverse();
        assert_eq!(found(&world, "una", "x", "&sort=modified_at&direction=ASC").await, first);
    });
}

#[test]
fn what_is_no_filter_is_refused() {
    on_both_engines(async |world: World| {
        tree(&world).await;
        folder(&world, "max", "his", 0).await;
        for (rest, outcome) in [
            ("type=box", "400 invalid_parameter"),
            ("scope=all", "400 invalid_parameter"),
            ("content_types=name,size", "400 invalid_parameter"),
            ("trash_content=some", "400 invalid_parameter"),
            ("sort=name", "400 invalid_parameter"),
            ("direction=up", "400 invalid_parameter"),
            ("owner_user_ids=una", "400 invalid_parameter"),
            ("owner_user_ids=-1", "400 invalid_parameter"),
            ("owner_user_ids=99999999999999999999", "400 invalid_parameter"),
            ("created_at_range=2025-06-15T15:06:40Z", "400 invalid_parameter"),
            ("created_at_range=yesterday,", "400 invalid_parameter"),
            ("size_range=-1,", "400 invalid_parameter"),
            ("size_range=a,b", "400 invalid_parameter"),
            ("deleted_user_ids=3", "400 invalid_parameter"),
            ("ancestor_folder_ids=7", "404 not_found"),
            ("ancestor_folder_ids=1,77", "404 not_found"),
            ("ancestor_folder_ids=3", "404 not_found"),
            ("include_recent_shared_links=perhaps", "400 invalid_request_parameters"),
        ] {
            assert_eq!(search(&world, "una", "x", &format!("&{rest}")).await.outcome(), outcome, "{rest}");
        }
    });
}

#[test]
fn the_trash_is_searched_by_who_deleted_and_when() {
    on_both_engines(async |world: World| {
        tree(&world).await;
        for (path, by) in [("/files/3", "una"), ("/folders/2?recursive=true", "max")] {
            assert_eq!(world.delete(path).by(by).send().await.status, 204, "{path}");
            world.advance(Duration::from_secs(60));
        }
        let only = "&trash_content=trashed_only";
        for (rest, expected) in [
            ("", vec![2, 3, 4]),
            ("&deleted_user_ids=3", vec![3]),
            ("&deleted_user_ids=4", vec![2, 4]),
            ("&deleted_user_ids=3,4", vec![2, 3, 4]),
            ("&deleted_at_range=2025-06-15T15:12:00Z,", vec![2, 4]),
            ("&deleted_at_range=,2025-06-15T15:12:00Z", vec![3]),
            ("&ancestor_folder_ids=2", vec![4]),
            ("&type=folder", vec![2]),
        ] {
            assert_eq!(ids(&world, "una", &format!("{only}{rest}")).await, expected, "{rest}");
        }
        assert_eq!(ids(&world, "una", "").await, [1, 5, 6]);
        assert_eq!(ids(&world, "una", "&trash_content=all_items").await, [1, 2, 3, 4, 5, 6]);
        assert_eq!(ids(&world, "una", "&trash_content=all_items&deleted_user_ids=3").await, [3]);
        let refused = search(&world, "una", "x", "&ancestor_folder_ids=2").await;
        assert_eq!(refused.outcome(), "404 trashed");
        // Deleted by itself before its folder was, and left when that goes for good.
        assert_eq!(world.ask("DELETE", "/folders/1?recursive=true", Value::Null).by("una").send().await.status, 204);
        assert_eq!(world.ask("DELETE", "/folders/1/trash", Value::Null).by("una").send().await.status, 204);
        assert_eq!(ids(&world, "una", only).await, [2, 3], "what is in B hangs on nothing");
        put(&world, "una", "/web_links/5", json!({ "name": "y" })).await;
        assert_eq!(ids(&world, "una", "&trash_content=all_items").await, [2, 3]);
    });
}
