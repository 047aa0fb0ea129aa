//! What the API document's schemas say, for people: fields by tier, types in a word or two, values as they look.
use super::words;
use serde_json::{Map, Value, json};

/// Whether and when an answer has a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tier {
    Mini,
    Standard,
    Full,
}

impl Tier {
    pub fn name(self) -> &'static str {
        match self {
            Tier::Mini => "mini",
            Tier::Standard => "standard",
            Tier::Full => "on request",
        }
    }

    pub fn tone(self) -> &'static str {
        match self {
            Tier::Mini => "ok",
            Tier::Standard => "info",
            Tier::Full => "",
        }
    }
}

/// A row of a table: a parameter, or a member of a body or an answer.
#[derive(Clone, Debug)]
pub(crate) struct Field {
    pub name: String,
    pub kind: String,
    pub meaning: String,
    pub required: bool,
    /// None where the schema has no tiers.
    pub tier: Option<Tier>,
}

/// Schemas by their names.
pub(crate) struct Schemas<'a>(pub &'a Value);

impl<'a> Schemas<'a> {
    fn named(&self, name: &str) -> &'a Value {
        self.0.get("components").and_then(|all| all.get("schemas")?.get(name)).unwrap_or(&Value::Null)
    }

    /// The schema that is meant, and its name where it has one: through references, and past "or null".
    pub fn resolved(&self, schema: &'a Value) -> (Option<&'a str>, &'a Value) {
        if let Some(name) = schema.get("$ref").and_then(Value::as_str) {
            let name = name.rsplit('/').next().unwrap_or_default();
            return (Some(name), self.named(name));
        }
        let others = schema.get("anyOf").and_then(Value::as_array);
        match others.and_then(|all| all.iter().find(|one| one.get("type") != Some(&json!("null")))) {
            Some(one) => self.resolved(one),
            None => (None, schema),
        }
    }

    /// The members of an object, from the mini tier on.
    pub fn fields(&self, schema: &'a Value) -> Vec<Field> {
        let (name, schema) = self.resolved(schema);
        let name = name.unwrap_or_default();
        let mut fields = Vec::new();
        for base in schema.get("allOf").and_then(Value::as_array).into_iter().flatten() {
            fields.extend(self.fields(base));
        }
        let tiered = !self.named(&format!("{}Mini", family(name))).is_null();
        let tier = match () {
            () if !tiered => None,
            () if name.ends_with("Mini") => Some(Tier::Mini),
            () if name.ends_with("Full") => Some(Tier::Full),
            () => Some(Tier::Standard),
        };
        let required = schema.get("required").and_then(Value::as_array);
        for (field, schema) in properties(schema) {
            fields.push(Field {
                kind: self.kind(schema),
                meaning: words::meaning(name, field, described(schema)),
                required: required.is_some_and(|all| all.iter().any(|one| one == field)),
                tier,
                name: field.clone(),
            });
        }
        fields.sort_by_key(|field| (field.tier.map(|tier| tier as u8), rank(&field.name)));
        fields
    }

    /// The type in a few words, with its limits.
    pub fn kind(&self, schema: &'a Value) -> String {
        let (name, schema) = self.resolved(schema);
        if let Some(one) = schema.get("const").and_then(Value::as_str) {
            return format!("\"{one}\"");
        }
        if let Some(values) = schema.get("enum").and_then(Value::as_array) {
            let values: Vec<_> = values.iter().filter_map(Value::as_str).collect();
            return values.join(" | ");
        }
        let text = |at: &str| schema.get(at).and_then(Value::as_str);
        let kind = match (plain_type(schema), text("format"), text("pattern")) {
            ("string", Some("email"), _) => "email address".to_owned(),
            ("string", Some("date-time"), _) => "time".to_owned(),
            ("string", Some("binary"), _) => "file".to_owned(),
            ("string", _, Some("^[0-9]+$")) => "id".to_owned(),
            ("array", ..) => {
                return schema.get("items").map_or("list".to_owned(), |items| format!("list of {}", self.kind(items)));
            }
            ("object" | "", ..) => return self.kind_of_object(name.unwrap_or_default(), schema),
            (kind, ..) => kind.to_owned(),
        };
        format!("{kind}{}", limits(schema))
    }

    fn kind_of_object(&self, name: &str, schema: &'a Value) -> String {
        let (one, listed) = (family(name), schema.pointer("/properties/entries/items"));
        if let Some(one) = listed.map(|items| self.kind(items)) {
            return format!("list of {one}");
        }
        if let Some(first) = schema.get("anyOf").and_then(|all| all.get(0)) {
            return self.kind(first);
        }
        if let Some(kinds) = schema.get("oneOf").and_then(Value::as_array) {
            return kinds.iter().map(|kind| self.kind(kind)).collect::<Vec<_>>().join(" | ");
        }
        if !self.named(&format!("{one}Mini")).is_null() {
            return one.to_lowercase();
        }
        let members: Vec<_> = properties(schema).map(|(name, _)| name.as_str()).collect();
        let shown = members.join(", ");
        if (1..=24).contains(&shown.len()) { format!("{{ {shown} }}") } else { "object".to_owned() }
    }

    /// A value that fits the schema, as a call without `fields` is answered: what is made or listed by its standard tier,
    /// what is in it by its mini tier.
    pub fn sample(&self, schema: &'a Value) -> Value {
        let (name, schema) = self.resolved(schema);
        if let Some(whole) = name.and_then(words::whole_sample) {
            return whole;
        }
        let standard = name.and_then(|name| name.strip_suffix("Full")).map(|name| self.named(name));
        self.sample_of(standard.filter(|schema| !schema.is_null()).unwrap_or(schema))
    }

    fn sample_of(&self, schema: &'a Value) -> Value {
        let mut all = Map::new();
        for base in schema.get("allOf").and_then(Value::as_array).into_iter().flatten() {
            let base = self.sample_of(self.resolved(base).1);
            all.extend(base.as_object().cloned().unwrap_or_default());
        }
        let own = schema.pointer("/properties/type/const").or(all.get("type"));
        let of = own.and_then(Value::as_str).unwrap_or_default().to_owned();
        for (field, schema) in properties(schema) {
            match words::sample(&of, field) {
                Some(Value::String(text)) if text == words::ABSENT => {}
                Some(value) => drop(all.insert(field.clone(), value)),
                None => drop(all.insert(field.clone(), self.sample_value(schema))),
            }
        }
        Value::Object(all)
    }

    fn sample_value(&self, schema: &'a Value) -> Value {
        let (name, schema) = self.resolved(schema);
        if let Some(one) = schema.get("const") {
            return one.clone();
        }
        if let Some(first) = schema.get("enum").and_then(|all| all.get(0)) {
            return first.clone();
        }
        if let Some(other) = schema.get("anyOf").and_then(|all| all.get(0)) {
            return self.sample_value(other);
        }
        match plain_type(schema) {
            "string" if schema.get("format") == Some(&json!("date-time")) => json!("2026-11-21T14:02:11+00:00"),
            "string" if schema.get("pattern").is_some() => json!("3"),
            "integer" => json!(0),
            "boolean" => json!(false),
            "array" => match schema.get("items").map(|items| self.sample(items)) {
                Some(entry) if entry.is_object() => json!([entry]),
                _ => json!([]),
            },
            "object" | "" if name.is_some() => self.sample_of(schema),
            "string" => json!(""),
            _ => Value::Null,
        }
    }
}

