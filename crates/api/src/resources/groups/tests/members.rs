//! Memberships.
use super::*;

fn of(list: &Value, key: &str) -> Vec<String> {
    let entries = list["entries"].as_array().unwrap().iter();
    entries.map(|one| format!("{} {}", one[key]["name"].as_str().unwrap(), one["role"].as_str().unwrap())).collect()
}

#[test]
fn somebody_joins_and_is_listed() {
    on_both_engines(async |world: World| {
        make(&world, "ada", "G").await;
        let made = join(&world, "ada", 1, 3, "admin").await;
        assert_eq!(made.status, 201);
        assert_json_snapshot!(made.body, @r#"
        {
          "created_at": "2025-06-15T15:06:40+00:00",
          "group": {
            "group_type": "managed_group",
            "id": "1",
            "name": "G",
            "type": "group"
          },
          "id": "1",
          "modified_at": "2025-06-15T15:06:40+00:00",
          "role": "admin",
          "type": "group_membership",
          "user": {
            "id": "3",
            "login": "una@example.com",
            "name": "una",
            "type": "user"
          }
        }
        "#);
        assert_eq!(world.get("/group_memberships/1").by("una").send().await.body, made.body);
        join(&world, "una", 1, 4, "member").await;
        join(&world, "ada", 1, 7, "member").await;
        let page = world.get("/groups/1/memberships?limit=2&offset=1").by("ada").send().await;
        assert_eq!(of(&page.body, "user"), ["max member", "appu1 member"]);
        assert_eq!(page.body["total_count"], 3);
        make(&world, "ada", "H").await;
        join(&world, "ada", 2, 3, "member").await;
        for by in ["una", "cole"] {
            let own = world.get("/users/3/memberships").by(by).send().await;
            assert_eq!(
                (of(&own.body, "group"), &own.body["total_count"]),
                (vec!["G admin".into(), "H member".into()], &json!(2))
            );
        }
        let next = world.get("/users/3/memberships?offset=1&limit=1").by("una").send().await;
        assert_eq!((of(&next.body, "group"), &next.body["total_count"]), (vec!["H member".into()], &json!(2)));
    });
}

#[test]
fn who_may_change_who_is_in_a_group() {
    on_both_engines(async |world: World| {
        make(&world, "ada", "G").await;
        join(&world, "ada", 1, 3, "admin").await;
        join(&world, "ada", 1, 4, "member").await;
        for (by, outcome) in
            [("olga", "404 not_found"), ("appu1", DENIED), ("cora", DENIED), ("max", DENIED), ("una", "201 -")]
        {
            assert_eq!(join(&world, by, 1, 7, "member").await.outcome(), outcome, "{by} adds");
        }
        for (by, see, change) in [
            ("olga", "404 not_found", "404 not_found"),
            ("cora", DENIED, DENIED),
            ("max", "200 -", DENIED),
            ("una", "200 -", "200 -"),
            ("robot", "200 -", "200 -"),
        ] {
            let path = "/group_memberships/3";
            assert_eq!(world.get(path).by(by).send().await.outcome(), see, "{by} sees");
            let changed = world.put(path, json!({ "role": "member" })).by(by).send().await;
            assert_eq!(changed.outcome(), change, "{by} changes");
        }
        assert_eq!(world.delete("/group_memberships/3").by("max").send().await.outcome(), DENIED);
        assert_eq!(
            world.delete("/group_memberships/2").by("max").send().await.outcome(),
            DENIED,
            "not even themselves"
        );
        assert_eq!(world.delete("/group_memberships/3").by("una").send().await.status, 204);
        assert_eq!(world.delete("/group_memberships/3").by("una").send().await.outcome(), "404 not_found");
        for (user, outcome) in [(9, "404 not_found"), (77, "404 not_found"), (6, "201 -")] {
            assert_eq!(join(&world, "ada", 1, user, "member").await.outcome(), outcome, "{user}");
        }
        assert_eq!(join(&world, "ada", 9, 3, "member").await.outcome(), "404 not_found");
        assert_eq!(join(&world, "ada", 1, 10, "owner").await.outcome(), "400 bad_request");
        for (by, outcome) in [("olga", "404 not_found"), ("max", DENIED), ("cora", DENIED), ("una", "200 -")] {
            assert_eq!(world.get("/users/3/memberships").by(by).send().await.outcome(), outcome, "{by}");
        }
    });
}

#[test]
fn what_the_admin_of_a_group_may_is_kept() {
    on_both_engines(async |world: World| {
        make(&world, "ada", "G").await;
        let on = |names: &str| {
            let has = |name| names.contains(name);
            json!({ "can_run_reports": has("reports"), "can_instant_login": has("login"), "can_create_accounts": has("create"),
                "can_edit_accounts": has("edit") })
        };
        join(&world, "ada", 1, 3, "admin").await;
        let path = "/group_memberships/1?fields=configurable_permissions";
        let read = async || world.get(path).by("ada").send().await.body["configurable_permissions"].clone();
        assert_eq!(read().await, on("reports login create edit"), "what is not said is allowed");
        for (set, now) in [
            (json!({ "can_run_reports": false }), on("login create edit")),
            (json!({ "can_create_accounts": false, "can_edit_accounts": false }), on("reports login")),
            (Value::Null, on("")),
            (json!({}), on("reports login create edit")),
        ] {
            let body = json!({ "configurable_permissions": set });
            let changed = world.put(path, body).by("ada").send().await;
            assert_eq!((&changed.body["configurable_permissions"], changed.status), (&now, 200), "{set}");
            assert_eq!(read().await, now);
        }
        let body = json!({ "group": { "id": "1" }, "user": { "id": "4" }, "configurable_permissions": null });
        let made = world.post("/group_memberships?fields=role,configurable_permissions", body).by("ada").send().await;
        assert_eq!((&made.body["role"], &made.body["configurable_permissions"]), (&json!("member"), &on("")));
    });
}

#[test]
fn who_leaves_the_enterprise_leaves_its_groups() {
    on_both_engines(async |world: World| {
        make(&world, "ada", "G").await;
        for user in [3, 4, 6] {
            join(&world, "ada", 1, user, "member").await;
        }
        assert_eq!(world.delete("/users/3?force=true").by("ada").send().await.status, 204);
        assert_eq!(world.put("/users/4", json!({ "enterprise": null })).by("ada").send().await.status, 200);
        let left = world.get("/groups/1/memberships").by("ada").send().await;
        assert_eq!((of(&left.body, "user"), &left.body["total_count"]), (vec!["robot member".into()], &json!(1)));
    });
}

#[test]
fn the_sessions_of_a_group_end() {
    on_both_engines(async |world: World| {
        make(&world, "ada", "G").await;
        for user in [1, 3, 6] {
            join(&world, "ada", 1, user, "member").await;
        }
        let end = async |by: &str, ids: Value| {
            world.post("/groups/terminate_sessions", json!({ "group_ids": ids })).by(by).send().await
        };
        assert_eq!(end("una", json!(["1"])).await.outcome(), DENIED);
        let ended = end("cole", json!(["1", "77"])).await;
        assert_eq!((ended.status, ended.headers.contains_key("retry-after")), (202, false));
        let message = "Request is successful, please check the admin events for the status of the job";
        assert_eq!(ended.body, json!({ "message": message }));
        for (name, status) in [("una", 401), ("robot", 401), ("ada", 200), ("max", 200)] {
            assert_eq!(world.get("/users/me").by(name).send().await.status, status, "{name}");
        }
        for (body, message) in [
            (json!({}), "Groups can not be NULL or EMPTY"),
            (json!({ "group_ids": [] }), "Groups can not be NULL or EMPTY"),
            (json!({ "group_ids": [1] }), "Group id format is string"),
            (json!([]), "Supported payload format is JSON"),
        ] {
            let refused = world.post("/groups/terminate_sessions", body.clone()).by("ada").send().await;
            assert_eq!(
                (refused.outcome().as_str(), &refused.body["message"]),
                ("400 bad_request", &json!(message)),
                "{body}"
            );
        }
    });
}
