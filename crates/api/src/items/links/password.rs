//! The password of a shared link: hashed as it is read, so that nothing ever holds it that is written down.
use crate::{Random, identity::PasswordHash};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};
use std::{borrow::Cow, fmt};

/// As the contract wants it (content §5.1): eight characters, one of them a digit, a capital or neither letter nor digit.
const SHORTEST: usize = 8;
/// Longer is no password, and would take its time.
const LONGEST: usize = 255;

/// A new password, and its hash.
#[derive(Clone)]
pub struct Secret {
    text: String,
    hash: PasswordHash,
}

impl Secret {
    pub(super) fn hash(&self) -> &str {
        self.hash.text()
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret")
    }
}

fn is_good(text: &str) -> bool {
    let count = text.chars().count();
    let is_special = |c: char| !c.is_lowercase() || !c.is_alphabetic();
    (SHORTEST..=LONGEST).contains(&count) && text.chars().any(is_special)
}

impl<'de> Deserialize<'de> for Secret {
    /// Takes as long as a password takes to hash: bodies with one are read on threads of their own (`Body::is_slow`).
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        if !is_good(&text) {
            return Err(D::Error::custom("The password is too short or too simple"));
        }
        let hash = PasswordHash::of(&text, &Random::system()).map_err(|_| D::Error::custom("no hash"))?;
        Ok(Secret { text, hash })
    }
}

/// For clients, who send it.
impl Serialize for Secret {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&self.text)
    }
}

impl JsonSchema for Secret {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> Cow<'static, str> {
        "Secret".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "minLength": SHORTEST, "maxLength": LONGEST })
    }
}

#[cfg(test)]
mod tests {
    use super::is_good;

    #[test]
    fn a_password_is_long_and_not_of_small_letters_alone() {
        for good in ["Secret123@", "super-secret-password", "password1", "Password", "пароль_пароль"] {
            assert!(is_good(good), "{good}");
        }
        for bad in ["", "Secret1", "password", "парольпароль", &"A".repeat(256)] {
            assert!(!is_good(bad), "{bad}");
        }
    }
}
