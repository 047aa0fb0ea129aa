//! Access tokens: opaque to clients, a hash in the store.
use super::issued;
use crate::{
    Error, Result, Settings,
    items::LinkRef,
    person_columns,
    resources::users::Person,
    wire::{AppId, FileId, FolderId},
};
use boxwood_store::{Cached, FromValue, Joined, Key, Read, ToValue, Tx, Value, row};
use sha2::{Digest, Sha256};
use std::sync::Arc;

/// How many bytes of a token's hash are its time.
const STAMP: usize = 6;

/// All that is kept of a token, a code or a client secret.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct TokenHash([u8; 32]);

impl TokenHash {
    pub fn of(text: &str) -> Self {
        TokenHash(Sha256::digest(text.as_bytes()).into())
    }

    /// Under which a token is stored: six bytes of the time that its text begins with, and 26 of the digest.
    pub fn of_token(text: &str) -> Self {
        let mut hash = TokenHash::of(text);
        let time = TokenHash::at(issued::time_of(text));
        hash.0.iter_mut().zip(time.0).take(STAMP).for_each(|(byte, of_time)| *byte = of_time);
        hash
    }

    /// What is before every token of that time, in milliseconds, and behind all earlier ones.
    fn at(time: u64) -> Self {
        let mut bytes = [0; 32];
        let time = time.to_be_bytes();
        bytes.iter_mut().zip(time.into_iter().skip(time.len() - STAMP)).for_each(|(byte, of_time)| *byte = of_time);
        TokenHash(bytes)
    }

    /// As [`at`](Self::at), of a time in microseconds.
    pub(crate) fn since(now: i64) -> Self {
        TokenHash::at(now.max(0).unsigned_abs() / 1000)
    }

    /// Whether it is the hash of `text`, in a time that tells nothing of where they differ.
    pub fn is_of(&self, text: &str) -> bool {
        use subtle::ConstantTimeEq;
        self.0.ct_eq(&TokenHash::of(text).0).into()
    }

    /// The latter half, which is of the digest alone: as hard to meet by chance or by will as a 128-bit key.
    pub(crate) fn key(&self) -> Key {
        self.0.iter().skip(16).fold(0, |key, byte| key << 8 | u128::from(*byte))
    }
}

impl FromValue for TokenHash {
    fn from_value(value: Value<'_>) -> Option<Self> {
        if let Value::Bytes(bytes) = value { bytes.try_into().ok().map(TokenHash) } else { None }
    }
}

impl ToValue for TokenHash {
    fn to_value(&self) -> Value<'_> {
        Value::Bytes(&self.0)
    }
}

/// The only thing that a downscoped token reaches, with all that is below it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Limit {
    Folder(FolderId),
    File(FileId),
}

impl Limit {
    /// As it is stored: `folder:1`, `file:1`.
    pub fn text(self) -> String {
        match self {
            Limit::Folder(id) => format!("folder:{id}"),
            Limit::File(id) => format!("file:{id}"),
        }
    }

    pub(crate) fn of(text: &str) -> Option<Self> {
        match text.split_once(':')? {
            ("folder", id) => id.parse().ok().map(Limit::Folder),
            ("file", id) => id.parse().ok().map(Limit::File),
            _ => None,
        }
    }
}

impl FromValue for Limit {
    fn from_value(value: Value<'_>) -> Option<Self> {
        if let Value::Text(text) = value { Limit::of(text) } else { None }
    }
}

row! {
    /// A token and what its app may, by its own settings and by the enterprise's authorization.
    pub struct Token {
        hash: TokenHash,
        granted: Settings,
        downscoped: bool,
        resource: Option<Limit>,
        parent: Option<TokenHash>,
        expires_at: i64,
        shared_link: Option<LinkRef>,
        app_id: AppId,
        configured: Settings,
        authorized: Option<Settings>,
        enabled: Option<bool>,
    }
}

