//! The edge cases of the contract's content §10 that are about collaborations.
use super::*;

#[test]
fn content_row_29_nobody_collaborates_in_a_root() {
    on_both_engines(async |world: World| {
        for by in ["una", "ada", "robot"] {
            let refused = give(&world, by, "0", user(4), "viewer").await;
            assert_eq!(refused.outcome(), "400 collaborations_not_available_on_root_folder", "{by}");
        }
    });
}

#[test]
fn content_row_41_twice_is_refused_but_not_by_a_group() {
    on_both_engines(async |world: World| {
        folder(&world, "una", "A", "0").await;
        assert_eq!(give(&world, "una", "1", user(4), "viewer").await.status, 201);
        for to in [user(4), login("max@example.com")] {
            assert_eq!(give(&world, "una", "1", to, "editor").await.outcome(), "400 user_already_collaborator");
        }
        let open = json!({ "name": "G", "invitability_level": "all_managed_users" });
        world.post("/groups", open).by("ada").send().await;
        let body = json!({ "group": { "id": "1" }, "user": { "id": "4" } });
        world.post("/group_memberships", body).by("ada").send().await;
        let group = json!({ "type": "group", "id": "1" });
        assert_eq!(give(&world, "una", "1", group, "editor").await.status, 201);
        let made = world.post("/folders", json!({ "name": "x", "parent": { "id": "1" } })).by("max").send().await;
        assert_eq!(made.status, 201, "the more of the two");
    });
}

#[test]
fn content_row_42_an_invitation_is_changed_by_one_and_answered_by_the_other() {
    on_both_engines(async |world: World| {
        folder(&world, "una", "A", "0").await;
        give(&world, "una", "1", login("olga@example.com"), "viewer").await;
        let changed = put(&world, "una", "1", json!({ "role": "editor" })).await;
        assert_eq!(
            (changed.status, &changed.body["role"], &changed.body["status"]),
            (200, &json!("editor"), &json!("pending"))
        );
        assert_eq!(put(&world, "una", "1", json!({ "status": "accepted" })).await.outcome(), DENIED);
        assert!(root(&world, "olga").await.is_empty());
        assert_eq!(put(&world, "olga", "1", json!({ "status": "accepted" })).await.status, 200);
        assert_eq!(root(&world, "olga").await, ["A"]);
        assert_eq!(put(&world, "olga", "1", json!({ "status": "accepted" })).await.outcome(), "400 invalid_status");
    });
}

#[test]
fn content_row_43_an_owner_gives_a_folder_away() {
    on_both_engines(async |world: World| {
        folder(&world, "una", "A", "0").await;
        give(&world, "una", "1", user(4), "editor").await;
        assert_eq!(put(&world, "max", "1", json!({ "role": "owner" })).await.outcome(), DENIED);
        let given = put(&world, "una", "1", json!({ "role": "owner" })).await;
        assert_eq!((given.status, given.bytes.len()), (204, 0));
        assert_eq!(world.get("/collaborations/1").by("una").send().await.outcome(), MISSING);
        let folder = world.get("/folders/1?fields=owned_by,permissions").by("una").send().await;
        assert_eq!(
            (&folder.body["owned_by"]["name"], &folder.body["permissions"]["can_delete"]),
            (&json!("max"), &json!(true))
        );
        let list = world.get("/folders/1/collaborations").by("una").send().await;
        assert_eq!(list.body["entries"][0]["accessible_by"]["name"], "una");
        let own = list.body["entries"][0]["id"].as_str().unwrap().to_owned();
        assert_eq!(end(&world, "una", &own).await, "204 -");
        assert_eq!(see(&world, "una", "1").await, MISSING);
        assert_eq!(world.delete("/folders/1").by("max").send().await.status, 204);
    });
}

#[test]
fn content_row_44_whoever_collaborates_may_leave() {
    on_both_engines(async |world: World| {
        folder(&world, "una", "A", "0").await;
        for role in ["co-owner", "editor", "viewer uploader", "previewer uploader", "viewer", "previewer", "uploader"] {
            let made = give(&world, "una", "1", user(4), role).await;
            assert_eq!(root(&world, "max").await, ["A"], "{role}");
            assert_eq!(end(&world, "max", id(&made)).await, "204 -", "{role}");
            assert!(root(&world, "max").await.is_empty(), "{role}");
            assert_eq!(see(&world, "max", "1").await, MISSING, "{role}");
            let gone = world.get(&format!("/collaborations/{}", id(&made))).by("max").send().await;
            assert_eq!(gone.outcome(), MISSING, "{role}");
        }
        assert_eq!(events(&world).await.last().unwrap(), "COLLAB_REMOVE_COLLABORATOR folder 1");
    });
}

