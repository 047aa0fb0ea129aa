//! `rig`: what `cargo xtask bench` and the durability tests need beside the program itself.
mod calls;
mod data;
mod serve;

use std::{
    io::{self, Write},
    process::ExitCode,
};

type Outcome = Result<(), Box<dyn std::error::Error>>;

const USAGE: &str =
    "rig fill PLACE COUNT KEY | sign KEY COUNT | serve PLACE PORT CACHE | calls PLACE USERS CACHE CALLS";

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let done = match words[..] {
        ["fill", place, count, key] => data::fill_store(place, count, key),
        ["sign", key, count] => data::sign(key, count),
        ["serve", place, port, cache] => serve::run(place, port, cache),
        ["calls", place, users, cache, calls] => calls::run(place, users, cache, calls),
        _ => Err(USAGE.into()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(io::stderr(), "{error}");
            ExitCode::FAILURE
        }
    }
}
