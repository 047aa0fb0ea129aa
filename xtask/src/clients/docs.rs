//! The documentation's examples for the SDKs: each must send what the example for curl beside it sends. Those in Java are
//! read by the compiler alone, for Box's SDK is not to be had; those in Rust by a unit test; those in C# by nothing.
use super::{Client, Runtime, install::place};
use crate::{
    run::{Result, command, succeed},
    server::Server,
};
use std::fs;

/// Only the current SDKs have examples.
pub fn run(client: &Client, server: &Server) -> Result<()> {
    if client.name.ends_with("-legacy") {
        return Ok(());
    }
    let at = place(client).canonicalize().map_err(|error| format!("{}: {error}", client.name))?;
    let mut examples = match client.runtime {
        Runtime::Python => command(&at.join("bin/python").to_string_lossy(), &["-B", "clients/python/examples.py"]),
        Runtime::Node => command("node", &["clients/node/examples.js"]),
        _ => return Ok(()),
    };
    server.describe(&mut examples);
    let told = succeed(examples.env("NODE_PATH", at.join("node_modules")));
    told.map_err(|error| format!("the documentation's examples for {}: {error}", client.sdk))
}

/// Whether what is written in Java can be Java.
pub fn java(server: &Server) -> Result<()> {
    if command("javac", &["--version"]).output().is_err() {
        println!("!!! javac is not installed (package default-jdk-headless): nothing has read the examples in Java");
        return Ok(());
    }
    let place = "target/clients/java";
    let _ = fs::remove_dir_all(place);
    fs::create_dir_all(place).map_err(|error| format!("{place}: {error}"))?;
    let mut examples = command("python3", &["-B", "clients/examples.py", "java", place]);
    server.describe(&mut examples);
    succeed(&mut examples)?;
    let read = succeed(&mut command("java", &["clients/java/Syntax.java", place]));
    read.map_err(|error| format!("the documentation's examples in Java: {error}"))
}
