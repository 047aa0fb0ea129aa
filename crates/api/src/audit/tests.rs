//! The record of what was done as somebody else, and of what was refused, on both engines.
use boxwood_store::{Cost, Error};
use boxwood_testing::{World, on_both_engines};
use serde_json::{Value, json};
use std::time::Duration;

const WRITES: &str = "SELECT request_id, actor_id, user_id, app_id FROM as_user_writes ORDER BY id";
const OUTCOMES: &str = "SELECT operation, outcome FROM as_user_writes ORDER BY id";
const READS: &str = "SELECT actor_id, user_id, outcome, count FROM as_user_reads ORDER BY minute, user_id, outcome";
const EVENTS: &str = "SELECT kind, created_by, action_by FROM events WHERE item_type = 'folder' ORDER BY id";
const REFUSALS: &str = "SELECT app_id, count(*) FROM refusals GROUP BY app_id ORDER BY app_id";

async fn rows<T: boxwood_store::FromRow + Send + 'static>(world: &World, sql: &'static str) -> Vec<T> {
    world.app().db().read(Cost::Scan, move |tx| tx.many::<T>(sql, ())).await.unwrap_or_else(|e: Error| panic!("{e}"))
}

fn folder(name: &str) -> Value {
    json!({ "name": name, "parent": { "id": "0" } })
}

#[test]
fn a_write_as_somebody_else_is_recorded_with_both_names() {
    on_both_engines(async |world: World| {
        let made = world.post("/folders", folder("A")).by("robot").as_user(3).send().await;
        let own = world.post("/folders", folder("B")).by("una").send().await;
        assert_eq!((made.status, own.status), (201, 201));
        let written: Vec<(String, i64, i64, i64)> = rows(&world, WRITES).await;
        let request = made.headers["box-request-id"].to_str().unwrap()[..16].to_owned();
        assert_eq!(written, [(request, 6, 3, 1)], "there already, and only where another acted");
        assert_eq!(rows::<(String, i64)>(&world, OUTCOMES).await, [("post_folders".to_owned(), 201)]);
        let events: Vec<(String, i64, Option<i64>)> = rows(&world, EVENTS).await;
        let created = "ITEM_CREATE".to_owned();
        assert_eq!(events, [(created.clone(), 3, Some(6)), (created, 3, None)]);
    });
}

#[test]
fn a_write_that_fails_is_recorded_too() {
    on_both_engines(async |world: World| {
        let in_nowhere = json!({ "name": "A", "parent": { "id": "77" } });
        world.post("/folders", in_nowhere).by("robot").as_user(3).send().await;
        world.post("/folders", json!([])).by("robot").as_user(3).send().await;
        world.flush().await;
        let created = "post_folders".to_owned();
        assert_eq!(rows::<(String, i64)>(&world, OUTCOMES).await, [(created.clone(), 404), (created, 400)]);
    });
}

#[test]
fn reads_as_somebody_else_are_counted_by_the_minute() {
    on_both_engines(async |world: World| {
        for _ in 0..3 {
            world.get("/users/me").by("robot").as_user(3).send().await;
        }
        world.get("/users/me").by("robot").send().await;
        world.get("/folders/77").by("robot").as_user(3).send().await;
        world.flush().await;
        assert_eq!(rows::<(i64, i64, i64, i64)>(&world, READS).await, [(6, 3, 200, 3), (6, 3, 404, 1)]);
        world.get("/users/me").by("robot").as_user(3).send().await;
        world.flush().await;
        world.advance(Duration::from_secs(60));
        world.get("/users/me").by("robot").as_user(4).send().await;
        world.flush().await;
        let counted: Vec<(i64, i64, i64, i64)> = rows(&world, READS).await;
        assert_eq!(counted, [(6, 3, 200, 4), (6, 3, 404, 1), (6, 4, 200, 1)]);
    });
}

