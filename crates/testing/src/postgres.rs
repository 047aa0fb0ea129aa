//! A private PostgreSQL cluster: the one whose socket directory `BOXWOOD_TEST_PG` names (`cargo xtask test` starts it
//! once for all test processes), or one that the first test that wants it starts, gone with the process.
use std::{
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::{
        LazyLock,
        atomic::{AtomicU32, Ordering::Relaxed},
    },
    thread,
};

/// The script ends, and cleans up, when its input does; that is when the test process ends, however it ends.
const SCRIPT: &str = r#"
dir=$(mktemp -d) && "$1/initdb" -D "$dir/data" -U postgres -A trust --no-sync >/dev/null 2>&1 || exit 1
"$1/postgres" -D "$dir/data" -k "$dir" -c listen_addresses= -c fsync=off -c max_connections=200 >/dev/null 2>&1 &
trap 'kill -INT $!; wait $!; rm -rf "$dir"' EXIT
until "$1/pg_isready" -q -h "$dir"; do sleep 0.05; done
echo "$dir"; read -r _
"#;

struct Cluster {
    socket: String,
    /// Holds the other end of the script's input; None for a cluster that somebody else started.
    _script: Option<Child>,
}

static CLUSTER: LazyLock<Option<Cluster>> = LazyLock::new(start);
static DATABASES: AtomicU32 = AtomicU32::new(0);

/// The address of a new, empty database; None where PostgreSQL is not installed.
pub(super) fn new_database() -> Option<String> {
    let cluster = CLUSTER.as_ref()?;
    let url = |name: &str| format!("postgres:///{name}?host={}&user=postgres", cluster.socket);
    let name = format!("world{}_{}", std::process::id(), DATABASES.fetch_add(1, Relaxed));
    let (admin, create) = (url("postgres"), format!("CREATE DATABASE {name}"));
    let created = thread::spawn(move || postgres::Client::connect(&admin, postgres::NoTls)?.batch_execute(&create));
    created.join().ok()?.ok()?;
    Some(url(&name))
}

fn start() -> Option<Cluster> {
    if let Ok(socket) = std::env::var("BOXWOOD_TEST_PG") {
        return Some(Cluster { socket, _script: None });
    }
    let programs = programs()?;
    let mut command = if is_root() {
        // PostgreSQL refuses to run as root.
        let mut command = Command::new("runuser");
        command.args(["-u", "postgres", "--", "sh"]);
        command
    } else {
        Command::new("sh")
    };
    command.args(["-c", SCRIPT, "sh"]).arg(programs).current_dir("/").stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut script = command.spawn().ok()?;
    let mut socket = String::new();
    BufReader::new(script.stdout.take()?).read_line(&mut socket).ok()?;
    let socket = socket.trim().to_owned();
    (!socket.is_empty()).then_some(Cluster { socket, _script: Some(script) })
}

fn programs() -> Option<PathBuf> {
    if let Some(set) = std::env::var_os("BOXWOOD_PG_BIN") {
        return Some(set.into());
    }
    let debian = Path::new("/usr/lib/postgresql").read_dir().ok()?;
    let mut versions: Vec<PathBuf> = debian.flatten().map(|entry| entry.path().join("bin")).collect();
    versions.retain(|bin| bin.join("postgres").exists());
    versions.sort();
    versions.pop()
}

fn is_root() -> bool {
    std::fs::metadata("/proc/self").is_ok_and(|own| std::os::unix::fs::MetadataExt::uid(&own) == 0)
}
