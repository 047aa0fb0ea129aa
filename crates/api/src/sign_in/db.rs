//! The table of sessions, and what of the users it needs.
use super::{
    FactorSecret, acting, attempts, provider,
    session::{Candidate, NewSession, Stage, WebSession},
};
use crate::{
    Error, Result,
    identity::{PasswordHash, TokenHash},
    person_columns,
    resources::users::Person,
    wire::{Time, UserId},
};
use boxwood_store::{Joined, Read, Tx, Write, row};
use std::sync::Arc;

row! {
    /// A session as its user's own list shows it.
    pub struct SessionRow {
        id: i64,
        hash: TokenHash,
        agent: String,
        created_at: Time,
        seen_at: Time,
    }
}

row! {
    pub(super) struct Known {
        secret: FactorSecret,
        confirmed: bool,
        last_step: i64,
    }
}

row! {
    struct Standing {
        session_id: i64,
        stage: Stage,
        acting_as: Option<UserId>,
        created_at: Time,
        seen_at: i64,
    }
}

row! {
    struct Named {
        name: String,
        login: Option<String>,
        enterprise: Option<String>,
    }
}

const CANDIDATE: &str = concat!(
    "SELECT u.password_hash, u.password_reset, ",
    person_columns!(),
    " FROM users u WHERE u.login = $1 AND u.kind = 'managed'"
);
const HASH_OF: &str = "SELECT password_hash FROM users WHERE id = $1";
const HAS_FACTOR: &str = "SELECT user_id FROM second_factors WHERE user_id = $1 AND confirmed";
const INSERT: &str = "INSERT INTO web_sessions (hash, user_id, stage, agent, created_at, seen_at, expires_at, by_provider) \
    VALUES ($1, $2, $3, $4, $5, $5, $6, $7)";
const FIND: &str = concat!(
    "SELECT s.id AS session_id, s.stage, s.acting_as, s.created_at, s.seen_at, ",
    person_columns!(),
    " FROM web_sessions s JOIN users u ON u.id = s.user_id WHERE s.hash = $1 AND s.expires_at > $2 \
     AND s.created_at >= u.sessions_ended_at AND u.kind = 'managed' AND u.status <> 'inactive'"
);
const NAMED: &str = "SELECT u.name, u.login, e.name AS enterprise FROM users u \
    LEFT JOIN enterprises e ON e.id = u.enterprise_id WHERE u.id = $1";
const OWN_LOGIN: &str = "SELECT u.login FROM web_sessions s JOIN users u ON u.id = s.user_id WHERE s.hash = $1";
const SEEN: &str = "UPDATE web_sessions SET seen_at = $2 WHERE hash = $1";
const ADVANCE: &str = "UPDATE web_sessions SET hash = $2, stage = $3 WHERE hash = $1";
const ACT: &str = "UPDATE web_sessions SET hash = $2, acting_as = $3 WHERE hash = $1";
const END: &str = "DELETE FROM web_sessions WHERE hash = $1";
const LIST: &str = "SELECT s.id, s.hash, s.agent, s.created_at, s.seen_at FROM web_sessions s \
    JOIN users u ON u.id = s.user_id WHERE s.user_id = $1 AND s.expires_at > $2 AND s.stage = 'full' \
    AND s.created_at >= u.sessions_ended_at ORDER BY s.id DESC LIMIT 100";
const END_ONE: &str = "DELETE FROM web_sessions WHERE id = $1 AND user_id = $2";
const END_OTHERS: &str = "DELETE FROM web_sessions WHERE user_id = $1 AND hash <> $2";
const FACTOR: &str = "SELECT secret, confirmed, last_step FROM second_factors WHERE user_id = $1";
const BEGIN_FACTOR: &str = "INSERT INTO second_factors (user_id, secret, confirmed, last_step, created_at) \
    VALUES ($1, $2, FALSE, 0, $3) ON CONFLICT (user_id) DO UPDATE SET secret = excluded.secret, \
    created_at = excluded.created_at WHERE NOT second_factors.confirmed RETURNING user_id";
