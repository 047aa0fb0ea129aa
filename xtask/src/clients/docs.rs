//! The documentation's examples for the SDKs: each must send what the example for curl beside it sends.
use super::{Client, Runtime, install::place};
use crate::{
    run::{Result, command, succeed},
    server::Server,
};

/// Only the current SDKs have examples.
pub fn run(client: &Client, server: &Server) -> Result<()> {
    if client.name.ends_with("-legacy") {
        return Ok(());
    }
    let at = place(client).canonicalize().map_err(|error| format!("{}: {error}", client.name))?;
    let mut examples = match client.runtime {
        Runtime::Python => command(&at.join("bin/python").to_string_lossy(), &["-B", "clients/python/examples.py"]),
        Runtime::Node => command("node", &["clients/node/examples.js"]),
    };
    server.describe(&mut examples);
    let told = succeed(examples.env("NODE_PATH", at.join("node_modules")));
    told.map_err(|error| format!("the documentation's examples for {}: {error}", client.sdk))
}
