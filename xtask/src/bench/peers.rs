//! Other servers that can stand in for Box in a test, side by side for the same call. Only what a package registry has.
use super::{
    load::{Load, load},
    server::Server,
    setting::{Setting, as_others},
    table::{Goal, Limit, Spread},
};
use crate::run::{Result, command, succeed};
use std::{fs, process::Command};

const PACKAGES: [&str; 4] = ["@stoplight/prism-cli@5", "@mockoon/cli@9", "express@4", "json-server@0.17"];
const DOCUMENT: &str = "../shared/contract/openapi/openapi.json";

/// What Express has to do: a token, and a user.
const EXPRESS: &str = r#"const express = require("express");
const tokens = new Map(Array.from({ length: 1000 }, (_, n) => ["token-" + String(n + 1).padStart(26, "0"), n + 1]));
const user = { type: "user", id: "7", name: "Aaron Levie 7", login: "user7@example.com", address: "a".repeat(900) };
express().get("/2.0/users/me", (request, response) => {
  const known = tokens.has((request.headers.authorization || "").slice(7));
  if (known) response.json(user); else response.status(401).json({});
}).listen(9504, "127.0.0.1");
"#;

pub fn run(setting: &Setting) -> Result<Vec<Goal>> {
    let directory = setting.file("peers");
    fs::create_dir_all(&directory).map_err(|error| error.to_string())?;
    if !directory.join("node_modules").exists() {
        succeed(
            command("npm", &["install", "--silent", "--no-audit", "--no-fund"]).args(PACKAGES).current_dir(&directory),
        )?;
    }
    fs::write(directory.join("express.cjs"), EXPRESS).map_err(|error| error.to_string())?;
    let user = r#"{ "me": { "id": "7", "name": "Aaron Levie 7", "login": "user7@example.com" } }"#;
    fs::write(directory.join("db.json"), user).map_err(|error| error.to_string())?;
    let data = setting.small()?;
    let lua = setting.script("peers.lua", &as_others(1..=500, 501..=1000))?;
    let token = format!("Bearer token-{:026}", 7);
    let document = std::path::absolute(DOCUMENT).map_err(|error| error.to_string())?;
    let document = document.to_string_lossy().into_owned();
    let node = |program: &str, words: &[&str]| {
        let mut node = command("node", &[]);
        node.arg(program).args(words).current_dir(&directory);
        node
    };
    let of = |name, port, path, command: Command| {
        (Server::new(name, port, path, command).header("Authorization", token.clone()), path)
    };
    let prism = ["mock", "-h", "127.0.0.1", "-p", "9502", &document];
    let mockoon = ["start", "-d", &document, "-p", "9503", "-l", "127.0.0.1", "-X", "--disable-admin-api"];
    let json_server = ["-q", "-H", "127.0.0.1", "-p", "9505", "db.json"];
    let mut servers = [
        (setting.product("boxwood", 9501, &data, &[]), "/2.0/users/me"),
        of("prism", 9502, "/users/me", node("node_modules/.bin/prism", &prism)),
        of("mockoon", 9503, "/2.0/users/me", node("node_modules/.bin/mockoon-cli", &mockoon)),
        of("express", 9504, "/2.0/users/me", node("express.cjs", &[])),
        of("json-server", 9505, "/me", node("node_modules/.bin/json-server", &json_server)),
    ];
    let mut rows: [Vec<(f64, f64, Load)>; 5] = [const { Vec::new() }; 5];
    for _ in 0..setting.rounds.min(3) {
        for ((server, path), rows) in servers.iter_mut().zip(&mut rows) {
            let start = server.start()?.as_secs_f64() * 1000.0;
            let memory = server.memory("VmRSS");
            rows.push((start, memory, load(server, path, Some(&lua), 64, setting.seconds)?));
            server.stop();
        }
    }
    let median = |rows: &[(f64, f64, Load)], of: fn(&(f64, f64, Load)) -> f64| Spread::of(rows.iter().map(of));
    for ((server, _), rows) in servers.iter().zip(&rows) {
        let (start, memory) = (median(rows, |row| row.0), median(rows, |row| row.1));
        let (rate, cpu) = (median(rows, |row| row.2.rate), median(rows, |row| row.2.cpu));
        println!(
            "{:<12} start {:>20} ms  {:>18} MiB  {:>24} req/s  {:>20} us CPU  bad {}",
            server.name,
            start.shown(0),
            memory.shown(0),
            rate.shown(0),
            cpu.shown(1),
            median(rows, |row| row.2.bad as f64).most
        );
    }
    let [ours, prism, ..] = &rows;
    let ratio = |of: fn(&(f64, f64, Load)) -> f64| {
        Spread::of(ours.iter().zip(prism).map(|(ours, theirs)| of(theirs) / of(ours)))
    };
    Ok(vec![
        Goal {
            id: "G16",
            what: "Prism's CPU for the same call, of ours".to_owned(),
            value: ratio(|row| row.2.cpu),
            limit: Limit::AtLeast(200.0),
        },
        Goal {
            id: "G9",
            what: "Prism's start, of ours".to_owned(),
            value: ratio(|row| row.0),
            limit: Limit::AtLeast(150.0),
        },
    ])
}
