//! The tables of the token endpoint.
use super::{
    CODE_LIFETIME, LIFETIME, NewToken, REFRESH_LIFETIME, SECOND,
    client::{Client, PublicKey},
    subject::Authorization,
};
use crate::{
    Result, Settings,
    identity::TokenHash,
    items::LinkRef,
    wire::{AppId, EnterpriseId, UserId},
};
use boxwood_store::{Read, Tx, Write, row};

const CLIENT: &str = "SELECT id, enterprise_id, client_id, secret_hash, settings FROM apps \
    WHERE client_id = $1 AND deleted_at IS NULL";
const KEYS: &str = "SELECT kid, public_key, used_at FROM app_keys WHERE app_id = $1 ORDER BY id";
const KEY_USED: &str = "UPDATE app_keys SET used_at = $3 WHERE app_id = $1 AND kid = $2";
const AUTHORIZATION: &str = "SELECT app_id, enterprise_id, settings, service_account_id, enabled \
    FROM app_authorizations WHERE app_id = $1 AND enterprise_id = $2";
const USE_JTI: &str = "INSERT INTO jtis (hash, expires_at) VALUES ($1, $2) ON CONFLICT DO NOTHING";
const INSERT_TOKEN: &str = "INSERT INTO tokens (hash, app_id, user_id, settings, downscoped, resource, label, parent, \
    refresh_hash, issued_at, expires_at, shared_link) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
const INSERT_REFRESH: &str = "INSERT INTO refresh_tokens (hash, app_id, user_id, settings, access_hash, issued_at, \
    expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7)";
const TAKE_REFRESH: &str = "DELETE FROM refresh_tokens WHERE hash = $1 AND app_id = $2 \
    RETURNING user_id, settings, access_hash, issued_at, expires_at";
const INSERT_CODE: &str = "INSERT INTO auth_codes (hash, app_id, user_id, settings, redirect_uri, code_challenge, \
    expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7)";
const TAKE_CODE: &str = "DELETE FROM auth_codes WHERE hash = $1 AND app_id = $2 \
    RETURNING user_id, settings, redirect_uri, code_challenge, expires_at";
const TAKE_TOKEN: &str = "DELETE FROM tokens WHERE hash = $1 AND app_id = $2 RETURNING refresh_hash, user_id";
const SET_DEVELOPER: &str = "UPDATE apps SET developer_token = $2 WHERE id = $1";
const DEVELOPER: &str = "SELECT developer_token FROM apps WHERE id = $1";
const LIVE_DEVELOPER: &str = "SELECT t.user_id, u.name, t.expires_at FROM apps a JOIN tokens t ON t.hash = a.developer_token \
    JOIN users u ON u.id = t.user_id WHERE a.id = $1 AND t.expires_at > $2 AND t.issued_at >= u.sessions_ended_at";
const SESSIONS_ENDED: &str = "SELECT sessions_ended_at FROM users WHERE id = $1";
const PUT_GRANT: &str = "INSERT INTO app_grants (user_id, app_id, settings, granted_at) VALUES ($1, $2, $3, $4) \
    ON CONFLICT (user_id, app_id) DO UPDATE SET settings = excluded.settings, granted_at = excluded.granted_at";
// Joined from the left, so that PostgreSQL begins with the few grants and not with all apps.
const GRANTS: &str = "SELECT g.app_id, a.name, e.name AS owner_enterprise, g.settings, g.granted_at FROM app_grants g \
    LEFT JOIN apps a ON a.id = g.app_id LEFT JOIN enterprises e ON e.id = a.enterprise_id \
    WHERE g.user_id = $1 AND a.deleted_at IS NULL ORDER BY g.granted_at DESC, g.app_id LIMIT 200";
const DELETE_GRANT: &str = "DELETE FROM app_grants WHERE user_id = $1 AND app_id = $2 RETURNING app_id";
const END_TOKENS: &str =
    "DELETE FROM tokens WHERE user_id = $1 AND app_id = $2 AND refresh_hash IS NOT NULL RETURNING hash";
