//! What was acknowledged survives, and nothing else appears: the server is killed in the middle of its work, again and
//! again, on both engines; PostgreSQL itself is, once; and the disk is full.
#![expect(
    clippy::disallowed_methods,
    reason = "it polls another process, takes the number of kills from outside, and looks into the file by itself"
)]
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a helper that fails has failed the test")]

mod client;
mod content;
mod copies;
mod full;
mod parts;

use boxwood_api::SCHEMA;
use boxwood_store::{Config, Db};
use boxwood_testing::{Database, DurableCluster, fill};
use client::{Client, Server};
use std::{
    collections::HashSet,
    sync::{Condvar, Mutex},
    thread,
    time::{Duration, Instant},
};

const CLIENTS: usize = 16;
/// Longer than anything takes.
const PATIENCE: Duration = Duration::from_secs(30);

/// What the clients have asked for and what was promised to them, by name.
#[derive(Default)]
struct Record {
    asked: Mutex<HashSet<String>>,
    promised: Mutex<HashSet<String>>,
    /// Told of every promise.
    more: Condvar,
}

impl Record {
    /// Makes users and folders from many clients; calls `stop`, which ends the server, when so many were promised.
    fn work(&self, server: &Server, round: u32, count: usize, stop: impl FnOnce()) {
        let enough = self.promised.lock().unwrap().len() + count;
        thread::scope(|scope| {
            for client in 0..CLIENTS {
                scope.spawn(move || self.work_as(server, &format!("{round}-{client}")));
            }
            let promised = self.promised.lock().unwrap();
            let few = |promised: &mut HashSet<String>| promised.len() < enough;
            let (promised, waited) = self.more.wait_timeout_while(promised, PATIENCE, few).unwrap();
            assert!(!waited.timed_out(), "the server does not work");
            drop(promised);
            stop();
        });
    }

    /// Until a promise fails to come.
    fn work_as(&self, server: &Server, prefix: &str) {
        let Some(mut client) = Client::new(server.port) else { return };
        for n in 0.. {
            let (name, path, body) = if n % 2 == 0 {
                let name = format!("folder {prefix}-{n}");
                let body = format!(r#"{{"name":"{name}","parent":{{"id":"0"}}}}"#);
                (name, "/2.0/folders", body)
            } else {
                let name = format!("user {prefix}-{n}");
                let body = format!(r#"{{"name":"{name}","login":"{prefix}-{n}@example.com"}}"#);
                (name, "/2.0/users", body)
            };
            self.asked.lock().unwrap().insert(name.clone());
            match client.ask("POST", path, &body) {
                Some((201, _)) => {
                    self.promised.lock().unwrap().insert(name);
                    self.more.notify_all();
                }
                // Refused while the store is away, which is no promise.
                Some((500 | 503, _)) | None => return,
                other => panic!("{other:?}"),
            };
        }
    }

    fn compare(&self, server: &Server) {
        let mut client = Client::new(server.port).unwrap();
        let users = client.names("/2.0/users");
        let folders = client.names("/2.0/folders/0/items");
        let ours = users.into_iter().filter(|name| name.starts_with("user "));
        let stored: HashSet<String> = ours.chain(folders).collect();
        let (asked, promised) = (self.asked.lock().unwrap(), self.promised.lock().unwrap());
        assert!(promised.is_subset(&stored), "lost: {:?}", promised.difference(&stored));
        assert!(stored.is_subset(&asked), "invented: {:?}", stored.difference(&asked));
    }
}

/// How often the servers are killed: a few times in the tests, fifty times for docs/PERFORMANCE.md.
fn kills() -> u32 {
    std::env::var("BOXWOOD_KILLS").ok().and_then(|text| text.parse().ok()).unwrap_or(3)
}

/// A store with two users; the first has a token and may make others.
fn filled(place: &str) {
    let db = Db::open(&Config::new(place), &SCHEMA).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(fill(&db, 2, None)).unwrap();
}

/// Kills the server in the middle of its work, starts it again, and compares.
fn kill_and_compare(place: &str) {
    filled(place);
    let record = Record::default();
    let mut server = Server::start(place);
    for round in 0..kills() {
        record.work(&server, round, 50 + 83 * (round as usize % 8), || server.kill());
        server = Server::start(place);
        record.compare(&server);
    }
    server.stop();
}

#[test]
fn acknowledged_writes_survive_kill_9() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("boxwood.db");
    kill_and_compare(&file.to_string_lossy());
    let check = rusqlite::Connection::open(file).unwrap().query_row("PRAGMA integrity_check", [], |row| row.get(0));
    assert_eq!(check, Ok("ok".to_owned()));
}

#[test]
fn acknowledged_writes_survive_kill_9_on_postgres() {
    let Some(database) = Database::new() else { return };
    kill_and_compare(&database.url());
}

/// The server outlives its database, and needs no help when that comes back.
#[test]
fn acknowledged_writes_survive_the_crash_of_postgres() {
    let Some(cluster) = DurableCluster::start() else { return };
    filled(&cluster.url());
    let (record, server) = (Record::default(), Server::start(&cluster.url()));
    record.work(&server, 0, 300, || cluster.crash());
    cluster.restart();
    let start = Instant::now();
    let ask = || Client::new(server.port)?.ask("GET", "/2.0/folders/0", "");
    while ask().is_none_or(|(status, _)| status != 200) {
        assert!(start.elapsed() < PATIENCE, "the server has not found its database again");
    }
    record.compare(&server);
    server.stop();
    cluster.check();
}
