//! `boxwood api`: any call, for what has no command.
use super::{told::told, who::Who};
use crate::show;
use boxwood_sdk::contract::Method;
use boxwood_server::admin::Refused;
use clap::Args;
use serde_json::Value;
use std::{fs, io};

const METHODS: [Method; 5] = [Method::Get, Method::Post, Method::Put, Method::Delete, Method::Options];

#[derive(Args)]
#[command(after_help = "boxwood api GET '/users?limit=5'\n\
    boxwood api PUT /folders/123 '{\"description\": \"Plans\"}'\n\
    boxwood api POST /folders @folder.json")]
pub struct Api {
    /// GET, POST, PUT, DELETE or OPTIONS
    #[arg(value_parser = method)]
    method: Method,
    /// Below /2.0, with the query: '/users?limit=5'
    path: String,
    /// JSON; @FILE takes it from a file, - from the standard input
    body: Option<String>,
    #[command(flatten)]
    who: Who,
}

fn method(name: &str) -> Result<Method, String> {
    let known = METHODS.into_iter().find(|method| method.name().eq_ignore_ascii_case(name));
    known.ok_or_else(|| "it is GET, POST, PUT, DELETE or OPTIONS".to_owned())
}

impl Api {
    pub async fn run(self, json: bool) -> Result<(), Refused> {
        let body = self.body.as_deref().map(read).transpose()?;
        let path = self.path.strip_prefix("/2.0").unwrap_or(&self.path);
        if !path.starts_with('/') {
            return Err(Refused::new(format!("'{path}' is no path."))
                .hint(format!("Paths begin with a slash: boxwood api {} /{path}", self.method.name())));
        }
        let client = self.who.client().await?;
        let answer = client.call_at(self.method, path, body.as_ref()).await.map_err(told)?;
        if json {
            show::line(&answer);
        } else if !answer.is_null() {
            anstream::println!("{}", serde_json::to_string_pretty(&answer).unwrap_or_default());
        }
        Ok(())
    }
}

fn read(body: &str) -> Result<Value, Refused> {
    let failed =
        |error: io::Error| Refused::new(format!("The body cannot be read: {error}")).hint("Name a file: @FILE");
    let text = match body.strip_prefix('@') {
        Some(file) => fs::read_to_string(file).map_err(failed)?,
        None if body == "-" => io::read_to_string(io::stdin()).map_err(failed)?,
        None => body.to_owned(),
    };
    serde_json::from_str(&text).map_err(|error| {
        Refused::new(format!("The body is no JSON: {error}"))
            .hint("As in boxwood api POST /folders '{\"name\": \"x\"}'")
    })
}
