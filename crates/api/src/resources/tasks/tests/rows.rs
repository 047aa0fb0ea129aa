//! The edge cases of the contract's content §10 that are about tasks.
use super::*;

#[test]
fn content_row_67_what_becomes_of_tasks() {
    on_both_engines(async |world: World| {
        a_file(&world).await;
        task(&world, "una", json!({ "completion_rule": "any_assignee" })).await;
        for to in [4, 3] {
            assert_eq!(assign(&world, "una", "1", user(to)).await.status, 201);
        }
        assert_eq!(resolve(&world, "max", 1, "completed").await, BAD);
        assert!(!is_completed(&world, "1").await);
        assert_eq!(resolve(&world, "max", 1, "approved").await, "200 -");
        assert!(is_completed(&world, "1").await);
        assert_eq!(assign(&world, "una", "1", user(2)).await.status, 403);
        task(&world, "una", json!({})).await;
        assert_eq!(assign(&world, "una", "2", user(2)).await.outcome(), "400 task_assignee_not_allowed");
        assert_eq!(end(&world, "una", "/task_assignments/1").await, DENIED);
        assert_eq!(world.delete("/folders/1?recursive=true").by("una").send().await.status, 204);
        let left = get(&world, "max", "/tasks/1").await;
        assert_eq!((left.status, &left.body["item"]), (200, &Value::Null));
        assert_eq!(get(&world, "max", "/tasks/2").await.outcome(), MISSING, "max does not have that one");
        assert_eq!(put(&world, "una", "/tasks/2", json!({ "message": "x" })).await.outcome(), DENIED);
        assert_eq!(get(&world, "una", "/files/2/tasks").await.outcome(), "404 trashed");
    });
}
