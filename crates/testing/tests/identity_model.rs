//! Random enterprises, users, apps, tokens and As-User headers against a model that is written apart from the product:
//! nobody gets in who must not, everybody as whom they must, and no caller reads or changes what the model forbids.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a helper that fails has failed the test")]

use boxwood_api::{
    Settings,
    identity::TokenHash,
    resources::users::{Permissions, Profile},
};
use boxwood_store::{Error, Tx, Write};
use boxwood_testing::{World, on_both_engines};
use proptest::{
    prelude::*,
    strategy::ValueTree,
    test_runner::{Config, RngAlgorithm, TestRng, TestRunner},
};
use serde_json::json;

/// How many random worlds of each engine; and calls in each of them.
const WORLDS: usize = 12;
const CALLS: usize = 60;

const ENTERPRISE: &str = "INSERT INTO enterprises (name, timezone, default_space, created_at) VALUES ('E', 'UTC', 1, 0) \
    RETURNING id";
const APP: &str = "INSERT INTO apps (enterprise_id, client_id, secret_hash, name, settings, created_at, modified_at) \
    VALUES ($1, $2, $3, 'A', $4, 0, 0) RETURNING id";
const AUTHORIZE: &str = "INSERT INTO app_authorizations (app_id, enterprise_id, settings, enabled, authorized_at) \
    VALUES ($1, $2, $3, $4, 0)";
const USER: &str = "INSERT INTO users (enterprise_id, app_id, kind, role, permissions, status, name, name_key, login, \
    created_at, modified_at, space_amount, profile) VALUES ($1, $2, $3, $4, $5, $6, $7, $7, $7, 0, 0, 1, $8) RETURNING id";
const TOKEN: &str = "INSERT INTO tokens (hash, app_id, user_id, settings, downscoped, issued_at, expires_at) \
    VALUES ($1, $2, $3, $4, $5, 0, $6)";

#[derive(Clone, Debug)]
struct AppPlan {
    server: bool,
    configured: Vec<bool>,
    authorized: Option<Vec<bool>>,
    enabled: bool,
}

#[derive(Clone, Debug)]
struct UserPlan {
    /// 0, 1, or none.
    enterprise: usize,
    kind: &'static str,
    app: usize,
    role: &'static str,
    status: &'static str,
    manages: bool,
    logs_in: bool,
}

#[derive(Clone, Debug)]
struct TokenPlan {
    app: usize,
    user: usize,
    granted: Vec<bool>,
    downscoped: bool,
    alive: bool,
}

#[derive(Clone, Debug)]
struct CallPlan {
    token: usize,
    as_user: Option<usize>,
    other: usize,
    operation: usize,
}

#[derive(Clone, Debug)]
struct Plan {
    apps: Vec<AppPlan>,
    users: Vec<UserPlan>,
    tokens: Vec<TokenPlan>,
    calls: Vec<CallPlan>,
}

/// The settings that decide here, in the order of the plans' flags.
const FLAGS: [Settings; 5] =
    [Settings::AS_USER, Settings::ENTERPRISE_ACCESS, Settings::MANAGE_USERS, Settings::READ, Settings::READ_WRITE];

fn flags() -> impl Strategy<Value = Vec<bool>> {
    // More on than off: what is off ends most stories early.
    prop::collection::vec(prop::bool::weighted(0.75), FLAGS.len())
}

fn settings(flags: &[bool]) -> Settings {
    FLAGS.iter().zip(flags).filter(|(_, on)| **on).map(|(flag, _)| *flag).collect()
}

fn plan() -> impl Strategy<Value = Plan> {
    let app = (any::<bool>(), flags(), prop::option::weighted(0.85, flags()), prop::bool::weighted(0.85))
        .prop_map(|(server, configured, authorized, enabled)| AppPlan { server, configured, authorized, enabled });
    let kinds = prop::sample::select(vec!["managed", "managed", "managed", "app_user", "service", "deleted"]);
    let roles = prop::sample::select(vec!["user", "user", "coadmin", "admin"]);
    let states = prop::sample::select(vec!["active", "active", "active", "inactive", "cannot_delete_edit_upload"]);
    let user = (0..3_usize, kinds, 0..2_usize, roles, states, any::<bool>(), any::<bool>()).prop_map(
        |(enterprise, kind, app, role, status, manages, logs_in)| {
            let role = if kind == "managed" { role } else { "user" };
            UserPlan { enterprise, kind, app, role, status, manages, logs_in }
        },
    );
    let token = (0..2_usize, 0..8_usize, flags(), prop::bool::weighted(0.15), prop::bool::weighted(0.9))
        .prop_map(|(app, user, granted, downscoped, alive)| TokenPlan { app, user, granted, downscoped, alive });
    let call = (0..7_usize, prop::option::weighted(0.7, 0..9_usize), 0..8_usize, 0..6_usize)
        .prop_map(|(token, as_user, other, operation)| CallPlan { token, as_user, other, operation });
    (several(app, 2), several(user, 8), several(token, 6), several(call, CALLS))
        .prop_map(|(apps, users, tokens, calls)| Plan { apps, users, tokens, calls })
}

