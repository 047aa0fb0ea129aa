//! `cargo xtask test`: everything that must hold, in sections, with a summary at the end.
use crate::{
    clients, contract, fuzz, house, operations, pages,
    postgres::Cluster,
    run::{self, Outcome, Result, cargo, succeed},
    schemathesis,
};
use std::time::{Duration, Instant};

struct Section {
    name: &'static str,
    run: fn(Option<&Cluster>) -> Result<Outcome>,
}

const SECTIONS: &[Section] = &[
    Section { name: "fmt", run: |_| done(&mut cargo(&["fmt", "--all", "--check"])) },
    Section { name: "clippy", run: |_| done(&mut cargo(CLIPPY)) },
    Section { name: "house", run: |_| house::run(&[]) },
    Section { name: "tests", run: tests },
    Section { name: "doctests", run: |_| done(&mut cargo(&["test", "--quiet", "--workspace", "--doc"])) },
    Section { name: "operations", run: |_| operations::check() },
    Section { name: "contract", run: |_| contract::run(&[]) },
    Section { name: "clients", run: |_| clients::run(&[]) },
    Section { name: "pages", run: |_| pages::run(&[]) },
    Section { name: "schemathesis", run: |_| schemathesis::run(&[]) },
    Section { name: "fuzz", run: |_| fuzz::run(&[]) },
];

const CLIPPY: &[&str] = &["clippy", "--quiet", "--workspace", "--all-targets", "--", "-D", "warnings"];
const NO_POSTGRES: &str = "no PostgreSQL server program was found (package postgresql, or BOXWOOD_PG_BIN): \
    nothing was tested on PostgreSQL";

pub fn run(chosen: &[String]) -> Result<Outcome> {
    if let Some(unknown) = chosen.iter().find(|name| !SECTIONS.iter().any(|section| section.name == **name)) {
        let names: Vec<_> = SECTIONS.iter().map(|section| section.name).collect();
        return Err(format!("no section {unknown}; there are {}", names.join(", ")));
    }
    let sections =
        SECTIONS.iter().filter(|section| chosen.is_empty() || chosen.iter().any(|name| name == section.name));
    // One cluster for all test processes.
    let cluster = Cluster::start();
    let mut ends = Vec::new();
    for section in sections {
        println!("\n=== {} {}", section.name, "=".repeat(72 - section.name.len()));
        let start = Instant::now();
        let end = (section.run)(cluster.as_ref());
        if let Err(error) = &end {
            println!("{error}");
        }
        ends.push((section.name, end, start.elapsed()));
    }
    summary(&ends)
}

fn summary(ends: &[(&str, Result<Outcome>, Duration)]) -> Result<Outcome> {
    println!("\n=== summary {}", "=".repeat(65));
    for (name, end, took) in ends {
        let end = match end {
            Ok(Outcome::Passed) => "passed".to_owned(),
            Ok(Outcome::Skipped(why)) => format!("SKIPPED: {why}"),
            Err(error) => format!("FAILED: {}", error.lines().next_back().unwrap_or_default()),
        };
        println!("{name:<14} {:>6.1} s  {end}", took.as_secs_f64());
    }
    let failed = ends.iter().filter(|(_, end, _)| end.is_err()).count();
    if failed == 0 { Ok(Outcome::Passed) } else { Err(format!("{failed} of {} sections failed", ends.len())) }
}

/// Each test that needs a store runs on both engines.
fn tests(cluster: Option<&Cluster>) -> Result<Outcome> {
    let mut nextest = cargo(&["nextest", "run", "--workspace"]);
    let Some(cluster) = cluster else {
        println!("!!! {NO_POSTGRES}");
        succeed(&mut nextest)?;
        return Ok(Outcome::Skipped(format!("half of it: {NO_POSTGRES}")));
    };
    done(nextest.env("BOXWOOD_TEST_PG", &cluster.socket))
}

fn done(command: &mut std::process::Command) -> Result<Outcome> {
    run::succeed(command).map(|()| Outcome::Passed)
}
