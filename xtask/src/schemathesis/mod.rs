//! `cargo xtask schemathesis`: calls made from the API document, sound and unsound ones, against the binary that is
//! shipped. No failure of the server, and no answer that the document does not describe. The same seed, the same calls.
use crate::{
    run::{Outcome, Result, command, read, succeed},
    server::{Server, release},
};
use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

const PLACE: &str = "target/schemathesis";
const SEED: &str = "1";
/// For each operation, besides those that its parameters' bounds ask for.
const CALLS: &str = "20";
/// Not that every sound call succeeds and every unsound one fails: what the rules of the server ask for is
/// more than a schema can say, and clients are let off much (contract: identity §0 rule 12, clients §4).
const CHECKS: &str = "not_a_server_error,status_code_conformance,content_type_conformance,\
    response_headers_conformance,response_schema_conformance,unsupported_method,allow_header_conformance,\
    ignored_auth,use_after_free,ensure_resource_availability,empty_refusals_say_why,nothing_undescribed";
/// The two endpoints of the tokens are not below `/2.0`, and not called with one.
const TOKENS: &str = "^/oauth2";
const USAGE: &str = "cargo xtask schemathesis [--binary PATH]";

/// Has it installed for a run that follows.
///
/// # Errors
/// What stood in the way.
pub fn fetch() -> Result<()> {
    install().map(|_| ())
}

pub fn run(arguments: &[String]) -> Result<Outcome> {
    let given = match arguments {
        [] => None,
        [option, path] if option == "--binary" => Some(PathBuf::from(path)),
        _ => return Err(USAGE.to_owned()),
    };
    if command("python3", &["--version"]).output().is_err() {
        return Ok(Outcome::Skipped("python3 is not installed".to_owned()));
    }
    let program = install()?;
    let binary = given.map_or_else(release, Ok)?;
    let absolute = |path: &Path| path.canonicalize().map_err(|error| format!("{}: {error}", path.display()));
    let (binary, place) = (absolute(&binary)?, absolute(Path::new(PLACE))?);
    let hooks = absolute(Path::new("xtask/src/schemathesis"))?;
    let server = Server::start(&binary, &place.join("data"), false, &[])?;
    for (base, filter) in [("/2.0", "--exclude-path-regex"), ("", "--include-path-regex")] {
        let answers = place.join("answers.txt");
        let mut calls = command(&program.to_string_lossy(), &["run", &format!("{}/openapi.json", server.url)]);
        calls.args(["--url", &format!("{}{base}", server.url), filter, TOKENS, "--checks", CHECKS]);
        calls.args(["--seed", SEED, "--max-examples", CALLS, "--continue-on-failure", "--warnings", "off"]);
        // What an earlier run has found would make this one another.
        calls.args(["--generation-database", "none"]);
        server.describe(&mut calls);
        calls.current_dir(&place).env("PYTHONPATH", &hooks).env("PYTHONDONTWRITEBYTECODE", "1");
        calls.env("SCHEMATHESIS_HOOKS", "hooks").env("BOXWOOD_ANSWERS", &answers);
        succeed(&mut calls)?;
        reached(&read(&answers)?)?;
    }
    server.stop()?;
    Ok(Outcome::Passed)
}

/// To be sent elsewhere is the only success that some calls have.
fn is_success(status: &str) -> bool {
    status.starts_with('2') || status == "302"
}

/// Prints how often each operation was answered how. Calls that never succeed show little: all of them would be
/// answered as described, too, if the login were lost.
fn reached(answers: &str) -> Result<()> {
    let mut all: BTreeMap<&str, Vec<(&str, &str)>> = BTreeMap::new();
    for line in answers.lines() {
        if let [operation, status, count] = *line.split('\t').collect::<Vec<_>>().as_slice() {
            all.entry(operation).or_default().push((status, count));
        }
    }
    for (operation, statuses) in &all {
        let statuses: Vec<_> = statuses.iter().map(|(status, count)| format!("{status}: {count}")).collect();
        println!("{operation:<60} {}", statuses.join(", "));
    }
    let mut failing = all.iter().filter(|(_, statuses)| !statuses.iter().any(|(status, _)| is_success(status)));
    match (all.is_empty(), failing.next()) {
        (true, _) => Err("nothing was called".to_owned()),
        (_, Some((operation, _))) => Err(format!("no call of {operation} succeeded")),
        _ => Ok(()),
    }
}

/// Into target/, and again only when another version is wanted.
fn install() -> Result<PathBuf> {
    let (list, place) = ("xtask/src/schemathesis/requirements.txt", Path::new(PLACE).join("python"));
    let (wanted, installed) = (read(list)?, place.join("installed.txt"));
    if !fs::read_to_string(&installed).is_ok_and(|known| known == wanted) {
        succeed(command("python3", &["-m", "venv", "--clear"]).arg(&place))?;
        let pip = ["install", "--quiet", "--disable-pip-version-check", "--requirement", list];
        succeed(&mut command(&place.join("bin/pip").to_string_lossy(), &pip))?;
        fs::write(&installed, wanted).map_err(|error| format!("{}: {error}", installed.display()))?;
    }
    place.join("bin/schemathesis").canonicalize().map_err(|error| format!("{}: {error}", place.display()))
}

#[cfg(test)]
mod tests {
    use super::reached;

    #[test]
    fn every_operation_has_to_succeed_once() {
        assert!(reached("GET /a\t200\t3\nGET /a\t404\t1\nPOST /b\t201\t1\n").is_ok());
        assert_eq!(reached("GET /a\t200\t3\nPOST /b\t401\t9\n").unwrap_err(), "no call of POST /b succeeded");
        assert!(reached("").is_err());
    }
}
