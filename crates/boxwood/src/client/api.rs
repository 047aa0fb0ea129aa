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
    /// Below /2.0, with the query: '/users?limit=5'; below /api/2.0 it is where files are uploaded
    path: String,
    /// JSON; @FILE takes it from a file, - from the standard input
    body: Option<String>,
    /// A header besides, 'If-Match: 3'; as often as there are some
    #[arg(long, short = 'H', value_name = "NAME: VALUE", value_parser = header)]
    header: Vec<(String, String)>,
    #[command(flatten)]
    who: Who,
}

fn method(name: &str) -> Result<Method, String> {
    let known = METHODS.into_iter().find(|method| method.name().eq_ignore_ascii_case(name));
    known.ok_or_else(|| "it is GET, POST, PUT, DELETE or OPTIONS".to_owned())
}

fn header(text: &str) -> Result<(String, String), String> {
    let (name, value) = text.split_once(':').ok_or("it is a name, a colon and a value, as in 'If-Match: 3'")?;
    Ok((name.trim().to_owned(), value.trim().to_owned()))
}

impl Api {
    pub async fn run(self, json: bool) -> Result<(), Refused> {
        let body = self.body.as_deref().map(read).transpose()?;
        let uploads = self.path.strip_prefix("/api/2.0");
        let path = uploads.or(self.path.strip_prefix("/2.0")).unwrap_or(&self.path);
        if !path.starts_with('/') {
            return Err(Refused::new(format!("'{path}' is no path."))
                .hint(format!("Paths begin with a slash: boxwood api {} /{path}", self.method.name())));
        }
        let client = self.who.client().await?;
        let mut call = match uploads {
            Some(path) => client.upload_at(self.method, path, body.as_ref()),
            None => client.call_at(self.method, path, body.as_ref()),
        };
        for (name, value) in self.header {
            // Names are as a rule part of a program; this one lives as long as that.
            call = call.header(name.leak(), value);
        }
        let answer = call.await.map_err(told)?;
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