const END_REFRESH: &str = "DELETE FROM refresh_tokens WHERE user_id = $1 AND app_id = $2";
const END_CODES: &str = "DELETE FROM auth_codes WHERE user_id = $1 AND app_id = $2";
const EXPIRED_JTIS: &str = "DELETE FROM jtis WHERE hash BETWEEN $2 AND $3 AND expires_at < $1";
/// Up to a key, which is a time; a few at a time, because everybody else waits for it.
macro_rules! expired {
    ($table:literal) => {
        concat!(
            "DELETE FROM ",
            $table,
            " WHERE hash IN (SELECT hash FROM ",
            $table,
            " WHERE hash < $2 AND expires_at < $1 ORDER BY hash LIMIT 10000)"
        )
    };
}
const EXPIRED_TOKENS: &str = expired!("tokens");
const EXPIRED_CODES: &str = expired!("auth_codes");
const EXPIRED_REFRESH_TOKENS: &str = expired!("refresh_tokens");

row! {
    struct ClientRow {
        id: AppId,
        enterprise_id: EnterpriseId,
        client_id: String,
        secret_hash: TokenHash,
        settings: Settings,
    }
}

row! {
    pub(super) struct Refresh {
        user_id: UserId,
        settings: Settings,
        access_hash: TokenHash,
        issued_at: i64,
        expires_at: i64,
    }
}

row! {
    pub(super) struct Code {
        user_id: UserId,
        settings: Settings,
        redirect_uri: Option<String>,
        code_challenge: Option<String>,
        expires_at: i64,
    }
}

pub(super) fn client(tx: &mut Tx<Read>, client_id: &str) -> Result<Option<Client>> {
    let Some(row) = tx.opt::<ClientRow>(CLIENT, (client_id,))? else { return Ok(None) };
    let keys: Vec<(String, Vec<u8>, Option<i64>)> = tx.many(KEYS, (row.id,))?;
    let keys = keys.into_iter().map(|(kid, spki, used_at)| PublicKey::new(kid, &spki, used_at)).collect();
    let ClientRow { id, enterprise_id, client_id, secret_hash, settings } = row;
    Ok(Some(Client { id, enterprise_id, client_id, secret_hash, settings, keys }))
}

/// Whoever looks at the app next reads its keys anew.
pub(super) fn key_used(tx: &mut Tx<Write>, app: AppId, kid: &str, at: i64) -> Result<()> {
    tx.exec(KEY_USED, (app, kid, at))?;
    tx.forget(app.key());
    Ok(())
}

pub(super) fn authorization(tx: &mut Tx<Read>, app: AppId, of: EnterpriseId) -> Result<Option<Authorization>> {
    Ok(tx.opt(AUTHORIZATION, (app, of))?)
}

/// False if it was used before. Kept until the assertion has expired by itself.
pub(super) fn use_jti(tx: &mut Tx<Write>, app: AppId, jti: &str, expires_at: i64) -> Result<bool> {
    let hash = TokenHash::of(&format!("{app} {jti}"));
    Ok(tx.exec(USE_JTI, (hash, expires_at))? == 1)
}

pub(super) fn insert_token(tx: &mut Tx<Write>, new: &NewToken<'_>) -> Result<()> {
    let (now, resource, link) = (tx.now(), new.resource.map(super::Limit::text), new.link.map(LinkRef::text));
    let NewToken { hash, app, user, settings, downscoped, label, parent, refresh, expires_at, .. } = new;
    tx.exec(
        INSERT_TOKEN,
        (hash, app, user, settings, *downscoped, &resource, label, parent, refresh, now, *expires_at, &link),
    )?;
    Ok(())
}

/// Stores the refresh token of a pair.
pub(super) fn insert_refresh(tx: &mut Tx<Write>, hash: &TokenHash, of: &NewToken<'_>, expires_at: i64) -> Result<()> {
    let now = tx.now();
    tx.exec(INSERT_REFRESH, (hash, of.app, of.user, of.settings, of.hash, now, expires_at))?;
    Ok(())
}

/// Takes a refresh token out of the store: whoever has it from here is the only one.
pub(super) fn take_refresh(tx: &mut Tx<Write>, hash: &TokenHash, app: AppId) -> Result<Option<Refresh>> {
    Ok(tx.opt(TAKE_REFRESH, (hash, app))?)
}

pub(super) fn insert_code(
    tx: &mut Tx<Write>,
    hash: &TokenHash,
    new: &super::NewCode<'_>,
    expires_at: i64,
) -> Result<()> {
    let super::NewCode { app, user, settings, redirect_uri, code_challenge } = new;
    tx.exec(INSERT_CODE, (hash, app, user, settings, redirect_uri, code_challenge, expires_at))?;
    Ok(())
}

