//! What becomes of a collaboration: answers, changes, ends, and a new owner.
use super::*;

#[test]
fn whoever_is_asked_accepts_or_declines() {
    on_both_engines(async |world: World| {
        folder(&world, "una", "A", "0").await;
        folder(&world, "una", "B", "0").await;
        give(&world, "una", "1", login("olga@example.com"), "editor").await;
        give(&world, "una", "2", login("olga@example.com"), "viewer").await;
        let accepted = put(&world, "olga", "1", json!({ "status": "accepted" })).await;
        assert_eq!((accepted.status, &accepted.body["invite_email"]), (200, &Value::Null));
        assert_eq!(accepted.body["acknowledged_at"], "2025-06-15T08:06:40-07:00");
        assert_eq!(accepted.body["item"]["name"], "A");
        let declined = put(&world, "olga", "2", json!({ "status": "rejected" })).await;
        assert_eq!(
            (declined.status, &declined.body["status"], &declined.body["item"]),
            (200, &json!("rejected"), &Value::Null)
        );
        assert_eq!(root(&world, "olga").await, ["A"]);
        let listed = world.get("/folders/2/collaborations").by("una").send().await;
        assert_eq!((&listed.body["entries"], &listed.body["total_count"]), (&json!([]), &json!(0)));
        for (id, status) in [("1", "rejected"), ("2", "accepted"), ("1", "pending")] {
            let refused = put(&world, "olga", id, json!({ "status": status })).await;
            assert_eq!(refused.outcome(), "400 invalid_status", "{id} {status}");
        }
        assert_eq!(give(&world, "una", "2", login("olga@example.com"), "viewer").await.status, 201, "asked again");
        assert_eq!(put(&world, "una", "2", json!({ "role": "editor" })).await.outcome(), MISSING, "that one is gone");
        let told = [
            "COLLAB_INVITE_COLLABORATOR folder 1",
            "COLLAB_INVITE_COLLABORATOR folder 2",
            "COLLAB_ADD_COLLABORATOR folder 1",
            "COLLAB_REMOVE_COLLABORATOR folder 2",
            "COLLAB_INVITE_COLLABORATOR folder 2",
        ];
        assert_eq!(events(&world).await, told);
    });
}

#[test]
fn whoever_works_with_their_own_enterprise_only_accepts_nothing_of_others() {
    on_both_engines(async |world: World| {
        folder(&world, "olga", "A", "0").await;
        give(&world, "olga", "1", login("una@example.com"), "editor").await;
        let restrict = json!({ "is_external_collab_restricted": true });
        world.put("/users/3", restrict).by("ada").send().await;
        let refused = put(&world, "una", "1", json!({ "status": "accepted" })).await;
        assert_eq!(refused.outcome(), "400 external_collaboration_restricted");
        assert_eq!(put(&world, "una", "1", json!({ "status": "rejected" })).await.status, 200);
    });
}

#[test]
fn who_may_change_and_end_what() {
    on_both_engines(async |world: World| {
        folder(&world, "una", "A", "0").await;
        // 1: max, 2: cole, 3: robot, 4: appu1, 5: cora
        for (id, role) in [(4, "co-owner"), (2, "editor"), (6, "viewer"), (7, "co-owner"), (10, "uploader")] {
            assert_eq!(give(&world, "una", "1", user(id), role).await.status, 201);
        }
        for (by, of, outcome) in [
            ("olga", "3", MISSING),
            ("ada", "3", MISSING),
            ("robot", "3", DENIED),
            ("robot", "5", DENIED),
            ("cole", "4", DENIED),
            ("cole", "3", "200 -"),
            ("max", "4", "200 -"),
            ("max", "1", "200 -"),
            ("una", "2", "200 -"),
        ] {
            let role = if of == "1" || of == "4" { "co-owner" } else { "editor" };
            assert_eq!(put(&world, by, of, json!({ "role": role })).await.outcome(), outcome, "{by} changes {of}");
        }
        assert_eq!(put(&world, "cole", "5", json!({ "role": "co-owner" })).await.outcome(), DENIED);
        assert_eq!(put(&world, "cole", "5", json!({ "can_view_path": true })).await.outcome(), DENIED);
        assert_eq!(put(&world, "cora", "5", json!({})).await.outcome(), DENIED);
        assert_eq!(put(&world, "max", "5", json!({ "can_view_path": true })).await.status, 200);
        for (by, of, outcome) in [
            ("olga", "3", MISSING),
            ("cora", "3", DENIED),
            ("cole", "4", DENIED),
            ("cole", "3", "204 -"),
            ("cora", "5", "204 -"),
            ("max", "4", "204 -"),
            ("max", "1", "204 -"),
            ("una", "2", "204 -"),
        ] {
            assert_eq!(end(&world, by, of).await, outcome, "{by} ends {of}");
        }
        for name in ["max", "cole", "robot", "appu1", "cora"] {
            assert_eq!(see(&world, name, "1").await, MISSING, "{name}");
        }
    });
}

