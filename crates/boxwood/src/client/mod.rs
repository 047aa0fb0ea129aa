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
use boxwood_server::admin::{Later, Refused};
use clap::Subcommand;
use serde::Serialize;
use serde_json::Value;
use std::process::ExitCode;

#[derive(Subcommand)]
pub enum Verb {
    /// Log in to a server, and keep what with as a profile
    Login(Later<login::Login>),
    /// Forget a profile
    Logout(Later<login::Logout>),
    /// List the profiles, or choose the one that is used where none is named
    Profiles(Later<login::Choose>),
    /// Show who calls are made as
    Whoami(Later<who::Who>),
    /// List a folder
    Ls(Later<items::Ls>),
    /// List a folder with all that is below it
    Tree(Later<items::Tree>),
    /// Make a folder
    Mkdir(Later<items::Mkdir>),
    /// Download files, or folders with all that is in them
    Get(Later<content::Get>),
    /// Upload files and directories; where a file of that name is there, as its next version
    Put(Later<content::Put>),
    /// Make a folder on the server as a directory is here, or the other way round
    Sync(Later<sync::Sync>),
    /// Copy a file, a folder with all that is in it, or a web link
    Cp(Later<items::FromTo>),
    /// Move or rename a file, a folder or a web link
    Mv(Later<items::FromTo>),
    /// Move files, folders and web links to the trash
    Rm(Later<items::Rm>),
    /// Make a shared link, change it or take it away
    Share(Later<items::Share>),
    /// List, add, change and remove who collaborates in a folder or a file
    #[command(subcommand)]
    Collab(Later<people::Collab>),
    /// List the users of the enterprise, as a client sees them; 'boxwood user' is for who runs the server
    Users(Later<people::Users>),
    /// Show what has happened, or what happens
    Events(Later<events::Events>),
    /// Carry out one of these commands as another user
    As(Later<acting::As>),
    /// Make any call of the API
    Api(Later<api::Api>),
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
        Verb::Login(Later(asked)) => asked.run(json).await,
        Verb::Logout(Later(asked)) => asked.run(json),
        Verb::Profiles(Later(asked)) => asked.run(json),
        Verb::Whoami(Later(who)) => who.run(json).await,
        Verb::Ls(Later(asked)) => asked.run(json).await,
        Verb::Tree(Later(asked)) => asked.run(json).await,
        Verb::Mkdir(Later(asked)) => asked.run(json).await,
        Verb::Get(Later(asked)) => asked.run(json).await,
        Verb::Put(Later(asked)) => asked.run(json).await,
        Verb::Sync(Later(asked)) => asked.run(json).await,
        Verb::Cp(Later(asked)) => asked.copy(json).await,
        Verb::Mv(Later(asked)) => asked.rename(json).await,
        Verb::Rm(Later(asked)) => asked.run(json).await,
        Verb::Share(Later(asked)) => asked.run(json).await,
        Verb::Collab(Later(asked)) => asked.run(json).await,
        Verb::Users(Later(asked)) => asked.run(json).await,
        Verb::Events(Later(asked)) => asked.run(json).await,
        Verb::As(Later(asked)) => asked.run(json),
        Verb::Api(Later(asked)) => asked.run(json).await,
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
