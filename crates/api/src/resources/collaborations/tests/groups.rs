//! What groups are given.
use super::*;

fn group(id: i64) -> Value {
    json!({ "type": "group", "id": id.to_string() })
}

async fn company(world: &World) {
    world.post("/groups", json!({ "name": "G" })).by("ada").send().await;
    for (user, role) in [(4, "member"), (7, "admin")] {
        let body = json!({ "group": { "id": "1" }, "user": { "id": user.to_string() }, "role": role });
        world.post("/group_memberships", body).by("ada").send().await;
    }
}

#[test]
fn a_group_gives_each_member_its_role() {
    on_both_engines(async |world: World| {
        company(&world).await;
        folder(&world, "una", "A", "0").await;
        assert_eq!(give(&world, "una", "1", group(1), "viewer").await.outcome(), DENIED, "members and admins only");
        assert_eq!(give(&world, "una", "1", group(9), "viewer").await.outcome(), MISSING);
        let open = json!({ "invitability_level": "all_managed_users" });
        world.put("/groups/1", open).by("ada").send().await;
        let made = give(&world, "una", "1", group(1), "editor").await;
        assert_eq!(made.status, 201);
        assert_json_snapshot!(made.body["accessible_by"], @r#"
        {
          "group_type": "managed_group",
          "id": "1",
          "name": "G",
          "type": "group"
        }
        "#);
        assert_eq!((&made.body["status"], &made.body["invite_email"]), (&json!("accepted"), &Value::Null));
        assert_eq!(give(&world, "una", "1", group(1), "viewer").await.outcome(), "400 user_already_collaborator");
        assert_eq!((root(&world, "max").await, root(&world, "cole").await), (vec!["A".to_owned()], vec![]));
        assert_eq!(end(&world, "max", "1").await, "204 -", "an editor may, though it is not theirs to leave");
        assert_eq!(see(&world, "max", "1").await, MISSING);
        let viewer = give(&world, "una", "1", group(1), "viewer").await;
        assert_eq!(end(&world, "max", id(&viewer)).await, DENIED, "it is the group's");
        assert_eq!(put(&world, "una", id(&viewer), json!({ "role": "owner" })).await.outcome(), "400 bad_request");
        let strangers = give(&world, "olga", &folder(&world, "olga", "O", "0").await, group(1), "viewer").await;
        assert_eq!(strangers.outcome(), MISSING);
    });
}

#[test]
fn what_a_group_was_given_is_listed_for_who_manages_it() {
    on_both_engines(async |world: World| {
        company(&world).await;
        for name in ["A", "B", "C"] {
            folder(&world, "max", name, "0").await;
        }
        for id in ["1", "2", "3"] {
            assert_eq!(give(&world, "max", id, group(1), "viewer").await.status, 201, "a member gives to the group");
        }
        for (by, outcome) in
            [("olga", MISSING), ("una", DENIED), ("max", DENIED), ("appu1", "200 -"), ("cole", "200 -")]
        {
            assert_eq!(world.get("/groups/1/collaborations").by(by).send().await.outcome(), outcome, "{by}");
        }
        let page = world.get("/groups/1/collaborations?limit=1&offset=1").by("ada").send().await.body;
        assert_eq!((&page["total_count"], &page["entries"][0]["item"]["name"]), (&json!(3), &json!("B")));
        assert_eq!((page["limit"].as_i64(), page["offset"].as_i64()), (Some(1), Some(1)));
    });
}
