//! What a world does to requests, and keeps of them.
use super::{At, text, told, worlds::segment};
use crate::show::{self, clean};
use boxwood_server::admin::Refused;
use clap::{Args, Subcommand};
use reqwest::{Method, Url};
use serde_json::Value;
use std::{fs, path::PathBuf};

/// A number in an answer, as text; a hyphen where there is none.
fn number(value: &Value, name: &str) -> String {
    value.get(name).filter(|value| !value.is_null()).map_or_else(|| "-".to_owned(), ToString::to_string)
}

/// What is in a list of an answer.
fn list<'a>(value: &'a Value, name: &str) -> impl Iterator<Item = &'a Value> {
    value.get(name).and_then(Value::as_array).into_iter().flatten()
}

#[derive(Args)]
pub struct Faults {
    #[arg(long, global = true, default_value = "main", value_name = "WORLD")]
    world: String,
    #[command(subcommand)]
    verb: Option<FaultVerb>,
}

#[derive(Subcommand)]
enum FaultVerb {
    /// List them; so does 'faults' alone
    List,
    /// Add one
    #[command(
        after_help = r#"boxwood lab faults add '{"on": {"operation": "post_folders"}, "moment": "after", "what": "drop", "nth": 1}'"#
    )]
    Add {
        /// As JSON; docs/LAB.md has all that can be said
        fault: String,
    },
    /// Take one away, or all
    Clear { id: Option<u64> },
}

impl Faults {
    pub async fn run(self, at: &At, json: bool) -> Result<(), Refused> {
        let path = format!("/worlds/{}/faults", segment(&self.world)?);
        match self.verb.unwrap_or(FaultVerb::List) {
            FaultVerb::List => {
                let all = at.call(Method::GET, &path, None).await?;
                told(&all, json, || {
                    let lines: Vec<_> = list(&all, "faults").map(line_of_fault).collect();
                    if lines.is_empty() { "There are no faults.".to_owned() } else { lines.join("\n") }
                });
            }
            FaultVerb::Add { fault } => {
                let fault = serde_json::from_str(&fault)
                    .map_err(|error| Refused::new(format!("The fault is no JSON: {error}")).hint("docs/LAB.md"))?;
                let added = at.call(Method::POST, &path, Some(fault)).await?;
                told(&added, json, || line_of_fault(&added));
            }
            FaultVerb::Clear { id } => {
                let path = id.map_or_else(|| path.clone(), |id| format!("{path}/{id}"));
                let done = at.call(Method::DELETE, &path, None).await?;
                told(&done, json, || "Done.".to_owned());
            }
        }
        Ok(())
    }
}

fn line_of_fault(fault: &Value) -> String {
    let (id, met, applied) = (number(fault, "id"), number(fault, "met"), number(fault, "applied"));
    let (what, on) = (number(fault, "what"), number(fault, "on"));
    clean(&format!("{id}: {what} on {on}; applied to {applied} of {met}"))
}

#[derive(Args)]
pub struct Requests {
    #[arg(long, default_value = "main", value_name = "WORLD")]
    world: String,
    /// Only of this operation; * is anything
    #[arg(long, value_name = "OPERATION")]
    operation: Option<String>,
    /// Only as this user, by id or login
    #[arg(long, value_name = "USER")]
    user: Option<String>,
    /// Only with this status
    #[arg(long)]
    status: Option<u16>,
    /// Only behind the one of this number
    #[arg(long, value_name = "NUMBER")]
    after: Option<u64>,
    /// The last so many
    #[arg(long, default_value_t = 50)]
    limit: usize,
}

impl Requests {
    pub async fn run(self, at: &At, json: bool) -> Result<(), Refused> {
        let (status, after) = (self.status.map(|it| it.to_string()), self.after.map(|it| it.to_string()));
        let limit = Some(self.limit.to_string());
        let all = [
            ("operation", self.operation),
            ("user", self.user),
            ("status", status),
            ("after", after),
            ("limit", limit),
        ];
        let said = all.into_iter().filter_map(|(name, value)| Some((name, value?)));
        // For its query alone, escaped as it must be.
        let query =
            Url::parse_with_params("http://localhost", said).map_err(|error| Refused::new(error.to_string()))?;
        let path = format!("/worlds/{}/requests?{}", segment(&self.world)?, query.query().unwrap_or_default());
        let taped = at.call(Method::GET, &path, None).await?;
        told(&taped, json, || {
            let lines: Vec<_> = list(&taped, "requests").map(line_of_request).collect();
            if lines.is_empty() { "Nothing was asked yet.".to_owned() } else { lines.join("\n") }
        });
        Ok(())
    }
}

fn line_of_request(of: &Value) -> String {
    let user = of.get("user").map(|user| format!(" as {}", text(user, "name"))).unwrap_or_default();
    let lost = if of.get("lost").is_some() { ", lost" } else { "" };
    let why = of.get("refused").map(|why| format!(": {}", text(why, "reason"))).unwrap_or_default();
    let (method, url, operation) = (text(of, "method"), text(of, "url"), text(of, "operation"));
    let line = format!("{} {method} {url} {}{lost} {operation}{user}{why}", number(of, "number"), number(of, "status"));
    clean(&line)
}

#[derive(Args)]
pub struct Claims {
    #[arg(long, default_value = "main", value_name = "WORLD")]
    world: String,
    file: PathBuf,
}

impl Claims {
    pub async fn run(self, at: &At, json: bool) -> Result<(), Refused> {
        let failed = |error: &dyn std::fmt::Display| Refused::new(format!("{}: {error}", self.file.display()));
        let read = fs::read_to_string(&self.file).map_err(|error| failed(&error))?;
        let claims = serde_json::from_str(&read).map_err(|error| failed(&error))?;
        let path = format!("/worlds/{}/assert", segment(&self.world)?);
        let checked = at.call(Method::POST, &path, Some(claims)).await?;
        if json {
            show::line(&checked);
        }
        if checked.get("ok") == Some(&Value::Bool(true)) {
            if !json {
                anstream::println!("All of it holds.");
            }
            return Ok(());
        }
        if !json {
            for (n, outcome) in list(&checked, "outcomes").enumerate() {
                anstream::println!("{}", clean(&format!("claim {}: {outcome}", n + 1)));
            }
        }
        Err(Refused::new("Not all of it holds.").hint("'near' has what comes nearest, and what of it is otherwise"))
    }
}

#[derive(Args)]
pub struct Archive {
    #[arg(long, default_value = "main", value_name = "WORLD")]
    world: String,
    file: PathBuf,
}

impl Archive {
    pub async fn run(self, at: &At) -> Result<(), Refused> {
        let archive = at.call(Method::GET, &format!("/worlds/{}/har", segment(&self.world)?), None).await?;
        let written = fs::write(&self.file, archive.to_string());
        written.map_err(|error| Refused::failed(format!("{}: {error}", self.file.display())))
    }
}