fn several<S: Strategy>(one: S, count: usize) -> impl Strategy<Value = Vec<S::Value>> {
    prop::collection::vec(one, count)
}

/// The ids that the plan's things got.
#[derive(Clone, Default)]
struct Ids {
    /// Begins every name of this round's: each world is built beside the ones before, strangers to each other.
    round: usize,
    enterprises: Vec<i64>,
    users: Vec<i64>,
}

async fn build(world: &World, plan: &Plan, round: usize) -> Ids {
    let plan = plan.clone();
    let build = move |tx: &mut Tx<Write>| {
        let mut ids = Ids { round, ..Ids::default() };
        for _ in 0..2 {
            ids.enterprises.push(tx.one::<(i64,)>(ENTERPRISE, ())?.0);
        }
        let mut apps = Vec::new();
        for (n, app) in plan.apps.iter().enumerate() {
            let grant = if app.server { Settings::JWT } else { Settings::OAUTH2 };
            let values = (
                ids.enterprises[0],
                format!("model{round}-{n}"),
                TokenHash::of("s"),
                settings(&app.configured) | grant,
            );
            let (id,): (i64,) = tx.one(APP, values)?;
            for enterprise in &ids.enterprises {
                if let Some(authorized) = &app.authorized {
                    tx.exec(AUTHORIZE, (id, *enterprise, settings(authorized), app.enabled))?;
                }
            }
            apps.push(id);
        }
        let profile = serde_json::to_string(&Profile::default()).unwrap_or_default();
        for (n, user) in plan.users.iter().enumerate() {
            let app = (user.kind != "managed").then_some(apps[user.app]);
            let allowed = (if user.manages { Permissions::MANAGE_USERS.0 } else { 0 })
                | (if user.logs_in { Permissions::LOG_IN_AS_USERS.0 } else { 0 });
            let (enterprise, login) =
                (ids.enterprises.get(user.enterprise).copied(), format!("model{round}-{n}@example.com"));
            let values = (enterprise, app, user.kind, user.role, allowed, user.status, &login, &profile);
            ids.users.push(tx.one::<(i64,)>(USER, values)?.0);
        }
        for (n, token) in plan.tokens.iter().enumerate() {
            let (hash, expires) =
                (TokenHash::of_token(&format!("model {round} {n}")), if token.alive { i64::MAX } else { 1 });
            let values =
                (hash, apps[token.app], ids.users[token.user], settings(&token.granted), token.downscoped, expires);
            tx.exec(TOKEN, values)?;
        }
        Ok::<_, Error>(ids)
    };
    world.app().db().write("testing.model", build).await.unwrap()
}

/// What the model knows of a caller who was let in.
struct Known {
    user: usize,
    settings: Settings,
}

impl UserPlan {
    fn may(&self, permission: bool) -> bool {
        self.role == "admin" || self.kind == "service" || (self.role == "coadmin" && permission)
    }
}

/// The decision, told as the contract's table tells it (identity §5.1); the outcome where nobody gets in.
fn identify(plan: &Plan, call: &CallPlan) -> Result<Known, &'static str> {
    const DENIED: &str = "403 access_denied_insufficient_permissions";
    let token = plan.tokens.get(call.token).ok_or("401 -")?;
    let (app, actor) = (&plan.apps[token.app], &plan.users[token.user]);
    if actor.kind == "deleted" || !token.alive {
        return Err("401 -");
    }
    let in_enterprise = actor.enterprise < 2;
    let authorized = app.authorized.as_ref().filter(|_| in_enterprise);
    if (app.server && authorized.is_none()) || (authorized.is_some() && !app.enabled) {
        return Err("401 unauthorized");
    }
    if actor.status == "inactive" {
        return Err("401 unauthorized");
    }
    let standing = match (app.server, authorized) {
        (true, Some(authorized)) => settings(authorized),
        _ => settings(&app.configured),
    };
    let implied =
        if token.downscoped && standing.has(Settings::READ_WRITE) { standing | Settings::READ } else { standing };
    // The access level is a matter of server apps only.
    let always = if app.server { Settings::NONE } else { Settings::ENTERPRISE_ACCESS };
    let settings = settings(&token.granted) & implied | always;
    let Some(named) = call.as_user else { return Ok(Known { user: token.user, settings }) };
    if !settings.has(Settings::AS_USER) {
        return Err("403 -");
    }
    if !(actor.may(actor.manages) && actor.may(actor.logs_in)) {
        return Err(DENIED);
    }
    let Some(target) = plan.users.get(named).filter(|target| target.kind != "deleted") else { return Err(DENIED) };
    let own_app_user = target.kind == "app_user" && target.app == token.app;
    let refused = !in_enterprise
        || target.enterprise != actor.enterprise
        || named == token.user
        || target.kind == "service"
        || target.role != "user"
        || (!settings.has(Settings::ENTERPRISE_ACCESS) && !own_app_user)
        || (target.kind == "app_user" && !own_app_user);
    match () {
        () if refused => Err(DENIED),
        () if target.status == "inactive" => Err("401 unauthorized"),
        () => Ok(Known { user: named, settings }),
    }
}

