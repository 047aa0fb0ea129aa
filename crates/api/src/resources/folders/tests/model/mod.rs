//! Random trees, moves, renames, deletions and collaborations, done by the server and told by a model that is written
//! apart from it: nobody sees or changes what the model forbids, and every list is what the model says.
mod story;
mod told;

use boxwood_store::{Cost, Error};
use boxwood_testing::{Reply, World, on_both_engines};
use proptest::{
    strategy::{Strategy, ValueTree},
    test_runner::{Config, RngAlgorithm, TestRng, TestRunner},
};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use story::{Act, Step, story};
use told::{Caller, GROUP, Model, PEOPLE};

/// Each with a server of its own, on SQLite; a failure is told by the shortest story that ends in it.
const STORIES: u32 = 24;
/// In one server on each engine, one after the other.
const MORE_STORIES: usize = 2;
const STEPS: usize = 60;
/// With more folders nothing is copied any more: that would double them time and again.
const MOST: usize = 60;

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
    if model.group == 0 {
        let group = json!({ "name": "G", "invitability_level": "all_managed_users" });
        let made = world.post("/groups", group).by("ada").send().await;
        model.group = made.body["id"].as_str().unwrap().parse().unwrap();
    }
    for step in steps {
        act(world, model, step).await;
    }
    for caller in Caller::all() {
        look(world, model, caller).await;
        come(world, model, caller).await;
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
        Act::Copy { .. } => return copy(world, model, step).await,
        Act::Delete { folder, recursive } => {
            let folder = model.pick(caller, *folder);
            let path = format!("/folders/{}?recursive={recursive}", model.id(folder));
            (model.delete(caller, folder, *recursive), send("DELETE", &path, Value::Null).await)
        }
        Act::Link { folder, access } => {
            let folder = model.pick(caller, *folder);
            let (path, link) =
                (format!("/folders/{}", model.id(folder)), access.map(|access| json!({ "access": access })));
            let expected = model.link(caller, folder, *access);
            let reply = send("PUT", &path, json!({ "shared_link": link })).await;
            if let (Some(url), Some(folder)) = (reply.body["shared_link"]["url"].as_str(), folder) {
                model.links.get_mut(&folder).unwrap().url = url.to_owned();
            }
            (expected, reply)
        }
        Act::Share { .. } => return share(world, model, step).await,
        Act::Join { user, is_in } => return join(world, model, *user, *is_in).await,
        Act::Status { of, status } => {
            model.status[*of] = status;
            let path = format!("/users/{}", PEOPLE[*of].1);
            ("200 -", world.put(&path, json!({ "status": status })).by("ada").send().await)
        }
    };
    assert_eq!(reply.outcome(), expected, "{step:?}\n{reply:?}\n{model:#?}");
}

/// A copy of a folder, whose folders are then found by their names.
async fn copy(world: &World, model: &mut Model, step: &Step) {
    let (caller, Act::Copy { folder, parent, name }) = (step.caller, &step.act) else { return };
    if model.len() > MOST {
        return;
    }
    let (folder, parent) = (model.pick(caller, *folder), model.pick(caller, *parent));
    let body = json!({ "name": name, "parent": { "id": model.id(parent).to_string() } });
    let reply = ask(world, caller, "POST", &format!("/folders/{}/copy", model.id(folder)), body).send().await;
    let before = model.len();
    let expected = model.copy(caller, folder, parent, name);
    assert_eq!(reply.outcome(), expected, "{step:?}\n{reply:?}\n{model:#?}");
    if reply.status == 201 {
        model.numbered_folder(before, reply.body["id"].as_str().unwrap().parse().unwrap());
    }
    for one in model.unnumbered() {
        let list = format!("/folders/{}/items?limit=1000", model.id(model.parent(one)));
        let list = ask(world, caller, "GET", &list, Value::Null).send().await.body;
        let found = list["entries"].as_array().unwrap().iter().find(|entry| entry["name"] == model.name(one));
        let found = found.unwrap_or_else(|| panic!("{one} was not copied: {step:?}\n{list}\n{model:#?}"));
        model.numbered_folder(one, found["id"].as_str().unwrap().parse().unwrap());
    }
}

/// What a step gives, changes or ends; whom it asks accepts at once, if they can.
async fn share(world: &World, model: &mut Model, step: &Step) {
    let (caller, Act::Share { folder, with, role, is_access_only }) = (step.caller, &step.act) else { return };
    let (place, to) = (model.pick(caller, *folder), *with);
    let (expected, reply) = match (model.given(place, to), *role) {
        (None, None) => return,
        (None, Some(role)) => {
            let (kind, id) = if to == GROUP { ("group", model.group) } else { ("user", PEOPLE[to].1) };
            let body = json!({ "item": { "type": "folder", "id": model.id(place).to_string() }, "role": role,
                "accessible_by": { "type": kind, "id": id.to_string() }, "is_access_only": is_access_only });
            let expected = model.invite(caller, place, to, (role, *is_access_only));
            let reply = ask(world, caller, "POST", "/collaborations", body).send().await;
            if let (Some(made), 201) = (reply.body["id"].as_str(), reply.status) {
                model.numbered(place, to, made.parse().unwrap());
            }
            (expected, reply)
        }
        (Some(id), role) => {
            let path = format!("/collaborations/{id}");
            match role {
                Some(role) => {
                    let expected = model.change(caller, place, to, role);
                    (expected, ask(world, caller, "PUT", &path, json!({ "role": role })).send().await)
                }
                None => (model.end(caller, place, to), ask(world, caller, "DELETE", &path, Value::Null).send().await),
            }
        }
    };
    assert_eq!(reply.outcome(), expected, "{step:?}\n{reply:?}\n{model:#?}");
    if let (true, Some(id)) = (model.is_pending(place, to), model.given(place, to)) {
        let expected = model.accept(place, to);
        let body = json!({ "status": "accepted" });
        let reply = world.put(&format!("/collaborations/{id}"), body).by(PEOPLE[to].0).send().await;
        assert_eq!(reply.outcome(), expected, "accepting {step:?}\n{reply:?}\n{model:#?}");
    }
}

