//! `cargo xtask contract`: holds our API document to the published one. What differs must stand, with its reason, in a
//! list that may only shrink; operations that do not exist yet are only counted.
mod compare;
mod document;
#[cfg(test)]
mod tests;
mod tiers;

use crate::{
    list::List,
    operations,
    run::{Outcome, Result, read},
};
use compare::Compare;
use document::Document;
use serde_json::Value;
use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
};

const AGREED: &str = "xtask/contract-differences.txt";

/// Where the reference documents are.
pub fn place() -> PathBuf {
    std::env::var_os("BOXWOOD_CONTRACT").map_or_else(|| PathBuf::from("../shared/contract"), PathBuf::from)
}

pub fn run(_: &[String]) -> Result<Outcome> {
    let place = place();
    let references = references(&place.join("openapi"))?;
    if references.is_empty() {
        let missing = format!("no reference documents in {}; BOXWOOD_CONTRACT names their folder", place.display());
        return Ok(Outcome::Skipped(missing));
    }
    let ours = Document::new(operations::document()?);
    let (mut differences, mut missing, mut strangers) = (BTreeSet::new(), BTreeMap::new(), ours.operations());
    let mut there = 0;
    for reference in &references {
        let mut compare = Compare::new(reference, &ours);
        for (key, theirs) in reference.operations() {
            if let Some(operation) = strangers.remove(&key) {
                there += 1;
                compare.operation(theirs, operation);
            } else if !ours.operations().contains_key(&key) {
                *missing.entry(area(theirs).to_owned()).or_insert(0) += 1;
            }
        }
        compare.resources();
        differences.extend(compare.differences);
    }
    differences.extend(strangers.keys().map(|(path, method)| format!("{method} {path}: not there")));
    report(there, &missing);
    settle(&differences)
}

fn references(folder: &Path) -> Result<Vec<Document>> {
    let Ok(entries) = folder.read_dir() else { return Ok(Vec::new()) };
    let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    paths.retain(|path| path.extension().is_some_and(|end| end == "json"));
    paths.sort();
    paths.iter().map(|path| Document::parse(&read(path)?)).collect()
}

fn area(operation: &Value) -> &str {
    operation.pointer("/tags/0").and_then(Value::as_str).unwrap_or("others")
}

fn report(there: usize, missing: &BTreeMap<String, usize>) {
    let count: usize = missing.values().sum();
    println!("{there} operations of the contract are there, {count} are not there yet:");
    let mut line = String::new();
    for (area, count) in missing {
        line += &format!("  {area} {count}");
        if line.len() > 90 {
            println!("{}", std::mem::take(&mut line));
        }
    }
    println!("{line}");
}

/// Every difference is agreed, and every agreed one is a difference.
fn settle(differences: &BTreeSet<String>) -> Result<Outcome> {
    let agreed = List::read(AGREED)?;
    let mut complaints = Vec::new();
    for difference in differences {
        match agreed.allows(difference) {
            Some(reason) => println!("agreed: {difference} | {reason}"),
            None => complaints.push(difference.clone()),
        }
    }
    complaints.extend(agreed.complaints());
    for complaint in &complaints {
        println!("{complaint}");
    }
    if complaints.is_empty() {
        return Ok(Outcome::Passed);
    }
    Err(format!("{} differences from the contract, or lines of {AGREED}, are not as they should be", complaints.len()))
}
