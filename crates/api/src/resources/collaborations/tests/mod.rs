//! Each operation of collaborations, on both engines. Rows of the contract's tables are tests named after them.
mod answering;
mod groups;
mod inviting;
mod lists;
mod overview;
mod rows;

use boxwood_store::{Cost, Tx, Write};
use boxwood_testing::{Reply, World, on_both_engines};
use insta::assert_json_snapshot;
use serde_json::{Value, json};

const DENIED: &str = "403 access_denied_insufficient_permissions";
const MISSING: &str = "404 not_found";

async fn folder(world: &World, by: &str, name: &str, parent: &str) -> String {
    let made = world.post("/folders", json!({ "name": name, "parent": { "id": parent } })).by(by).send().await;
    made.body["id"].as_str().unwrap().to_owned()
}

/// There is no operation for it yet.
async fn file(world: &World, parent: i64, name: &'static str) -> i64 {
    const INSERT: &str = "INSERT INTO items (kind, parent_id, name, name_key, description, created_by, modified_by, \
        created_at, modified_at) VALUES (1, $1, $2, $2, '', 3, 3, 0, 0)";
    let insert = move |tx: &mut Tx<Write>| tx.insert::<i64>(INSERT, (parent, name));
    let made: Result<Option<i64>, boxwood_store::Error> = world.app().db().write("test.file", insert).await;
    made.unwrap().unwrap()
}

fn user(id: i64) -> Value {
    json!({ "type": "user", "id": id.to_string() })
}

fn login(login: &str) -> Value {
    json!({ "type": "user", "login": login })
}

async fn give(world: &World, by: &str, folder: &str, to: Value, role: &str) -> Reply {
    let body = json!({ "item": { "type": "folder", "id": folder }, "accessible_by": to, "role": role });
    world.post("/collaborations", body).by(by).send().await
}

async fn put(world: &World, by: &str, id: &str, body: Value) -> Reply {
    world.put(&format!("/collaborations/{id}"), body).by(by).send().await
}

async fn end(world: &World, by: &str, id: &str) -> String {
    world.delete(&format!("/collaborations/{id}")).by(by).send().await.outcome()
}

fn id(reply: &Reply) -> &str {
    reply.body["id"].as_str().unwrap()
}

async fn see(world: &World, by: &str, folder: &str) -> String {
    world.get(&format!("/folders/{folder}")).by(by).send().await.outcome()
}

async fn root(world: &World, by: &str) -> Vec<String> {
    let items = world.get("/folders/0/items").by(by).send().await;
    let entries = items.body["entries"].as_array().unwrap().iter();
    entries.map(|one| one["name"].as_str().unwrap().to_owned()).collect()
}

async fn events(world: &World) -> Vec<String> {
    const ROWS: &str = "SELECT kind, item_type, item_id FROM events WHERE kind LIKE '%COLLAB%' ORDER BY id";
    let rows = world.app().db().read(Cost::Point, |tx| tx.many::<(String, String, i64)>(ROWS, ()));
    let rows: Result<_, boxwood_store::Error> = rows.await;
    rows.unwrap().into_iter().map(|(kind, of, id)| format!("{kind} {of} {id}")).collect()
}
