//! Moves: what they do to names, owners, collaborations and totals.
use super::*;

async fn total(world: &World, by: &str, folder: i64) -> Value {
    get(world, by, &format!("{folder}/items?limit=1")).await.body["total_count"].clone()
}

#[test]
fn put_folders_id_moves() {
    on_both_engines(async |world: World| {
        nest(&world, "una", &["A", "B", "C"]).await;
        make(&world, "una", "D", 0).await;
        let moved = move_to(&world, "una", 2, 4).await;
        assert_eq!(names(&moved.body["path_collection"]), ["All Files", "D"]);
        let below = get(&world, "una", "3").await.body;
        assert_eq!(names(&below["path_collection"]), ["All Files", "D", "B"], "what is in it comes along");
        for (folder, count) in [(0, 2), (1, 0), (4, 1), (2, 1)] {
            assert_eq!(total(&world, "una", folder).await, count, "{folder}");
        }
        make(&world, "una", "b", 1).await;
        let taken = move_to(&world, "una", 2, 1).await;
        assert_eq!(taken.outcome(), "409 item_name_in_use");
        assert_eq!(taken.body["context_info"]["conflicts"][0]["id"], "5");
        assert_eq!(rename(&world, "una", 1, "d").await.outcome(), "409 item_name_in_use");
        let as_number = world.put("/folders/2", json!({ "parent": { "id": 0 } })).by("una").send().await;
        assert_eq!(as_number.status, 200);
        assert_eq!(total(&world, "una", 0).await, 3);
        assert_eq!(move_to(&world, "una", 2, 99).await.outcome(), "404 not_found");
    });
}

#[test]
fn to_move_a_folder_to_another_owners_is_to_give_it_away() {
    on_both_engines(async |world: World| {
        nest(&world, "una", &["A", "B", "C"]).await;
        make(&world, "max", "M", 0).await;
        world.share(4, "una", "editor").await;
        world.share(3, "max", "viewer").await;
        let moved = move_to(&world, "una", 2, 4).await;
        assert_eq!((moved.status, &moved.body["owned_by"]["name"]), (200, &json!("max")));
        assert_eq!(get(&world, "una", "3").await.body["owned_by"]["name"], "max", "an editor still sees it");
        assert_eq!(
            get(&world, "max", "2?fields=has_collaborations,permissions").await.body["permissions"]["can_delete"],
            true
        );
        for (by, folder, count) in [("una", 0, 2), ("una", 1, 0), ("max", 0, 1), ("max", 4, 1)] {
            assert_eq!(total(&world, by, folder).await, count, "{by} {folder}");
        }
        // Max owns what he was a viewer of: moved back, nothing is left of that.
        let back = json!({ "parent": { "id": "0", "user_id": UNA.to_string() } });
        assert_eq!(world.put("/folders/2", back).by("una").send().await.body["owned_by"]["name"], "una");
        assert_eq!(get(&world, "max", "3").await.outcome(), "404 not_found");
    });
}

#[test]
fn a_move_needs_rights_at_both_ends() {
    on_both_engines(async |world: World| {
        nest(&world, "una", &["A", "B"]).await;
        make(&world, "una", "hidden", 0).await;
        make(&world, "una", "seen", 0).await;
        make(&world, "max", "M", 0).await;
        world.share(1, "max", "editor").await;
        world.share(4, "max", "viewer").await;
        assert_eq!(move_to(&world, "max", 1, 5).await.outcome(), "403 access_denied_insufficient_permissions");
        assert_eq!(move_to(&world, "max", 2, 3).await.outcome(), "404 not_found");
        assert_eq!(move_to(&world, "max", 2, 4).await.outcome(), "403 access_denied_insufficient_permissions");
        assert_eq!(move_to(&world, "max", 4, 5).await.outcome(), "403 access_denied_insufficient_permissions");
        let to = async |parent: Value| world.put("/folders/2", json!({ "parent": parent })).by("max").send().await;
        let to_una = to(json!({ "id": "0", "user_id": UNA.to_string() })).await;
        assert_eq!(to_una.outcome(), "403 access_denied_insufficient_permissions", "that root is not his");
        assert_eq!(to(json!({ "id": "5", "user_id": MAX.to_string() })).await.outcome(), "400 bad_request");
        let taken = to(json!({ "id": "0", "user_id": MAX.to_string() })).await;
        assert_eq!(taken.body["owned_by"]["name"], "max");
        assert_eq!(get(&world, "una", "2").await.outcome(), "404 not_found");
    });
}

/// What is shared only by what is above it becomes private when it is moved out: that has to be meant.
#[test]
fn a_subfolder_is_not_made_private_by_accident() {
    on_both_engines(async |world: World| {
        nest(&world, "una", &["A", "B"]).await;
        make(&world, "una", "private", 0).await;
        world.share(1, "max", "editor").await;
        for parent in [0, 3] {
            let refused = move_to(&world, "una", 2, parent).await;
            assert_eq!(refused.outcome(), "400 cannot_make_collaborated_subfolder_private");
        }
        let meant = json!({ "parent": { "id": "3" }, "owned_by": { "id": UNA } });
        assert_eq!(world.put("/folders/2", meant).by("una").send().await.status, 200);
        assert_eq!(move_to(&world, "una", 2, 1).await.status, 200, "and back");
        world.share(2, "appu1", "viewer").await;
        assert_eq!(move_to(&world, "una", 2, 0).await.status, 200, "still shared by itself");
    });
}

/// The shared folder stands in the collaborator's root, as far as they see; nobody takes it by moving it there.
#[test]
fn a_shared_folder_cannot_be_moved_to_where_it_seems_to_be() {
    on_both_engines(async |world: World| {
        make(&world, "una", "A", 0).await;
        world.share(1, "max", "co-owner").await;
        let same = move_to(&world, "max", 1, 0).await;
        assert_eq!(
            (same.status, &same.body["owned_by"]["name"], &same.body["etag"]),
            (200, &json!("una"), &json!("0"))
        );
        world.share(1, "appu1", "editor").await;
        assert_eq!(move_to(&world, "appu1", 1, 0).await.outcome(), "403 access_denied_insufficient_permissions");
    });
}
