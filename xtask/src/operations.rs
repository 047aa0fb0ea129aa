//! docs/OPERATIONS.md: every operation on one page, from the API document. `cargo xtask operations` writes it.
use crate::run::{self, Outcome, Result, read};
use serde_json::Value;
use std::collections::BTreeMap;

const PAGE: &str = "docs/OPERATIONS.md";
const HEAD: &str = "# Operations\n\n\
    Written by `cargo xtask operations`; the test command fails when it is out of date. `GET /openapi.json` of a running\n\
    server says of each what it takes and answers. Paths are below `/2.0`, but for those of the tokens.\n";

pub fn write(_: &[String]) -> Result<Outcome> {
    std::fs::write(PAGE, page(&document()?)).map_err(|error| format!("{PAGE}: {error}"))?;
    Ok(Outcome::Passed)
}

pub fn check() -> Result<Outcome> {
    let is_current = read(PAGE)? == page(&document()?);
    if is_current { Ok(Outcome::Passed) } else { Err(format!("{PAGE} is out of date: cargo xtask operations")) }
}

/// The API document as this tree makes it.
pub fn document() -> Result<Value> {
    // Of the whole workspace, as tests are built: alone, its dependencies would have fewer features and be built once more.
    run::succeed(&mut run::cargo(&["build", "--quiet", "--workspace", "--example", "api-document"]))?;
    let text = run::output(&mut run::command("target/debug/examples/api-document", &[]))?;
    serde_json::from_str(&text).map_err(|error| format!("the API document: {error}"))
}

fn page(document: &Value) -> String {
    let mut areas: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    let paths = document.get("paths").and_then(Value::as_object).into_iter().flatten();
    for (path, methods) in paths {
        for (method, operation) in methods.as_object().into_iter().flatten() {
            let text = |at| operation.pointer(at).and_then(Value::as_str).unwrap_or_default();
            let line = format!(
                "| {} `{path}` | `{}` | {} | {} |\n",
                method.to_uppercase(),
                text("/operationId"),
                text("/summary"),
                scopes(operation)
            );
            areas.entry(text("/tags/0")).or_default().push(line);
        }
    }
    let mut page = HEAD.to_owned();
    for (area, mut lines) in areas {
        lines.sort();
        page +=
            &format!("\n## {area}\n\n| call | operation | what it does | any of these scopes |\n|---|---|---|---|\n");
        page += &lines.concat();
    }
    page
}

fn scopes(operation: &Value) -> String {
    let alternatives = operation.get("security").and_then(Value::as_array).into_iter().flatten();
    let names = alternatives.flat_map(|one| one.as_object().into_iter().flatten());
    let names = names.flat_map(|(_, scopes)| scopes.as_array().into_iter().flatten().filter_map(Value::as_str));
    let names: Vec<String> = names.map(|name| format!("`{name}`")).collect();
    if names.is_empty() { "–".to_owned() } else { names.join(", ") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn operations_stand_in_their_areas() {
        let operation = |id: &str, security: Value| json!({ "operationId": id, "summary": "Does it", "tags": ["Users"], "security": security });
        let page = page(&json!({ "paths": {
            "/users": { "post": operation("post_users", json!([{ "OAuth2": ["a"] }, { "OAuth2": ["b"] }])) },
            "/users/me": { "get": operation("get_users_me", json!([{ "OAuth2": [] }])) },
        } }));
        assert!(page.contains("\n## Users\n"));
        assert!(page.contains("| GET `/users/me` | `get_users_me` | Does it | – |\n| POST `/users` | `post_users` | Does it | `a`, `b` |\n"));
    }
}
