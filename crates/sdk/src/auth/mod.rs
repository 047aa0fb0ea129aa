//! How a client comes by its token, and by the next one.
mod jwt;
mod keeper;
mod narrow;
mod oauth;
mod store;

pub use jwt::JwtConfig;
pub(crate) use keeper::Keeper;
pub use narrow::Narrowed;
pub use oauth::{OAuthApp, Pkce};
pub use store::{FileStore, Lock, MemoryStore, StoredToken, TokenStore};

use crate::Secret;
use std::{fmt, sync::Arc};

/// Whom a server app's token is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Subject {
    /// The app's service account in an enterprise; its id.
    Enterprise(String),
    /// A user; their id.
    User(String),
}

impl Subject {
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Subject::Enterprise(_) => "enterprise",
            Subject::User(_) => "user",
        }
    }

    pub(crate) fn id(&self) -> &str {
        match self {
            Subject::Enterprise(id) | Subject::User(id) => id,
        }
    }
}

/// What a client logs in with.
#[derive(Clone)]
pub enum Credentials {
    /// A token that somebody else has come by, a developer token say. It is not renewed.
    Token(Secret),
    /// An app that signs assertions with its private key.
    Jwt(JwtConfig),
    /// An app that has a secret (client credentials grant).
    ClientCredentials {
        /// The app.
        client_id: String,
        /// Its secret.
        client_secret: Secret,
        /// Whom the token is for.
        subject: Subject,
    },
    /// A user who has let the app in (OAuth 2.0); the store has their tokens.
    OAuth(OAuthApp, Arc<dyn TokenStore>),
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Credentials::Token(_) => "Token",
            Credentials::Jwt(_) => "Jwt",
            Credentials::ClientCredentials { .. } => "ClientCredentials",
            Credentials::OAuth(..) => "OAuth",
        })
    }
}

impl From<JwtConfig> for Credentials {
    fn from(config: JwtConfig) -> Self {
        Credentials::Jwt(config)
    }
}

/// An access token.
#[derive(Clone, Debug)]
pub struct Token {
    /// What is sent.
    pub access: Secret,
    /// Seconds since 1970, by the client's clock; None where nobody said.
    pub expires_at: Option<i64>,
    /// What the next one is had for.
    pub refresh: Option<Secret>,
}
