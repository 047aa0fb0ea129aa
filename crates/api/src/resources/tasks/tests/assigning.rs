//! To whom tasks are given, and what becomes of that.
use super::*;

#[test]
fn an_assignment_is_made_seen_changed_and_taken_back() {
    on_both_engines(async |world: World| {
        a_file(&world).await;
        task(&world, "una", json!({ "action": "complete" })).await;
        let made = assign(&world, "una", "1", json!({ "login": "Max@example.com" })).await;
        assert_eq!(made.status, 201);
        assert_json_snapshot!(made.body, @r#"
        {
          "assigned_at": "2025-06-15T15:06:40+00:00",
          "assigned_by": {
            "id": "3",
            "login": "una@example.com",
            "name": "una",
            "type": "user"
          },
          "assigned_to": {
            "id": "4",
            "login": "max@example.com",
            "name": "max",
            "type": "user"
          },
          "completed_at": null,
          "id": "1",
          "item": {
            "etag": "0",
            "file_version": null,
            "id": "2",
            "name": "a.txt",
            "sequence_id": "0",
            "sha1": null,
            "type": "file"
          },
          "message": "",
          "reminded_at": null,
          "resolution_state": "incomplete",
          "type": "task_assignment"
        }
        "#);
        assert_eq!(get(&world, "max", "/task_assignments/1").await.body, made.body);
        let list = get(&world, "max", "/tasks/1/assignments").await.body;
        assert_eq!(list, json!({ "total_count": 1, "entries": [made.body] }));
        let done = json!({ "message": "Done", "resolution_state": "completed" });
        let changed = put(&world, "max", "/task_assignments/1", done).await.body;
        assert_eq!((&changed["message"], &changed["resolution_state"]), (&json!("Done"), &json!("completed")));
        assert_eq!(changed["completed_at"], "2025-06-15T15:06:40+00:00");
    });
}

#[test]
fn what_was_done_is_kept() {
    on_both_engines(async |world: World| {
        a_file(&world).await;
        task(&world, "una", json!({ "action": "complete" })).await;
        assign(&world, "una", "1", user(4)).await;
        assert_eq!(resolve(&world, "max", 1, "completed").await, "200 -");
        assert_eq!(assign(&world, "una", "1", user(3)).await.outcome(), DENIED, "the task is completed");
        assert_eq!(end(&world, "una", "/task_assignments/1").await, DENIED, "what was done is kept");
        assert_eq!(put(&world, "una", "/tasks/1", json!({ "message": "x" })).await.outcome(), DENIED);
        task(&world, "una", json!({})).await;
        assert_eq!(assign(&world, "una", "2", user(4)).await.status, 201);
        assert_eq!(end(&world, "una", "/task_assignments/2").await, "204 -");
        assert_eq!(get(&world, "una", "/task_assignments/2").await.outcome(), MISSING);
        let all = events(&world).await;
        assert_eq!(
            all.iter().filter(|one| one.contains("task_assignment")).collect::<Vec<_>>(),
            [
                "TASK_ASSIGNMENT_CREATE task_assignment 1",
                "TASK_ASSIGNMENT_UPDATE task_assignment 1",
                "TASK_ASSIGNMENT_CREATE task_assignment 2",
                "TASK_ASSIGNMENT_DELETE task_assignment 2",
            ]
        );
    });
}

#[test]
fn who_can_be_given_a_task() {
    on_both_engines(async |world: World| {
        a_file(&world).await;
        give(&world, 7, "uploader").await;
        task(&world, "una", json!({})).await;
        const NOT_ALLOWED: &str = "400 task_assignee_not_allowed";
        for (to, outcome) in [
            (user(2), NOT_ALLOWED),
            (user(7), NOT_ALLOWED),
            (user(99), NOT_ALLOWED),
            (json!({ "login": "nobody@example.com" }), NOT_ALLOWED),
            (json!({ "login": "olga@example.com" }), NOT_ALLOWED),
            (json!({}), "400 invalid_parameter"),
            (json!({ "id": "x" }), "400 invalid_parameter"),
            (user(4), "201 -"),
            (user(4), "409 conflict"),
            (user(3), "201 -"),
        ] {
            assert_eq!(assign(&world, "una", "1", to.clone()).await.outcome(), outcome, "{to}");
        }
        assert_eq!(assign(&world, "una", "9", user(4)).await.outcome(), MISSING);
        let body = json!({ "task": { "type": "file", "id": "1" }, "assign_to": user(4) });
        assert_eq!(world.post("/task_assignments", body).by("una").send().await.outcome(), BAD);
    });
}

#[test]
fn a_task_is_completed_as_its_rule_says() {
    on_both_engines(async |world: World| {
        a_file(&world).await;
        for (n, rule) in [(0, "all_assignees"), (1, "any_assignee")] {
            let made = task(&world, "una", json!({ "completion_rule": rule })).await;
            let id = made.body["id"].as_str().unwrap().to_owned();
            assert!(!is_completed(&world, &id).await, "nobody has it");
            let (unas, maxs) = (n * 2 + 1, n * 2 + 2);
            for to in [3, 4] {
                assert_eq!(assign(&world, "una", &id, user(to)).await.status, 201);
            }
            assert_eq!(resolve(&world, "una", unas, "approved").await, "200 -");
            assert_eq!(resolve(&world, "una", unas, "approved").await, "200 -", "it is that already");
            let (is_any, other) = (n == 1, resolve(&world, "max", maxs, "rejected").await);
            assert_eq!(other, if is_any { DENIED } else { "200 -" }, "{rule}");
            assert!(is_completed(&world, &id).await, "{rule}");
            assert_eq!(resolve(&world, "una", unas, "incomplete").await, DENIED, "it stays as it is");
        }
        // As long as it is open, a word can be taken back.
        task(&world, "una", json!({})).await;
        for to in [3, 4] {
            assign(&world, "una", "3", user(to)).await;
        }
        assert_eq!(resolve(&world, "max", 6, "approved").await, "200 -");
        assert_eq!(put(&world, "una", "/tasks/3", json!({ "action": "complete" })).await.outcome(), BAD);
        assert_eq!(resolve(&world, "max", 6, "incomplete").await, "200 -");
        let taken_back = get(&world, "max", "/task_assignments/6").await.body;
        assert_eq!(
            (&taken_back["completed_at"], &taken_back["resolution_state"]),
            (&json!(null), &json!("incomplete"))
        );
        assert!(!is_completed(&world, "3").await);
    });
}

#[test]
fn states_go_with_what_is_to_be_done() {
    on_both_engines(async |world: World| {
        a_file(&world).await;
        for (n, action, good) in [(1, "review", ["approved", "rejected"]), (2, "complete", ["completed", "incomplete"])]
        {
            task(&world, "una", json!({ "action": action })).await;
            assign(&world, "una", &n.to_string(), user(4)).await;
            // Of another, so that it stays open.
            assign(&world, "una", &n.to_string(), user(3)).await;
            for state in ["completed", "approved", "rejected", "incomplete"] {
                let outcome = resolve(&world, "max", n * 2 - 1, state).await;
                let may = good.contains(&state) || state == "incomplete";
                assert_eq!(outcome, if may { "200 -" } else { BAD }, "{action} {state}");
            }
            assert_eq!(resolve(&world, "max", n * 2 - 1, "celebrated").await, BAD);
        }
    });
}