#[test]
fn a_changed_role_counts_with_the_next_call() {
    on_both_engines(async |world: World| {
        folder(&world, "una", "A", "0").await;
        give(&world, "una", "1", user(4), "viewer").await;
        let make = async |name: &str| {
            let body = json!({ "name": name, "parent": { "id": "1" } });
            world.post("/folders", body).by("max").send().await.outcome()
        };
        assert_eq!(make("x").await, DENIED);
        assert_eq!(put(&world, "una", "1", json!({ "role": "uploader" })).await.body["role"], "uploader");
        assert_eq!(make("x").await, "201 -");
        assert_eq!(put(&world, "una", "1", json!({ "role": "previewer" })).await.status, 200);
        assert_eq!(make("y").await, DENIED);
        assert_eq!(events(&world).await.last().unwrap(), "COLLAB_ROLE_CHANGE folder 1");
    });
}

#[test]
fn what_is_given_away_goes_with_all_that_is_in_it() {
    on_both_engines(async |world: World| {
        folder(&world, "una", "Top", "0").await;
        folder(&world, "una", "A", "1").await;
        folder(&world, "una", "Below", "2").await;
        folder(&world, "max", "a", "0").await;
        let made = give(&world, "una", "2", user(4), "viewer").await;
        give(&world, "una", "1", user(2), "editor").await;
        give(&world, "una", "3", user(4), "viewer").await;
        let owner = json!({ "role": "owner" });
        for by in ["max", "cole"] {
            assert_eq!(put(&world, by, id(&made), owner.clone()).await.outcome(), DENIED, "{by}");
        }
        let taken = put(&world, "una", id(&made), owner.clone()).await;
        assert_eq!(
            (taken.outcome().as_str(), &taken.body["context_info"]["conflicts"][0]["id"]),
            ("409 item_name_in_use", &json!("4"))
        );
        world.delete("/folders/4").by("max").send().await;
        let given = put(&world, "una", id(&made), owner.clone()).await;
        assert_eq!((given.status, given.bytes.len()), (204, 0));
        assert_eq!(
            (root(&world, "max").await, root(&world, "una").await),
            (vec!["A".to_owned()], vec!["A".to_owned(), "Top".to_owned()])
        );
        let below = world.get("/folders/3?fields=owned_by").by("max").send().await;
        assert_eq!(below.body["owned_by"]["name"], "max");
        assert_eq!(see(&world, "cole", "2").await, MISSING, "what was inherited stays behind");
        let all = world.get("/folders/2/collaborations").by("una").send().await;
        assert_eq!(all.body["total_count"], 1);
        let kept = &all.body["entries"][0];
        assert_eq!((&kept["accessible_by"]["name"], &kept["role"]), (&json!("una"), &json!("co-owner")));
        let total = async |by: &str, id: &str| {
            world.get(&format!("/folders/{id}/items")).by(by).send().await.body["total_count"].clone()
        };
        assert_eq!([total("una", "1").await, total("max", "0").await], [json!(0), json!(1)]);
        // Only those of the owner's enterprise, and only who has accepted.
        let stranger = give(&world, "una", "1", login("olga@example.com"), "editor").await;
        assert_eq!(put(&world, "una", id(&stranger), owner.clone()).await.outcome(), "400 bad_request");
        put(&world, "olga", id(&stranger), json!({ "status": "accepted" })).await;
        assert_eq!(put(&world, "una", id(&stranger), owner).await.outcome(), "400 bad_request");
    });
}