/// Makes the call, and holds the answer against the model.
async fn check(world: &World, plan: &Plan, ids: &Ids, call: &CallPlan, n: usize) {
    let other = ids.users[call.other];
    let (method, path, body) = match call.operation {
        0 => ("GET", "/users/me".to_owned(), json!(null)),
        1 => ("GET", "/users?limit=1000".to_owned(), json!(null)),
        2 => ("GET", format!("/users/{other}"), json!(null)),
        3 => ("PUT", format!("/users/{other}"), json!({ "phone": n.to_string() })),
        4 => ("GET", "/folders/0".to_owned(), json!(null)),
        _ => ("POST", "/folders".to_owned(), json!({ "name": format!("folder {n}"), "parent": { "id": "0" } })),
    };
    let mut ask = world.ask(method, &path, body).by(&format!("model {} {}", ids.round, call.token));
    if let Some(named) = call.as_user {
        ask = ask.as_user(ids.users.get(named).map_or("nobody".to_owned(), i64::to_string));
    }
    let reply = ask.send().await;
    let context = format!("{method} {path}: {reply:?}\n{call:?}\n{plan:?}");
    let who = match identify(plan, call) {
        Ok(who) => who,
        Err(outcome) => return assert_eq!(reply.outcome(), outcome, "{context}"),
    };
    let (id, user) = (ids.users[who.user].to_string(), &plan.users[who.user]);
    let manages = user.may(user.manages) && user.enterprise < 2;
    let scoped = who.settings.has(Settings::MANAGE_USERS);
    let ok = reply.status < 300;
    let related = |of: &UserPlan| of.enterprise == user.enterprise && of.kind != "deleted";
    match call.operation {
        0 => assert_eq!((reply.status, reply.body["id"].as_str()), (200, Some(id.as_str())), "{context}"),
        1 => {
            assert_eq!(ok, scoped && manages, "{context}");
            for entry in reply.body["entries"].as_array().into_iter().flatten() {
                let listed = ids.users.iter().position(|id| entry["id"].as_str() == Some(id.to_string().as_str()));
                let listed = &plan.users[listed.unwrap_or_else(|| panic!("a stranger is listed: {context}"))];
                assert!(related(listed) && listed.kind != "service", "{context}");
            }
        }
        2 | 3 => {
            let (target, own) = (&plan.users[call.other], call.other == who.user);
            let outranks = target.role == "user" || user.role == "admin";
            let allowed = target.kind != "deleted"
                && if call.operation == 2 {
                    own || (manages && related(target))
                } else {
                    manages && related(target) && (outranks || own)
                };
            assert!(!ok || (allowed && (scoped || own)), "{context}");
        }
        4 => {
            let may_read = who.settings.any(Settings::READ | Settings::READ_WRITE);
            assert_eq!(ok, may_read, "{context}");
            assert!(!ok || reply.body["owned_by"]["id"] == id, "{context}");
        }
        _ => {
            let may_write = who.settings.has(Settings::READ_WRITE) && user.status == "active";
            assert_eq!(ok, may_write, "{context}");
            assert!(!ok || reply.body["owned_by"]["id"] == id, "{context}");
        }
    }
}

#[test]
fn the_server_agrees_with_the_model() {
    on_both_engines(async |world: World| {
        let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[7; 32]);
        let mut runner = TestRunner::new_with_rng(Config::default(), rng);
        for round in 0..WORLDS {
            let plan = plan().new_tree(&mut runner).unwrap().current();
            let ids = build(&world, &plan, round).await;
            for (n, call) in plan.calls.iter().enumerate() {
                check(&world, &plan, &ids, call, n).await;
            }
        }
    });
}