/// Into the group, or out of it.
async fn join(world: &World, model: &mut Model, user: usize, is_in: bool) {
    match (model.members.get(&user), is_in) {
        (None, true) => {
            let body =
                json!({ "group": { "id": model.group.to_string() }, "user": { "id": PEOPLE[user].1.to_string() } });
            let made = world.post("/group_memberships", body).by("ada").send().await;
            model.members.insert(user, made.body["id"].as_str().unwrap().parse().unwrap());
        }
        (Some(id), false) => {
            let left = world.delete(&format!("/group_memberships/{id}")).by("ada").send().await;
            assert_eq!(left.status, 204);
            model.members.remove(&user);
        }
        _ => {}
    }
}

/// Everything there is, as one of the callers sees it.
async fn look(world: &World, model: &Model, caller: Caller) {
    search(world, model, caller).await;
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
        for (key, action) in [
            ("can_upload", "upload"),
            ("can_rename", "edit"),
            ("can_delete", "remove"),
            ("can_invite_collaborator", "invite"),
        ] {
            assert_eq!(body["permissions"][key], model.may(caller, folder, action), "{key} of {}", context());
        }
        if let Some(folder) = folder {
            let list = format!("/folders/{id}/collaborations?limit=1000");
            let list = ask(world, caller, "GET", &list, Value::Null).send().await.body;
            let expected = model.collaborators(folder);
            assert_eq!((ids(&list).len(), &list["total_count"]), (expected, &json!(expected)), "{}", context());
        }
        let mut items = model.items(caller, folder);
        assert_eq!(ids(&body["item_collection"]), items, "{}", context());
        assert_eq!(body["item_collection"]["total_count"], items.len(), "{}", context());
        items.sort_unstable();
        assert_eq!(by_marker(world, caller, id).await, items, "{}", context());
    }
}

/// The same by one of the links that there are: what it leads to, and what is there anyway.
async fn come(world: &World, model: &Model, caller: Caller) {
    let turn = caller.user + usize::from(caller.as_user);
    let Some((top, link)) = model.links.iter().cycle().nth(turn) else { return };
    for folder in std::iter::once(None).chain((0..model.len()).map(Some)) {
        let path = format!("/folders/{}", model.id(folder));
        let by_link =
            ask(world, caller, "GET", &path, Value::Null).header("BoxApi", &format!("shared_link={}", link.url));
        let reply = by_link.send().await;
        let expected = model.refusal_by_link(caller, folder, *top).unwrap_or("200 -");
        assert_eq!(reply.outcome(), expected, "{path} by {caller:?}, by the link of {top}\n{reply:?}\n{model:#?}");
    }
}

/// A search finds what is there for the caller, page by page, and nothing else; so it does in one of the folders.
async fn search(world: &World, model: &Model, caller: Caller) {
    let sees = |folder: &usize| model.refusal(caller, Some(*folder), "see").is_none();
    let seen: Vec<usize> = (0..model.len()).filter(sees).collect();
    let of = |folders: &mut dyn Iterator<Item = usize>| {
        let mut ids: Vec<i64> = folders.map(|folder| model.id(Some(folder))).collect();
        ids.sort_unstable();
        ids
    };
    let all = of(&mut seen.iter().copied());
    let mut asks = vec![(String::new(), all)];
    if let Some(top) = seen.first() {
        let below = of(&mut seen.iter().copied().filter(|one| one != top && model.is_below(*one, *top)));
        asks.push((format!("&ancestor_folder_ids={}", model.id(Some(*top))), below));
    }
    for (filter, expected) in asks {
        let mut found = Vec::new();
        loop {
            let path = format!("/search?query=a+b+c+d&limit=7&offset={}{filter}", found.len());
            let page = ask(world, caller, "GET", &path, Value::Null).send().await;
            if model.status[caller.user] == "inactive" {
                return assert_eq!(page.outcome(), "401 unauthorized");
            }
            assert_eq!(page.body["total_count"], expected.len(), "{caller:?} {filter} {page:?}\n{model:#?}");
            found.extend(ids(&page.body));
            if ids(&page.body).is_empty() {
                break;
            }
        }
        found.sort_unstable();
        assert_eq!(found, expected, "{caller:?} {filter}\n{model:#?}");
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