const CONFIRM_FACTOR: &str = "UPDATE second_factors SET confirmed = TRUE, last_step = $2 WHERE user_id = $1";
const DELETE_FACTOR: &str = "DELETE FROM second_factors WHERE user_id = $1";
const DELETE_RECOVERY: &str = "DELETE FROM recovery_codes WHERE user_id = $1";
const ADD_RECOVERY: &str = "INSERT INTO recovery_codes (user_id, hash) VALUES ($1, $2) ON CONFLICT DO NOTHING";
const USE_RECOVERY: &str = "DELETE FROM recovery_codes WHERE user_id = $1 AND hash = $2 RETURNING user_id";
const RECOVERY_LEFT: &str = "SELECT count(*) FROM recovery_codes WHERE user_id = $1";
const MUST_CHANGE: &str = "SELECT u.password_reset AND NOT s.by_provider FROM web_sessions s \
    JOIN users u ON u.id = s.user_id WHERE s.hash = $1";
const EXPIRE: &str = "DELETE FROM web_sessions WHERE expires_at <= $1";

pub(super) fn candidate(tx: &mut Tx<Read>, login: &str) -> Result<Option<Candidate>> {
    row! { struct Password { password_hash: Option<String>, password_reset: bool } }
    let found: Option<Joined<Password, Person>> = tx.opt(CANDIDATE, (login.trim().to_lowercase(),))?;
    let Some(Joined(password, person)) = found else { return Ok(None) };
    let Some(hash) = password.password_hash else { return Ok(None) };
    let stage = match () {
        () if has_factor(tx, person.id)? => Stage::Factor,
        () if password.password_reset => Stage::Password,
        () => Stage::Full,
    };
    Ok(Some(Candidate { user: person, hash: PasswordHash::known(hash), stage }))
}

/// Whether a code is asked for when the user signs in.
///
/// # Errors
/// Those of the store.
pub fn has_factor(tx: &mut Tx<Read>, user: UserId) -> Result<bool> {
    let found: Option<(UserId,)> = tx.opt(HAS_FACTOR, (user,))?;
    Ok(found.is_some())
}

pub(super) fn has_hash(tx: &mut Tx<Read>, user: UserId, hash: &str) -> Result<bool> {
    let found: Option<(Option<String>,)> = tx.opt(HASH_OF, (user,))?;
    Ok(found.and_then(|(known,)| known).is_some_and(|known| known == hash))
}

pub(super) fn insert(tx: &mut Tx<Write>, user: UserId, new: &NewSession<'_>, expires_at: i64) -> Result<()> {
    let now = tx.now();
    tx.exec(INSERT, (new.secret, user, new.stage, new.agent, now, expires_at, new.by_provider))?;
    Ok(())
}

pub(super) fn find(tx: &mut Tx<Read>, hash: TokenHash) -> Result<Option<WebSession>> {
    let now = tx.now();
    let found: Option<Joined<Standing, Person>> = tx.opt(FIND, (hash, now))?;
    let Some(Joined(Standing { session_id, stage, acting_as, created_at, seen_at }, user)) = found else {
        return Ok(None);
    };
    let acting_as = match acting_as {
        None => None,
        // Whoever may no longer be there is out: what they meant to do to the other's account must not happen to theirs.
        Some(id) => match acting::decide(&user, crate::resources::users::loaded(tx, id)?) {
            Ok(target) => Some(target),
            Err(_) => return Ok(None),
        },
    };
    let shown = acting_as.as_ref().map_or(user.id, |target| target.person.id);
    let mut named = |id: UserId| Ok::<Named, Error>(tx.one(NAMED, (id,))?);
    let Named { name, login, enterprise } = named(shown)?;
    let actor_name = acting_as.as_ref().map(|_| named(user.id)).transpose()?.map(|of| of.name);
    Ok(Some(WebSession {
        id: session_id,
        hash,
        stage,
        created_at,
        seen_at,
        user: Arc::new(user),
        acting_as,
        name,
        login: login.unwrap_or_default(),
        enterprise: enterprise.unwrap_or_default(),
        actor_name,
    }))
}

pub(super) fn own_login(tx: &mut Tx<Read>, secret: TokenHash) -> Result<Option<String>> {
    let found: Option<(Option<String>,)> = tx.opt(OWN_LOGIN, (secret,))?;
    Ok(found.and_then(|(login,)| login))
}

pub(super) fn seen(tx: &mut Tx<Write>, hash: TokenHash) -> Result<()> {
    let now = tx.now();
    tx.exec(SEEN, (hash, now))?;
    Ok(())
}

