//! Lines of shell, each run by `boxwood exec` with a server of its own.
use serde_json::Value;
use std::process::{Command, Output};

pub const BIN: &str = env!("CARGO_BIN_EXE_boxwood");

pub fn boxwood(arguments: &[&str]) -> Command {
    let mut command = Command::new(BIN);
    command.args(arguments);
    for name in ["NO_PROXY", "no_proxy", "ALL_PROXY", "all_proxy", "BOXWOOD_DATA", "BOXWOOD_LOG"] {
        command.env_remove(name);
    }
    command
}

/// Runs a line of shell with a server of its own.
pub fn exec(options: &[&str], line: &str) -> Output {
    let arguments = [&["exec"], options, &["--", "sh", "-c", line]].concat();
    boxwood(&arguments).output().unwrap()
}

pub fn out(output: &Output) -> String {
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout.clone()).unwrap()
}

pub fn json(output: &Output) -> Value {
    serde_json::from_str(&out(output)).unwrap_or_else(|error| panic!("{error}: {output:?}"))
}

pub fn errors(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}
