//! A database of one's own for each test, in the cluster that `cargo xtask test` starts for all test processes, or in
//! one that the first test that wants it starts.
use super::cluster::{Cluster, programs};
use boxwood_api::SCHEMA;
use std::{
    hash::{DefaultHasher, Hash, Hasher},
    sync::{
        LazyLock,
        atomic::{AtomicU32, Ordering::Relaxed},
    },
    thread,
};

/// None where PostgreSQL is not installed. One that is there and does not work fails the tests: half of them would pass without
/// having run.
static CLUSTER: LazyLock<Option<Cluster>> = LazyLock::new(|| {
    let cluster = Cluster::start();
    assert!(cluster.is_some() || programs().is_none(), "PostgreSQL is installed, but a cluster of it does not start");
    cluster
});
const DEAD: &str =
    "PostgreSQL makes no database: does the cluster run that BOXWOOD_TEST_PG names, and has its disk room?";
static DATABASES: AtomicU32 = AtomicU32::new(0);
/// The name of a database that has all tables, for the others to be copies of: that takes a tenth of the time that the
/// migrations do. The first process that wants it makes it.
static TABLES: LazyLock<Option<String>> = LazyLock::new(|| {
    let mut hash = DefaultHasher::new();
    SCHEMA.whole.map(|whole| whole.script).hash(&mut hash);
    for migration in SCHEMA.migrations {
        (migration.name, migration.sql).hash(&mut hash);
    }
    let name = format!("tables_{:016x}", hash.finish());
    CLUSTER.as_ref()?;
    assert!(apart(|| crate::wait_for(have_tables(&name))), "{DEAD}");
    Some(name)
});

/// Dropped from the cluster with this: hundreds of them would fill a small disk.
pub struct Database(String);

impl Database {
    /// A new, empty one; None where PostgreSQL is not installed.
    pub fn new() -> Option<Database> {
        Database::made("CREATE DATABASE {}")
    }

    /// A new one with all tables, and nothing in them; None where PostgreSQL is not installed.
    pub fn with_tables() -> Option<Database> {
        Database::made(&format!("CREATE DATABASE {{}} TEMPLATE {}", TABLES.as_ref()?))
    }

    fn made(statement: &str) -> Option<Database> {
        let database = Database(format!("world{}_{}", std::process::id(), DATABASES.fetch_add(1, Relaxed)));
        CLUSTER.as_ref()?;
        assert!(database.admin(statement), "{DEAD}");
        Some(database)
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
    apart(|| crate::wait_for(run).is_some())
}

/// Runs it on a thread of its own, for a test runs inside of a runtime already; false if that failed.
fn apart(work: impl FnOnce() -> bool + Send) -> bool {
    thread::scope(|scope| scope.spawn(work).join()).unwrap_or_default()
}

/// Whether there is, or now is, a database of that name with all tables.
async fn have_tables(name: &str) -> bool {
    let Ok((client, connection)) = tokio_postgres::connect(&url("postgres"), tokio_postgres::NoTls).await else {
        return false;
    };
    let work = async {
        // Released as the connection ends.
        client.batch_execute("SELECT pg_advisory_lock(1)").await.ok()?;
        if client.query_opt("SELECT 1 FROM pg_database WHERE datname = $1", &[&name]).await.ok()?.is_some() {
            return Some(());
        }
        client.batch_execute(&format!("DROP DATABASE IF EXISTS {name}_begun WITH (FORCE)")).await.ok()?;
        client.batch_execute(&format!("CREATE DATABASE {name}_begun")).await.ok()?;
        let config = boxwood_store::Config::new(url(&format!("{name}_begun")));
        let open = tokio::task::spawn_blocking(move || boxwood_store::Db::open(&config, &SCHEMA).map(drop));
        open.await.ok()?.ok()?;
        client.batch_execute(&format!("ALTER DATABASE {name}_begun RENAME TO {name}")).await.ok()
    };
    tokio::select! {
        done = work => done.is_some(),
        _ = connection => false,
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
