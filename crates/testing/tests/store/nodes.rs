//! Several servers on one PostgreSQL, and a PostgreSQL that goes away.
use crate::{RENAME, name};
use boxwood_api::SCHEMA;
use boxwood_store::{Config, Db};
use boxwood_testing::{Database, World, on_both_engines};
use serde_json::json;
use std::{thread, time::Duration};

const CUT: &str = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
    WHERE datname = current_database() AND pid <> pg_backend_pid()";

#[test]
fn what_another_node_changes_is_seen_within_a_second() {
    on_both_engines(async |world: World| {
        let Some(other) = world.another_node() else { return };
        assert_eq!(other.get("/users/me").by("una").send().await.status, 200);
        let off = json!({ "status": "inactive" });
        assert_eq!(world.put("/users/3", off).by("ada").send().await.status, 200);
        assert_eq!(world.get("/users/me").by("una").send().await.status, 401, "on the node itself at once");
        world.advance(Duration::from_secs(1));
        assert_eq!(other.get("/users/me").by("una").send().await.status, 401, "on the other after a second");
    });
}

#[test]
fn a_lost_connection_fails_no_request() {
    on_both_engines(async |world: World| {
        let Some(database) = world.database() else { return };
        let db = world.app().db();
        // Each round finds connections of the round before, cut.
        for round in 0..5 {
            let new = format!("Round {round}");
            let to = new.clone();
            db.write("rename", move |tx| tx.exec(RENAME, (1i64, &to))).await.unwrap();
            assert!(database.run(CUT));
            assert_eq!(name(db, 1).await, new);
            assert!(database.run(CUT));
        }
    });
}

#[test]
fn nodes_that_start_together_migrate_once() {
    let Some(database) = Database::new() else { return };
    thread::scope(|scope| {
        let open = || Db::open(&Config::new(database.url()), &SCHEMA).map(drop);
        let nodes: Vec<_> = (0..4).map(|_| scope.spawn(open)).collect();
        for node in nodes {
            node.join().unwrap().unwrap();
        }
    });
}
