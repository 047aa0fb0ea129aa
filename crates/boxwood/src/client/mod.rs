//! The commands of whoever uses a server, a Boxwood or Box itself: they call it as any other client does.
mod acting;
mod api;
mod content;
mod events;
mod fetch;
mod glob;
mod items;
mod login;
mod oauth;
mod paths;
mod people;
mod profiles;
mod progress;
mod send;
mod state;
mod sync;
mod told;
mod who;

pub use paths::Item;

use crate::cli::Common;
use boxwood_server::admin::Refused;
use clap::Subcommand;
use serde::Serialize;
use serde_json::Value;
use std::process::ExitCode;

#[derive(Subcommand)]
pub enum Verb {
    /// Log in to a server, and keep what with as a profile
    Login(login::Login),
    /// Forget a profile
    Logout(login::Logout),
    /// List the profiles, or choose the one that is used where none is named
    Profiles(login::Choose),
    /// Show who calls are made as
    Whoami(who::Who),
    /// List a folder
    Ls(items::Ls),
    /// List a folder with all that is below it
    Tree(items::Tree),
    /// Make a folder
    Mkdir(items::Mkdir),
    /// Download files, or folders with all that is in them
    Get(content::Get),
    /// Upload files and directories; where a file of that name is there, as its next version
    Put(content::Put),
    /// Make a folder on the server as a directory is here, or the other way round
    Sync(sync::Sync),
    /// Copy a file, a folder with all that is in it, or a web link
    Cp(items::FromTo),
    /// Move or rename a file, a folder or a web link
    Mv(items::FromTo),
    /// Move files, folders and web links to the trash
    Rm(items::Rm),
    /// Make a shared link, change it or take it away
    Share(items::Share),
    /// List, add, change and remove who collaborates in a folder or a file
    #[command(subcommand)]
    Collab(people::Collab),
    /// List the users of the enterprise, as a client sees them; 'boxwood user' is for who runs the server
    Users(people::Users),
    /// Show what has happened, or what happens
    Events(events::Events),
    /// Carry out one of these commands as another user
    As(acting::As),
    /// Make any call of the API
    Api(api::Api),
}

impl Verb {
    /// Whether it calls a server, as whoever it is told.
    pub fn is_a_call(&self) -> bool {
        !matches!(self, Verb::Login(_) | Verb::Logout(_) | Verb::Profiles(_) | Verb::As(_))
    }
}

pub fn run(common: &Common, verb: Verb) -> Result<ExitCode, Refused> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| Refused::failed(error.to_string()))?;
    runtime.block_on(carry_out(verb, common.json)).map(|()| ExitCode::SUCCESS)
}

async fn carry_out(verb: Verb, json: bool) -> Result<(), Refused> {
    match verb {
        Verb::Login(asked) => asked.run(json).await,
        Verb::Logout(asked) => asked.run(json),
        Verb::Profiles(asked) => asked.run(json),
        Verb::Whoami(who) => who.run(json).await,
        Verb::Ls(asked) => asked.run(json).await,
        Verb::Tree(asked) => asked.run(json).await,
        Verb::Mkdir(asked) => asked.run(json).await,
        Verb::Get(asked) => asked.run(json).await,
        Verb::Put(asked) => asked.run(json).await,
        Verb::Sync(asked) => asked.run(json).await,
        Verb::Cp(asked) => asked.copy(json).await,
        Verb::Mv(asked) => asked.rename(json).await,
        Verb::Rm(asked) => asked.run(json).await,
        Verb::Share(asked) => asked.run(json).await,
        Verb::Collab(asked) => asked.run(json).await,
        Verb::Users(asked) => asked.run(json).await,
        Verb::Events(asked) => asked.run(json).await,
        Verb::As(asked) => asked.run(json),
        Verb::Api(asked) => asked.run(json).await,
    }
}

/// What a server has answered, without what it has not shown.
fn value_of(answer: &impl Serialize) -> Value {
    let mut value = serde_json::to_value(answer).unwrap_or_default();
    if let Some(members) = value.as_object_mut() {
        members.retain(|_, member| !member.is_null());
    }
    value
}

/// A text in an answer.
fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value.get(name).and_then(Value::as_str).unwrap_or_default()
}
