//! A field that can be absent, null or there. In update bodies: leave, clear, set.
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::borrow::Cow;

#[derive(Clone, Debug, Default, PartialEq)]
pub enum Maybe<T> {
    #[default]
    Absent,
    Null,
    Value(T),
}

impl<T> Maybe<T> {
    pub fn is_absent(&self) -> bool {
        matches!(self, Maybe::Absent)
    }

    pub fn value(&self) -> Option<&T> {
        if let Maybe::Value(value) = self { Some(value) } else { None }
    }

    /// The value, or, where it is null or absent, another.
    pub fn or(self, default: impl FnOnce() -> T) -> T {
        if let Maybe::Value(value) = self { value } else { default() }
    }

    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Maybe<U> {
        match self {
            Maybe::Absent => Maybe::Absent,
            Maybe::Null => Maybe::Null,
            Maybe::Value(value) => Maybe::Value(change(value)),
        }
    }

    /// Lands an update on what is stored: absent leaves it, null empties it.
    pub fn apply(self, stored: &mut T)
    where
        T: Default,
    {
        match self {
            Maybe::Absent => {}
            Maybe::Null => *stored = T::default(),
            Maybe::Value(value) => *stored = value,
        }
    }
}

impl<T> From<T> for Maybe<T> {
    fn from(value: T) -> Self {
        Maybe::Value(value)
    }
}

/// What a nullable column holds: never absent.
impl<T> From<Option<T>> for Maybe<T> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Maybe::Null, Maybe::Value)
    }
}

/// Both are null in JSON. A client, which leaves out what is absent, tells them apart by how they are written.
impl<T: Serialize> Serialize for Maybe<T> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self {
            Maybe::Value(value) => value.serialize(to),
            Maybe::Null => to.serialize_unit(),
            Maybe::Absent => to.serialize_none(),
        }
    }
}

/// Absence is the work of `#[serde(default)]` on the struct; what is given is null or a value.
impl<'de, T: Deserialize<'de>> Deserialize<'de> for Maybe<T> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Option::deserialize(from).map(Maybe::from)
    }
}

impl<T: JsonSchema> JsonSchema for Maybe<T> {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> Cow<'static, str> {
        Option::<T>::schema_name()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        Option::<T>::json_schema(generator)
    }
}
