use super::{DENIED, add, events, run};
use boxwood_testing::{World, on_both_engines};
use insta::assert_json_snapshot;
use serde_json::json;

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
        let bad = json!({ "notification_email": { "email": "nowhere" } });
        assert_eq!(world.put("/users/3", bad).by("cole").send().await.outcome(), "400 invalid_parameter");
        assert_eq!(world.put("/users/x", json!({})).by("ada").send().await.outcome(), "405 method_not_allowed");
        assert_eq!(events(&world).await, ["EDIT_USER"; 2]);
    });
}

#[test]
fn put_users_id_changes_every_field() {
    on_both_engines(async |world: World| {
        world.advance(std::time::Duration::from_secs(60));
        let change = json!({ "name": " Una Nova ", "language": "fr", "timezone": "europe/paris", "job_title": "T",
            "phone": 1, "address": "A", "space_amount": -1, "status": "cannot_delete_edit_upload",
            "tracking_codes": [{ "name": "Cost Center", "value": "7" }], "can_see_managed_users": true,
            "is_sync_enabled": true, "is_external_collab_restricted": true, "is_exempt_from_device_limits": true,
            "is_exempt_from_login_verification": true, "is_password_reset_required": true, "notify": false });
        let fields = "name,modified_at,language,timezone,job_title,phone,address,space_amount,status,tracking_codes,\
            can_see_managed_users,is_sync_enabled,is_external_collab_restricted,is_exempt_from_device_limits,\
            is_exempt_from_login_verification";
        let changed = world.put(&format!("/users/3?fields={fields}"), change).by("ada").send().await;
        assert_json_snapshot!(changed.body, @r#"
        {
          "address": "A",
          "can_see_managed_users": true,
          "id": "3",
          "is_exempt_from_device_limits": true,
          "is_exempt_from_login_verification": true,
          "is_external_collab_restricted": true,
          "is_sync_enabled": true,
          "job_title": "T",
          "language": "fr",
          "login": "una@example.com",
          "modified_at": "2025-06-15T15:07:40+00:00",
          "name": "Una Nova",
          "phone": "1",
          "space_amount": 1000000000000000,
          "status": "cannot_delete_edit_upload",
          "timezone": "europe/paris",
          "tracking_codes": [
            {
              "name": "Cost Center",
              "type": "tracking_code",
              "value": "7"
            }
          ],
          "type": "user"
        }
        "#);
        let found = world.get("/users?filter_term=una%20nova").by("ada").send().await;
        assert_eq!(found.body["total_count"], 1);
        let reset = json!({ "language": null, "timezone": null, "space_amount": null, "tracking_codes": null });
        let reset =
            world.put("/users/3?fields=language,timezone,space_amount,tracking_codes", reset).by("ada").send().await;
        assert_eq!((&reset.body["language"], &reset.body["timezone"]), (&json!("en"), &json!("UTC")));
        assert_eq!(reset.body["space_amount"], 10_737_418_240_i64);
        assert_eq!(reset.body["tracking_codes"], json!([]));
    });
}

#[test]
fn a_deactivated_user_is_out_at_once_although_cached() {
    on_both_engines(async |world: World| {
        assert_eq!(world.get("/users/me").by("una").send().await.status, 200);
        world.put("/users/3", json!({ "status": "inactive" })).by("ada").send().await;
        assert_eq!(world.get("/users/me").by("una").send().await.outcome(), "401 unauthorized");
        world.put("/users/3", json!({ "status": "active" })).by("ada").send().await;
        assert_eq!(world.get("/users/me").by("una").send().await.status, 200);
    });
}

#[test]
fn row_65_the_login_changes_to_a_confirmed_alias_only() {
    on_both_engines(async |world: World| {
        let put = async |login: &str| world.put("/users/3", json!({ "login": login })).by("ada").send().await;
        assert_eq!(put("new@example.com").await.outcome(), "400 invalid_parameter", "no alias at all");
        let alias = json!({ "email": "New@example.com" });
        assert_eq!(world.post("/users/3/email_aliases", alias).by("ada").send().await.status, 201);
        assert_eq!(put("new@example.com").await.outcome(), "400 invalid_parameter", "not confirmed");
        run(&world, "UPDATE email_aliases SET is_confirmed = TRUE").await;
        let changed = put("NEW@example.com").await;
        assert_eq!((changed.status, &changed.body["login"]), (200, &json!("new@example.com")));
        let aliases = world.get("/users/3/email_aliases").by("ada").send().await;
        assert_eq!(
            (&aliases.body["total_count"], &aliases.body["entries"][0]["email"]),
            (&json!(1), &json!("una@example.com"))
        );
        assert_eq!(put("new@example.com").await.status, 200, "the one that it is");
        run(&world, "UPDATE users SET is_confirmed = FALSE WHERE id = 3").await;
        assert_eq!(put("una@example.com").await.outcome(), "400 invalid_parameter", "the user is not confirmed");
        assert!(events(&world).await.contains(&"EMAIL_ALIAS_PRIMARY".to_owned()));
        let taken = add(&world, json!({ "name": "N", "login": "una@example.com" })).await;
        assert_eq!(taken.outcome(), "409 user_login_already_used", "an alias is taken too");
    });
}

#[test]
fn row_66_co_admins_do_not_touch_each_other() {
    on_both_engines(async |world: World| {
        for (token, id, outcome) in [
            ("cole", 10, DENIED),
            ("cole", 1, DENIED),
            ("robot", 2, DENIED),
            ("robot", 1, DENIED),
            ("cole", 2, "200 -"),
            ("ada", 1, "200 -"),
            ("ada", 2, "200 -"),
            ("cole", 3, "200 -"),
            ("robot", 3, "200 -"),
            ("robot", 6, "200 -"),
            ("ada", 8, DENIED),
            ("una", 3, DENIED),
            ("una", 4, DENIED),
            ("ada", 9, "404 not_found"),
        ] {
            let changed = world.put(&format!("/users/{id}"), json!({ "job_title": "T" })).by(token).send().await;
            assert_eq!(changed.outcome(), outcome, "{token} changes {id}");
        }
    });
}

#[test]
fn roles_are_the_admins_to_give() {
    on_both_engines(async |world: World| {
        let put = async |token: &str, id: i64, role: &str| {
            world.put(&format!("/users/{id}?fields=role"), json!({ "role": role })).by(token).send().await.outcome()
        };
        assert_eq!(put("cole", 3, "coadmin").await, DENIED);
        assert_eq!(put("cole", 2, "user").await, DENIED, "not even oneself");
        assert_eq!(put("ada", 1, "user").await, DENIED, "the admin stays");
        assert_eq!(put("ada", 3, "admin").await, "400 invalid_parameter");
        assert_eq!(put("robot", 7, "coadmin").await, "400 invalid_parameter", "an app user");
        assert_eq!(world.get("/users").by("una").send().await.outcome(), DENIED);
        assert_eq!(put("ada", 3, "coadmin").await, "200 -");
        assert_eq!(world.get("/users").by("una").send().await.status, 200, "at once");
        assert_eq!(put("cole", 3, "coadmin").await, DENIED, "now out of reach");
        assert_eq!(put("ada", 3, "user").await, "200 -");
        assert_eq!(world.get("/users").by("una").send().await.outcome(), DENIED);
        assert_eq!(events(&world).await, ["EDIT_USER", "CHANGE_ADMIN_ROLE", "EDIT_USER", "CHANGE_ADMIN_ROLE"]);
        for (token, id) in [("ada", 1), ("cole", 2)] {
            let change = json!({ "status": "inactive" });
            assert_eq!(world.put(&format!("/users/{id}"), change).by(token).send().await.outcome(), DENIED, "{token}");
        }
    });
}

#[test]
fn external_app_user_ids_are_the_apps_own() {
    on_both_engines(async |world: World| {
        let put = async |token: &str, id: i64, external: serde_json::Value| {
            let path = format!("/users/{id}?fields=external_app_user_id");
            let changed = world.put(&path, json!({ "external_app_user_id": external })).by(token).send().await;
            if changed.status == 200 { changed.body["external_app_user_id"].to_string() } else { changed.outcome() }
        };
        assert_eq!(put("robot", 7, json!("one")).await, "\"one\"");
        assert_eq!(put("robot", 7, json!("one")).await, "\"one\"", "its own");
        let other = json!({ "name": "B", "is_platform_access_only": true, "external_app_user_id": "two" });
        assert_eq!(world.post("/users", other).by("robot").send().await.body["id"], "11");
        assert_eq!(put("robot", 11, json!("one")).await, "409 conflict");
        assert_eq!(put("robot", 7, json!(null)).await, "null");
        assert_eq!(put("robot", 11, json!("one")).await, "\"one\"");
        assert_eq!(put("ada", 3, json!("x")).await, "400 invalid_parameter");
    });
}

#[test]
fn enterprise_null_rolls_a_user_out() {
    on_both_engines(async |world: World| {
        super::folder(&world, "una").await;
        let out = json!({ "enterprise": null, "notify": true });
        let gone = world.put("/users/3?fields=enterprise,role", out.clone()).by("ada").send().await;
        assert_eq!((gone.status, &gone.body["enterprise"]), (200, &json!(null)));
        assert_eq!(world.get("/users/3").by("ada").send().await.outcome(), "404 not_found");
        let list = world.get("/users").by("ada").send().await;
        assert_eq!((super::ids(&list.body).contains(&"3"), &list.body["total_count"]), (false, &json!(6)));
        assert_eq!(world.get("/users/me").by("una").send().await.outcome(), "401 unauthorized", "a server app's token");
        for (token, id) in [("ada", 1), ("robot", 7), ("robot", 6), ("cole", 2)] {
            let refused = world.put(&format!("/users/{id}"), out.clone()).by(token).send().await;
            assert_eq!(refused.outcome(), DENIED, "{id}");
        }
        let other = world.put("/users/4", json!({ "enterprise": "2" })).by("ada").send().await;
        assert_eq!(other.outcome(), "400 invalid_parameter");
    });
}
