//! `boxwood`: the server, the commands of whoever runs it, and those of whoever uses it.
mod cli;
mod client;
mod config;
mod doctor;
mod exec;
mod lab;
mod place;
mod provider;
mod serve;
mod show;
mod verbs;

use boxwood_server::admin::{Command, Kind, Refused};
use clap::{CommandFactory, Parser};
use cli::{Cli, Verb};
use std::process::ExitCode;

fn main() -> ExitCode {
    let cli = Cli::parse();
    let json = cli.common.json;
    match run(cli) {
        Ok(code) => code,
        Err(refused) => {
            show::refused(&refused, json);
            ExitCode::from(match refused.kind {
                Kind::Refused => 1,
                Kind::Missing => 3,
                Kind::Failed => 4,
            })
        }
    }
}

fn run(cli: Cli) -> Result<ExitCode, Refused> {
    let Cli { common, verb } = cli;
    match verb {
        Verb::Serve(asked) => serve::run(&common, asked),
        Verb::Exec(asked) => exec::run(&common, asked),
        Verb::Lab(asked) => lab::run(&common, asked),
        Verb::Completions { shell } => {
            clap_complete::generate(shell, &mut Cli::command(), "boxwood", &mut std::io::stdout());
            Ok(ExitCode::SUCCESS)
        }
        Verb::Admin(Command::Doctor(asked)) => doctor::run(&common, asked),
        Verb::Client(verb) => client::run(&common, verb),
        Verb::Admin(command) => verbs::run(&common, command),
    }
}
