//! What a call says: names that are none, names that are on their way out, and the scope that it would need.
use super::{Rule, parameters};
use crate::lab::bench::strict::{Call, Severity, known::Known};
use serde_json::Value;

static PARAMETER: Rule = Rule {
    id: "unknown_parameter",
    severity: Severity::Warning,
    mend: "Box ignores it without a word: correct its name, or leave it out",
};
static FIELD: Rule = Rule {
    id: "unknown_field",
    severity: Severity::Warning,
    mend: "Box ignores it without a word: correct its name, or leave it out of the body",
};
static SHOWN: Rule = Rule {
    id: "unknown_fields_name",
    severity: Severity::Warning,
    mend: "Nothing of that name comes back: correct what 'fields' asks for",
};
static DEPRECATED: Rule = Rule {
    id: "deprecated",
    severity: Severity::Warning,
    mend: "It can go away: take what stands in for it, or leave it out",
};
static SCOPE: Rule = Rule {
    id: "missing_scope",
    severity: Severity::Error,
    mend: "Give the app the scope in its settings, and have the app authorized again; or ask for it with the token",
};

/// What any operation may be asked with, besides its own.
const ALWAYS: [&str; 1] = ["access_token"];

/// Operations, and fields of their bodies, that the published contract calls deprecated or discontinued in words; it marks
/// none by `deprecated`, and so does our document (contract: openapi, descriptions of these).
const OLD: [(&str, Option<&str>); 6] = [
    ("get_file_version_retentions", None),
    ("get_file_version_retentions_id", None),
    ("post_folders", Some("sync_state")),
    ("put_folders_id", Some("sync_state")),
    ("post_users", Some("is_sync_enabled")),
    ("put_users_id", Some("is_sync_enabled")),
];

pub fn look(call: &Call<'_>, known: Option<&Known>, tell: &mut impl FnMut(&'static Rule, String)) {
    let operation = call.operation.unwrap_or(call.path);
    if call.code == Some("insufficient_scope") {
        let scope = call.missing_scope.unwrap_or("a scope that its token has not");
        tell(&SCOPE, format!("{operation} wants {scope}"));
    }
    let members = call.body.and_then(Value::as_object);
    for (_, field) in OLD.iter().filter(|(of, _)| *of == operation) {
        match field {
            None => tell(&DEPRECATED, operation.to_owned()),
            Some(field) if members.is_some_and(|all| all.contains_key(*field)) => {
                tell(&DEPRECATED, format!("{operation}: '{field}' in the body"));
            }
            Some(_) => {}
        }
    }
    let Some(known) = known else { return };
    for (name, value) in parameters(call.query) {
        if !known.query.contains(&name) && !ALWAYS.contains(&&*name) {
            tell(&PARAMETER, format!("{operation}: '{}'", short(&name)));
        } else if name == "fields" {
            unknown_shown(operation, &value, known, tell);
        }
    }
    let Some(names) = &known.body else { return };
    for name in members.into_iter().flatten().map(|(name, _)| name).filter(|name| !names.contains(*name)) {
        tell(&FIELD, format!("{operation}: '{}'", short(name)));
    }
}

/// Fields of metadata have a path, and any template's name.
fn unknown_shown(operation: &str, asked: &str, known: &Known, tell: &mut impl FnMut(&'static Rule, String)) {
    let names = asked.split(',').map(str::trim).filter(|name| !name.is_empty());
    for name in names.filter(|name| !matches!(*name, "id" | "type") && !name.starts_with("metadata")) {
        let first = name.split(['.', '(']).next().unwrap_or(name);
        if !known.fields.contains(first) {
            tell(&SHOWN, format!("{operation}: '{}'", short(name)));
        }
    }
}

/// A name that somebody has made up may be long.
fn short(name: &str) -> String {
    name.chars().take(60).collect()
}
