//! What is built in: every licence allowed, nothing banned, not too much (deny.toml). Advisories are cargo-deny's, which
//! fetches them.
use crate::run::{Result, cargo, output, read};
use std::{collections::BTreeSet, iter::Peekable};

const RULES: &str = "deny.toml";
const FUZZ: &str = "fuzz/Cargo.toml";
/// Beyond this, look for what can go.
const MOST: usize = 460;

pub fn check() -> Result<Vec<String>> {
    let rules = read(RULES)?;
    let (allowed, banned) = (texts(&rules, "allow = ["), texts(&rules, "deny = ["));
    // Not `cargo metadata`: that lists what no chosen feature asks for, too.
    let tree = ["tree", "--workspace", "--locked", "--target", "all", "--prefix", "none", "--format", "{p}|{l}"];
    // Without colours, which CARGO_TERM_COLOR=always would put between the words.
    let tree = output(cargo(&tree).args(["--color", "never"]))?;
    let packages: BTreeSet<&str> = tree.lines().map(|line| line.trim_end_matches(" (*)")).collect();
    let mut complaints = Vec::new();
    for (package, licence) in packages.iter().filter_map(|line| line.split_once('|')) {
        if !is_allowed(licence, &allowed) {
            complaints.push(format!("{package}: its licence is not in {RULES}: {licence}"));
        }
        if package.split(' ').next().is_some_and(|name| banned.contains(&name)) {
            complaints.push(format!("{package} is banned by {RULES}"));
        }
    }
    if packages.len() > MOST {
        complaints.push(format!("{} packages; at most {MOST}", packages.len()));
    }
    complaints.extend(fuzz_is_locked());
    Ok(complaints)
}

/// The fuzzers' workspace has a lock file of its own, which a new dependency of the product leaves behind, and which its
/// build does not update.
fn fuzz_is_locked() -> Option<String> {
    let words = ["metadata", "--quiet", "--locked", "--format-version", "1", "--manifest-path", FUZZ];
    let error = output(&mut cargo(&words)).err()?;
    Some(format!("fuzz/Cargo.lock: does it lag behind? cargo metadata --manifest-path {FUZZ}\n{}", error.trim_end()))
}

/// The quoted texts between `start` and the closing bracket at the beginning of a line.
fn texts<'a>(rules: &'a str, start: &str) -> Vec<&'a str> {
    let list = rules.split_once(start).and_then(|(_, rest)| rest.split_once("\n]")).map_or("", |(list, _)| list);
    list.lines().filter(|line| !line.trim_start().starts_with('#')).filter_map(|line| line.split('"').nth(1)).collect()
}

/// Whether an SPDX expression can be satisfied with these licences alone.
fn is_allowed(expression: &str, allowed: &[&str]) -> bool {
    let spaced = expression.replace('(', " ( ").replace(')', " ) ").replace('/', " OR ");
    let mut words = spaced.split_whitespace().peekable();
    either(&mut words, allowed) && words.next().is_none()
}

type Words<'a> = Peekable<std::str::SplitWhitespace<'a>>;

fn either(words: &mut Words<'_>, allowed: &[&str]) -> bool {
    let mut holds = both(words, allowed);
    while words.next_if_eq(&"OR").is_some() {
        holds |= both(words, allowed);
    }
    holds
}

fn both(words: &mut Words<'_>, allowed: &[&str]) -> bool {
    let mut holds = one(words, allowed);
    while words.next_if_eq(&"AND").is_some() {
        holds &= one(words, allowed);
    }
    holds
}

fn one(words: &mut Words<'_>, allowed: &[&str]) -> bool {
    if words.next_if_eq(&"(").is_some() {
        let holds = either(words, allowed);
        return words.next_if_eq(&")").is_some() && holds;
    }
    let Some(licence) = words.next() else { return false };
    match words.next_if_eq(&"WITH").and_then(|_| words.next()) {
        Some(exception) => allowed.contains(&format!("{licence} WITH {exception}").as_str()),
        None => allowed.contains(&licence),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_licence_of_an_expression_is_enough_and_all_of_another_are_needed() {
        let allowed = ["MIT", "ISC", "Apache-2.0 WITH LLVM-exception"];
        for good in
            ["MIT", "GPL-3.0 OR MIT", "MIT/GPL-3.0", "ISC AND (GPL-3.0 OR MIT)", "Apache-2.0 WITH LLVM-exception"]
        {
            assert!(is_allowed(good, &allowed), "{good}");
        }
        for bad in ["", "GPL-3.0", "MIT AND GPL-3.0", "Apache-2.0", "(MIT", "MIT ISC", "ISC AND (GPL-3.0 OR LGPL-3.0)"]
        {
            assert!(!is_allowed(bad, &allowed), "{bad}");
        }
    }

    #[test]
    fn the_rules_are_read() {
        let rules = "allow = [\n    \"MIT\",\n]\ndeny = [\n    # why\n    { crate = \"openssl\" },\n]\n";
        assert_eq!((texts(rules, "allow = ["), texts(rules, "deny = [")), (vec!["MIT"], vec!["openssl"]));
    }
}
