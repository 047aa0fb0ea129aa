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
pub struct Database(String);

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
        CLUSTER.is_some() && run(&url("postgres"), &statement.replace("{}", &self.0))
    }

    /// Ends all connections and takes no more, or takes them again; false if that failed.
    pub fn accept(&self, connections: bool) -> bool {
        let end = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{}'";
        self.admin(&format!("ALTER DATABASE {{}} ALLOW_CONNECTIONS {connections}")) && (connections || self.admin(end))
    }

    /// Runs a script on a connection of its own; false if that failed.
    pub fn run(&self, script: &str) -> bool {
        run(&self.url(), script)
    }
}

fn run(url: &str, script: &str) -> bool {
    let run = async {
        let (client, connection) = tokio_postgres::connect(url, tokio_postgres::NoTls).await.ok()?;
        let script = async { client.batch_execute(script).await.ok() };
        tokio::select! {
            done = script => done,
            _ = connection => None,
        }
    };
    // On a thread of its own: a test runs inside of a runtime already.
    thread::scope(|scope| scope.spawn(|| crate::wait_for(run)).join()).ok().flatten().is_some()
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
