//! Programs that know no server but Box's, run by `boxwood exec` as they are: one for each SDK in clients/exec/, and the whole
//! of what rclone does. And test suites that have a server for each test, by the helpers of ours.
use super::{
    Client, Runtime, flow,
    install::{place, script},
    report::Report,
};
use crate::run::{Result, command};
use serde_json::json;
use std::{
    path::Path,
    process::{Command, Stdio},
    time::Instant,
};

/// What the programs are followed by: their end.
pub const STEPS: &[&str] = &["runs a program for Box"];

const SUITE: &str = "clients/pytest-boxwood/tests";

/// Where it believes to be.
const URL: &str = "exec://api.box.com";

pub fn run(client: &Client, binary: &Path, report: &mut Report) -> Result<()> {
    if matches!(client.runtime, Runtime::Rclone) {
        report.begin(client, URL, client.steps);
        return flow::follow(client, within(binary, &script(client)?), report);
    }
    report.begin(client, URL, STEPS);
    let since = Instant::now();
    let program = program(client)?;
    let mut program = match client.runtime {
        // These start servers themselves, one for each test.
        Runtime::Pytest | Runtime::NodeTest => program,
        _ => within(binary, &program),
    };
    program.env("BOXWOOD_BIN", binary);
    let ended = program.stdin(Stdio::null()).output().map_err(|error| format!("{}: {error}", client.name))?;
    let took = since.elapsed().as_secs_f64() * 1000.0;
    let said = [ended.stdout, ended.stderr].map(|text| String::from_utf8_lossy(&text).into_owned()).concat();
    let error = (!ended.status.success()).then(|| format!("{}: {said}", ended.status));
    for name in STEPS {
        report.step(name, Ok(json!({ "step": name, "ms": took, "error": error })));
    }
    Ok(())
}

/// The program of an SDK that is installed.
fn program(client: &Client) -> Result<Command> {
    let at = place(client).canonicalize().map_err(|error| format!("{}: {error}", client.name))?;
    let file = |extension| format!("clients/exec/{}.{extension}", client.name);
    Ok(match client.runtime {
        Runtime::Python => command(&at.join("bin/python").to_string_lossy(), &["-B", &file("py")]),
        Runtime::Node | Runtime::Browser => {
            let mut node = command("node", &[&file("js")]);
            node.env("NODE_PATH", at.join("node_modules"));
            node
        }
        Runtime::Rclone | Runtime::Curl => command("sh", &[&file("sh")]),
        Runtime::Pytest => {
            let sample = ["-B", "-m", "pytest", "-p", "pytest_boxwood", "-p", "no:cacheprovider", SUITE];
            let mut pytest = command(&at.join("bin/python").to_string_lossy(), &sample);
            pytest.env("PYTHONPATH", "clients/pytest-boxwood/src");
            pytest
        }
        Runtime::NodeTest => command("node", &["--test", "clients/node-boxwood"]),
    })
}

/// The same by `boxwood exec`.
fn within(binary: &Path, program: &Command) -> Command {
    let mut exec = Command::new(binary);
    exec.args(["exec", "--"]).arg(program.get_program()).args(program.get_args());
    for (name, value) in program.get_envs() {
        if let Some(value) = value {
            exec.env(name, value);
        }
    }
    exec
}
