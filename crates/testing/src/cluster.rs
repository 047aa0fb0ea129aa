//! A private PostgreSQL cluster, gone with the process that starts it. `cargo xtask` starts its own by this very file.
use std::{
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

/// The script ends, and cleans up, when its input does; that is when the process that started it ends, however it ends.
const SCRIPT: &str = r#"
programs=$1; export PGPORT=${2:-5432}
dir=$(mktemp -d) && "$programs/initdb" -D "$dir/data" -U postgres -A trust --auth-host=scram-sha-256 --no-sync >/dev/null 2>&1 || exit 1
if [ "$2" ]; then
  umask 077; printf %s "$3" >"$dir/data/server.crt"; printf %s "$4" >"$dir/data/server.key"
  set -- -c listen_addresses=127.0.0.1 -c ssl=on
else
  set -- -c listen_addresses=
fi
"$programs/postgres" -D "$dir/data" -k "$dir" -c fsync=off -c max_connections=300 "$@" >/dev/null 2>&1 &
trap 'kill -INT $!; wait $!; rm -rf "$dir"' EXIT
until "$programs/pg_isready" -q -h "$dir"; do kill -0 $! || exit 1; sleep 0.05; done
echo "$dir"; read -r _
"#;

pub struct Cluster {
    /// The directory of its socket.
    pub socket: String,
    /// Holds the other end of the script's input; None for a cluster that somebody else started.
    script: Option<Child>,
}

impl Cluster {
    /// The one that `BOXWOOD_TEST_PG` names, or a new one; None where PostgreSQL is not installed.
    pub fn start() -> Option<Cluster> {
        if let Ok(socket) = std::env::var("BOXWOOD_TEST_PG") {
            return Some(Cluster { socket, script: None });
        }
        Cluster::private(&[])
    }

    /// A new one. With `[port, certificate, key]` it listens on that port of 127.0.0.1 as well, with TLS, and asks for
    /// passwords there.
    pub fn private(tls: &[&str]) -> Option<Cluster> {
        let programs = programs()?;
        let mut command = if is_root() {
            // PostgreSQL refuses to run as root.
            let mut command = Command::new("runuser");
            command.args(["-u", "postgres", "--", "sh"]);
            command
        } else {
            Command::new("sh")
        };
        command.args(["-c", SCRIPT, "sh"]).arg(programs).args(tls);
        command.current_dir("/").stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut script = command.spawn().ok()?;
        let mut socket = String::new();
        BufReader::new(script.stdout.take()?).read_line(&mut socket).ok()?;
        let socket = socket.trim().to_owned();
        (!socket.is_empty()).then_some(Cluster { socket, script: Some(script) })
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        if let Some(script) = &mut self.script {
            drop(script.stdin.take());
            let _ = script.wait();
        }
    }
}

pub fn programs() -> Option<PathBuf> {
    if let Some(set) = std::env::var_os("BOXWOOD_PG_BIN") {
        return Some(set.into());
    }
    let debian = Path::new("/usr/lib/postgresql").read_dir().ok()?;
    let mut versions: Vec<PathBuf> = debian.flatten().map(|entry| entry.path().join("bin")).collect();
    versions.retain(|bin| bin.join("postgres").exists());
    versions.sort();
    versions.pop()
}

pub fn is_root() -> bool {
    std::fs::metadata("/proc/self").is_ok_and(|own| std::os::unix::fs::MetadataExt::uid(&own) == 0)
}
