//! Faults with a moment, and the tape of what was asked, by the way that requests come.
use super::{in_a_laboratory, text};
use boxwood_testing::{Reply, World};
use http_body_util::BodyExt;
use serde_json::{Value, json};
use std::time::Duration;
use tokio::time::Instant;

async fn wish(world: &World, fault: Value) -> Reply {
    let added = world.in_lab("POST", "/worlds/main/faults", fault).send().await;
    assert_eq!(added.status, 201, "{added:?}");
    added
}

fn folder(name: &str) -> Value {
    json!({ "name": name, "parent": { "id": "0" } })
}

#[test]
fn an_answer_is_lost_after_the_commit() {
    in_a_laboratory(async |world: World| {
        wish(&world, json!({ "on": { "operation": "post_folders" }, "moment": "after", "what": "drop", "nth": 1 }))
            .await;
        let lost = world.post("/folders", folder("Plans")).by("ada").begun().await;
        assert!(lost.into_body().collect().await.is_err(), "nobody gets it");
        let again = world.post("/folders", folder("Plans")).by("ada").send().await;
        assert_eq!(again.outcome(), "409 item_name_in_use", "it was made");
        let taped = world.in_lab("GET", "/worlds/main/requests?operation=post_folders", Value::Null).send().await;
        let first = &taped.body["requests"][0];
        assert_eq!((&first["lost"], &first["faults"]), (&json!(true), &json!([1])));
        assert_eq!(first["request"]["json"]["name"], "Plans");
    });
}

#[test]
fn nothing_is_done_before() {
    in_a_laboratory(async |world: World| {
        wish(&world, json!({ "on": { "operation": "post_folders" }, "what": "drop", "times": 1 })).await;
        assert!(world.post("/folders", folder("Plans")).by("ada").begun().await.into_body().collect().await.is_err());
        assert_eq!(world.post("/folders", folder("Plans")).by("ada").send().await.status, 201);
    });
}

#[test]
fn a_refusal_is_in_boxs_shape_and_says_when_to_come_again() {
    in_a_laboratory(async |world: World| {
        wish(&world, json!({ "nth": "2", "what": { "answer": { "status": 429, "retry_after": 7 } } })).await;
        let me = || world.get("/users/me").by("una").send();
        assert_eq!(me().await.status, 200);
        let refused = me().await;
        assert_eq!(refused.outcome(), "429 rate_limit_exceeded");
        assert_eq!((refused.headers["retry-after"].to_str().unwrap(), text(&refused, "type").as_str()), ("7", "error"));
        assert_eq!(me().await.status, 200, "the second only");
    });
}

#[test]
fn the_effective_user_counts() {
    in_a_laboratory(async |world: World| {
        let me = world.get("/users/me").by("una").send().await;
        let (id, login) = (text(&me, "id"), text(&me, "login"));
        wish(&world, json!({ "on": { "user": login }, "what": { "answer": { "status": 503 } } })).await;
        assert_eq!(world.get("/users/me").by("ada").send().await.status, 200, "somebody else");
        assert_eq!(world.get("/users/me").by("una").send().await.outcome(), "503 unavailable");
        let listed = world.in_lab("GET", "/worlds/main/faults", Value::Null).send().await;
        assert_eq!((&listed.body["faults"][0]["met"], &listed.body["faults"][0]["applied"]), (&json!(1), &json!(1)));
        let by_id = world.in_lab("DELETE", "/worlds/main/faults", Value::Null).send().await;
        assert_eq!(by_id.status, 204);
        wish(&world, json!({ "on": { "user": id }, "what": { "answer": { "status": 500 } } })).await;
        assert_eq!(world.get("/users/me").by("una").send().await.outcome(), "500 internal_server_error");
    });
}

#[test]
fn a_body_breaks_off() {
    in_a_laboratory(async |world: World| {
        wish(&world, json!({ "what": { "truncate_after": 10 } })).await;
        let mut body = world.get("/users/me").by("una").begun().await.into_body();
        assert_eq!(body.frame().await.unwrap().unwrap().into_data().unwrap().len(), 10);
        assert!(body.frame().await.unwrap().is_err());
    });
}

#[test]
fn a_delay_and_a_slow_body_take_their_time() {
    in_a_laboratory(async |world: World| {
        wish(&world, json!({ "what": { "delay_ms": 5000 } })).await;
        wish(&world, json!({ "what": { "slow": 10 } })).await;
        // Reads wait for no thread, so the time goes on by these waits alone.
        tokio::time::pause();
        let begun = Instant::now();
        let me = world.get("/users/me").by("una").send().await;
        assert_eq!(me.status, 200);
        let least = Duration::from_secs(5) + Duration::from_millis(100) * (me.bytes.len() as u32 - 1);
        assert!(begun.elapsed() >= least && begun.elapsed() < least * 2, "{:?}", begun.elapsed());
    });
}

#[test]
fn a_refused_call_has_its_trace_and_no_token() {
    in_a_laboratory(async |world: World| {
        assert_eq!(world.get("/users/me").by("una").as_user("1").send().await.status, 403);
        let taped = world.in_lab("GET", "/worlds/main/requests", Value::Null).send().await;
        let refused = &taped.body["requests"][0]["refused"];
        assert!(
            refused["reason"].is_string() && refused["steps"].as_array().is_some_and(|all| all.len() == 8),
            "{refused}"
        );
        let bearer = &taped.body["requests"][0]["request"]["headers"]["authorization"];
        assert!(bearer.as_str().is_some_and(|it| it.starts_with("Bearer …")) || bearer == "Bearer …", "{bearer}");
        let held = json!({ "that": [{ "operation": "get_users_me", "status": 403, "count": 1 }] });
        assert_eq!(world.in_lab("POST", "/worlds/main/assert", held).send().await.body["ok"], true);
        assert_eq!(world.in_lab("GET", "/worlds/main/har", Value::Null).send().await.body["log"]["version"], "1.2");
        let odd = world.in_lab("GET", "/worlds/main/requests?status=403&usr=una", Value::Null).send().await;
        assert!(odd.status == 400 && text(&odd, "message").contains("usr"), "{odd:?}");
        let some = world.in_lab("GET", "/worlds/main/requests?status=403&after=0&method=get&limit=5", Value::Null);
        assert_eq!(some.send().await.body["requests"].as_array().map(Vec::len), Some(1));
        let unknown = world.in_lab("POST", "/worlds/main/faults", json!({ "what": "explode" })).send().await;
        assert_eq!(unknown.status, 400);
    });
}
