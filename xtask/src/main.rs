//! The project's own tools: `cargo xtask` lists them.
#![expect(
    clippy::disallowed_methods,
    reason = "tools that wait for other programs, and take what their callers export"
)]
mod bench;
mod clients;
mod contract;
mod fuzz;
mod house;
mod list;
mod operations;
mod pages;
#[path = "../../crates/testing/src/cluster.rs"]
mod postgres;
mod run;
mod schemathesis;
mod server;
mod test;

use run::Outcome;
use std::process::ExitCode;

struct Tool {
    name: &'static str,
    about: &'static str,
    run: fn(&[String]) -> run::Result<Outcome>,
}

const TOOLS: &[Tool] = &[
    Tool {
        name: "test",
        about: "Everything that must hold, section by section; name sections to run only those",
        run: test::run,
    },
    Tool { name: "bench", about: "The release binary beside bare servers, and the goals reached", run: bench::run },
    Tool {
        name: "clients",
        about: "Box's own SDKs, UI Elements and rclone against the release binary: over http, https, and by boxwood exec",
        run: clients::run,
    },
    Tool { name: "contract", about: "Holds the API document to the published contract", run: contract::run },
    Tool { name: "fuzz", about: "Each fuzz target for 20 seconds, or as many as you say", run: fuzz::run },
    Tool { name: "house", about: "The rules of the house: sizes, words, SQL, edge cases", run: house::run },
    Tool {
        name: "operations",
        about: "Writes docs/OPERATIONS.md: every operation on one page",
        run: operations::write,
    },
    Tool {
        name: "pages",
        about: "A browser without a screen goes through the pages: by mouse, by keyboard, without script",
        run: pages::run,
    },
    Tool { name: "rows", about: "Writes docs/EDGE-CASES.md: which edge case is tested where", run: house::rows::write },
    Tool {
        name: "schemathesis",
        about: "Calls made from the API document, against the release binary",
        run: schemathesis::run,
    },
];

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let Some((name, rest)) = arguments.split_first() else { return help() };
    let Some(tool) = TOOLS.iter().find(|tool| tool.name == name) else { return help() };
    match run::at_root().and_then(|()| (tool.run)(rest)) {
        Ok(Outcome::Passed) => ExitCode::SUCCESS,
        Ok(Outcome::Skipped(why)) => {
            eprintln!("SKIPPED: {why}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn help() -> ExitCode {
    eprintln!("cargo xtask TOOL\n");
    for Tool { name, about, .. } in TOOLS {
        eprintln!("  {name:<14} {about}");
    }
    ExitCode::FAILURE
}
