//! One client's way through the steps.
use super::{Client, install, report::Report};
use crate::{
    run::{Result, command},
    server::Server,
};
use serde_json::Value;
use std::{
    ffi::OsStr,
    io::{BufRead, BufReader},
    process::{Command, Stdio},
    sync::mpsc::{RecvTimeoutError, channel},
    thread,
    time::Duration,
};

/// What every SDK does, in this order.
pub const STEPS: &[&str] = &[
    "logs in with app-config.json",
    "is the service account",
    "lists the users",
    "creates users",
    "fetches and updates them",
    "changes the user's picture",
    "acts as a user with another client",
    "acts as a user and as itself with one client",
    "opens the user's root folder",
    "creates a folder as the user",
    "does not see it as itself",
    "renames it",
    "uploads a large file in parts",
    "uploads a file",
    "downloads a range of it",
    "shows a file as a small picture",
    "uploads a new version",
    "copies it",
    "copies the folder",
    "moves it",
    "shares it by a link",
    "invites a collaborator",
    "changes the collaborator's role",
    "locks it",
    "comments on it",
    "gives the collaborator a task",
    "searches for it",
    "downloads an archive",
    "asks for files",
    "takes the collaborator out",
    "trashes and restores it",
    "has files of its own",
    "logs in as the user",
    "narrows that token to one folder",
    "revokes that token",
    "deletes the folder",
    "logs in with client credentials",
    "has a clock that is two minutes off",
    "learns why As-User is refused",
    "deletes the users",
];

/// What rclone does.
pub const RCLONE: &[&str] = &[
    "logs in with app-config.json",
    "tells how much room there is",
    "copies a folder",
    "finds the copy the same",
    "prints a file",
    "uploads what it reads",
    "syncs what has changed",
    "uploads a large file in parts",
    "moves and copies on the server",
    "makes a link",
    "removes folders",
    "empties the trash",
];

/// What UI Elements do in a browser.
pub const ELEMENTS: &[&str] = &[
    "has a token for one user's content",
    "is refused where the app does not list the site",
    "lists a folder in the explorer",
    "makes a folder in it",
    "uploads a file in it",
    "renames the file",
    "shares it by a link",
    "finds it",
    "deletes it",
    "uploads with the uploader",
    "uploads a new version of what is there",
    "chooses in the picker",
    "uploads a large file",
];

/// For one step: far above what any takes on a busy machine. An SDK that tries again and again takes this long before
/// somebody looks.
const PATIENCE: Duration = Duration::from_secs(300);

/// Runs the client's script. `told` is what it is told besides where the server is.
pub fn run(client: &Client, server: &Server, told: &[(&str, impl AsRef<OsStr>)], report: &mut Report) -> Result<()> {
    let mut script = install::script(client)?;
    script.envs(told.iter().map(|(name, value)| (name, value)));
    server.describe(&mut script);
    follow(client, script, report)
}

/// Follows a script that tells each step in a line of JSON when it is done.
pub fn follow(client: &Client, mut script: Command, report: &mut Report) -> Result<()> {
    let spawned = script.stdin(Stdio::null()).stdout(Stdio::piped()).spawn();
    let mut process = spawned.map_err(|error| format!("{}: {error}", client.name))?;
    let output = process.stdout.take().ok_or("no output")?;
    let (tell, lines) = channel();
    let reader = thread::spawn(move || {
        for line in BufReader::new(output).lines().map_while(std::result::Result::ok) {
            if tell.send(line).is_err() {
                break;
            }
        }
    });
    for name in client.steps {
        let end = match lines.recv_timeout(PATIENCE) {
            Ok(line) => serde_json::from_str(&line).map_err(|_| format!("no step: {line}")),
            Err(RecvTimeoutError::Timeout) => Err(format!("took more than {} s", PATIENCE.as_secs())),
            Err(RecvTimeoutError::Disconnected) => Err("not reached".to_owned()),
        };
        if !report.step(name, end) {
            break;
        }
    }
    // What is still at work was given up. Not by force: `boxwood exec` has to tidy up.
    let _ = command("kill", &["-TERM", &process.id().to_string()]).stderr(Stdio::null()).status();
    let _ = process.wait();
    let _ = reader.join();
    match lines.try_recv() {
        Ok(line) => Err(format!("{} does what is not on the list: {line}", client.name)),
        Err(_) => Ok(()),
    }
}

/// What a step's line says: how many milliseconds it took, or what went wrong.
pub fn outcome(name: &str, line: &Value) -> std::result::Result<f64, String> {
    if line["step"] != name {
        return Err(format!("it was {} instead", line["step"]));
    }
    match line["error"].as_str() {
        Some(error) => Err(error.to_owned()),
        None => line["ms"].as_f64().ok_or_else(|| "says not how long it took".to_owned()),
    }
}