pub(super) fn advance(tx: &mut Tx<Write>, from: TokenHash, to: TokenHash, stage: Stage) -> Result<()> {
    tx.exec(ADVANCE, (from, to, stage))?;
    Ok(())
}

pub(super) fn act(tx: &mut Tx<Write>, from: TokenHash, to: TokenHash, user: Option<UserId>) -> Result<()> {
    tx.exec(ACT, (from, to, user))?;
    Ok(())
}

pub(super) fn end(tx: &mut Tx<Write>, hash: TokenHash) -> Result<()> {
    tx.exec(END, (hash,))?;
    Ok(())
}

pub(super) fn factor(tx: &mut Tx<Read>, user: UserId) -> Result<Option<Known>> {
    Ok(tx.opt(FACTOR, (user,))?)
}

/// False where one is in force.
pub(super) fn begin_factor(tx: &mut Tx<Write>, user: UserId, secret: &FactorSecret) -> Result<bool> {
    let now = tx.now();
    let begun: Option<(UserId,)> = tx.opt(BEGIN_FACTOR, (user, *secret, now))?;
    Ok(begun.is_some())
}

/// In force, and that step is used up.
pub(super) fn confirm_factor(tx: &mut Tx<Write>, user: UserId, step: i64) -> Result<()> {
    tx.exec(CONFIRM_FACTOR, (user, step))?;
    Ok(())
}

pub(super) fn delete_factor(tx: &mut Tx<Write>, user: UserId) -> Result<()> {
    tx.exec(DELETE_FACTOR, (user,))?;
    tx.exec(DELETE_RECOVERY, (user,))?;
    Ok(())
}

pub(super) fn put_recovery(tx: &mut Tx<Write>, user: UserId, codes: &[TokenHash]) -> Result<()> {
    tx.exec(DELETE_RECOVERY, (user,))?;
    for code in codes {
        tx.exec(ADD_RECOVERY, (user, code))?;
    }
    Ok(())
}

/// False if it is none of theirs.
pub(super) fn use_recovery(tx: &mut Tx<Write>, user: UserId, code: TokenHash) -> Result<bool> {
    let used: Option<(UserId,)> = tx.opt(USE_RECOVERY, (user, code))?;
    Ok(used.is_some())
}

pub(super) fn recovery_left(tx: &mut Tx<Read>, user: UserId) -> Result<usize> {
    let (count,): (i64,) = tx.one(RECOVERY_LEFT, (user,))?;
    Ok(usize::try_from(count).unwrap_or_default())
}

/// Whether the password that the session began with was for one time.
pub(super) fn must_change_password(tx: &mut Tx<Read>, session: TokenHash) -> Result<bool> {
    let (must,) = tx.one(MUST_CHANGE, (session,))?;
    Ok(must)
}

/// Where the user is signed in, the latest first.
///
/// # Errors
/// Those of the store.
pub fn sessions(tx: &mut Tx<Read>, of: &WebSession) -> Result<Vec<SessionRow>> {
    let now = tx.now();
    Ok(tx.many(LIST, (of.user.id, now))?)
}

/// Ends one of the user's own sessions; one that is nobody's or another's is none.
///
/// # Errors
/// Those of the store.
pub fn end_one(tx: &mut Tx<Write>, of: &WebSession, id: i64) -> Result<()> {
    tx.exec(END_ONE, (id, of.user.id))?;
    Ok(())
}

/// Ends all sessions of the user but this one.
///
/// # Errors
/// Those of the store.
pub fn end_all(tx: &mut Tx<Write>, of: &WebSession) -> Result<()> {
    end_others(tx, of.user.id, of.hash)
}

pub(super) fn end_others(tx: &mut Tx<Write>, user: UserId, but: TokenHash) -> Result<()> {
    tx.exec(END_OTHERS, (user, but))?;
    Ok(())
}

/// Forgets sessions, sign-ins that were begun and wrong answers that nobody asks for any more.
///
/// # Errors
/// Those of the store.
pub fn delete_expired(tx: &mut Tx<Write>) -> Result<()> {
    let now = tx.now();
    tx.exec(EXPIRE, (now,))?;
    provider::expire(tx)?;
    attempts::expire(tx)
}