#[test]
fn a_refusal_explains_itself_to_those_who_may_know() {
    on_both_engines(async |world: World| {
        for (token, target, refusal, failed) in [
            ("nobody", "3", "unknown_token", "token"),
            ("ada expired", "3", "expired_token", "token"),
            ("ada, app disabled", "3", "app_disabled", "app"),
            ("ina", "", "actor_inactive", "actor"),
            ("ada, app without as-user", "3", "feature_off", "feature"),
            ("una", "4", "actor_is_no_admin", "role"),
            ("cora", "3", "actor_lacks_permission", "role"),
            ("ada", "999", "no_such_target", "target"),
            ("ada", "9", "no_such_target", "target"),
            ("ada", "1", "target_is_actor", "target"),
            ("ada", "6", "target_is_service_account", "target"),
            ("ada", "2", "target_is_admin", "target"),
            ("ada, app access only", "3", "app_access_only", "target"),
            ("ada", "8", "other_apps_user", "target"),
            ("ada", "5", "target_inactive", "target"),
            ("ada without scopes", "", "scope_missing", "scope"),
            ("ada", "3", "right_missing", "rights"),
        ] {
            let reply = world.get("/users").by(token).as_user(target).send().await;
            let id = reply.headers["box-request-id"].to_str().unwrap();
            let told = world.explain(id).await;
            assert_eq!(told["refusal"], refusal, "{token} as {target}: {told}");
            let outcomes: Vec<_> =
                told["steps"].as_array().unwrap().iter().map(|s| (&s["step"], &s["outcome"])).collect();
            let at = outcomes.iter().position(|(_, outcome)| *outcome == "failed").unwrap();
            assert_eq!(outcomes[at].0, failed, "{told}");
            assert!(outcomes[..at].iter().all(|(_, outcome)| *outcome != "not reached"), "{told}");
            assert!(outcomes[at + 1..].iter().all(|(_, o)| matches!(o.as_str(), Some("not reached" | "not asked"))));
            assert!(!told["reason"].as_str().unwrap().is_empty() && !told["remedy"].as_str().unwrap().is_empty());
            let status = told["status"].as_u64();
            assert_eq!(status, Some(u64::from(reply.status)));
        }
        assert_eq!(world.explain("0123456789abcdef").await, Value::Null);
        let fine = world.get("/users/me").by("ada").as_user(3).send().await;
        assert_eq!(world.explain(fine.headers["box-request-id"].to_str().unwrap()).await, Value::Null);
    });
}

/// Whether a user of another enterprise exists is not told, not even here.
#[test]
fn an_explanation_tells_nothing_of_other_enterprises() {
    on_both_engines(async |world: World| {
        let explain = async |target: &str| {
            let reply = world.get("/users/me").by("ada").as_user(target).send().await;
            let mut told = world.explain(reply.headers["box-request-id"].to_str().unwrap()).await;
            told["request_id"] = Value::Null;
            told.to_string().replace(target, "ID")
        };
        assert_eq!(explain("999").await, explain("9").await);
    });
}

#[test]
fn a_flood_of_refusals_fills_only_its_own_ring() {
    on_both_engines(async |world: World| {
        for _ in 0..100 {
            world.get("/users/me").by("una").as_user(4).send().await;
        }
        let other = world.get("/users/me").by("ada, app without as-user").as_user(4).send().await;
        let stranger = world.get("/users/me").by("nobody").send().await;
        let id = other.headers["box-request-id"].to_str().unwrap();
        assert_eq!(world.explain(id).await["refusal"], "feature_off");
        let id = stranger.headers["box-request-id"].to_str().unwrap();
        assert_eq!(world.explain(id).await["refusal"], "unknown_token");
        assert_eq!(rows::<(i64, i64)>(&world, REFUSALS).await, [(0, 1), (1, 64), (2, 1)]);
        for _ in 0..17 {
            for _ in 0..64 {
                world.get("/users/me").by("una").as_user(4).send().await;
            }
            world.flush().await;
        }
        assert_eq!(rows::<(i64, i64)>(&world, REFUSALS).await, [(0, 1), (1, 1000), (2, 1)]);
    });
}
