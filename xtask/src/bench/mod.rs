//! `cargo xtask bench`: the release binary beside bare servers that do only the physical work, in one run, and what of the
//! goals of docs/PERFORMANCE.md is reached.
mod crash;
mod files;
mod folders;
mod hot;
mod instructions;
mod load;
mod pages;
mod peers;
mod sdk;
mod search;
mod server;
mod setting;
mod start;
mod table;
mod tokens;
mod worlds;
mod writes;

use crate::run::{Outcome, Result};
use setting::Setting;
use table::Goal;

struct Part {
    name: &'static str,
    goals: &'static str,
    run: fn(&Setting) -> Result<Vec<Goal>>,
}

/// Parts that run only if they are named.
const INSTRUCTIONS: &str = "instructions";
const PEERS: &str = "peers";

const PARTS: &[Part] = &[
    Part { name: "hot", goals: "G1 and G2: who am I, as another user, from the cache and without one", run: hot::run },
    Part { name: "size", goals: "G10 and G12: the same with a thousand times the users", run: hot::size },
    Part { name: "tokens", goals: "G3: logins by JWT", run: tokens::run },
    Part { name: "writes", goals: "G4: new folders, durable", run: writes::run },
    Part { name: "crash", goals: "G5: kill -9 in the middle of it, fifty times", run: crash::run },
    Part { name: "pages", goals: "G20 and G21: the pages, for one person who waits for each", run: pages::run },
    Part { name: "files", goals: "G6 to G8: files of 256 MiB and of 4 KiB, up and down", run: files::run },
    Part { name: "folders", goals: "G13: pages of a folder of a million", run: folders::run },
    Part { name: "search", goals: "G22: searches among a thousand files, and a hundred thousand", run: search::run },
    Part { name: "sdk", goals: "What the client for Rust adds to a call", run: sdk::run },
    Part { name: "worlds", goals: "G18: a world of its own for each test, of a million items", run: worlds::run },
    Part { name: "start", goals: "G9 and G10: from nothing to the first answer", run: start::run },
    Part {
        name: INSTRUCTIONS,
        goals: "G1 to G4: instructions for one call, where valgrind is installed",
        run: instructions::run,
    },
    Part {
        name: PEERS,
        goals: "G16: other servers that stand in for Box, where they can be installed",
        run: peers::run,
    },
];

const USAGE: &str = "cargo xtask bench [--only PART,PART] [--rounds N] [--seconds N] [--users N] [--binary PATH]\n\
    With a binary, that one is measured, with the tool rig and the examples that are beside it, and nothing is built.\n\
    Parts, in this order if none is named (instructions and peers only if they are):";

pub fn run(arguments: &[String]) -> Result<Outcome> {
    let (setting, only) = Setting::of(arguments).map_err(|error| format!("{error}\n\n{}", usage()))?;
    if let Some(unknown) = only.iter().find(|name| !PARTS.iter().any(|part| part.name == **name)) {
        return Err(format!("no part {unknown}\n\n{}", usage()));
    }
    setting.build()?;
    let mut goals = Vec::new();
    for part in PARTS {
        let chosen = if only.is_empty() {
            ![INSTRUCTIONS, PEERS].contains(&part.name)
        } else {
            only.iter().any(|name| name == part.name)
        };
        if chosen {
            println!("\n=== {} {}\n{}", part.name, "=".repeat(72 - part.name.len()), part.goals);
            let reached = (part.run)(&setting)?;
            reached.iter().for_each(Goal::print);
            goals.extend(reached);
        }
    }
    println!("\n=== summary {}", "=".repeat(65));
    goals.iter().for_each(Goal::print);
    let missed = goals.iter().filter(|goal| !goal.reached()).count();
    if missed == 0 { Ok(Outcome::Passed) } else { Err(format!("{missed} of {} goals missed", goals.len())) }
}

fn usage() -> String {
    let parts = PARTS.iter().map(|part| format!("  {:<12} {}\n", part.name, part.goals));
    format!("{USAGE}\n{}", parts.collect::<String>())
}
