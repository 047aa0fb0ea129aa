//! What each operation takes, by the API document that the server makes of its registry.
use crate::openapi::api_document;
use serde_json::Value;
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::OnceLock,
};

/// An operation's names.
#[derive(Default)]
pub struct Known {
    pub query: BTreeSet<String>,
    /// The body's; nothing where its schema leaves room for others.
    pub body: Option<BTreeSet<String>>,
    /// Those of `fields`; empty where there is no such parameter.
    pub fields: BTreeSet<String>,
}

/// The names of an operation.
pub fn of(operation: &str) -> Option<&'static Known> {
    static ALL: OnceLock<BTreeMap<String, Known>> = OnceLock::new();
    ALL.get_or_init(all).get(operation)
}

fn all() -> BTreeMap<String, Known> {
    let document: Value = serde_json::from_str(api_document()).unwrap_or_default();
    let paths = document.get("paths").and_then(Value::as_object).into_iter().flatten();
    let operations =
        paths.flat_map(|(_, methods)| methods.as_object().into_iter().flatten().map(|(_, operation)| operation));
    operations
        .filter_map(|operation| Some((operation.get("operationId")?.as_str()?.to_owned(), read(&document, operation))))
        .collect()
}

fn read(document: &Value, operation: &Value) -> Known {
    let mut known = Known::default();
    for parameter in operation.get("parameters").and_then(Value::as_array).into_iter().flatten() {
        let Some(name) = parameter.get("name").and_then(Value::as_str) else { continue };
        if parameter.get("in").is_some_and(|place| place == "query") {
            known.query.insert(name.to_owned());
        }
        if name == "fields" {
            let names = parameter.pointer("/schema/items/examples").and_then(Value::as_array);
            known.fields = names.into_iter().flatten().filter_map(|name| Some(name.as_str()?.to_owned())).collect();
        }
    }
    let schema = operation.pointer("/requestBody/content/application~1json/schema");
    let mut names = BTreeSet::new();
    known.body = schema.filter(|schema| gather(document, schema, &mut names, 0)).map(|_| names);
    known
}

/// Whether the names of a schema are all there are: not of one that takes any name, or is no object's.
fn gather(document: &Value, schema: &Value, names: &mut BTreeSet<String>, depth: u8) -> bool {
    if depth > 8 {
        return false;
    }
    if let Some(reference) = schema.get("$ref").and_then(Value::as_str) {
        let target = reference.strip_prefix('#').and_then(|at| document.pointer(at));
        return target.is_some_and(|target| gather(document, target, names, depth + 1));
    }
    if schema.get("additionalProperties").is_some_and(|more| *more != Value::Bool(false)) {
        return false;
    }
    let own = schema.get("properties").and_then(Value::as_object);
    names.extend(own.into_iter().flatten().map(|(name, _)| name.clone()));
    let mut parts =
        ["allOf", "anyOf", "oneOf"].into_iter().filter_map(|name| schema.get(name)?.as_array()).flatten().peekable();
    let any = own.is_some() || parts.peek().is_some();
    any && parts
        .filter(|part| part.get("type").is_none_or(|kind| kind != "null"))
        .all(|part| gather(document, part, names, depth + 1))
}
