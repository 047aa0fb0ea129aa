//! `rig`: what `cargo xtask bench` and the durability tests need beside the program itself.
mod calls;
mod data;
mod list;
mod search;
mod serve;
mod web;
mod worlds;

use std::{
    io::{self, Write},
    process::ExitCode,
};

type Outcome = Result<(), Box<dyn std::error::Error>>;

const USAGE: &str = "rig fill PLACE COUNT KEY | web PLACE SECRET RECORDS | sign KEY COUNT | serve PLACE PORT CACHE [BLOBS] | reads PLACE USERS CACHE CALLS | \
    folders PLACE USERS CLIENTS CALLS | uploads PLACE USERS CLIENTS CALLS | downloads PLACE CLIENTS CALLS | \
    access PLACE DEPTH GIVEN CALLS | logins PLACE ASSERTIONS CLIENTS CALLS | search PLACE FILES | list DIRECTORY FILES... | worlds ITEMS...";

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let done = match words[..] {
        ["fill", place, count, key] => data::fill_store(place, count, key),
        ["sign", key, count] => data::sign(key, count),
        ["web", place, secret, records] => web::prepare(place, secret, records),
        ["serve", place, port, cache] => serve::run(place, port, cache, "memory:"),
        ["serve", place, port, cache, blobs] => serve::run(place, port, cache, blobs),
        ["reads", place, users, cache, calls] => calls::reads(place, users, cache, calls),
        ["folders", place, users, clients, calls] => calls::folders(place, users, clients, calls),
        ["uploads", place, users, clients, calls] => calls::uploads(place, users, clients, calls),
        ["downloads", place, clients, calls] => calls::downloads(place, clients, calls),
        ["access", place, depth, given, calls] => calls::access(place, depth, given, calls),
        ["list", directory, ref sizes @ ..] if !sizes.is_empty() => list::measure(directory, sizes),
        ["worlds", ref sizes @ ..] if !sizes.is_empty() => worlds::measure(sizes),
        ["search", place, files] => search::measure(place, files),
        ["logins", place, assertions, clients, calls] => calls::logins(place, assertions, clients, calls),
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
