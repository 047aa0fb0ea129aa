//! A database of one's own for each test, in the cluster that `cargo xtask test` starts for all test processes, or in
//! one that the first test that wants it starts.
use super::cluster::Cluster;
use std::{
    sync::{
        LazyLock,
        atomic::{AtomicU32, Ordering::Relaxed},
    },
    thread,
};

static CLUSTER: LazyLock<Option<Cluster>> = LazyLock::new(Cluster::start);
static DATABASES: AtomicU32 = AtomicU32::new(0);

/// Dropped from the cluster with this: hundreds of them would fill a small disk.
pub(super) struct Database(String);

impl Database {
    /// A new, empty one; None where PostgreSQL is not installed.
    pub fn new() -> Option<Database> {
        let database = Database(format!("world{}_{}", std::process::id(), DATABASES.fetch_add(1, Relaxed)));
        database.admin("CREATE DATABASE {}").then_some(database)
    }

    pub fn url(&self) -> String {
        url(&self.0)
    }

    fn admin(&self, statement: &str) -> bool {
        if CLUSTER.is_none() {
            return false;
        }
        let statement = statement.replace("{}", &self.0);
        // The client blocks, which it may not do inside of a test's runtime.
        let done = thread::spawn(move || {
            postgres::Client::connect(&url("postgres"), postgres::NoTls)?.batch_execute(&statement)
        });
        matches!(done.join(), Ok(Ok(())))
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        self.admin("DROP DATABASE IF EXISTS {} WITH (FORCE)");
    }
}

fn url(name: &str) -> String {
    let socket = CLUSTER.as_ref().map_or("", |cluster| &cluster.socket);
    format!("postgres:///{name}?host={socket}&user=postgres")
}
