//! `boxwood as`: another command, as somebody else.
use super::who::ACTING;
use crate::cli::{Cli, Verb};
use boxwood_server::admin::Refused;
use clap::{Args, Parser as _};
use std::{ffi::OsString, os::unix::process::CommandExt as _, process::Command};

const AFTER: &str = "\
  boxwood as ada@example.com -- ls /
  boxwood as 3 -- sync photos box:/Photos

It is the same as --as-user USER with the command itself. In a script, the variable BOXWOOD_AS_USER says so for all \
commands that follow.";

#[derive(Args)]
#[command(after_help = AFTER)]
pub struct As {
    /// Whom to act as: an id or a login
    user: String,
    /// A command that calls a server, and what it is told
    #[arg(required = true, trailing_var_arg = true, allow_hyphen_values = true, value_name = "COMMAND")]
    command: Vec<OsString>,
}

impl As {
    /// The process becomes that of the command: its exit status and its signals are its own.
    pub fn run(self, json: bool) -> Result<(), Refused> {
        let typed = [OsString::from("boxwood")].into_iter().chain(self.command.iter().cloned());
        // What is typed wrong, the command itself tells.
        if let Ok(Cli { verb, .. }) = Cli::try_parse_from(typed)
            && !matches!(&verb, Verb::Client(verb) if verb.is_a_call())
        {
            let name = self.command.first().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            return Err(Refused::new(format!("'boxwood {name}' calls no server as somebody."))
                .hint("Say a command that does: boxwood as USER -- ls /"));
        }
        let program = std::env::current_exe().map_err(|error| Refused::failed(format!("This program: {error}")))?;
        let mut command = Command::new(program);
        command.args(&self.command).args(json.then_some("--json")).env(ACTING, &self.user);
        Err(Refused::failed(format!("The command cannot be started: {}", command.exec())))
    }
}
