//! The edge cases of the identity contract: each of the 76 is a test named after its row, or waits in a list for the part
//! that it needs. docs/EDGE-CASES.md says which is where; `cargo xtask rows` writes it, and takes what is tested off the list.
use super::File;
use crate::{
    list::List,
    run::{Outcome, Result, read},
};
use std::collections::BTreeMap;

const ROWS: usize = 76;
const OPEN: &str = "xtask/edge-cases-open.txt";
const PAGE: &str = "docs/EDGE-CASES.md";
const HEAD: &str = "# Edge cases\n\n\
    Written by `cargo xtask rows`; `cargo xtask house` fails when it is out of date.\n\n\
    The contract numbers the cases in which servers of this kind go wrong. Those of identity are 76: each is a test whose\n\
    name begins with `row_` and the number, or waits, in `xtask/edge-cases-open.txt`, for the part that it needs.\n\n\
    | row | test | in |\n|---|---|---|\n";
const CONTENT: &str = "\nOf those of content, most of which are about what is still to come, these are tested:\n\n\
    | row | test | in |\n|---|---|---|\n";

/// `cargo xtask rows`
pub fn write(_: &[String]) -> Result<Outcome> {
    let (files, open) = (super::files()?, List::read(OPEN)?);
    std::fs::write(PAGE, page(&files, &open)).map_err(|error| format!("{PAGE}: {error}"))?;
    open.shrink()?;
    Ok(Outcome::Passed)
}

pub fn check(files: &[File]) -> Result<Vec<String>> {
    let (tests, open) = (tests(files, "row_"), List::read(OPEN)?);
    let mut complaints = Vec::new();
    for row in 1..=ROWS {
        if !tests.contains_key(&row) && open.allows(&row.to_string()).is_none() {
            complaints.push(format!("edge case {row}: no test row_{row:02}_… and no line in {OPEN}"));
        }
    }
    complaints
        .extend(tests.keys().filter(|row| **row > ROWS).map(|row| format!("edge case {row}: there is no such row")));
    complaints.extend(open.complaints());
    if read(PAGE)? != page(files, &open) {
        complaints.push(format!("{PAGE} is out of date: cargo xtask rows"));
    }
    Ok(complaints)
}

/// By row: the names of its tests and the files they stand in.
type Tests<'a> = BTreeMap<usize, Vec<(&'a str, &'a str)>>;

/// Those whose names begin so.
fn tests<'a>(files: &'a [File], start: &str) -> Tests<'a> {
    let mut tests = Tests::new();
    for file in files.iter().filter(|file| file.is_rust() && file.path.starts_with("crates/")) {
        for line in file.text.lines() {
            let Some(name) = line.trim_start().trim_start_matches("async ").strip_prefix("fn ") else { continue };
            let name = name.split('(').next().unwrap_or_default();
            let Some(rest) = name.strip_prefix(start) else { continue };
            // One test may stand for several rows: row_41_42_…, row_41_row_42_….
            for number in rest.split('_').filter(|part| *part != "row").map_while(|part| part.parse().ok()) {
                tests.entry(number).or_default().push((name, &file.path));
            }
        }
    }
    tests
}

fn page(files: &[File], open: &List) -> String {
    let (identity, content) = (tests(files, "row_"), tests(files, "content_row_"));
    let mut page = HEAD.to_owned();
    for row in 1..=ROWS {
        page += &lines(row, &identity).unwrap_or_else(|| {
            let reason = open.allows(&row.to_string()).unwrap_or("missing");
            format!("| {row} | open | {reason} |\n")
        });
    }
    page += CONTENT;
    page.extend(content.keys().filter_map(|row| lines(*row, &content)));
    page
}

fn lines(row: usize, tests: &Tests<'_>) -> Option<String> {
    let tests = tests.get(&row)?;
    Some(tests.iter().map(|(name, path)| format!("| {row} | `{name}` | {path} |\n")).collect::<Vec<_>>().concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_tested_or_open() {
        let text = "fn row_07_once() {}\n    fn row_41_row_42_refused() {}\nfn content_row_3_too() {}\n".to_owned();
        let files = [File { path: "crates/a/src/tests.rs".to_owned(), text }];
        assert_eq!(super::tests(&files, "row_").keys().copied().collect::<Vec<_>>(), [7, 41, 42]);
        let open = List::parse("open", "1 | pages\nmost: 1").unwrap();
        let page = page(&files, &open);
        assert!(page.contains("| 1 | open | pages |\n"));
        assert!(page.contains("| 7 | `row_07_once` | crates/a/src/tests.rs |\n"));
        assert!(page.contains("| 2 | open | missing |\n"));
        assert!(page.ends_with("| 3 | `content_row_3_too` | crates/a/src/tests.rs |\n"));
    }
}
