//! Random trees, moves, renames, deletions and collaborations, done by the server and told by a model that is written
//! apart from it: nobody sees or changes what the model forbids, and every list is what the model says.
mod story;
mod told;

use crate::wire::UserId;
use boxwood_store::{Cost, Error, Tx, Write};
use boxwood_testing::{Reply, World, on_both_engines};
use proptest::{
    strategy::{Strategy, ValueTree},
    test_runner::{Config, RngAlgorithm, TestRng, TestRunner},
};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use story::{Act, Step, story};
use told::{Caller, Model, PEOPLE};

/// Each with a server of its own, on SQLite; a failure is told by the shortest story that ends in it.
const STORIES: u32 = 24;
/// In one server on each engine, one after the other.
const MORE_STORIES: usize = 2;
const STEPS: usize = 60;

const SHARE: &str = "INSERT INTO collaborations (item_id, user_id, role, status, created_at, modified_at) \
    VALUES ($1, $2, $3, 'accepted', 0, 0) ON CONFLICT (item_id, user_id) DO UPDATE SET role = excluded.role";
const LEAVE: &str = "DELETE FROM collaborations WHERE item_id = $1 AND user_id = $2";
const COUNTED: &str =
    "SELECT owner_id, CAST(sum(value) AS BIGINT) FROM counters WHERE kind = 'folder_items' GROUP BY owner_id";
const REALLY: &str = "SELECT parent_id, count(*) FROM items WHERE trashed_at IS NULL GROUP BY parent_id";

#[test]
fn a_server_agrees_with_the_model() {
    let config = Config { cases: STORIES, failure_persistence: None, max_shrink_iters: 200, ..Config::default() };
    let mut runner = TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &[11; 32]));
    let outcome = runner.run(&story(STEPS), |steps| {
        let world = World::on_sqlite();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        runtime.block_on(live(&world, &mut Model::default(), &steps));
        Ok(())
    });
    outcome.unwrap();
}

#[test]
fn both_engines_agree_with_the_model() {
    on_both_engines(async |world: World| {
        let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[12; 32]);
        let mut runner = TestRunner::new_with_rng(Config::default(), rng);
        let mut model = Model::default();
        for _ in 0..MORE_STORIES {
            let steps = story(STEPS).new_tree(&mut runner).unwrap().current();
            live(&world, &mut model, &steps).await;
        }
    });
}

async fn live(world: &World, model: &mut Model, steps: &[Step]) {
    for step in steps {
        act(world, model, step).await;
    }
    for caller in Caller::all() {
        look(world, model, caller).await;
    }
    count(world).await;
}

fn ask(world: &World, caller: Caller, method: &str, path: &str, body: Value) -> boxwood_testing::Ask {
    let ask = world.ask(method, path, body);
    let (name, id, _) = PEOPLE[caller.user];
    if caller.as_user { ask.by("ada").as_user(id) } else { ask.by(name) }
}

/// Does one step in both worlds.
async fn act(world: &World, model: &mut Model, step: &Step) {
    let caller = step.caller;
    let send = async |method, path: &str, body| ask(world, caller, method, path, body).send().await;
    let (expected, reply) = match &step.act {
        Act::Make { parent, name } => {
            let parent = model.pick(caller, *parent);
            let body = json!({ "name": name, "parent": { "id": model.id(parent).to_string() } });
            let (expected, reply) = (model.make(caller, parent, name), send("POST", "/folders", body).await);
            if let (Some(made), 201) = (reply.body["id"].as_str(), reply.status) {
                model.made(made.parse().unwrap());
            }
            (expected, reply)
        }
        Act::Rename { folder, name } => {
            let folder = model.pick(caller, *folder);
            let path = format!("/folders/{}", model.id(folder));
            (model.rename(caller, folder, name), send("PUT", &path, json!({ "name": name })).await)
        }
        Act::Move { folder, parent, name, meant } => {
            let (folder, parent) = (model.pick(caller, *folder), model.pick(caller, *parent));
            let mut body = json!({ "parent": { "id": model.id(parent) } });
            if let Some(name) = name {
                body["name"] = json!(name);
            }
            match parent.map(|parent| model.owner(parent)) {
                Some(owner) if *meant => body["owned_by"] = json!({ "id": PEOPLE[owner].1 }),
                None if *meant => body["parent"]["user_id"] = json!(PEOPLE[caller.user].1.to_string()),
                _ => {}
            }
            let path = format!("/folders/{}", model.id(folder));
            (model.relocate(caller, folder, parent, *name, *meant), send("PUT", &path, body).await)
        }
        Act::Delete { folder, recursive } => {
            let folder = model.pick(caller, *folder);
            let path = format!("/folders/{}?recursive={recursive}", model.id(folder));
            (model.delete(caller, folder, *recursive), send("DELETE", &path, Value::Null).await)
        }
        Act::Share { folder, with, role } => return share(world, model, caller, (*folder, *with, *role)).await,
        Act::Status { of, status } => {
            model.status[*of] = status;
            let path = format!("/users/{}", PEOPLE[*of].1);
            ("200 -", world.put(&path, json!({ "status": status })).by("ada").send().await)
        }
    };
    assert_eq!(reply.outcome(), expected, "{step:?}\n{reply:?}\n{model:#?}");
}

