//! Who gets in, and as whom, through the real router on both engines. Rows are those of the contract's identity §9, or,
//! where it says so, of its decision table in §5.1.
use boxwood_testing::{FULL, Settings, World, on_both_engines};
use serde_json::{Value, json};
use std::time::Duration;

const DENIED: &str = "403 access_denied_insufficient_permissions";

/// One line or more for each row of the decision table.
#[test]
fn as_user_follows_the_decision_table() {
    on_both_engines(async |world: World| {
        for (row, token, target, outcome) in [
            ("1", "nobody", "3", "401 -"),
            ("1", "ada expired", "3", "401 -"),
            ("2", "ada, app disabled", "3", "401 unauthorized"),
            ("3", "ina", "3", "401 unauthorized"),
            ("4", "una", " ", "200 -"),
            ("4", "una", "", "200 -"),
            ("5", "ada, app without as-user", "3", "403 -"),
            ("5", "ada, app without as-user", "999", "403 -"),
            ("5", "ada downscoped", "3", "403 -"),
            ("6", "una", "4", DENIED),
            ("6", "una", "3", DENIED),
            ("6", "appu1", "3", DENIED),
            ("7", "cora", "3", DENIED),
            ("8", "ada", "una", DENIED),
            ("8", "ada", "999", DENIED),
            ("8", "ada", "9", DENIED),
            ("8", "ada", "-3", DENIED),
            ("8", "ada", "+3", DENIED),
            ("8", "ada", "3.0", DENIED),
            ("8", "ada", "99999999999999999999", DENIED),
            ("8", "ada", "una@example.com", DENIED),
            ("9", "ada", "1", DENIED),
            ("9", "robot", "6", DENIED),
            ("10", "ada", "6", DENIED),
            ("10", "cole", "6", DENIED),
            ("11", "ada", "2", DENIED),
            ("11", "robot", "1", DENIED),
            ("12", "ada, app access only", "3", DENIED),
            ("12", "ada, app access only", "7", DENIED),
            ("13", "ada", "8", DENIED),
            ("14", "ada", "5", "401 unauthorized"),
            ("15", "ada", "3", "200 -"),
            ("15", "ada", " 3 ", "200 -"),
            ("15", "cole", "4", "200 -"),
            ("15", "robot", "7", "200 -"),
            ("15", "robot", "3", "200 -"),
            ("15", "ada, user-auth app", "3", "200 -"),
        ] {
            let reply = world.get("/users/me").by(token).as_user(target).send().await;
            assert_eq!(reply.outcome(), outcome, "row {row}: {token} as {target}");
            let empty = reply.body.is_null();
            assert_eq!(empty, outcome.ends_with('-') && reply.status != 200, "row {row}: an empty body");
            let challenged = empty || reply.status == 401;
            assert_eq!(challenged, reply.headers.contains_key("www-authenticate"), "row {row}: a challenge");
        }
        let twice = world.get("/users/me").by("ada").as_user(3).as_user(4).send().await;
        assert_eq!(twice.outcome(), "400 bad_request", "two targets are none");
    });
}

#[test]
fn row_37_disabled_app_and_valid_token() {
    on_both_engines(async |world: World| {
        assert_eq!(world.get("/users/me").by("ada").send().await.status, 200);
        world.enable(1, false).await;
        let reply = world.get("/users/me").by("ada").send().await;
        assert_eq!(reply.body["message"], "Unauthorized - Cannot authorize with this service");
        assert_eq!(reply.headers["www-authenticate"], "Bearer realm=\"Service\"");
        world.enable(1, true).await;
        assert_eq!(world.get("/users/me").by("ada").send().await.status, 200);
    });
}

#[test]
fn row_38_as_user_with_the_feature_off() {
    on_both_engines(async |world: World| {
        assert_eq!(world.get("/users/me").by("ada").as_user(3).send().await.status, 200);
        world.configure(1, FULL & !Settings::AS_USER).await;
        assert_eq!(world.get("/users/me").by("ada").as_user(3).send().await.status, 200, "the edit waits");
        world.reauthorize(1).await;
        let off = world.get("/users/me").by("ada").as_user(3).send().await;
        assert_eq!((off.status, &off.body), (403, &Value::Null));
        let challenge = off.headers["www-authenticate"].to_str().unwrap();
        assert!(challenge.contains("error=\"insufficient_scope\""), "{challenge}");
        assert_eq!(world.get("/users/me").by("ada").send().await.status, 200, "without the header all is well");
    });
}

#[test]
fn row_39_as_user_by_a_plain_managed_user() {
    on_both_engines(async |world: World| {
        let reply = world.get("/users/me").by("una").as_user(4).send().await;
        let id = reply.body["request_id"].clone();
        let body = json!({ "type": "error", "status": 403, "code": "access_denied_insufficient_permissions",
            "help_url": "http://developers.box.com/docs/#errors", "message": "Access denied - insufficient permission",
            "request_id": id });
        assert_eq!(reply.body, body);
        let header = reply.headers["box-request-id"].to_str().unwrap();
        assert_ne!(header, id, "the header names the request in another way");
        assert!(header.starts_with(id.as_str().unwrap()));
    });
}

