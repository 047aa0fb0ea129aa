//! `cargo xtask test`: everything that must hold, in sections, with a summary at the end.
use crate::{
    clients, contract, fuzz, house, operations, pages,
    postgres::Cluster,
    run::{self, Outcome, Result, cargo, succeed},
    schemathesis, server,
};
use std::{
    fs::{File, create_dir_all},
    process::{Child, Stdio},
    thread,
    time::{Duration, Instant},
};

struct Section {
    name: &'static str,
    run: fn(Option<&Cluster>) -> Result<Outcome>,
    /// It goes on in a process of its own beside those that follow: they wait for disks, browsers and clients much of the
    /// time, and it keeps one core at work.
    beside: bool,
}

impl Section {
    const fn new(name: &'static str, run: fn(Option<&Cluster>) -> Result<Outcome>) -> Section {
        Section { name, run, beside: false }
    }

    const fn beside(self) -> Section {
        Section { beside: true, ..self }
    }
}

/// They begin in this order.
const SECTIONS: &[Section] = &[
    Section::new("fmt", |_| done(&mut cargo(&["fmt", "--all", "--check"]))),
    Section::new("clippy", |_| done(&mut cargo(CLIPPY))),
    Section::new("house", |_| house::run(&[])),
    // What clients, pages and schemathesis are tried on.
    Section::new("release", |_| server::release().map(|_| Outcome::Passed)).beside(),
    Section::new("tests", tests),
    Section::new("doctests", |_| done(&mut cargo(&["test", "--quiet", "--workspace", "--doc"]))),
    Section::new("operations", |_| operations::check()),
    Section::new("contract", |_| contract::run(&[])),
    Section::new("fuzz", |_| fuzz::run(&[])).beside(),
    Section::new("schemathesis", |_| schemathesis::run(&[])).beside(),
    Section::new("clients", |_| clients::run(&[])),
    Section::new("pages", |_| pages::run(&[])),
];

/// Those that talk to the program by what is fetched.
const FETCHING: &[&str] = &["clients", "pages", "schemathesis"];

const CLIPPY: &[&str] = &["clippy", "--quiet", "--workspace", "--all-targets", "--", "-D", "warnings"];
const NO_POSTGRES: &str = "no PostgreSQL server program was found (package postgresql, or BOXWOOD_PG_BIN): \
    nothing was tested on PostgreSQL";

pub fn run(chosen: &[String]) -> Result<Outcome> {
    if let Some(unknown) = chosen.iter().find(|name| !SECTIONS.iter().any(|section| section.name == **name)) {
        let names: Vec<_> = SECTIONS.iter().map(|section| section.name).collect();
        return Err(format!("no section {unknown}; there are {}", names.join(", ")));
    }
    let is_chosen = |name: &str| chosen.is_empty() || chosen.iter().any(|one| one == name);
    // One cluster for all test processes.
    let cluster = is_chosen("tests").then(Cluster::start).flatten();
    // What is fetched comes while others compile. What could not be had, the section that wants it tries again, and tells.
    let fetched = FETCHING.iter().any(|name| is_chosen(name)).then(|| thread::spawn(fetch));
    let mut fetched = fetched.into_iter();
    let (mut ends, mut running) = (Vec::new(), Vec::new());
    for section in SECTIONS.iter().filter(|section| is_chosen(section.name)) {
        if FETCHING.contains(&section.name) {
            fetched.by_ref().for_each(|fetching| drop(fetching.join()));
        }
        let start = Instant::now();
        if section.beside && chosen.len() != 1 {
            running.push((section.name, Beside::start(section.name)?, start));
            continue;
        }
        head(section.name);
        let end = (section.run)(cluster.as_ref());
        if let Err(error) = &end {
            println!("{error}");
        }
        ends.push((section.name, end, start.elapsed()));
    }
    for (name, beside, start) in running {
        head(name);
        ends.push((name, beside.end(), start.elapsed()));
    }
    summary(&ends)
}

fn head(name: &str) {
    println!("\n=== {name} {}", "=".repeat(72 - name.len()));
}

fn fetch() {
    let _ = clients::fetch();
    let _ = schemathesis::fetch();
}

/// A section at work in a process of its own, whose words are kept until it ends.
struct Beside {
    process: Child,
    log: String,
}

impl Beside {
    fn start(section: &str) -> Result<Beside> {
        let log = format!("target/{section}.log");
        let file = create_dir_all("target").and_then(|()| File::create(&log));
        let file = file.and_then(|file| Ok((file.try_clone()?, file)));
        let (out, err) = file.map_err(|error| format!("{log}: {error}"))?;
        let program = std::env::current_exe().map_err(|error| error.to_string())?;
        let mut command = run::command(&program.to_string_lossy(), &["test", section]);
        let process =
            command.stdin(Stdio::null()).stdout(out).stderr(err).spawn().map_err(|error| error.to_string())?;
        Ok(Beside { process, log })
    }

    fn end(mut self) -> Result<Outcome> {
        let ended = self.process.wait();
        println!("{}", run::read(&self.log)?.trim_end());
        match ended {
            Ok(status) if status.success() => Ok(Outcome::Passed),
            Ok(status) => Err(format!("{}: {status}", self.log)),
            Err(error) => Err(error.to_string()),
        }
    }
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
