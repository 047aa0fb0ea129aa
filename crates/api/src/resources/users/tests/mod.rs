//! The company of the tests (boxwood-testing): ada 1 admin, cole 2 and cora 10 co-admins, una 3, max 4, ina 5 inactive,
//! robot 6 the service account of app 1, appu1 7 an app user of app 1 and appu2 8 one of app 2, olga 9 elsewhere.
mod create;
mod delete;
mod list;
mod scopes;
mod show;
mod update;

use boxwood_testing::{Reply, World};
use serde_json::{Value, json};

const DENIED: &str = "403 access_denied_insufficient_permissions";

/// The ids of a list's entries, in its order.
fn ids(page: &Value) -> Vec<&str> {
    page["entries"].as_array().unwrap().iter().map(|entry| entry["id"].as_str().unwrap()).collect()
}

async fn add(world: &World, user: Value) -> Reply {
    world.post("/users", user).by("ada").send().await
}

/// The kinds of the events so far, in order.
async fn events(world: &World) -> Vec<String> {
    let read = |tx: &mut boxwood_store::Tx<boxwood_store::Read>| {
        tx.many::<(String,)>("SELECT kind FROM events ORDER BY id", ())
    };
    let rows: Result<_, boxwood_store::Error> = world.app().db().read(boxwood_store::Cost::Point, read).await;
    rows.unwrap().into_iter().map(|(kind,)| kind).collect()
}

/// Runs a statement: what no operation can do yet.
async fn run(world: &World, sql: &'static str) {
    let work = move |tx: &mut boxwood_store::Tx<boxwood_store::Write>| tx.exec(sql, ());
    let done: Result<_, boxwood_store::Error> = world.app().db().write("test", work).await;
    done.unwrap();
}

/// A folder in a user's root.
async fn folder(world: &World, of: &str) {
    let made = world.post("/folders", json!({ "name": "F", "parent": { "id": "0" } })).by(of).send().await;
    assert_eq!(made.status, 201);
}
