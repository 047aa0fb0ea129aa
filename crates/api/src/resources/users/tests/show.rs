use super::{DENIED, run};
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

/// The standard representation is written once and kept with the cached user: never for other fields, and not beyond a
/// change of the user or of their enterprise.
#[test]
fn a_representation_is_kept_only_while_it_is_true() {
    on_both_engines(async |world: World| {
        let standard = async || world.get("/users/3").by("ada").send().await.body;
        let first = standard().await;
        let few = world.get("/users/3?fields=name").by("ada").send().await.body;
        assert_eq!(few, json!({ "type": "user", "id": "3", "name": "una", "login": "una@example.com" }));
        assert_eq!(standard().await, first);
        let renamed = world.put("/users/3", json!({ "name": "Una" })).by("ada").send().await;
        assert_eq!((renamed.status, standard().await["name"].clone()), (200, json!("Una")));
        assert_eq!(world.get("/users/me").by("una").send().await.body, standard().await);
    });
}

#[test]
fn row_53_fields_enterprise_on_users_me() {
    on_both_engines(async |world: World| {
        let shown = world.get("/users/me?fields=enterprise").by("una").send().await;
        assert_json_snapshot!(shown.body, @r#"
        {
          "enterprise": {
            "id": "1",
            "name": "Acme",
            "type": "enterprise"
          },
          "id": "3",
          "login": "una@example.com",
          "name": "una",
          "type": "user"
        }
        "#);
    });
}

#[test]
fn row_54_fields_unknown_and_fields_empty() {
    on_both_engines(async |world: World| {
        let mini = world.get("/users/me?fields=nope").by("una").send().await;
        assert_eq!(mini.body, json!({ "type": "user", "id": "3", "name": "una", "login": "una@example.com" }));
        let role = world.get("/users/me?fields=role,%20role,nope").by("una").send().await;
        assert_eq!((&role.body["role"], role.body.as_object().unwrap().len()), (&json!("user"), 5));
        let none = world.get("/users/me?fields=&user_type=").by("una").send().await;
        assert_eq!(none.body, world.get("/users/me").by("una").send().await.body);
    });
}

#[test]
fn the_full_tier_is_shown_when_it_is_asked_for() {
    on_both_engines(async |world: World| {
        let fields = "role,tracking_codes,can_see_managed_users,is_sync_enabled,is_external_collab_restricted,\
            is_exempt_from_device_limits,is_exempt_from_login_verification,my_tags,hostname,is_platform_access_only,\
            external_app_user_id,enterprise";
        let shown = world.get(&format!("/users/7?fields={fields}")).by("robot").send().await;
        assert_json_snapshot!(shown.body, @r#"
        {
          "can_see_managed_users": false,
          "enterprise": {
            "id": "1",
            "name": "Acme",
            "type": "enterprise"
          },
          "external_app_user_id": null,
          "hostname": "http://127.0.0.1:8080/",
          "id": "7",
          "is_exempt_from_device_limits": false,
          "is_exempt_from_login_verification": false,
          "is_external_collab_restricted": false,
          "is_platform_access_only": true,
          "is_sync_enabled": false,
          "login": "appu1@example.com",
          "my_tags": [],
          "name": "appu1",
          "role": "user",
          "tracking_codes": [],
          "type": "user"
        }
        "#);
    });
}

/// Of the enterprise, not of the user: olga's own timezone is another.
#[test]
fn times_have_the_offset_of_the_enterprise_on_that_date() {
    on_both_engines(async |world: World| {
        run(&world, "UPDATE users SET created_at = 1734000000000000 WHERE id = 9").await;
        let olga = world.get("/users/me?fields=created_at,modified_at,timezone").by("olga").send().await;
        assert_eq!(olga.body["created_at"], "2024-12-12T02:40:00-08:00");
        assert_eq!(olga.body["modified_at"], "2025-06-15T08:06:40-07:00");
        assert_eq!(olga.body["timezone"], "Africa/Bujumbura");
    });
}

#[test]
fn get_users_id_shows_whom_the_caller_may_know() {
    on_both_engines(async |world: World| {
        for (token, id, outcome) in [
            ("una", "3", "200 -"),
            ("robot", "6", "200 -"),
            ("ada", "3", "200 -"),
            ("cole", "1", "200 -"),
            ("ada", "6", "200 -"),
            ("robot", "7", "200 -"),
            ("una", "4", DENIED),
            ("una", "1", DENIED),
            ("ada", "8", DENIED),
            ("ada, app access only", "3", DENIED),
            ("ada, app access only", "1", "200 -"),
            ("ada", "9", "404 not_found"),
            ("ada", "99", "404 not_found"),
            ("ada", "abc", "405 method_not_allowed"),
            // Anybody may ask who they are; about others, the scope counts.
            ("ada without scopes", "1", "200 -"),
            ("ada without scopes", "3", "403 -"),
        ] {
            let shown = world.get(&format!("/users/{id}")).by(token).send().await;
            assert_eq!(shown.outcome(), outcome, "{token} asks for {id}");
            if shown.status == 200 {
                assert_eq!(shown.body["id"], *id);
            }
        }
        let own = world.get("/users/3").by("ada").as_user(3).send().await;
        assert_eq!(own.body, world.get("/users/me").by("una").send().await.body);
        assert_eq!(world.get("/users/4").by("ada").as_user(3).send().await.outcome(), DENIED);
    });
}

#[test]
fn of_people_from_outside_only_the_name_is_shown() {
    on_both_engines(async |world: World| {
        super::folder(&world, "una").await;
        world.share(1, "olga", "viewer").await;
        let olga = world.get("/users/9?fields=enterprise,status,role").by("ada").send().await;
        assert_json_snapshot!(olga.body, @r#"
        {
          "enterprise": null,
          "id": "9",
          "login": "olga@example.com",
          "name": "olga",
          "role": null,
          "status": null,
          "type": "user"
        }
        "#);
        assert_eq!(world.get("/users/9").by("una").send().await.outcome(), "404 not_found");
        assert_eq!(world.put("/users/9", json!({})).by("ada").send().await.outcome(), DENIED);
        assert_eq!(world.get("/users/3").by("olga").send().await.outcome(), "404 not_found");
    });
}

#[test]
fn row_74_patch_is_no_method_of_users_me() {
    on_both_engines(async |world: World| {
        assert_eq!(
            world.ask("PATCH", "/users/me", json!({})).by("una").send().await.outcome(),
            "405 method_not_allowed"
        );
        assert_eq!(world.get("/user").by("una").send().await.outcome(), "404 not_found");
    });
}
