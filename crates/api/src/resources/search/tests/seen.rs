//! Who finds what.
use super::{file, folder, found, put, search};
use boxwood_testing::{World, on_both_engines};
use serde_json::json;
use std::time::Duration;

/// una's A (1) with B (2) in it, and c.txt (3) in that.
async fn tree(world: &World) {
    folder(world, "una", "A tree", 0).await;
    folder(world, "una", "B tree", 1).await;
    file(world, "una", "c tree.txt", 2, "leaves").await;
}

async fn given(world: &World, item: (&str, i64), to: (&str, &str), more: serde_json::Value) -> i64 {
    let mut body = json!({ "item": { "type": item.0, "id": item.1.to_string() }, "role": "viewer",
        "accessible_by": { "type": to.0, "id": to.1 } });
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    super::id(&world.post("/collaborations", body).by("una").send().await)
}

#[test]
fn what_was_given_is_found_with_all_that_is_in_it() {
    on_both_engines(async |world: World| {
        tree(&world).await;
        assert!(found(&world, "max", "tree leaves", "").await.is_empty());
        let id = given(&world, ("folder", 2), ("user", "4"), json!({})).await;
        assert_eq!(found(&world, "max", "tree leaves", "").await.len(), 2);
        let one = search(&world, "max", "leaves", "&fields=path_collection").await.body;
        assert_eq!(one["entries"][0]["path_collection"]["total_count"], 2, "what is above it stays hidden");
        assert_eq!(world.delete(&format!("/collaborations/{id}")).by("una").send().await.status, 204);
        assert!(found(&world, "max", "tree leaves", "").await.is_empty());
        given(&world, ("file", 3), ("user", "4"), json!({})).await;
        assert_eq!(found(&world, "max", "tree leaves", "").await, ["c tree.txt"]);
        let ends = json!({ "expires_at": "2025-06-15T16:06:40Z", "is_access_only": true });
        given(&world, ("folder", 1), ("user", "4"), ends).await;
        assert_eq!(found(&world, "max", "tree leaves", "").await.len(), 3);
        world.advance(Duration::from_secs(3599));
        assert_eq!(found(&world, "max", "tree leaves", "").await.len(), 3);
    });
}

#[test]
fn what_a_group_was_given_is_found_by_those_in_it() {
    on_both_engines(async |world: World| {
        tree(&world).await;
        let group = json!({ "name": "G", "invitability_level": "all_managed_users" });
        assert_eq!(world.post("/groups", group).by("ada").send().await.body["id"], "1");
        given(&world, ("folder", 1), ("group", "1"), json!({})).await;
        assert!(found(&world, "max", "tree", "").await.is_empty());
        let membership = json!({ "group": { "id": "1" }, "user": { "id": "4" } });
        assert_eq!(world.post("/group_memberships", membership).by("ada").send().await.status, 201);
        assert_eq!(found(&world, "max", "tree", "").await.len(), 3);
        assert_eq!(world.delete("/group_memberships/1").by("ada").send().await.status, 204);
        assert!(found(&world, "max", "tree", "").await.is_empty());
    });
}

#[test]
fn who_acts_as_somebody_finds_what_they_would() {
    on_both_engines(async |world: World| {
        tree(&world).await;
        let as_una = world.get("/search?query=tree").by("ada").as_user("3").send().await;
        assert_eq!(as_una.body["total_count"], 3);
        assert!(found(&world, "ada", "tree", "").await.is_empty(), "an admin sees no more than others");
        folder(&world, "olga", "tree of another", 0).await;
        world.share(4, "una", "viewer").await;
        assert_eq!(found(&world, "una", "tree", "").await.len(), 4);
        let as_una = world.get("/search?query=tree").by("ada").as_user("3").send().await;
        assert_eq!(as_una.body["total_count"], 3, "not beyond the enterprise");
        world.share(1, "max", "editor").await;
        put(&world, "ada", "/users/3", json!({ "status": "inactive" })).await;
        assert!(found(&world, "max", "tree", "").await.is_empty(), "what an inactive user owns vanishes");
        put(&world, "ada", "/users/3", json!({ "status": "cannot_delete_edit_upload" })).await;
        assert_eq!(found(&world, "max", "tree", "").await.len(), 3);
        assert_eq!(found(&world, "una", "tree", "").await.len(), 4);
    });
}

#[test]
fn what_moves_to_another_owner_is_found_by_them_alone() {
    on_both_engines(async |world: World| {
        tree(&world).await;
        folder(&world, "max", "his", 0).await;
        world.share(4, "una", "editor").await;
        put(&world, "una", "/folders/2", json!({ "parent": { "id": "4" }, "owned_by": { "id": "4" } })).await;
        assert_eq!(found(&world, "max", "tree leaves", "").await.len(), 2);
        assert_eq!(found(&world, "una", "tree leaves", "&owner_user_ids=3").await, ["A tree"]);
        assert_eq!(found(&world, "una", "tree leaves", "").await.len(), 3, "in the folder that she was given");
    });
}

#[test]
fn a_limited_token_finds_what_it_reaches() {
    on_both_engines(async |world: World| {
        tree(&world).await;
        world.narrow_token("folder 2", "una", "root_readonly", Some("folder:2")).await;
        world.narrow_token("file 3", "una", "item_read", Some("file:3")).await;
        world.narrow_token("all", "una", "root_readonly", Some("folder:0")).await;
        world.narrow_token("users", "una", "manage_managed_users", None).await;
        assert_eq!(found(&world, "folder 2", "tree leaves", "").await.len(), 2);
        assert_eq!(found(&world, "file 3", "tree leaves", "").await, ["c tree.txt"]);
        assert_eq!(found(&world, "all", "tree leaves", "").await.len(), 3);
        assert_eq!(search(&world, "users", "tree", "").await.outcome(), "403 -");
        assert_eq!(search(&world, "folder 2", "tree", "&ancestor_folder_ids=1").await.outcome(), "403 -");
        assert_eq!(found(&world, "folder 2", "tree", "&ancestor_folder_ids=0").await.len(), 2);
    });
}

#[test]
fn an_admin_with_the_scope_finds_all_of_the_enterprise() {
    on_both_engines(async |world: World| {
        tree(&world).await;
        folder(&world, "olga", "tree of another", 0).await;
        let all = "&scope=enterprise_content";
        assert_eq!(found(&world, "ada", "tree", all).await.len(), 3);
        for (by, outcome) in [
            ("una", "403 access_denied_insufficient_permissions"),
            ("cole", "403 access_denied_insufficient_permissions"),
        ] {
            assert_eq!(search(&world, by, "tree", all).await.outcome(), outcome, "{by}");
        }
        world.narrow_token("no scope", "ada", "root_readwrite", None).await;
        assert_eq!(search(&world, "no scope", "tree", all).await.outcome(), "403 -");
        assert_eq!(search(&world, "no scope", "tree", "&scope=user_content").await.body["total_count"], 0);
        assert_eq!(world.delete("/folders/1?recursive=true").by("una").send().await.status, 204);
        assert!(found(&world, "ada", "tree", all).await.is_empty());
        assert_eq!(found(&world, "ada", "tree", &format!("{all}&trash_content=trashed_only")).await.len(), 3);
    });
}
