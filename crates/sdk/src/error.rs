//! Everything that can go wrong with a call, and what to do about it.
use serde::Deserialize;
use serde_json::Value;
use std::{fmt, time::Duration};

/// The result of a call.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why a call did not succeed. Its text ends in what can be done next.
#[derive(Clone, Debug)]
pub enum Error {
    /// The server has refused the call.
    Refused(Box<Refused>),
    /// The token endpoint has given no token.
    NoToken(Box<NoToken>),
    /// Nothing came back: no connection, or one that broke.
    Unanswered {
        /// The operation's id.
        operation: &'static str,
        /// What the network said.
        cause: String,
    },
    /// Something came back, and it is not what the operation answers.
    Unreadable {
        /// The operation's id.
        operation: &'static str,
        /// What is wrong with it.
        cause: String,
    },
    /// What the program gave cannot be used: a key, an address, a file.
    Unfit(String),
}

/// What the server said as it refused a call.
#[derive(Clone, Debug, Default)]
pub struct Refused {
    /// The operation's id.
    pub operation: &'static str,
    /// The status of the answer.
    pub status: u16,
    /// Box's code, `item_name_in_use`; empty where the answer has no body.
    pub code: String,
    /// A sentence for people.
    pub message: String,
    /// What the server's own people find the call by.
    pub request_id: String,
    /// Particulars: which parameter, which conflicts.
    pub context: Option<Value>,
    /// What `WWW-Authenticate` says.
    pub challenge: Option<String>,
    /// When to ask again.
    pub retry_after: Option<Duration>,
    /// How often the call was made.
    pub attempts: u32,
}

/// What the token endpoint said (RFC 6749).
#[derive(Clone, Debug, Default)]
pub struct NoToken {
    /// The status of the answer.
    pub status: u16,
    /// `invalid_grant` and the like.
    pub error: String,
    /// A sentence for people.
    pub description: String,
    /// What time the server had, in seconds since 1970.
    pub server_time: Option<i64>,
}

/// Box's envelope. What is missing in it is no reason not to tell the rest.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Envelope {
    code: String,
    message: String,
    request_id: String,
    context_info: Option<Value>,
}

impl Refused {
    /// From the body of an answer, as far as it is one.
    pub(crate) fn read(mut self, body: &[u8]) -> Self {
        let envelope: Envelope = serde_json::from_slice(body).unwrap_or_default();
        (self.code, self.message) = (envelope.code, envelope.message);
        (self.request_id, self.context) = (envelope.request_id, envelope.context_info);
        self
    }

    /// The items that stand in the way, where that is the reason (`item_name_in_use`).
    pub fn conflicts(&self) -> Vec<&Value> {
        match self.context.as_ref().and_then(|context| context.get("conflicts")) {
            Some(Value::Array(several)) => several.iter().collect(),
            Some(one @ Value::Object(_)) => vec![one],
            _ => Vec::new(),
        }
    }

    /// What to do about it, where that can be said.
    fn advice(&self) -> &'static str {
        let challenge = self.challenge.as_deref().unwrap_or_default();
        match (self.status, self.code.as_str()) {
            (401, "unauthorized") => "have an admin look at the user and at the app's authorization",
            (401, _) => "get a new token",
            (403, _) if challenge.contains("insufficient_scope") => {
                "give the app the scope, or the right to act as users, in its configuration, and have an admin \
                 authorize it again; tokens from before do not change"
            }
            (403, "access_denied_insufficient_permissions") => "ask as somebody who may: as_user(id), or as_self()",
            (404, "trashed") => "restore it first, or ask for it in the trash",
            (404, _) => "check the id, and whether this user can see it",
            (409, "item_name_in_use") => "choose another name, or use what is there (conflicts())",
            (412, _) => "read it again, and repeat the change with its new etag",
            (429, _) => "make fewer calls at a time",
            (status, _) if status >= 500 => "try again later, and give the request id to who runs the server",
            _ => "",
        }
    }
}

impl NoToken {
    /// Whether another assertion, signed by the server's time, could do.
    pub(crate) fn is_about_time(&self) -> bool {
        let named = |claim| self.description.contains(claim);
        self.error == "invalid_grant" && (named("'exp'") || named("'jti'") || named("'iat'") || named("'nbf'"))
    }

