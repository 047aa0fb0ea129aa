use super::{DENIED, add, events, run};
use boxwood_testing::{World, on_both_engines};
use insta::assert_json_snapshot;
use serde_json::{Value, json};

#[test]
fn post_users_adds_a_managed_user() {
    on_both_engines(async |world: World| {
        let new = json!({ "name": " Neu ", "login": "Neu@example.com", "job_title": "Guest", "phone": 6509241374_u64,
            "tracking_codes": [{ "type": "tracking_code", "name": "Team", "value": "Red" }], "space_amount": 5000,
            "timezone": "Europe/Berlin", "language": "de", "status": "cannot_delete_edit", "is_sync_enabled": true });
        let created = world.post(
            "/users?fields=timezone,language,phone,tracking_codes,status,is_sync_enabled,job_title,\
            space_amount,enterprise,is_platform_access_only",
            new,
        );
        let created = created.by("cole").send().await;
        assert_eq!(created.status, 201);
        assert_json_snapshot!(created.body, @r#"
        {
          "enterprise": {
            "id": "1",
            "name": "Acme",
            "type": "enterprise"
          },
          "id": "11",
          "is_platform_access_only": false,
          "is_sync_enabled": true,
          "job_title": "Guest",
          "language": "de",
          "login": "neu@example.com",
          "name": "Neu",
          "phone": "6509241374",
          "space_amount": 5000,
          "status": "cannot_delete_edit",
          "timezone": "Europe/Berlin",
          "tracking_codes": [
            {
              "name": "Team",
              "type": "tracking_code",
              "value": "Red"
            }
          ],
          "type": "user"
        }
        "#);
        assert_eq!(world.get("/users?limit=1").by("ada").send().await.body["total_count"], 8);
        assert_eq!(events(&world).await, ["NEW_USER"]);
    });
}

#[test]
fn a_new_user_has_the_enterprises_defaults() {
    on_both_engines(async |world: World| {
        let made = add(&world, json!({ "name": "N", "login": "n@e.x", "role": null, "phone": null })).await;
        assert_json_snapshot!(made.body, @r#"
        {
          "address": "",
          "avatar_url": "http://127.0.0.1:8080/api/avatar/large/11",
          "created_at": "2025-06-15T15:06:40+00:00",
          "id": "11",
          "job_title": "",
          "language": "en",
          "login": "n@e.x",
          "max_upload_size": 5368709120,
          "modified_at": "2025-06-15T15:06:40+00:00",
          "name": "N",
          "notification_email": null,
          "phone": "",
          "space_amount": 10737418240,
          "space_used": 0,
          "status": "active",
          "timezone": "UTC",
          "type": "user"
        }
        "#);
    });
}

#[test]
fn row_61_a_login_is_taken_whatever_its_case() {
    on_both_engines(async |world: World| {
        let taken = add(&world, json!({ "name": "U", "login": "UNA@Example.com" })).await;
        assert_json_snapshot!(taken.body, { ".request_id" => "[id]" }, @r#"
        {
          "code": "user_login_already_used",
          "help_url": "http://developers.box.com/docs/#errors",
          "message": "User with the specified login already exists",
          "request_id": "[id]",
          "status": 409,
          "type": "error"
        }
        "#);
        let elsewhere = add(&world, json!({ "name": "O", "login": "olga@example.com" })).await;
        assert_eq!(elsewhere.outcome(), "409 user_login_already_used", "one namespace for all enterprises");
        assert_eq!(world.get("/users?limit=1").by("ada").send().await.body["total_count"], 7);
    });
}

#[test]
fn row_62_a_login_is_needed_or_generated() {
    on_both_engines(async |world: World| {
        assert_eq!(add(&world, json!({ "name": "N" })).await.outcome(), "400 invalid_parameter");
        assert_eq!(add(&world, json!({ "name": "N", "login": null })).await.outcome(), "400 invalid_parameter");
        let new = json!({ "name": "App User", "login": "ignored@example.com", "is_platform_access_only": true });
        let made = world.post("/users", new.clone()).by("robot").send().await;
        let login = made.body["login"].as_str().unwrap();
        let random = login.strip_prefix("AppUser_1_").and_then(|rest| rest.strip_suffix("@boxdevedition.com")).unwrap();
        assert!(random.len() == 10 && random.bytes().all(|b| b.is_ascii_alphanumeric()), "{login}");
        assert_eq!((made.status, &made.body["space_amount"]), (201, &json!(10_737_418_240_i64)));
        let other = world.post("/users", new).by("robot").send().await;
        assert_ne!(other.body["login"], made.body["login"]);
        let found = world.get(&format!("/users?filter_term={login}")).by("robot").send().await;
        assert_eq!(found.body["entries"][0]["login"], *login);
    });
}

#[test]
fn row_63_64_limits_of_the_fields() {
    on_both_engines(async |world: World| {
        let text = |count: usize| "ü".repeat(count);
        let cases: [(Value, bool); 22] = [
            (json!({ "name": text(50) }), true),
            (json!({ "name": text(51) }), false),
            (json!({ "name": "  " }), false),
            (json!({ "name": null }), false),
            (json!({ "name": "\u{0}" }), false),
            (json!({ "job_title": text(100), "phone": text(100), "address": text(255) }), true),
            (json!({ "job_title": text(101) }), false),
            (json!({ "phone": text(101) }), false),
            (json!({ "address": text(256) }), false),
            (json!({ "space_amount": -1 }), true),
            (json!({ "space_amount": -2 }), false),
            (json!({ "space_amount": "much" }), false),
            (json!({ "language": "xx" }), false),
            (json!({ "timezone": "Mars/Olympus" }), false),
            (json!({ "status": "asleep" }), false),
            (json!({ "role": "admin" }), false),
            (json!({ "login": "nowhere" }), false),
            (json!({ "login": "a b@e.x" }), false),
            (json!({ "login": "@e.x" }), false),
            (json!({ "is_sync_enabled": 1 }), false),
            (json!({ "tracking_codes": [{ "name": "Unknown", "value": "1" }] }), false),
            (json!({ "external_app_user_id": "for app users only" }), false),
        ];
        for (n, (change, good)) in cases.into_iter().enumerate() {
            let mut new = json!({ "name": "N", "login": format!("n{n}@example.com") });
            new.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
            let made = add(&world, new).await;
            assert_eq!(made.status, if good { 201 } else { 400 }, "{change}: {}", made.body);
            if change["space_amount"] == -1 {
                assert_eq!(made.body["space_amount"], 1_000_000_000_000_000_i64);
            }
        }
        for body in ["", "[]", "\"text\"", "{", "{\"name\": 1}"] {
            let sent = world.ask("POST", "/users", Value::Null).bytes("text/plain", body.into()).by("ada").send().await;
            assert_eq!(sent.outcome(), "400 bad_request", "{body}");
        }
    });
}

#[test]
fn only_the_admin_makes_co_admins() {
    on_both_engines(async |world: World| {
        let new = |login: &str| json!({ "name": "C", "login": login, "role": "coadmin" });
        assert_eq!(world.post("/users", new("c@e.x")).by("cole").send().await.outcome(), DENIED);
        assert_eq!(world.post("/users", new("c@e.x")).by("robot").send().await.outcome(), DENIED);
        let made = world.post("/users?fields=role", new("c@e.x")).by("ada").send().await;
        assert_eq!((made.status, &made.body["role"]), (201, &json!("coadmin")));
        let of_app = json!({ "name": "A", "is_platform_access_only": true, "role": "coadmin" });
        assert_eq!(add(&world, of_app).await.outcome(), "400 invalid_parameter");
        assert_eq!(
            world.post("/users", json!({ "name": "N", "login": "n@e.x" })).by("una").send().await.outcome(),
            DENIED
        );
    });
}

#[test]
fn row_76_ids_and_texts_may_be_sent_as_numbers() {
    on_both_engines(async |world: World| {
        let new = json!({ "name": "A", "is_platform_access_only": true, "external_app_user_id": 12345, "phone": -7 });
        let made = world.post("/users?fields=external_app_user_id,phone", new.clone()).by("robot").send().await;
        assert_eq!((&made.body["external_app_user_id"], &made.body["phone"]), (&json!("12345"), &json!("-7")));
        assert_eq!(world.post("/users", new).by("robot").send().await.outcome(), "409 conflict");
        let parent = json!({ "name": "F", "parent": { "id": 0 } });
        let folder = world.post("/folders", parent).by("una").send().await;
        assert_eq!((folder.status, &folder.body["parent"]["id"]), (201, &json!("0")));
        run(&world, "UPDATE users SET role = 'admin' WHERE id = 9").await;
        let invite = json!({ "enterprise": { "id": 1 }, "actionable_by": { "login": "olga@example.com" } });
        let invite = world.post("/invites", invite).by("ada").send().await;
        assert_eq!(invite.body["invited_to"]["id"], "1");
    });
}
