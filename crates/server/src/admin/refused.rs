//! Why a command was not carried out, for whoever gave it.
use boxwood_api::Error;
use serde::{Deserialize, Serialize};
use std::fmt;

/// What went wrong, in the coarse terms that a script acts on.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// It would break a rule.
    #[default]
    Refused,
    /// Nothing of that name or id is there.
    Missing,
    /// The store or the server cannot be reached, or failed.
    Failed,
}

/// A sentence on what went wrong, and one on what to do next.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Refused {
    pub kind: Kind,
    pub message: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
}

impl Refused {
    pub fn new(message: impl Into<String>) -> Self {
        Refused { kind: Kind::Refused, message: message.into(), hint: None }
    }

    pub fn missing(message: impl Into<String>) -> Self {
        Refused { kind: Kind::Missing, ..Refused::new(message) }
    }

    pub fn failed(message: impl Into<String>) -> Self {
        Refused { kind: Kind::Failed, ..Refused::new(message) }
    }

    #[must_use]
    pub fn hint(self, hint: impl Into<String>) -> Self {
        Refused { hint: Some(hint.into()), ..self }
    }
}

/// As clients see it, and for a failure of our own with the cause, which is for operators.
impl From<Error> for Refused {
    fn from(error: Error) -> Self {
        if error.status() >= 500 {
            return Refused::failed(error.to_string());
        }
        let body = error.body("").unwrap_or_default();
        let text = |at: &str| body.pointer(at).and_then(serde_json::Value::as_str);
        let (name, message) = (text("/context_info/errors/0/name"), text("/message").unwrap_or("Refused"));
        let detail = text("/context_info/errors/0/message");
        if let (404, Some(name), Some(id)) = (error.status(), name, detail.and_then(|text| text.split('\'').nth(1))) {
            return Refused::missing(format!("There is no {name} '{id}'."));
        }
        let message = match (detail, name) {
            (Some("Invalid value"), Some(name)) => format!("The value of {name} will not do."),
            (Some(detail), _) => detail.to_owned(),
            (None, _) => message.to_owned(),
        };
        if error.status() == 404 { Refused::missing(message) } else { Refused::new(message) }
    }
}

impl From<boxwood_store::Error> for Refused {
    fn from(error: boxwood_store::Error) -> Self {
        Refused::failed(error.to_string())
    }
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Refused {}
