//! Ids: 64-bit integers inside, decimal strings on the wire. Clients also send them as numbers.
use boxwood_store::{FromValue, ToValue, Value};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use std::{borrow::Cow, fmt, str::FromStr};

macro_rules! ids {
    ($($name:ident)*) => {$(
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(pub i64);

        impl $name {
            /// As a key of the store's cache.
            pub fn key(self) -> boxwood_store::Key { boxwood_store::Key::from(self.0.unsigned_abs()) }
        }
        impl FromStr for $name {
            type Err = ();
            fn from_str(text: &str) -> Result<Self, ()> { digits(text).map($name).ok_or(()) }
        }
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result { self.0.fmt(f) }
        }
        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                to.serialize_str(itoa::Buffer::new().format(self.0))
            }
        }
        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                from.deserialize_any(Digits).map($name)
            }
        }
        impl JsonSchema for $name {
            fn inline_schema() -> bool { true }
            fn schema_name() -> Cow<'static, str> { stringify!($name).into() }
            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                json_schema!({ "type": "string", "pattern": "^[0-9]+$" })
            }
        }
        impl ToValue for $name {
            fn to_value(&self) -> Value<'_> { Value::Int(self.0) }
        }
        impl FromValue for $name {
            fn from_value(value: Value<'_>) -> Option<Self> { i64::from_value(value).map($name) }
        }
    )*};
}
ids! {
    AliasId AppId CollaborationId CollectionId CommentId EnterpriseId FileId FileRequestId FileVersionId FolderId
    FolderLockId GroupId InviteId ItemId KeyId LockId MembershipId TaskAssignmentId TaskId UserId WebLinkId
}

/// Digits only: no sign, no blanks, nothing that would make two texts of one id.
fn digits(text: &str) -> Option<i64> {
    text.bytes().all(|b| b.is_ascii_digit()).then(|| text.parse().ok()).flatten()
}

struct Digits;

impl de::Visitor<'_> for Digits {
    type Value = i64;
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an id")
    }
    fn visit_str<E: de::Error>(self, text: &str) -> Result<i64, E> {
        digits(text).ok_or_else(|| E::custom("an id is made of digits"))
    }
    fn visit_u64<E: de::Error>(self, number: u64) -> Result<i64, E> {
        i64::try_from(number).map_err(E::custom)
    }
}