/// Takes a code out of the store: it is good for one use.
pub(super) fn take_code(tx: &mut Tx<Write>, hash: &TokenHash, app: AppId) -> Result<Option<Code>> {
    Ok(tx.opt(TAKE_CODE, (hash, app))?)
}

/// What the user has let the app do; the last answer counts.
pub(super) fn put_grant(tx: &mut Tx<Write>, user: UserId, app: AppId, settings: Settings) -> Result<()> {
    let now = tx.now();
    tx.exec(PUT_GRANT, (user, app, settings, now))?;
    Ok(())
}

pub(super) fn grants(tx: &mut Tx<Read>, user: UserId) -> Result<Vec<super::Grant>> {
    Ok(tx.many(GRANTS, (user,))?)
}

/// False if there is none.
pub(super) fn delete_grant(tx: &mut Tx<Write>, user: UserId, app: AppId) -> Result<bool> {
    let found: Option<(AppId,)> = tx.opt(DELETE_GRANT, (user, app))?;
    Ok(found.is_some())
}

/// Ends the tokens that came of the user's consent, and with them what was exchanged from them.
pub(super) fn end_grant(tx: &mut Tx<Write>, user: UserId, app: AppId) -> Result<()> {
    let ended: Vec<(TokenHash,)> = tx.many(END_TOKENS, (user, app))?;
    for (hash,) in ended {
        tx.forget(hash.key());
    }
    tx.exec(END_REFRESH, (user, app))?;
    // Codes live for seconds, so there are few of them.
    tx.exec(END_CODES, (user, app))?;
    Ok(())
}

/// Takes an access token out of the store, and with it all that was exchanged from it. Answers its refresh token and
/// its user.
pub(super) fn take_token(
    tx: &mut Tx<Write>,
    hash: &TokenHash,
    app: AppId,
) -> Result<Option<(Option<TokenHash>, UserId)>> {
    let taken = tx.opt(TAKE_TOKEN, (hash, app))?;
    tx.forget(hash.key());
    Ok(taken)
}

/// Makes this the app's only developer token, or leaves it without one.
pub(super) fn set_developer_token(tx: &mut Tx<Write>, app: AppId, hash: Option<&TokenHash>) -> Result<()> {
    let old: Option<(Option<TokenHash>,)> = tx.opt(DEVELOPER, (app,))?;
    if let Some((Some(old),)) = old {
        take_token(tx, &old, app)?;
    }
    tx.exec(SET_DEVELOPER, (app, hash.copied()))?;
    Ok(())
}

pub(super) fn live_developer_token(tx: &mut Tx<Read>, app: AppId) -> Result<Option<super::DeveloperToken>> {
    let now = tx.now();
    Ok(tx.opt(LIVE_DEVELOPER, (app, now))?)
}

/// Since when tokens of this user count, in microseconds.
pub(super) fn sessions_ended_at(tx: &mut Tx<Read>, user: UserId) -> Result<i64> {
    let found: Option<(i64,)> = tx.opt(SESSIONS_ENDED, (user,))?;
    Ok(found.map_or(i64::MAX, |(at,)| at))
}

/// Drops what has expired: an expired token is kept for a day and an expired refresh token for 60, so that their
/// holders hear the right reason. Tokens are stored in the order of their issue, so that the old ones are at one end. Used
/// assertions are in no order and go by 256ths, the first byte of the digest being `slice`: nobody should wait for all.
///
/// # Errors
/// Those of the store.
pub fn delete_expired(tx: &mut Tx<Write>, slice: u8) -> Result<u64> {
    let (now, day) = (tx.now(), 86_400 * SECOND);
    let (mut first, mut last) = ([0; 32], [u8::MAX; 32]);
    (first[0], last[0]) = (slice, slice);
    let mut dropped = tx.exec(EXPIRED_JTIS, (now, first, last))?;
    for (statement, lifetime, kept) in [
        (EXPIRED_TOKENS, LIFETIME, day),
        (EXPIRED_CODES, CODE_LIFETIME, day),
        (EXPIRED_REFRESH_TOKENS, REFRESH_LIFETIME, 60 * day),
    ] {
        let expired = now - kept;
        dropped += tx.exec(statement, (expired, TokenHash::since(expired - lifetime * SECOND)))?;
    }
    Ok(dropped)
}