impl Token {
    /// What stands in for a token where nobody needs one; it is in no store and has no text that could be sent.
    pub(super) fn console(app_id: AppId) -> Token {
        let all = Settings::SCOPES | Settings::ENTERPRISE_ACCESS;
        Token {
            hash: TokenHash([0; 32]),
            granted: all,
            downscoped: false,
            resource: None,
            parent: None,
            expires_at: i64::MAX,
            shared_link: None,
            app_id,
            // As an app that has users of its own: whose they are, the operator says.
            configured: all | Settings::SERVER,
            authorized: Some(all),
            enabled: None,
        }
    }

    /// What was granted with the token and is still granted to the app: an app that loses a right loses it at once, one
    /// that gains a right needs a new token (contract: identity §3.5).
    pub fn settings(&self) -> Settings {
        // The access level is a server app's: one that users let in reaches what they reach (contract: identity §3.2).
        let always = if self.is_of_server_app() { Settings::NONE } else { Settings::ENTERPRISE_ACCESS };
        let standing = if self.is_of_server_app() { self.authorized.unwrap_or_default() } else { self.configured };
        // A downscoped token's own scopes are narrower names for what its parent had.
        self.granted & (if self.downscoped { standing.implied() } else { standing }) | always
    }

    /// Whether the enterprise lets the app work at all.
    pub fn is_app_enabled(&self) -> bool {
        let authorized = !self.is_of_server_app() || self.authorized.is_some();
        authorized && self.enabled.unwrap_or(true)
    }

    pub(super) fn is_of_server_app(&self) -> bool {
        self.configured.any(Settings::SERVER)
    }
}

/// A token with its app and its own user: one statement, one cached value.
pub struct Session {
    pub token: Token,
    pub actor: Person,
}

impl Cached for Session {
    fn sources(&self) -> impl IntoIterator<Item = Key> {
        [self.token.hash.key(), self.token.app_id.key(), self.actor.id.key()]
    }
}

const SESSION: &str = concat!(
    "SELECT t.hash, t.settings AS granted, t.downscoped, t.resource, t.parent, t.expires_at, t.shared_link, a.id AS app_id, \
     a.settings AS configured, z.settings AS authorized, z.enabled, ",
    person_columns!(),
    " FROM tokens t JOIN apps a ON a.id = t.app_id AND a.deleted_at IS NULL JOIN users u ON u.id = t.user_id \
     LEFT JOIN app_authorizations z ON z.app_id = t.app_id AND z.enterprise_id = u.enterprise_id \
     WHERE t.hash = $1 AND u.kind <> 'deleted' AND t.issued_at >= u.sessions_ended_at"
);

/// The session of a token that was issued and not revoked, and whose parents were not either; whether it has expired is
/// for the caller to see.
pub(crate) fn session(tx: &mut Tx<Read>, token: &TokenHash) -> Result<Option<Arc<Session>>> {
    let found = one_session(tx, token)?;
    let mut above = found.as_ref().and_then(|session| session.token.parent);
    while let Some(parent) = above {
        let Some(session) = one_session(tx, &parent)? else { return Ok(None) };
        above = session.token.parent;
    }
    Ok(found)
}

fn one_session(tx: &mut Tx<Read>, token: &TokenHash) -> Result<Option<Arc<Session>>> {
    tx.cached(token.key(), |tx| {
        let found: Option<Joined<Token, Person>> = tx.opt(SESSION, (token,))?;
        Ok::<_, Error>(found.map(|Joined(token, actor)| Session { token, actor }))
    })
}

/// How many exchanges lie between a live token and the login that it comes from.
pub(crate) fn generation(tx: &mut Tx<Read>, of: &Session) -> Result<usize> {
    let (mut count, mut above) = (0, of.token.parent);
    while let Some(parent) = above {
        count += 1;
        above = one_session(tx, &parent)?.and_then(|session| session.token.parent);
    }
    Ok(count)
}
