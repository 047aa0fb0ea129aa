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

use boxwood_server::admin::{Command, Kind, Later, Refused, described_at_once};
use clap::{CommandFactory, Parser};
use cli::{Cli, Verb};
use std::{
    fs,
    io::{self, Write as _},
    path::Path,
    process::ExitCode,
};

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
        Verb::Serve(Later(asked)) => serve::run(&common, asked),
        Verb::Exec(Later(asked)) => exec::run(&common, asked),
        Verb::Lab(Later(asked)) => lab::run(&common, asked),
        Verb::Completions { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut described_at_once(Cli::command), "boxwood", &mut script);
            // Whoever has seen enough of it may close the pipe.
            let _ = io::stdout().write_all(&script);
            Ok(ExitCode::SUCCESS)
        }
        Verb::Man { directory } => man(&directory, common.json),
        Verb::Admin(Command::Doctor(asked)) => doctor::run(&common, asked),
        Verb::Client(verb) => client::run(&common, verb),
        Verb::Admin(command) => verbs::run(&common, command),
    }
}

/// One page for each command, `boxwood-sync.1`.
fn man(directory: &Path, json: bool) -> Result<ExitCode, Refused> {
    let failed = |error: io::Error| {
        Refused::new(format!("{}: {error}", directory.display())).hint("Name a directory that can be written")
    };
    fs::create_dir_all(directory).map_err(failed)?;
    clap_mangen::generate_to(Cli::command(), directory).map_err(failed)?;
    if json {
        show::line(&serde_json::json!({ "directory": directory }));
    } else {
        show::items::done("Wrote", &directory.display().to_string(), "man -l boxwood.1 shows the first of them");
    }
    Ok(ExitCode::SUCCESS)
}
