use boxwood_testing::{World, on_both_engines};
use insta::assert_json_snapshot;
use serde_json::json;

#[test]
fn get_users_me_is_the_effective_user() {
    on_both_engines(async |world: World| {
        let own = world.get("/users/me").by("ada").send().await;
        assert_eq!((own.status, &own.body["name"]), (200, &json!("ada")));
        assert_eq!(own.headers["content-type"], "application/json");
        let other = world.get("/users/me/").by("ada").as_user(3).send().await;
        assert_json_snapshot!(other.body, @r#"
        {
          "address": "900 Jefferson Ave, Redwood City, CA 94063, United States of America",
          "avatar_url": "http://127.0.0.1:8080/api/avatar/large/3",
          "created_at": "2025-06-15T15:06:40+00:00",
          "id": "3",
          "job_title": "Senior manager of everything that has a name and a number",
          "language": "en",
          "login": "una@example.com",
          "max_upload_size": 2147483648,
          "modified_at": "2025-06-15T15:06:40+00:00",
          "name": "una",
          "notification_email": null,
          "phone": "6509241374",
          "space_amount": 11345156112,
          "space_used": 0,
          "status": "active",
          "timezone": "Africa/Bujumbura",
          "type": "user"
        }
        "#);
    });
}

#[test]
fn fields_are_the_mini_tier_and_what_was_asked() {
    on_both_engines(async |world: World| {
        let some = world.get("/users/me?fields=role,%20enterprise,nope,role").by("una").send().await;
        assert_json_snapshot!(some.body, @r#"
        {
          "enterprise": {
            "id": "1",
            "name": "Acme",
            "type": "enterprise"
          },
          "id": "3",
          "login": "una@example.com",
          "name": "una",
          "role": "user",
          "type": "user"
        }
        "#);
        let none = world.get("/users/me?fields=&user_type=").by("una").send().await;
        assert_eq!(none.body, world.get("/users/me").by("una").send().await.body);
    });
}

#[test]
fn get_users_pages_by_offset_and_by_marker() {
    on_both_engines(async |world: World| {
        let page = world.get("/users?limit=2&offset=1&fields=").by("ada").send().await;
        assert_eq!(ids(&page.body), ["2", "3"]);
        assert_eq!((&page.body["total_count"], &page.body["offset"]), (&json!(8), &json!(1)));
        let page = world.get("/users?limit=7&usemarker=true").by("robot").send().await;
        assert_eq!((ids(&page.body).len(), &page.body["next_marker"]), (7, &json!("8")));
        let last = world.get("/users?limit=7&usemarker=true&marker=8").by("robot").send().await;
        assert_eq!((ids(&last.body), &last.body["next_marker"]), (vec!["10"], &json!(null)));
        for (query, outcome) in [
            ("limit=0", "400 invalid_limit"),
            ("limit=x", "400 invalid_limit"),
            ("offset=-1", "400 invalid_offset"),
            ("offset=10001", "400 invalid_offset"),
            ("marker=3", "400 invalid_parameter"),
            ("usemarker=true&marker=3&offset=1", "400 invalid_parameter"),
        ] {
            assert_eq!(world.get(&format!("/users?{query}")).by("ada").send().await.outcome(), outcome, "{query}");
        }
        let refused = world.get("/users").by("una").send().await;
        assert_eq!(refused.outcome(), "403 access_denied_insufficient_permissions");
    });
}

#[test]
fn post_users_adds_a_managed_user() {
    on_both_engines(async |world: World| {
        let new = json!({ "name": "Neu", "login": "Neu@example.com", "job_title": "Guest" });
        let created = world.post("/users", new.clone()).by("cole").send().await;
        assert_eq!((created.status, &created.body["login"]), (201, &json!("neu@example.com")));
        let again = world.post("/users", new).by("ada").send().await;
        assert_json_snapshot!(again.body, { ".request_id" => "[id]" }, @r#"
        {
          "code": "user_login_already_used",
          "help_url": "http://developers.box.com/docs/#errors",
          "message": "User with the specified login already exists",
          "request_id": "[id]",
          "status": 409,
          "type": "error"
        }
        "#);
        let page = world.get("/users?limit=1").by("ada").send().await;
        assert_eq!(page.body["total_count"], 9);
        for (body, outcome) in [
            (json!({ "login": "a@b" }), "400 invalid_parameter"),
            (json!({ "name": "N", "login": "nowhere" }), "400 invalid_parameter"),
            (json!({ "name": "N", "login": "a@b", "role": "admin" }), "400 invalid_parameter"),
            (json!({ "name": "N", "login": "a@b", "role": "coadmin" }), "403 access_denied_insufficient_permissions"),
            (json!("text"), "400 bad_request"),
        ] {
            assert_eq!(world.post("/users", body.clone()).by("cole").send().await.outcome(), outcome, "{body}");
        }
    });
}

#[test]
fn put_users_id_leaves_what_is_absent_and_clears_what_is_null() {
    on_both_engines(async |world: World| {
        let change = json!({ "phone": null, "notification_email": { "email": "una@home.example" } });
        let changed = world.put("/users/3?fields=phone,job_title,notification_email", change).by("cole").send().await;
        assert_json_snapshot!(changed.body, @r#"
        {
          "id": "3",
          "job_title": "Senior manager of everything that has a name and a number",
          "login": "una@example.com",
          "name": "una",
          "notification_email": {
            "email": "una@home.example",
            "is_confirmed": true
          },
          "phone": "",
          "type": "user"
        }
        "#);
        let cleared = world.put("/users/3", json!({ "notification_email": null })).by("cole").send().await;
        assert_eq!(cleared.body["notification_email"], json!(null));
        assert_eq!(world.put("/users/1", json!({})).by("cole").send().await.status, 403);
        assert_eq!(world.put("/users/9", json!({})).by("ada").send().await.outcome(), "404 not_found");
        assert_eq!(world.put("/users/x", json!({})).by("ada").send().await.outcome(), "405 method_not_allowed");
    });
}

#[test]
fn a_deactivated_user_is_out_at_once_although_cached() {
    on_both_engines(async |world: World| {
        assert_eq!(world.get("/users/me").by("una").send().await.status, 200);
        world.put("/users/3", json!({ "status": "inactive" })).by("ada").send().await;
        assert_eq!(world.get("/users/me").by("una").send().await.outcome(), "401 unauthorized");
    });
}

fn ids(page: &serde_json::Value) -> Vec<&str> {
    page["entries"].as_array().unwrap().iter().map(|entry| entry["id"].as_str().unwrap()).collect()
}
