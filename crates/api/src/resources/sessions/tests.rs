use boxwood_testing::{World, on_both_engines};
use insta::assert_json_snapshot;
use serde_json::{Value, json};
use std::time::Duration;

const DENIED: &str = "403 access_denied_insufficient_permissions";

async fn end(world: &World, by: &str, ids: Value, logins: Value) -> boxwood_testing::Reply {
    world.post("/users/terminate_sessions", json!({ "user_ids": ids, "user_logins": logins })).by(by).send().await
}

#[test]
fn every_token_from_before_is_dead_at_once() {
    on_both_engines(async |world: World| {
        assert_eq!(world.get("/users/me").by("una").send().await.status, 200);
        let ended = end(&world, "ada", json!(["3"]), json!(["MAX@example.com"])).await;
        assert_eq!((ended.status, ended.headers.contains_key("retry-after")), (202, false));
        assert_json_snapshot!(ended.body, @r#"
        {
          "message": "Request is successful, please check the admin events for the status of the job"
        }
        "#);
        for name in ["una", "max"] {
            assert_eq!(world.get("/users/me").by(name).send().await.status, 401, "{name}");
        }
        assert_eq!(world.get("/users/me").by("appu1").send().await.status, 200);
        world.advance(Duration::from_millis(1));
        world.token("una again", "una", 1, boxwood_testing::FULL.0).await;
        assert_eq!(world.get("/users/me").by("una again").send().await.status, 200);
    });
}

#[test]
fn the_callers_own_session_ends_too() {
    on_both_engines(async |world: World| {
        assert_eq!(end(&world, "ada", json!(["1"]), json!(["ada@example.com"])).await.status, 202);
        assert_eq!(world.get("/users/me").by("ada").send().await.status, 401);
    });
}

#[test]
fn whom_the_caller_may_not_change_keeps_theirs() {
    on_both_engines(async |world: World| {
        let ids = json!(["1", "8", "9", "77", "10", "4"]);
        assert_eq!(end(&world, "cole", ids, json!(["olga@example.com", "nobody@example.com"])).await.status, 202);
        for (name, status) in [("ada", 200), ("cora", 200), ("olga", 200), ("appu2", 200), ("max", 401)] {
            assert_eq!(world.get("/users/me").by(name).send().await.status, status, "{name}");
        }
        assert_eq!(end(&world, "una", json!(["3"]), json!(["una@example.com"])).await.outcome(), DENIED);
    });
}

#[test]
fn what_is_wrong_with_a_request_is_told_in_the_contracts_words() {
    on_both_engines(async |world: World| {
        let empty = "Users can not be NULL or EMPTY";
        for (body, message) in [
            (json!({}), empty),
            (json!({ "user_ids": null, "user_logins": null }), empty),
            (json!({ "user_ids": [], "user_logins": [] }), empty),
            (json!({ "user_ids": ["3"] }), empty),
            (json!({ "user_ids": ["3"], "user_logins": [] }), empty),
            (json!({ "user_ids": [3], "user_logins": ["una@example.com"] }), "User id format is string"),
            (json!({ "user_ids": ["x"], "user_logins": ["una@example.com"] }), "User id format is string"),
            (json!([]), "Supported payload format is JSON"),
        ] {
            let refused = world.post("/users/terminate_sessions", body.clone()).by("ada").send().await;
            assert_eq!(
                (refused.outcome().as_str(), &refused.body["message"]),
                ("400 bad_request", &json!(message)),
                "{body}"
            );
        }
        let form = world.post("/users/terminate_sessions", Value::Null).bytes("text/plain", b"user_ids=3".to_vec());
        assert_eq!(form.by("ada").send().await.body["message"], "Supported payload format is JSON");
        assert_eq!(end(&world, "ada", json!(["3"]), json!(["\u{0}"])).await.outcome(), "400 bad_request");
        assert_eq!(end(&world, "ada", json!(vec!["3"; 1000]), json!(["x"])).await.outcome(), "400 bad_request");
    });
}
