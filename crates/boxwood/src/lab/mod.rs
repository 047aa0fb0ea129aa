//! `boxwood lab`: what a laboratory can be told (docs/LAB.md), by its own API.
mod bench;
mod clock;
mod report;
mod worlds;

pub use report::Level;

use crate::{cli::Common, show};
use boxwood_server::admin::Refused;
use clap::{Args, Subcommand};
use reqwest::{Client, Method, redirect::Policy};
use serde_json::Value;
use std::process::ExitCode;

#[derive(Args)]
pub struct Lab {
    #[command(flatten)]
    at: At,
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand)]
enum Verb {
    /// List worlds and snapshots
    Worlds,
    /// Make a world that goes on from the state of another
    Fork(worlds::Fork),
    /// Drop a world
    Drop(worlds::Named),
    /// Put a world back to what it was forked from, or to the state of something else
    Reset(worlds::Reset),
    /// Keep the state of a world under a name
    Snapshot(worlds::Snapshot),
    /// Forget a snapshot
    Forget(worlds::Named),
    /// Print a seed of what is in a world, for --seed
    Export(worlds::Export),
    /// Show what is wrong with the calls of a program (strict mode)
    Report(report::Of),
    /// Show a world's clock; hold it, move it or let it go
    Clock(clock::Of),
    /// What goes wrong: list it, add to it, or take it away
    Faults(bench::Faults),
    /// Show what was asked and answered
    Requests(bench::Requests),
    /// Check claims about what was asked and answered, from a JSON file
    Assert(bench::Claims),
    /// Write what was asked and answered to a file, as an HTTP Archive
    Har(bench::Archive),
}

/// Which laboratory, and what it is called with. `boxwood exec` sets both.
#[derive(Args)]
pub struct At {
    /// Where it is
    #[arg(
        long,
        global = true,
        env = "BOXWOOD_LAB_URL",
        default_value = "http://127.0.0.1:8080/_lab",
        value_name = "URL"
    )]
    url: String,
    /// Its token
    #[arg(long, global = true, env = "BOXWOOD_LAB_TOKEN", hide_env_values = true, value_name = "TOKEN")]
    token: Option<String>,
}

pub fn run(common: &Common, lab: Lab) -> Result<ExitCode, Refused> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| Refused::failed(error.to_string()))?;
    runtime.block_on(carry_out(lab, common.json)).map(|()| ExitCode::SUCCESS)
}

async fn carry_out(Lab { at, verb }: Lab, json: bool) -> Result<(), Refused> {
    match verb {
        Verb::Worlds => worlds::list(&at, json).await,
        Verb::Fork(asked) => asked.run(&at, json).await,
        Verb::Drop(asked) => asked.drop(&at, json).await,
        Verb::Reset(asked) => asked.run(&at, json).await,
        Verb::Snapshot(asked) => asked.run(&at, json).await,
        Verb::Forget(asked) => asked.forget(&at, json).await,
        Verb::Export(asked) => asked.run(&at, json).await,
        Verb::Report(asked) => asked.run(&at, json).await,
        Verb::Clock(asked) => asked.run(&at, json).await,
        Verb::Faults(asked) => asked.run(&at, json).await,
        Verb::Requests(asked) => asked.run(&at, json).await,
        Verb::Assert(asked) => asked.run(&at, json).await,
        Verb::Har(asked) => asked.run(&at).await,
    }
}

impl At {
    /// Calls what is at a path below the laboratory's; an answer without a body is null.
    ///
    /// # Errors
    /// What the laboratory says, or that it does not answer.
    pub async fn call(&self, method: Method, path: &str, body: Option<Value>) -> Result<Value, Refused> {
        let token = self.token.as_ref().ok_or_else(|| {
            Refused::new("The laboratory's token is not known.")
                .hint("--token TOKEN, or BOXWOOD_LAB_TOKEN: 'boxwood exec' sets it, and 'boxwood serve --lab' shows it")
        })?;
        let failed = |error: reqwest::Error| {
            Refused::failed(format!("The laboratory does not answer: {}", error.without_url()))
                .hint(format!("Is a server with --lab at {}? --url URL names another", self.url))
        };
        // It is on this machine: no proxy leads there.
        let client = Client::builder().no_proxy().redirect(Policy::none()).build().map_err(failed)?;
        let request = client.request(method, format!("{}{path}", self.url.trim_end_matches('/'))).bearer_auth(token);
        let request = match body {
            Some(body) => request.header("content-type", "application/json").body(body.to_string()),
            None => request,
        };
        let answer = request.send().await.map_err(failed)?;
        let status = answer.status().as_u16();
        let value: Value = serde_json::from_slice(&answer.bytes().await.map_err(failed)?).unwrap_or_default();
        if (200..300).contains(&status) {
            return Ok(value);
        }
        let said = value.get("message").and_then(Value::as_str).unwrap_or("The laboratory has refused it");
        Err(match status {
            401 => Refused::new("The laboratory knows another token.").hint("--token TOKEN, or BOXWOOD_LAB_TOKEN"),
            404 => Refused::missing(said),
            500.. => Refused::failed(said),
            _ => Refused::new(said),
        })
    }
}

/// A text in an answer.
fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value.get(name).and_then(Value::as_str).unwrap_or_default()
}

/// What a script gets, or a sentence.
fn told(value: &Value, json: bool, sentence: impl FnOnce() -> String) {
    if json {
        show::line(value);
    } else {
        anstream::println!("{}", sentence());
    }
}