async fn share(world: &World, model: &mut Model, by: Caller, what: (usize, usize, Option<&'static str>)) {
    let (folder, with, role) = what;
    let Some(folder) = model.pick(by, folder).filter(|folder| model.can_be_shared(*folder, with)) else { return };
    let (id, user) = (model.id(Some(folder)), PEOPLE[with].1);
    model.share(folder, with, role);
    let write = move |tx: &mut Tx<Write>| {
        tx.forget(UserId(user).key());
        match role {
            Some(role) => tx.exec(SHARE, (id, user, role)),
            None => tx.exec(LEAVE, (id, user)),
        }
    };
    world.app().db().write("test.share", write).await.unwrap();
}

/// Everything there is, as one of the callers sees it.
async fn look(world: &World, model: &Model, caller: Caller) {
    for folder in std::iter::once(None).chain((0..model.len()).map(Some)) {
        let id = model.id(folder);
        let fields = "path_collection,parent,permissions,owned_by,item_collection";
        let reply =
            ask(world, caller, "GET", &format!("/folders/{id}?fields={fields}&limit=1000"), Value::Null).send().await;
        let context = || format!("folder {id} by {caller:?}\n{reply:?}\n{model:#?}");
        let expected = model.refusal(caller, folder, "see").unwrap_or("200 -");
        assert_eq!(reply.outcome(), expected, "{}", context());
        if reply.status != 200 {
            continue;
        }
        let body = &reply.body;
        assert_eq!(
            body["owned_by"]["id"],
            PEOPLE[folder.map_or(caller.user, |folder| model.owner(folder))].1.to_string()
        );
        assert_eq!(ids(&body["path_collection"]), model.path(caller, folder), "{}", context());
        for (key, action) in [("can_upload", "upload"), ("can_rename", "edit"), ("can_delete", "remove")] {
            assert_eq!(body["permissions"][key], model.may(caller, folder, action), "{key} of {}", context());
        }
        let mut items = model.items(caller, folder);
        assert_eq!(ids(&body["item_collection"]), items, "{}", context());
        assert_eq!(body["item_collection"]["total_count"], items.len(), "{}", context());
        items.sort_unstable();
        assert_eq!(by_marker(world, caller, id).await, items, "{}", context());
    }
}

fn ids(list: &Value) -> Vec<i64> {
    list["entries"].as_array().unwrap().iter().map(|one| one["id"].as_str().unwrap().parse().unwrap()).collect()
}

async fn by_marker(world: &World, caller: Caller, id: i64) -> Vec<i64> {
    let (mut all, mut marker) = (Vec::new(), json!(""));
    while let Some(from) = marker.as_str() {
        let path = format!("/folders/{id}/items?usemarker=true&limit=3&marker={from}");
        let page: Reply = ask(world, caller, "GET", &path, Value::Null).send().await;
        all.extend(ids(&page.body));
        marker = page.body["next_marker"].clone();
    }
    all
}

/// What is counted is what there is.
async fn count(world: &World) {
    let rows = async |sql: &'static str| {
        let rows = world.app().db().read(Cost::Scan, move |tx| tx.many::<(i64, i64)>(sql, ()));
        let rows: Result<_, Error> = rows.await;
        rows.unwrap().into_iter().collect::<BTreeMap<_, _>>()
    };
    let (mut counted, really) = (rows(COUNTED).await, rows(REALLY).await);
    counted.retain(|_, count| *count != 0);
    assert_eq!(counted, really);
}
