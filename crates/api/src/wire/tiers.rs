//! How a resource's tiers look in the API document: `UserMini`, `User` on top of it, `UserFull` on top of that.
use super::{Fielded, Mini, Nested};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde_json::{Map, Value, json};
use std::{borrow::Cow, marker::PhantomData, ops::Range};

/// Describes a type for the API document; what it refers to is collected in the generator.
pub type Describe = fn(&mut SchemaGenerator) -> Schema;

/// All tiers of a resource: what may be asked for. For [`wire!`](crate::wire!).
pub fn full<T: Fielded>(generator: &mut SchemaGenerator) -> Schema {
    let below = generator.subschema_for::<Standard<T>>();
    above::<T>(below, T::STANDARD.count()..T::NAMES.len(), generator)
}

/// The standard tier: what is shown when nothing is asked for.
struct Standard<T>(PhantomData<T>);

impl<T: Fielded> JsonSchema for Standard<T> {
    fn inline_schema() -> bool {
        T::STANDARD.count() == T::MINI.count()
    }
    fn schema_name() -> Cow<'static, str> {
        T::NAME.into()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let below = generator.subschema_for::<Mini<T>>();
        above::<T>(below, T::MINI.count()..T::STANDARD.count(), generator)
    }
}

impl<T: Fielded> JsonSchema for Mini<T> {
    fn schema_name() -> Cow<'static, str> {
        format!("{}Mini", T::NAME).into()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let mut properties = properties::<T>(0..T::MINI.count(), generator);
        properties.insert("type".to_owned(), json!({ "type": "string", "const": T::KIND }));
        properties.insert("id".to_owned(), (T::ID)(generator).to_value());
        json_schema!({ "type": "object", "required": ["type", "id"], "properties": properties })
    }
}

impl<T: JsonSchema> JsonSchema for Nested<T> {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> Cow<'static, str> {
        T::schema_name()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        generator.subschema_for::<T>()
    }
}

fn above<T: Fielded>(below: Schema, fields: Range<usize>, generator: &mut SchemaGenerator) -> Schema {
    if fields.is_empty() {
        return below;
    }
    json_schema!({ "type": "object", "allOf": [below], "properties": properties::<T>(fields, generator) })
}

fn properties<T: Fielded>(fields: Range<usize>, generator: &mut SchemaGenerator) -> Map<String, Value> {
    let named = T::NAMES.iter().zip(T::SCHEMAS).take(fields.end).skip(fields.start);
    named.map(|(name, schema)| ((*name).to_owned(), schema(generator).to_value())).collect()
}