/// "User" of "UserMini", "User" and "UserFull".
fn family(name: &str) -> &str {
    let name = name.strip_suffix("Mini").or_else(|| name.strip_suffix("Full")).unwrap_or(name);
    name.strip_prefix("PageOf").unwrap_or(name)
}

pub(crate) fn properties(schema: &Value) -> impl Iterator<Item = (&String, &Value)> {
    schema.get("properties").and_then(Value::as_object).into_iter().flatten()
}

fn described(schema: &Value) -> Option<&str> {
    schema.get("description").and_then(Value::as_str)
}

/// The one type that is not null; empty where there is none.
fn plain_type(schema: &Value) -> &str {
    match schema.get("type") {
        Some(Value::String(one)) => one,
        Some(Value::Array(all)) => all.iter().filter_map(Value::as_str).find(|one| *one != "null").unwrap_or_default(),
        _ => "",
    }
}

fn limits(schema: &Value) -> String {
    let number = |at: &str| schema.get(at).and_then(Value::as_i64);
    match (number("maxLength"), number("minimum"), number("maximum")) {
        (Some(most), ..) => format!(", at most {most} characters"),
        (_, Some(least), Some(most)) => format!(", {least} to {most}"),
        // That of a type that cannot be negative says nothing.
        (_, Some(least), None) if least != 0 => format!(", at least {least}"),
        _ => String::new(),
    }
}

/// What people look for first comes first; the rest goes by its name.
fn rank(name: &str) -> (usize, String) {
    const FIRST: &[&str] = &["type", "id", "sequence_id", "etag", "name", "login", "grant_type", "client_id"];
    (FIRST.iter().position(|first| *first == name).unwrap_or(FIRST.len()), name.to_owned())
}

/// JSON as people write it: the members in the order that tables have.
pub(crate) fn pretty(value: &Value) -> String {
    let mut text = String::new();
    write(&mut text, value, 0);
    text
}

fn write(text: &mut String, value: &Value, depth: usize) {
    let (open, close, count) = match value {
        Value::Object(all) if !all.is_empty() => ('{', '}', all.len()),
        Value::Array(all) if !all.is_empty() => ('[', ']', all.len()),
        other => return text.push_str(&other.to_string()),
    };
    let line = |text: &mut String, depth: usize| {
        text.push('\n');
        text.extend(std::iter::repeat_n("  ", depth));
    };
    text.push(open);
    let mut members: Vec<(Option<&String>, &Value)> = match value {
        Value::Object(all) => all.iter().map(|(name, value)| (Some(name), value)).collect(),
        other => other.as_array().into_iter().flatten().map(|value| (None, value)).collect(),
    };
    members.sort_by_key(|(name, _)| name.map(|name| rank(name)));
    for (at, (name, value)) in members.into_iter().enumerate() {
        line(text, depth + 1);
        if let Some(name) = name {
            text.push_str(&format!("\"{name}\": "));
        }
        write(text, value, depth + 1);
        if at + 1 < count {
            text.push(',');
        }
    }
    line(text, depth);
    text.push(close);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_is_written_in_the_order_of_the_tables() {
        let value = json!({ "name": "a", "id": "1", "type": "user", "empty": [], "list": [1, { "b": null }] });
        let text = "{\n  \"type\": \"user\",\n  \"id\": \"1\",\n  \"name\": \"a\",\n  \"empty\": [],\n  \"list\": [\n    1,\n    {\n      \"b\": null\n    }\n  ]\n}";
        assert_eq!(pretty(&value), text);
        assert_eq!(serde_json::from_str::<Value>(&pretty(&value)).unwrap(), value);
    }
}
