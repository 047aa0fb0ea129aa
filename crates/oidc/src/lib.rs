//! A client of an OpenID Connect provider: the authorization code flow with PKCE, and nothing else of it.
//!
//! What surprises:
//! - Nothing is asked of the provider before somebody wants to sign in with it, so that a server starts without it.
//! - A provider by plain http is one for tests, on this very machine; any other is reached by https alone, and so is every
//!   address that its own description names.
//! - What a provider says is for the log. Nothing of it is meant to be shown to people but the e-mail address, once the
//!   signature holds.
//! - The clock is the caller's, in microseconds since 1970.
mod http;
mod provider;
mod settings;
mod tokens;

pub use provider::Provider;
pub use settings::{Secret, Settings, Unfit};

use std::fmt;

/// What ties an answer to the browser that asked. All three are secrets of that browser, drawn anew each time; `verifier`
/// has 43 characters at least and 128 at most (RFC 7636).
#[derive(Clone)]
pub struct Flow {
    pub state: String,
    pub nonce: String,
    pub verifier: String,
}

/// Whom the provider vouches for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// Who it is for the provider, for good: an e-mail address can pass to another person.
    pub subject: String,
    /// An address that the provider says is verified. None: it has none, or does not say so.
    pub email: Option<String>,
}

/// Why nobody is vouched for; the text is for the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// Not heard from in time, or not in a way that can be understood.
    Unavailable(String),
    /// An answer that must not be believed.
    Untrusted(String),
    /// Too many wait for the provider already.
    Busy,
}

impl Failure {
    /// With all causes, and not too long: some of it comes from elsewhere.
    fn text(error: &dyn std::error::Error) -> String {
        let mut text = error.to_string();
        let mut cause = error.source();
        while let Some(next) = cause {
            text = format!("{text}: {next}");
            cause = next.source();
        }
        text.chars().take(400).collect()
    }

    fn unavailable(error: &dyn std::error::Error) -> Self {
        Failure::Unavailable(Failure::text(error))
    }

    fn untrusted(error: &dyn std::error::Error) -> Self {
        Failure::Untrusted(Failure::text(error))
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            // Quoted, so that a line of somebody else's does not pass for one of the log.
            Failure::Unavailable(why) => write!(f, "the provider cannot be reached or understood: {why:?}"),
            Failure::Untrusted(why) => write!(f, "the provider's answer does not hold: {why:?}"),
            Failure::Busy => f.write_str("too many wait for the provider already"),
        }
    }
}
