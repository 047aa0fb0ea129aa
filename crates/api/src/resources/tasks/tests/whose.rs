//! Who may see, make, change and delete what.
use super::*;

#[test]
fn who_does_what_with_a_task() {
    on_both_engines(async |world: World| {
        a_file(&world).await;
        give(&world, 7, "editor").await;
        give(&world, 2, "uploader").await;
        give(&world, 10, "co-owner").await;
        task(&world, "max", json!({})).await;
        assert_eq!(assign(&world, "max", "1", user(7)).await.status, 201);
        for (by, see, make, change, given) in [
            ("ada", MISSING, MISSING, MISSING, MISSING),
            ("cole", DENIED, DENIED, DENIED, DENIED),
            ("appu1", "200 -", "201 -", DENIED, DENIED),
            ("cora", "200 -", "201 -", DENIED, "201 -"),
            ("una", "200 -", "201 -", DENIED, "201 -"),
            ("max", "200 -", "201 -", "200 -", "201 -"),
        ] {
            for path in ["/tasks/1", "/tasks/1/assignments", "/task_assignments/1", "/files/2/tasks"] {
                assert_eq!(get(&world, by, path).await.outcome(), see, "{path} by {by}");
            }
            assert_eq!(task(&world, by, json!({})).await.outcome(), make, "{by}");
            assert_eq!(put(&world, by, "/tasks/1", json!({ "message": "x" })).await.outcome(), change, "{by}");
            let new = assign(&world, by, "1", user(3)).await;
            assert_eq!(new.outcome(), given, "{by}");
            if new.status == 201 {
                let path = format!("/task_assignments/{}", new.body["id"].as_str().unwrap());
                assert_eq!(end(&world, "appu1", &path).await, DENIED);
                assert_eq!(end(&world, by, &path).await, "204 -");
            }
        }
        assert_eq!(end(&world, "appu1", "/tasks/1").await, DENIED);
        assert_eq!(end(&world, "una", "/tasks/1").await, "204 -");
    });
}

#[test]
fn who_does_what_with_an_assignment() {
    on_both_engines(async |world: World| {
        a_file(&world).await;
        give(&world, 10, "co-owner").await;
        give(&world, 7, "editor").await;
        task(&world, "una", json!({})).await;
        assign(&world, "cora", "1", user(4)).await;
        let path = "/task_assignments/1";
        for (by, message, state) in [
            ("ada", MISSING, MISSING),
            ("appu1", DENIED, DENIED),
            ("una", DENIED, DENIED),
            ("cora", "200 -", DENIED),
            ("max", "200 -", "200 -"),
        ] {
            assert_eq!(put(&world, by, path, json!({ "message": by })).await.outcome(), message, "{by}");
            assert_eq!(resolve(&world, by, 1, "approved").await, state, "{by}");
        }
        assert_eq!(put(&world, "max", path, json!({ "message": "x".repeat(10_001) })).await.outcome(), BAD);
        let cleared = put(&world, "max", path, json!({ "message": null })).await;
        assert_eq!(cleared.body["message"], "");
    });
}

#[test]
fn a_hidden_file_leaves_its_tasks_to_those_who_have_them() {
    on_both_engines(async |world: World| {
        a_file(&world).await;
        task(&world, "una", json!({})).await;
        assign(&world, "una", "1", user(4)).await;
        assert_eq!(end(&world, "una", "/collaborations/1").await, "204 -");
        let seen = get(&world, "max", "/tasks/1").await;
        assert_eq!((seen.status, &seen.body["item"]), (200, &Value::Null));
        assert_eq!(seen.body["task_assignment_collection"]["entries"][0]["item"], Value::Null);
        assert_eq!(get(&world, "max", "/task_assignments/1").await.body["item"], Value::Null);
        assert_eq!(resolve(&world, "max", 1, "approved").await, DENIED);
        assert_eq!(get(&world, "max", "/files/2/tasks").await.outcome(), MISSING);
        // Whoever acts as somebody reaches no further than they do themselves, and no other enterprise.
        let acting = world.get("/tasks/1").by("ada").as_user("4").send().await;
        assert_eq!(acting.status, 200);
        assert_eq!(get(&world, "ada", "/tasks/1").await.outcome(), MISSING);
    });
}

#[test]
fn who_goes_leaves_nothing_to_do() {
    on_both_engines(async |world: World| {
        a_file(&world).await;
        for _ in 0..2 {
            task(&world, "una", json!({})).await;
        }
        for (task, to) in [("1", 4), ("1", 3), ("2", 4), ("2", 3)] {
            assign(&world, "una", task, user(to)).await;
        }
        assert_eq!(resolve(&world, "max", 1, "approved").await, "200 -");
        assert_eq!(resolve(&world, "una", 4, "approved").await, "200 -");
        assert_eq!(world.delete("/users/4").by("ada").send().await.status, 204);
        assert!(is_completed(&world, "2").await, "max cannot do it any more");
        let first = get(&world, "una", "/task_assignments/1").await.body;
        assert_eq!((&first["assigned_to"]["name"], &first["resolution_state"]), (&json!("max"), &json!("approved")));
        assert_eq!(get(&world, "una", "/task_assignments/3").await.outcome(), MISSING);
        assert_eq!(world.delete("/users/3?force=true").by("ada").send().await.status, 204);
        while world.app().db().write("test", crate::items::take_apart).await.unwrap() {}
        const COUNT: &str = "SELECT (SELECT count(*) FROM tasks) + (SELECT count(*) FROM task_assignments)";
        let left = world.app().db().read(Cost::Point, |tx| tx.one::<(i64,)>(COUNT, ())).await;
        let left: Result<_, boxwood_store::Error> = left;
        assert_eq!(left.unwrap().0, 0);
    });
}