    fn advice(&self) -> &'static str {
        match self.error.as_str() {
            "invalid_client" => "check client id and client secret",
            "unauthorized_client" => "have an admin authorize the app, and check which ways to log in it has",
            "invalid_grant" if self.is_about_time() => "set this machine's clock",
            "invalid_grant" if self.description.contains("efresh token") => "have the user log in once more",
            "invalid_grant" => "check key, passphrase and subject in the app's configuration file",
            "invalid_scope" => "ask for scopes that the token to be narrowed has",
            _ => "",
        }
    }
}

impl Error {
    /// For settings that will not do.
    pub(crate) fn unfit(what: impl Into<String>) -> Self {
        Error::Unfit(what.into())
    }

    /// The status of the answer, if there was one.
    pub fn status(&self) -> Option<u16> {
        match self {
            Error::Refused(refused) => Some(refused.status),
            Error::NoToken(refused) => Some(refused.status),
            _ => None,
        }
    }

    /// Box's code, or that of RFC 6749; empty where nobody said one.
    pub fn code(&self) -> &str {
        match self {
            Error::Refused(refused) => &refused.code,
            Error::NoToken(refused) => &refused.error,
            _ => "",
        }
    }

    /// What the server said, if it was the server.
    pub fn refused(&self) -> Option<&Refused> {
        if let Error::Refused(refused) = self { Some(refused) } else { None }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let advice = match self {
            Error::Refused(refused) => {
                write!(f, "{}: {}", refused.operation, refused.status)?;
                for (before, text) in
                    [(" ", &refused.code), (": ", &refused.message), (", request ", &refused.request_id)]
                {
                    if !text.is_empty() {
                        write!(f, "{before}{text}")?;
                    }
                }
                refused.advice()
            }
            Error::NoToken(refused) => {
                write!(f, "no token: {} {}: {}", refused.status, refused.error, refused.description)?;
                refused.advice()
            }
            Error::Unanswered { operation, cause } => {
                write!(f, "{operation}: no answer: {cause}")?;
                "check the address and the network"
            }
            Error::Unreadable { operation, cause } => {
                write!(f, "{operation}: an answer that cannot be read: {cause}")?;
                "is this the address of an API?"
            }
            Error::Unfit(what) => return f.write_str(what),
        };
        if advice.is_empty() { Ok(()) } else { write!(f, "; {advice}") }
    }
}

impl std::error::Error for Error {}

#[cfg(test)]
mod tests {
    use super::{Error, NoToken, Refused};

    #[test]
    fn a_refusal_says_what_it_is_and_what_to_do() {
        let body =
            br#"{"type":"error","status":409,"code":"item_name_in_use","message":"Item with the same name already
            exists","request_id":"abc","context_info":{"conflicts":[{"type":"folder","id":"12"}]}}"#;
        let body: Vec<u8> = body.iter().copied().filter(|byte| *byte != b'\n').collect();
        let refused = Refused { operation: "post_folders", status: 409, ..Refused::default() }.read(&body);
        assert_eq!(refused.conflicts().first().and_then(|one| one["id"].as_str()), Some("12"));
        let text = Error::Refused(Box::new(refused)).to_string();
        assert!(text.starts_with("post_folders: 409 item_name_in_use: Item"), "{text}");
        assert!(text.ends_with("request abc; choose another name, or use what is there (conflicts())"), "{text}");
    }

    #[test]
    fn an_empty_refusal_is_told_by_its_challenge() {
        let challenge = Some(r#"Bearer realm="Service", error="insufficient_scope""#.to_owned());
        let refused = Refused { operation: "get_users", status: 403, challenge, ..Refused::default() }.read(b"");
        let text = Error::Refused(Box::new(refused)).to_string();
        assert!(text.starts_with("get_users: 403; give the app the scope"), "{text}");
    }

    #[test]
    fn only_what_another_assertion_could_mend_is_about_time() {
        let said = |error: &str, description: &str| NoToken {
            error: error.to_owned(),
            description: description.to_owned(),
            ..NoToken::default()
        };
        assert!(said("invalid_grant", "Please check the 'exp' claim.").is_about_time());
        assert!(said("invalid_grant", "Please check the 'jti' claim.").is_about_time());
        assert!(!said("invalid_grant", "Signature verification error.").is_about_time());
        assert!(!said("invalid_client", "Please check the 'exp' claim.").is_about_time());
    }
}
