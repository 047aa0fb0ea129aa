//! `cargo xtask schemathesis`: calls made from the API document, sound and unsound ones, against the binary that is
//! shipped. No failure of the server, and no answer that the document does not describe. The same seed, the same calls.
use crate::{
    run::{Outcome, Result, command, read, succeed},
    server::{Server, release},
};
use std::{
    fs,
    path::{Path, PathBuf},
};

const PLACE: &str = "target/schemathesis";
const SEED: &str = "1";
/// For each operation, besides those that its parameters' bounds ask for.
const CALLS: &str = "30";
/// Not that every sound call succeeds and every unsound one fails: what the rules of the server ask for is
/// more than a schema can say, and clients are let off much.
const CHECKS: &str = "not_a_server_error,status_code_conformance,content_type_conformance,\
    response_headers_conformance,response_schema_conformance,unsupported_method,allow_header_conformance,\
    ignored_auth,use_after_free,ensure_resource_availability,empty_refusals_say_why";
/// The two endpoints of the tokens are not below `/2.0`, and not called with one.
const TOKENS: &str = "^/oauth2";

pub fn run(_: &[String]) -> Result<Outcome> {
    if command("python3", &["--version"]).output().is_err() {
        return Ok(Outcome::Skipped("python3 is not installed".to_owned()));
    }
    let program = install()?;
    let server = Server::start(&release()?, &Path::new(PLACE).join("data"), false)?;
    let hooks = Path::new("xtask/src/schemathesis").canonicalize().map_err(|error| error.to_string())?;
    for (base, filter) in [("/2.0", "--exclude-path-regex"), ("", "--include-path-regex")] {
        let mut calls = command(&program.to_string_lossy(), &["run", &format!("{}/openapi.json", server.url)]);
        calls.args(["--url", &format!("{}{base}", server.url), filter, TOKENS, "--checks", CHECKS]);
        calls.args(["--seed", SEED, "--max-examples", CALLS, "--continue-on-failure", "--warnings", "off"]);
        server.describe(&mut calls);
        calls.current_dir(PLACE).env("PYTHONPATH", &hooks).env("PYTHONDONTWRITEBYTECODE", "1");
        succeed(calls.env("SCHEMATHESIS_HOOKS", "hooks"))?;
    }
    server.stop()?;
    Ok(Outcome::Passed)
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
