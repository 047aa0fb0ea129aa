//! The token endpoint: five grants, revocation, developer tokens (contract: identity §2).
//!
//! What surprises:
//! - Everything refused is 400 with `{"error", "error_description"}`; SDKs match on the texts.
//! - `aud` is always Box's own address, whatever server the client talks to.
//! - An assertion is checked before it comes near the writer; its `jti` is used up only by a token that is issued.
//! - Tokens are drawn before the transaction and stored as hashes.
mod assertion;
mod authorization_code;
mod authorize;
mod client;
mod client_credentials;
mod db;
mod developer;
mod embed_token;
mod form;
mod jwt_bearer;
mod refresh_token;
mod revoke;
mod subject;
#[cfg(test)]
mod tests;
mod token_exchange;

pub use assertion::Assertion;
pub use authorization_code::{NewCode, issue_code};
pub use authorize::{Asked, Grant, Request, Unfit, grant, grants, request, take_back};
pub use db::delete_expired;
pub use developer::{DeveloperToken, developer_token, end_developer_token, live_developer_token, make_developer_token};
pub(crate) use embed_token::{embed_token_text, issue_embed_token};
pub use form::Form;
pub use revoke::revoke;

use crate::{
    Error, Random, Result,
    identity::{Limit, TokenHash},
    items::LinkRef,
    wire::{AppId, UserId},
};
use boxwood_store::Db;
use serde::Serialize;

/// Seconds that an access token lives.
pub const LIFETIME: i64 = 3600;
/// Seconds that a refresh token lives: 60 days.
pub const REFRESH_LIFETIME: i64 = 60 * 86_400;
/// Seconds that an authorization code lives.
pub const CODE_LIFETIME: i64 = 30;
const SECOND: i64 = 1_000_000;

const ACCESS_TOKEN: &str = "urn:ietf:params:oauth:token-type:access_token";
const ID_TOKEN: &str = "urn:ietf:params:oauth:token-type:id_token";

/// What the endpoint needs besides the store.
#[derive(Clone, Debug)]
pub struct Issuer {
    pub random: Random,
    /// What an assertion's `aud` may be: Box's address and our own.
    pub audiences: Vec<String>,
    /// The bases of the URLs that name a resource: Box's API and our own, without a trailing slash.
    pub bases: Vec<String>,
}

impl Issuer {
    /// For a server that its clients know as `public_url` (scheme, host and port; no trailing slash).
    pub fn new(random: Random, public_url: &str) -> Self {
        let bases = vec!["https://api.box.com".to_owned(), public_url.trim_end_matches('/').to_owned()];
        let audiences = bases.iter().map(|base| format!("{base}/oauth2/token")).collect();
        Issuer { random, audiences, bases }
    }
}

/// The answer of the endpoint (contract: identity §2.2).
#[derive(Clone, Debug, Serialize)]
pub struct TokenReply {
    pub access_token: String,
    /// Seconds; a number, for some clients refuse a text.
    pub expires_in: i64,
    pub token_type: &'static str,
    pub restricted_to: Vec<Restriction>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refresh_token: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub issued_token_type: Option<&'static str>,
}

/// One scope on one thing.
#[derive(Clone, Debug, Serialize)]
pub struct Restriction {
    pub scope: &'static str,
    pub object: RestrictedTo,
}

#[derive(Clone, Debug, Serialize)]
pub struct RestrictedTo {
    pub r#type: &'static str,
    pub id: String,
}

impl TokenReply {
    fn bearer(access_token: String, expires_in: i64) -> Self {
        let restricted_to = Vec::new();
        TokenReply {
            access_token,
            expires_in,
            token_type: "bearer",
            restricted_to,
            refresh_token: None,
            issued_token_type: None,
        }
    }
}

/// A token to be stored.
struct NewToken<'a> {
    hash: TokenHash,
    app: AppId,
    user: UserId,
    settings: crate::Settings,
    downscoped: bool,
    resource: Option<Limit>,
    /// The shared link that it was exchanged for.
    link: Option<LinkRef>,
    label: Option<&'a str>,
    parent: Option<TokenHash>,
    refresh: Option<TokenHash>,
    /// Microseconds.
    expires_at: i64,
}

/// Answers `POST /oauth2/token`.
///
/// # Errors
/// In the OAuth shape, with the strings that clients match on (contract: identity §2.5).
pub async fn token(db: &Db, issuer: &Issuer, form: Form) -> Result<TokenReply> {
    match form.get("grant_type").unwrap_or_default() {
        "urn:ietf:params:oauth:grant-type:jwt-bearer" => jwt_bearer::exchange(db, issuer, form).await,
        "client_credentials" => client_credentials::exchange(db, issuer, form).await,
        "authorization_code" => authorization_code::exchange(db, issuer, form).await,
        "refresh_token" => refresh_token::exchange(db, issuer, form).await,
        "urn:ietf:params:oauth:grant-type:token-exchange" => token_exchange::exchange(db, issuer, form).await,
        _ => Err(Error::oauth("invalid_request", "Invalid grant_type parameter or parameter missing")),
    }
}