#[test]
fn row_40_coadmin_as_coadmin_and_as_admin() {
    on_both_engines(async |world: World| {
        for target in [10, 1, 2] {
            assert_eq!(world.get("/users/me").by("cole").as_user(target).send().await.outcome(), DENIED, "{target}");
        }
    });
}

#[test]
fn row_41_row_42_as_oneself_and_as_a_service_account() {
    on_both_engines(async |world: World| {
        for target in [1, 6] {
            assert_eq!(world.get("/users/me").by("ada").as_user(target).send().await.outcome(), DENIED, "{target}");
        }
    });
}

#[test]
fn row_43_unknown_targets_cannot_be_told_apart() {
    on_both_engines(async |world: World| {
        let mut bodies = Vec::new();
        for target in ["999", "abc", "9", "8", "2", "6"] {
            let mut reply = world.get("/users/me").by("ada").as_user(target).send().await;
            reply.body["request_id"] = json!("");
            bodies.push((reply.status, reply.body, reply.headers.len()));
        }
        assert!(bodies.windows(2).all(|pair| pair[0] == pair[1]), "{bodies:?}");
    });
}

#[test]
fn row_44_as_user_with_an_empty_value() {
    on_both_engines(async |world: World| {
        assert_eq!(world.get("/users/me").by("una").as_user("").send().await.body["name"], "una");
    });
}

#[test]
fn row_45_as_user_of_an_inactive_user() {
    on_both_engines(async |world: World| {
        let reply = world.get("/users/me").by("ada").as_user(5).send().await;
        assert_eq!(reply.body["message"], "Unauthorized - User has been deactivated");
        assert_eq!(reply.status, 401);
    });
}

#[test]
fn row_46_app_access_only_reaches_its_own_app_users() {
    on_both_engines(async |world: World| {
        // The first app has an app user of its own; take its access to the enterprise away.
        world.configure(1, FULL & !Settings::ENTERPRISE_ACCESS).await;
        world.reauthorize(1).await;
        assert_eq!(world.get("/users/me").by("robot").as_user(3).send().await.outcome(), DENIED);
        assert_eq!(world.get("/users/me").by("robot").as_user(7).send().await.body["name"], "appu1");
        assert_eq!(world.get("/users/me").by("robot").as_user(8).send().await.outcome(), DENIED);
    });
}

#[test]
fn the_access_level_is_a_matter_of_server_apps() {
    on_both_engines(async |world: World| {
        world.configure(5, FULL & !(Settings::SERVER | Settings::ENTERPRISE_ACCESS) | Settings::OAUTH2).await;
        let reply = world.get("/users/me").by("ada, user-auth app").as_user(3).send().await;
        assert_eq!(reply.body["name"], "una");
    });
}

#[test]
fn row_47_users_me_with_as_user_is_the_targets_record() {
    on_both_engines(async |world: World| {
        let own = world.get("/users/me").by("una").send().await;
        let other = world.get("/users/me").by("robot").as_user(3).send().await;
        assert_eq!(own.body, other.body);
    });
}

#[test]
fn what_changes_takes_effect_at_once_although_cached() {
    on_both_engines(async |world: World| {
        let me = async || world.get("/users/me").by("cole").as_user(3).send().await.outcome();
        assert_eq!(me().await, "200 -");
        world.put("/users/3", json!({ "status": "inactive" })).by("ada").send().await;
        assert_eq!(me().await, "401 unauthorized");
        world.put("/users/3", json!({ "status": "active" })).by("ada").send().await;
        assert_eq!(me().await, "200 -");
        world.advance(Duration::from_secs(3600));
        assert_eq!(me().await, "401 -", "tokens expire in the cache too");
    });
}

#[test]
fn impersonation_gives_the_targets_rights_and_takes_the_actors() {
    on_both_engines(async |world: World| {
        assert_eq!(world.get("/users").by("ada").send().await.status, 200);
        assert_eq!(world.get("/users").by("ada").as_user(3).send().await.outcome(), DENIED);
        let made = world.post("/folders", json!({ "name": "Hers", "parent": { "id": "0" } })).by("robot").as_user(3);
        let made = made.send().await;
        assert_eq!((made.status, &made.body["owned_by"]["id"]), (201, &json!("3")));
        assert_eq!(made.body["created_by"]["id"], "3");
        let id = made.body["id"].as_str().unwrap().to_owned();
        let seen = async |by: &str| world.get(&format!("/folders/{id}")).by(by).send().await.status;
        assert_eq!((seen("una").await, seen("robot").await, seen("ada").await), (200, 404, 404));
    });
}
