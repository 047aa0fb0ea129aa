//! A private PostgreSQL cluster, gone with the process that starts it. `cargo xtask` starts its own by this very file.
use std::{
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

/// The script ends, and cleans up, when its input does; that is when the process that started it ends, however it ends.
const SCRIPT: &str = r#"
dir=$(mktemp -d) && "$1/initdb" -D "$dir/data" -U postgres -A trust --no-sync >/dev/null 2>&1 || exit 1
"$1/postgres" -D "$dir/data" -k "$dir" -c listen_addresses= -c fsync=off -c max_connections=300 >/dev/null 2>&1 &
trap 'kill -INT $!; wait $!; rm -rf "$dir"' EXIT
until "$1/pg_isready" -q -h "$dir"; do kill -0 $! || exit 1; sleep 0.05; done
echo "$dir"; read -r _
"#;

pub struct Cluster {
    /// The directory of its socket.
    pub socket: String,
    /// Holds the other end of the script's input; None for a cluster that somebody else started.
    _script: Option<Child>,
}

impl Cluster {
    /// The one that `BOXWOOD_TEST_PG` names, or a new one; None where PostgreSQL is not installed.
    pub fn start() -> Option<Cluster> {
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
