//! The project's own client beside Box's for Python: both make the same calls, and must send the same.
use super::{Client, install::place};
use crate::run::{Result, cargo, command, succeed};

pub fn run(python: &Client) -> Result<()> {
    let at = place(python).canonicalize().map_err(|error| format!("{}: {error}", python.name))?;
    // Of the whole workspace, as tests are built (see operations.rs).
    succeed(&mut cargo(&["build", "--quiet", "--workspace", "--example", "compare"]))?;
    let mut compare = command("target/debug/examples/compare", &[]);
    let compared = succeed(compare.arg(at.join("bin/python")).arg("clients/python/same_calls.py"));
    compared.map_err(|error| format!("the client for Rust beside {}: {error}", python.sdk))
}
