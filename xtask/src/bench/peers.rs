//! Other servers that can stand in for Box in a test, side by side for the same call. Only what a package registry has.
use super::{
    load::{Load, load},
    server::Server,
    setting::{Setting, as_others},
    table::{Goal, Limit, Spread},
};
use crate::{
    contract,
    run::{Result, command, succeed},
};
use std::{fs, path::Path};

const PACKAGES: [&str; 4] = ["@stoplight/prism-cli@5", "@mockoon/cli@9", "express@4", "json-server@0.17"];
const CLIENTS: usize = 64;

/// What Express has to do: a token, and a user.
const EXPRESS: &str = r#"const express = require("express");
const tokens = new Map(Array.from({ length: 1000 }, (_, n) => ["token-" + String(n + 1).padStart(26, "0"), n + 1]));
const user = { type: "user", id: "7", name: "Aaron Levie 7", login: "user7@example.com", address: "a".repeat(900) };
express().get("/2.0/users/me", (request, response) => {
  const known = tokens.has((request.headers.authorization || "").slice(7));
  if (known) response.json(user); else response.status(401).json({});
}).listen(9504, "127.0.0.1");
"#;

/// A server, what to ask it for, and what came out: start in ms, resident MiB, the load.
struct Peer {
    server: Server,
    path: &'static str,
    rounds: Vec<(f64, f64, Load)>,
}

impl Peer {
    fn round(&mut self, script: &Path, seconds: u64) -> Result<()> {
        let start = self.server.start()?.as_secs_f64() * 1000.0;
        let memory = self.server.memory("VmRSS");
        self.rounds.push((start, memory, load(&self.server, self.path, Some(script), CLIENTS, seconds)?));
        self.server.stop();
        Ok(())
    }

    fn print(&self) {
        let of = |value: fn(&(f64, f64, Load)) -> f64| Spread::of(self.rounds.iter().map(value));
        println!(
            "{:<12} start {:>20} ms  {:>18} MiB  {:>24} req/s  {:>20} us CPU  bad {}",
            self.server.name,
            of(|round| round.0).shown(0),
            of(|round| round.1).shown(0),
            of(|round| round.2.rate).shown(0),
            of(|round| round.2.cpu).shown(1),
            of(|round| round.2.bad as f64).most
        );
    }
}

pub fn run(setting: &Setting) -> Result<Vec<Goal>> {
    let directory = setting.file("peers");
    install(&directory)?;
    let script = setting.script("peers.lua", &as_others(1..=500, 501..=1000))?;
    let mut peers = peers(setting, &directory)?;
    for _ in 0..setting.rounds {
        for peer in &mut peers {
            peer.round(&script, setting.seconds)?;
        }
    }
    peers.iter().for_each(Peer::print);
    let [ours, prism, ..] = &peers;
    let ratio = |of: fn(&(f64, f64, Load)) -> f64| {
        Spread::of(ours.rounds.iter().zip(&prism.rounds).map(|(ours, theirs)| of(theirs) / of(ours)))
    };
    let goal = |id, what: &str, value, limit| Goal { id, what: what.to_owned(), value, limit: Limit::AtLeast(limit) };
    Ok(vec![
        goal("G16", "Prism's CPU for the same call, of ours", ratio(|round| round.2.cpu), 200.0),
        goal("G9", "Prism's start, of ours", ratio(|round| round.0), 150.0),
    ])
}

/// From npm, once, with what they are to serve.
fn install(directory: &Path) -> Result<()> {
    fs::create_dir_all(directory).map_err(|error| error.to_string())?;
    if !directory.join("node_modules").exists() {
        let npm = ["install", "--silent", "--no-audit", "--no-fund"];
        succeed(command("npm", &npm).args(PACKAGES).current_dir(directory))?;
    }
    let user = r#"{ "me": { "id": "7", "name": "Aaron Levie 7", "login": "user7@example.com" } }"#;
    let written =
        [("express.cjs", EXPRESS), ("db.json", user)].map(|(name, text)| fs::write(directory.join(name), text));
    written.into_iter().collect::<std::io::Result<()>>().map_err(|error| error.to_string())
}

fn peers(setting: &Setting, directory: &Path) -> Result<[Peer; 5]> {
    let document =
        std::path::absolute(contract::place().join("openapi/openapi.json")).map_err(|error| error.to_string())?;
    let document = document.to_string_lossy().into_owned();
    let token = format!("Bearer token-{:026}", 7);
    let node = |name, port, path, program: &str, words: &[&str]| {
        let mut node = command("node", &[program]);
        node.args(words).current_dir(directory);
        let server = Server::new(name, port, path, node).header("Authorization", token.clone());
        Peer { server, path, rounds: Vec::new() }
    };
    let ours = setting.product("boxwood", 9501, &setting.small()?, &[]);
    let prism = ["mock", "-h", "127.0.0.1", "-p", "9502", &document];
    let mockoon = ["start", "-d", &document, "-p", "9503", "-l", "127.0.0.1", "-X", "--disable-admin-api"];
    let json_server = ["-q", "-H", "127.0.0.1", "-p", "9505", "db.json"];
    Ok([
        Peer { server: ours, path: "/2.0/users/me", rounds: Vec::new() },
        node("prism", 9502, "/users/me", "node_modules/.bin/prism", &prism),
        node("mockoon", 9503, "/2.0/users/me", "node_modules/.bin/mockoon-cli", &mockoon),
        node("express", 9504, "/2.0/users/me", "express.cjs", &[]),
        node("json-server", 9505, "/me", "node_modules/.bin/json-server", &json_server),
    ])
}