#[test]
fn content_row_45_the_shared_folder_stays_where_it_is() {
    on_both_engines(async |world: World| {
        folder(&world, "una", "A", "0").await;
        folder(&world, "una", "B", "1").await;
        for (id, role) in [(4, "editor"), (2, "viewer"), (7, "uploader")] {
            give(&world, "una", "1", user(id), role).await;
        }
        let own = folder(&world, "max", "Own", "0").await;
        assert_eq!(world.delete("/folders/1?recursive=true").by("max").send().await.outcome(), DENIED);
        let away = json!({ "parent": { "id": own } });
        assert_eq!(world.put("/folders/1", away).by("max").send().await.outcome(), DENIED);
        assert_eq!(world.delete("/folders/2").by("max").send().await.status, 204);
        assert_eq!(world.put("/folders/1", json!({ "name": "C" })).by("cole").send().await.outcome(), DENIED);
        assert_eq!(world.get("/folders/1/items").by("appu1").send().await.status, 200);
    });
}

#[test]
fn content_row_46_what_a_file_cannot_have() {
    on_both_engines(async |world: World| {
        folder(&world, "una", "A", "0").await;
        let file = file(&world, 1, "a.txt").await.to_string();
        let give = async |role: &str, can_view_path: bool| {
            let body = json!({ "item": { "type": "file", "id": file }, "accessible_by": user(4), "role": role,
                "can_view_path": can_view_path });
            world.post("/collaborations", body).by("una").send().await.outcome()
        };
        for role in ["uploader", "previewer", "viewer uploader", "previewer uploader", "co-owner"] {
            assert_eq!(give(role, false).await, "400 bad_request", "{role}");
        }
        assert_eq!(give("viewer", true).await, "400 bad_request");
        assert_eq!(give("viewer", false).await, "201 -");
        assert_eq!(put(&world, "una", "1", json!({ "role": "uploader" })).await.outcome(), "400 bad_request");
        assert_eq!(put(&world, "una", "1", json!({ "can_view_path": true })).await.outcome(), "400 bad_request");
        assert_eq!(put(&world, "una", "1", json!({ "role": "editor" })).await.status, 200);
    });
}

#[test]
fn content_row_47_a_path_begins_where_the_caller_may_look() {
    on_both_engines(async |world: World| {
        for (name, parent) in [("A", "0"), ("B", "1"), ("C", "2"), ("D", "3")] {
            folder(&world, "una", name, parent).await;
        }
        let path = async |by: &str, id: &str| {
            let shown = world.get(&format!("/folders/{id}?fields=path_collection,parent")).by(by).send().await.body;
            let entries = shown["path_collection"]["entries"].as_array().unwrap().iter();
            let names: Vec<_> = entries.map(|one| one["name"].as_str().unwrap().to_owned()).collect();
            assert_eq!(shown["parent"]["name"].as_str(), names.last().map(String::as_str));
            names.join("/")
        };
        let made = give(&world, "una", "3", user(4), "viewer").await;
        assert_eq!(path("una", "4").await, "All Files/A/B/C");
        assert_eq!((path("max", "3").await, path("max", "4").await), ("All Files".into(), "All Files/C".into()));
        assert_eq!(put(&world, "una", id(&made), json!({ "can_view_path": true })).await.status, 200);
        assert_eq!(path("max", "4").await, "All Files/A/B/C");
        assert_eq!(see(&world, "max", "2").await, MISSING, "it is named and no more");
        let hidden = json!({ "item": { "type": "folder", "id": "2" }, "accessible_by": user(2), "role": "viewer",
            "is_access_only": true });
        assert_eq!(world.post("/collaborations", hidden).by("una").send().await.body["is_access_only"], true);
        assert_eq!((root(&world, "cole").await.len(), see(&world, "cole", "3").await.as_str()), (0, "200 -"));
    });
}

#[test]
fn content_row_48_who_is_taken_out_of_a_group_has_lost_its_access() {
    on_both_engines(async |world: World| {
        folder(&world, "max", "A", "0").await;
        world.post("/groups", json!({ "name": "G" })).by("ada").send().await;
        let join = async |user: i64| {
            let body = json!({ "group": { "id": "1" }, "user": { "id": user.to_string() } });
            let made = world.post("/group_memberships", body).by("ada").send().await;
            made.body["id"].as_str().unwrap().to_owned()
        };
        join(4).await;
        let group = json!({ "type": "group", "id": "1" });
        assert_eq!(give(&world, "max", "1", group, "editor").await.status, 201);
        assert_eq!(see(&world, "una", "1").await, MISSING);
        let una = join(3).await;
        assert_eq!((see(&world, "una", "1").await.as_str(), root(&world, "una").await.len()), ("200 -", 1));
        assert_eq!(world.delete(&format!("/group_memberships/{una}")).by("ada").send().await.status, 204);
        assert_eq!((see(&world, "una", "1").await.as_str(), root(&world, "una").await.len()), (MISSING, 0));
        join(3).await;
        assert_eq!(see(&world, "una", "1").await, "200 -");
        assert_eq!(world.delete("/groups/1").by("ada").send().await.status, 204);
        assert_eq!((see(&world, "una", "1").await.as_str(), root(&world, "una").await.len()), (MISSING, 0));
        assert_eq!(world.get("/collaborations/1").by("max").send().await.outcome(), MISSING);
        let left = world.get("/folders/1?fields=has_collaborations").by("max").send().await;
        assert_eq!(left.body["has_collaborations"], false);
    });
}
