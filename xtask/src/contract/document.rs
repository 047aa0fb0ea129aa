//! An OpenAPI document, and its schemas with references followed and `allOf` merged.
use crate::run::Result;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

const METHODS: &[&str] = &["get", "post", "put", "delete", "options", "patch"];

pub struct Document(Value);

/// By path and method.
pub type Operations<'a> = BTreeMap<(&'a str, &'a str), &'a Value>;

impl Document {
    pub fn parse(text: &str) -> Result<Self> {
        serde_json::from_str(text).map(Document).map_err(|error| error.to_string())
    }

    pub fn new(document: Value) -> Self {
        Document(document)
    }

    /// Without what is only another way to use an operation, which the reference writes as a path with a `#`.
    pub fn operations(&self) -> Operations<'_> {
        let paths = self.0.get("paths").and_then(Value::as_object).into_iter().flatten();
        let paths = paths.filter(|(path, _)| !path.contains('#'));
        paths
            .flat_map(|(path, methods)| {
                METHODS.iter().filter_map(move |method| Some(((path.as_str(), *method), methods.get(method)?)))
            })
            .collect()
    }

    pub fn schema(&self, name: &str) -> Option<&Value> {
        self.0.pointer("/components/schemas")?.get(name)
    }

    /// What stands there, or where its reference leads.
    pub fn resolve<'a>(&'a self, value: &'a Value) -> &'a Value {
        match reference(value) {
            Some(to) => self.0.pointer(to.trim_start_matches('#')).map_or(value, |value| self.resolve(value)),
            None => value,
        }
    }

    pub fn shape<'a>(&'a self, schema: &'a Value) -> Shape<'a> {
        let mut shape = Shape::default();
        self.collect(schema, &mut shape);
        shape
    }

    fn collect<'a>(&'a self, schema: &'a Value, into: &mut Shape<'a>) {
        if let Some(name) = reference(schema).and_then(|to| to.rsplit('/').next()) {
            into.name.get_or_insert(name);
        }
        let schema = self.resolve(schema);
        for part in list(schema, "allOf") {
            self.collect(part, into);
        }
        let null = |choice: &&Value| choice.get("type").and_then(Value::as_str) == Some("null");
        let choices: Vec<_> =
            ["anyOf", "oneOf"].iter().flat_map(|key| list(schema, key)).filter(|choice| !null(choice)).collect();
        match choices.as_slice() {
            [] => {}
            [only] => self.collect(only, into),
            _ => into.is_choice = true,
        }
        let types = schema
            .get("type")
            .into_iter()
            .flat_map(|kind| kind.as_array().map_or(vec![kind], |all| all.iter().collect()));
        into.types.extend(types.filter_map(Value::as_str).filter(|kind| *kind != "null"));
        into.values.extend(list(schema, "enum").filter_map(Value::as_str));
        into.values.extend(schema.get("const").and_then(Value::as_str));
        into.required.extend(list(schema, "required").filter_map(Value::as_str));
        for (name, property) in schema.get("properties").and_then(Value::as_object).into_iter().flatten() {
            into.properties.insert(name, property);
        }
        if let Some(items) = schema.get("items") {
            into.items = Some(items);
        }
    }
}

/// A schema in one piece.
#[derive(Default)]
pub struct Shape<'a> {
    /// Of the component, where it is one.
    pub name: Option<&'a str>,
    pub types: BTreeSet<&'a str>,
    pub values: BTreeSet<&'a str>,
    pub required: BTreeSet<&'a str>,
    pub properties: BTreeMap<&'a str, &'a Value>,
    pub items: Option<&'a Value>,
    /// One of several shapes, which are not compared.
    pub is_choice: bool,
}

pub fn list<'a>(value: &'a Value, key: &str) -> impl Iterator<Item = &'a Value> + use<'a> {
    value.get(key).and_then(Value::as_array).into_iter().flatten()
}

fn reference(value: &Value) -> Option<&str> {
    value.get("$ref").and_then(Value::as_str)
}
