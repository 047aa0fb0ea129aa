//! A server, and somebody at home who calls it by the program.
use boxwood::testing::{self, Boxwood};
use serde_json::Value;
use std::{
    fs,
    io::Write as _,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
};
use tempfile::TempDir;

const VARIABLES: [&str; 9] = [
    "BOXWOOD_PROFILE",
    "BOXWOOD_AS_USER",
    "BOXWOOD_BASE_URL",
    "BOXWOOD_CA",
    "BOX_CONFIG_FILE",
    "BOXWOOD_DATA",
    "BOXWOOD_CONFIG",
    "BOXWOOD_LOG",
    "BOXWOOD_DATABASE",
];

/// A server, and a directory in which somebody is at home.
pub struct World {
    pub server: Boxwood,
    pub home: TempDir,
}

impl World {
    pub async fn new() -> World {
        World { server: testing::start().await.unwrap(), home: tempfile::tempdir().unwrap() }
    }

    /// The same, and somebody is logged in.
    pub async fn logged_in() -> World {
        let world = World::new().await;
        let config = world.server.config_file().display().to_string();
        ok(&world.login(&["--app-config", &config]).await);
        world
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.home.path().join(name)
    }

    pub fn profiles(&self) -> PathBuf {
        self.path("boxwood/profiles.json")
    }

    pub fn file(&self, name: &str, content: &[u8]) -> String {
        fs::write(self.path(name), content).unwrap();
        self.path(name).display().to_string()
    }

    /// The program runs beside the server, which is in this process.
    pub async fn run(&self, arguments: &[&str]) -> Output {
        self.told(arguments, &[], "").await
    }

    pub async fn told(&self, arguments: &[&str], variables: &[(&str, &Path)], input: &str) -> Output {
        let mut command = self.command(arguments);
        command.envs(variables.iter().copied()).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let input = input.to_owned();
        let ended = tokio::task::spawn_blocking(move || {
            let mut child = command.spawn().unwrap();
            child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
            child.wait_with_output().unwrap()
        });
        ended.await.unwrap()
    }

    /// The program, yet to be started, with nothing of the environment but this home.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_boxwood"));
        for name in VARIABLES {
            command.env_remove(name);
        }
        command.env("XDG_CONFIG_HOME", self.home.path()).env("XDG_STATE_HOME", self.path("state"));
        command.args(arguments).current_dir(self.home.path());
        command
    }

    pub async fn login(&self, arguments: &[&str]) -> Output {
        self.run(&[&["login", "--url", self.server.base_url()], arguments].concat()).await
    }

    pub async fn json(&self, arguments: &[&str]) -> Value {
        let text = ok(&self.run(&[arguments, &["--json"]].concat()).await);
        serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}"))
    }

    /// One value a line.
    pub async fn lines(&self, arguments: &[&str]) -> Vec<Value> {
        let text = ok(&self.run(&[arguments, &["--json"]].concat()).await);
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    /// The names in a folder.
    pub async fn names(&self, folder: &str) -> Vec<String> {
        let listed = self.json(&["ls", folder]).await;
        listed.as_array().unwrap().iter().map(|item| item["name"].as_str().unwrap().to_owned()).collect()
    }
}

pub fn ok(output: &Output) -> String {
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout.clone()).unwrap()
}

/// The exit status, and what was said on the standard error.
pub fn refused(output: &Output) -> (i32, String) {
    (output.status.code().unwrap(), String::from_utf8_lossy(&output.stderr).into_owned())
}
