//! Each operation of tasks and their assignments, on both engines. Rows of the contract's tables are tests named after them.
mod assigning;
mod rows;
mod whose;

use boxwood_store::{Cost, Tx, Write};
use boxwood_testing::{Reply, World, on_both_engines};
use insta::assert_json_snapshot;
use serde_json::{Value, json};

const DENIED: &str = "403 access_denied_insufficient_permissions";
const MISSING: &str = "404 not_found";
const BAD: &str = "400 bad_request";

/// una's folder 1, with her file 2 in it, which max reads.
async fn a_file(world: &World) {
    const INSERT: &str = "INSERT INTO items (kind, parent_id, name, name_key, description, created_by, modified_by, \
        created_at, modified_at) VALUES (1, 1, 'a.txt', 'a.txt', '', 3, 3, 0, 0)";
    world.post("/folders", json!({ "name": "A", "parent": { "id": "0" } })).by("una").send().await;
    let insert = |tx: &mut Tx<Write>| tx.exec(INSERT, ());
    let made: Result<u64, boxwood_store::Error> = world.app().db().write("test.file", insert).await;
    made.unwrap();
    give(world, 4, "viewer").await;
}

async fn give(world: &World, to: i64, role: &str) {
    let body = json!({ "item": { "type": "folder", "id": "1" }, "accessible_by": { "type": "user", "id": to.to_string() },
        "role": role });
    assert_eq!(world.post("/collaborations", body).by("una").send().await.status, 201);
}

/// A task about the file.
async fn task(world: &World, by: &str, fields: Value) -> Reply {
    let mut body = json!({ "item": { "type": "file", "id": "2" } });
    body.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
    world.post("/tasks", body).by(by).send().await
}

async fn assign(world: &World, by: &str, task: &str, to: Value) -> Reply {
    let body = json!({ "task": { "type": "task", "id": task }, "assign_to": to });
    world.post("/task_assignments", body).by(by).send().await
}

fn user(id: i64) -> Value {
    json!({ "id": id.to_string() })
}

async fn get(world: &World, by: &str, path: &str) -> Reply {
    world.get(path).by(by).send().await
}

async fn put(world: &World, by: &str, path: &str, body: Value) -> Reply {
    world.put(path, body).by(by).send().await
}

async fn end(world: &World, by: &str, path: &str) -> String {
    world.delete(path).by(by).send().await.outcome()
}

/// What became of an assignment.
async fn resolve(world: &World, by: &str, id: i64, state: &str) -> String {
    let body = json!({ "resolution_state": state });
    put(world, by, &format!("/task_assignments/{id}"), body).await.outcome()
}

async fn is_completed(world: &World, task: &str) -> bool {
    get(world, "una", &format!("/tasks/{task}")).await.body["is_completed"] == true
}

async fn events(world: &World) -> Vec<String> {
    const ROWS: &str = "SELECT kind, item_type, item_id FROM events WHERE kind LIKE 'TASK%' ORDER BY id";
    let rows = world.app().db().read(Cost::Point, |tx| tx.many::<(String, String, i64)>(ROWS, ()));
    let rows: Result<_, boxwood_store::Error> = rows.await;
    rows.unwrap().into_iter().map(|(kind, of, id)| format!("{kind} {of} {id}")).collect()
}

