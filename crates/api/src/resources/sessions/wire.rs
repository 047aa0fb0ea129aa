//! The bodies of session termination.
use crate::{
    Body, Call, Error, Result,
    wire::{GroupId, Text, UserId},
    without_nul,
};
use bytes::Bytes;
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::Value;
use std::{borrow::Cow, str::FromStr};

/// How many users one call may name: all of them are done in one transaction.
const MOST: usize = 1000;

#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
pub struct Message {
    pub message: Cow<'static, str>,
}

/// Whose sessions: the users of both lists.
#[derive(Clone, Debug, Serialize)]
pub struct UserSessions {
    #[serde(rename = "user_ids")]
    pub ids: Vec<UserId>,
    #[serde(rename = "user_logins")]
    pub logins: Vec<String>,
}

/// As clients send it; what is wrong with it has texts of its own (contract: identity §6.7).
#[derive(Default, Deserialize, JsonSchema)]
#[serde(default)]
#[schemars(rename = "UserSessions", extend("required" = ["user_ids", "user_logins"]))]
struct Sent {
    #[schemars(with = "Vec<UserId>", length(min = 1))]
    user_ids: Option<Vec<Value>>,
    #[schemars(with = "Vec<String>", length(min = 1))]
    user_logins: Option<Vec<Text>>,
}

impl Body for UserSessions {
    const MEDIA: Option<&'static str> = Some("application/json");
    const LIMIT: usize = 1 << 18;

    fn decode(call: &Call) -> Result<Self> {
        let sent: Sent = read(&call.body)?;
        let (ids, logins) = (sent.user_ids.unwrap_or_default(), sent.user_logins.unwrap_or_default());
        if ids.is_empty() || logins.is_empty() {
            return Err(Error::bad_request("Users can not be NULL or EMPTY"));
        }
        if ids.len() + logins.len() > MOST {
            return Err(Error::bad_request(format!("One request ends the sessions of {MOST} users at the most")));
        }
        let ids = parsed(&ids).ok_or_else(|| Error::bad_request("User id format is string"))?;
        Ok(UserSessions { ids, logins: logins.into_iter().map(|login| login.0).collect() })
    }

    fn schema(generator: &mut SchemaGenerator) -> Schema {
        generator.subschema_for::<Sent>()
    }
}

/// How many groups one call may name.
const MOST_GROUPS: usize = 100;

/// Whose sessions: all who are in the groups.
#[derive(Clone, Debug, Serialize)]
pub struct GroupSessions {
    #[serde(rename = "group_ids")]
    pub ids: Vec<GroupId>,
}

#[derive(Default, Deserialize, JsonSchema)]
#[serde(default)]
#[schemars(rename = "GroupSessions", extend("required" = ["group_ids"]))]
struct SentGroups {
    #[schemars(with = "Vec<GroupId>", length(min = 1))]
    group_ids: Option<Vec<Value>>,
}

impl Body for GroupSessions {
    const MEDIA: Option<&'static str> = Some("application/json");
    const LIMIT: usize = 1 << 16;

    fn decode(call: &Call) -> Result<Self> {
        let ids = read::<SentGroups>(&call.body)?.group_ids.unwrap_or_default();
        if ids.is_empty() {
            return Err(Error::bad_request("Groups can not be NULL or EMPTY"));
        }
        if ids.len() > MOST_GROUPS {
            return Err(Error::bad_request(format!(
                "One request ends the sessions of {MOST_GROUPS} groups at the most"
            )));
        }
        let ids = parsed(&ids).ok_or_else(|| Error::bad_request("Group id format is string"))?;
        Ok(GroupSessions { ids })
    }

    fn schema(generator: &mut SchemaGenerator) -> Schema {
        generator.subschema_for::<SentGroups>()
    }
}

fn read<T: DeserializeOwned>(bytes: &Bytes) -> Result<T> {
    without_nul(bytes)?;
    let not_json = |_| Error::bad_request("Supported payload format is JSON");
    let object: serde_json::Map<String, Value> = serde_json::from_slice(bytes).map_err(not_json)?;
    serde_json::from_value(Value::Object(object)).map_err(|error| Error::bad_request(error.to_string()))
}

/// Ids must be texts here.
fn parsed<T: FromStr>(ids: &[Value]) -> Option<Vec<T>> {
    ids.iter().map(|value| value.as_str().and_then(|text| text.parse().ok())).collect()
}
