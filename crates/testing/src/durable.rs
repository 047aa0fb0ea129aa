//! A PostgreSQL cluster that keeps its promises, and can be made to crash.
use super::cluster::{is_root, programs};
use std::{
    path::PathBuf,
    process::{Command, Stdio},
};

pub struct DurableCluster {
    programs: PathBuf,
    /// Also the directory of its socket.
    directory: PathBuf,
}

impl DurableCluster {
    /// With fsync on, as PostgreSQL is by default. None where it is not installed.
    pub fn start() -> Option<DurableCluster> {
        let programs = programs()?;
        let made = as_postgres("mktemp").arg("-d").output().ok()?;
        let directory = PathBuf::from(String::from_utf8(made.stdout).ok()?.trim());
        let cluster = DurableCluster { programs, directory };
        let initdb = cluster
            .program("initdb")
            .args(["--no-sync", "-U", "postgres", "-A", "trust"])
            .stdout(Stdio::null())
            .status();
        initdb.ok().filter(|status| status.success())?;
        cluster.restart();
        Some(cluster)
    }

    pub fn url(&self) -> String {
        format!("postgres:///postgres?host={}&user=postgres", self.directory.display())
    }

    /// Ends it on the spot, without writing anything down: the next start has to recover.
    ///
    /// # Panics
    /// When it cannot be ended.
    pub fn crash(&self) {
        self.control(&["stop", "-m", "immediate"]);
    }

    /// # Panics
    /// When it does not start.
    pub fn restart(&self) {
        let options = format!("-k {} -c listen_addresses= -c fsync=on", self.directory.display());
        let log = self.directory.join("log");
        self.control(&["start", "-w", "-o", &options, "-l", &log.to_string_lossy()]);
    }

    /// Every table and index of it, by PostgreSQL's own check.
    ///
    /// # Panics
    /// When something is damaged.
    pub fn check(&self) {
        let mut check = as_postgres(&self.programs.join("pg_amcheck").to_string_lossy());
        check.args(["--install-missing", "--heapallindexed", "-U", "postgres", "-d", "postgres", "-h"]);
        let found = check.arg(&self.directory).status();
        assert!(found.is_ok_and(|status| status.success()), "pg_amcheck found damage");
    }

    fn control(&self, arguments: &[&str]) {
        let done = self.program("pg_ctl").args(arguments).stdin(Stdio::null()).stdout(Stdio::null()).status();
        assert!(done.is_ok_and(|status| status.success()), "pg_ctl {arguments:?}");
    }

    fn program(&self, name: &str) -> Command {
        let mut command = as_postgres(&self.programs.join(name).to_string_lossy());
        command.arg("-D").arg(self.directory.join("data"));
        command
    }
}

impl Drop for DurableCluster {
    fn drop(&mut self) {
        let _ = self.program("pg_ctl").args(["stop", "-m", "immediate"]).stdout(Stdio::null()).status();
        let _ = std::fs::remove_dir_all(&self.directory);
    }
}

/// PostgreSQL refuses to run as root.
fn as_postgres(program: &str) -> Command {
    let mut command = Command::new(if is_root() { "runuser" } else { program });
    if is_root() {
        command.args(["-u", "postgres", "--", program]);
    }
    command.current_dir("/");
    command
}