#[test]
fn a_task_is_made_seen_changed_and_deleted() {
    on_both_engines(async |world: World| {
        a_file(&world).await;
        let made = task(&world, "max", json!({})).await;
        assert_eq!(made.status, 201);
        assert_json_snapshot!(made.body, @r#"
        {
          "action": "review",
          "completion_rule": "all_assignees",
          "created_at": "2025-06-15T15:06:40+00:00",
          "created_by": {
            "id": "4",
            "login": "max@example.com",
            "name": "max",
            "type": "user"
          },
          "due_at": null,
          "id": "1",
          "is_completed": false,
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
          "task_assignment_collection": {
            "entries": [],
            "total_count": 0
          },
          "type": "task"
        }
        "#);
        assert_eq!(get(&world, "una", "/tasks/1").await.body, made.body);
        let change = json!({ "action": "complete", "message": "Sign", "due_at": "2030-12-12T10:53:43-08:00",
            "completion_rule": "any_assignee" });
        let changed = put(&world, "max", "/tasks/1", change.clone()).await;
        assert_eq!(changed.status, 200);
        for (name, value) in change.as_object().unwrap().iter().filter(|(name, _)| *name != "due_at") {
            assert_eq!(&changed.body[name], value, "{name}");
        }
        assert_eq!(changed.body["due_at"], "2030-12-12T18:53:43+00:00");
        let cleared = put(&world, "max", "/tasks/1", json!({ "message": null, "due_at": null })).await.body;
        assert_eq!(
            (&cleared["message"], &cleared["due_at"], &cleared["action"]),
            (&json!(""), &json!(null), &json!("complete"))
        );
        assert_eq!(end(&world, "max", "/tasks/1").await, "204 -");
        for outcome in [get(&world, "max", "/tasks/1").await.outcome(), end(&world, "max", "/tasks/1").await] {
            assert_eq!(outcome, MISSING);
        }
        assert_eq!(
            events(&world).await,
            ["TASK_CREATE task 1", "TASK_UPDATE task 1", "TASK_UPDATE task 1", "TASK_DELETE task 1"]
        );
    });
}

#[test]
fn a_files_tasks_are_listed_whole_with_those_who_have_them() {
    on_both_engines(async |world: World| {
        a_file(&world).await;
        assert_eq!(get(&world, "max", "/files/2/tasks").await.body, json!({ "total_count": 0, "entries": [] }));
        for message in ["one", "two", "three"] {
            assert_eq!(task(&world, "una", json!({ "message": message })).await.status, 201);
        }
        for (task, to) in [("3", 4), ("1", 3), ("3", 3)] {
            assert_eq!(assign(&world, "una", task, user(to)).await.status, 201);
        }
        let list = get(&world, "max", "/files/2/tasks").await.body;
        let told = |task: &Value| {
            let given = task["task_assignment_collection"]["entries"].as_array().unwrap().iter();
            let names: Vec<_> = given.map(|one| one["assigned_to"]["name"].as_str().unwrap()).collect();
            format!("{} {}", task["message"].as_str().unwrap(), names.join(" "))
        };
        let entries: Vec<_> = list["entries"].as_array().unwrap().iter().map(told).collect();
        assert_eq!(
            (&list["total_count"], entries),
            (&json!(3), vec!["one una".into(), "two ".into(), "three max una".to_owned()])
        );
        assert_eq!(list["entries"][2], get(&world, "max", "/tasks/3").await.body);
        assert_eq!(get(&world, "cole", "/files/2/tasks").await.outcome(), MISSING);
        assert_eq!(get(&world, "una", "/files/1/tasks").await.outcome(), MISSING, "that is a folder");
    });
}

#[test]
fn what_a_task_cannot_be() {
    on_both_engines(async |world: World| {
        a_file(&world).await;
        for fields in [
            json!({ "action": "celebrate" }),
            json!({ "completion_rule": "nobody" }),
            json!({ "due_at": "tomorrow" }),
            json!({ "message": "x".repeat(10_001) }),
            json!({ "item": { "type": "folder", "id": "1" } }),
            json!({ "item": null }),
        ] {
            assert_eq!(task(&world, "una", fields.clone()).await.outcome(), BAD, "{fields}");
        }
        assert_eq!(task(&world, "una", json!({ "item": { "type": "file", "id": "1" } })).await.outcome(), MISSING);
        assert_eq!(task(&world, "una", json!({ "item": { "id": 2 } })).await.status, 201);
        assert_eq!(put(&world, "una", "/tasks/1", json!({ "action": "celebrate" })).await.outcome(), BAD);
    });
}
