//! Signing in, step by step, and who is signed in.
use super::{
    attempts::{Locked, Subject},
    db,
};
use crate::{
    Caller, Error, Result,
    events::{self, EventKind, Source},
    identity::{PasswordHash, TokenHash},
    resources::users::{Loaded, Person, Status},
    wire::{AppId, RequestId, Time, UserId},
};
use boxwood_store::{Read, Tx, Write};
use std::sync::Arc;

/// Seconds that a session lives, used or not.
pub const SESSION_LIFETIME: i64 = 7 * 86_400;
/// Length is what makes a password hard; nothing is said about its characters.
pub const MIN_PASSWORD: usize = 12;
/// Bytes; hashing more would only be work.
pub const MAX_PASSWORD: usize = 1024;
const SECOND: i64 = 1_000_000;
/// How stale `seen_at` may be.
const SEEN_EVERY: i64 = 300 * SECOND;
/// What is kept of a browser's name.
const MAX_AGENT: usize = 200;

boxwood_store::texts! {
    /// What a session still lacks.
    pub enum Stage { Password = "password", Factor = "factor", Full = "full" }
}

/// Whoever has a login.
#[derive(Clone)]
pub(super) struct Candidate {
    pub user: Person,
    pub hash: PasswordHash,
    pub stage: Stage,
}

/// Somebody who wants to sign in with a login and a password.
#[derive(Clone)]
pub struct Attempt {
    login: String,
    candidate: Option<Candidate>,
    fits: bool,
}

/// Somebody who is signed in at the pages.
#[derive(Clone)]
pub struct WebSession {
    pub id: i64,
    pub hash: TokenHash,
    pub stage: Stage,
    pub created_at: Time,
    pub(super) seen_at: i64,
    pub(super) user: Arc<Person>,
    pub(super) acting_as: Option<Arc<Loaded>>,
    /// Of the account that is shown: their own, or that of whom they act as.
    pub name: String,
    pub login: String,
    /// The enterprise's name; empty for somebody without one.
    pub enterprise: String,
    /// The name of who really sits there, when they act as another.
    pub actor_name: Option<String>,
}

impl WebSession {
    /// Whose account is shown.
    pub fn user(&self) -> &Person {
        self.acting_as.as_ref().map_or(&self.user, |target| &target.person)
    }

    /// Who really sits there.
    pub fn actor(&self) -> &Person {
        &self.user
    }

    pub fn is_acting(&self) -> bool {
        self.acting_as.is_some()
    }

    /// The caller of what a page does: the same functions check the same rights as for a client's call. `app` is that
    /// whose business it is, for what only an app's own users may do.
    pub fn caller(&self, app: AppId, request: RequestId) -> Caller {
        let caller = Caller::console(&self.user, app, request);
        match &self.acting_as {
            None => caller,
            Some(target) => caller.acting_as(target.clone()),
        }
    }

    /// Whether the store should hear that it is in use.
    pub fn is_stale(&self, now: i64) -> bool {
        self.seen_at + SEEN_EVERY < now
    }
}

/// The first step: whether a password for that login is heard at all, and who has it.
///
/// # Errors
/// The inner one is the lock-out; those of the store.
pub fn attempt(tx: &mut Tx<Read>, login: &str) -> Result<Result<Attempt, Locked>> {
    if let Err(locked) = Subject::password(login).open(tx)? {
        return Ok(Err(locked));
    }
    Ok(Ok(Attempt { login: login.to_owned(), candidate: db::candidate(tx, login)?, fits: false }))
}

impl Attempt {
    /// The second step. Takes tens of milliseconds, as many where nobody has the login: never on a thread that answers
    /// requests.
    #[must_use]
    pub fn with(mut self, password: &str) -> Self {
        let hash = self.candidate.as_ref().map(|candidate| &candidate.hash);
        self.fits = PasswordHash::fits(hash, password);
        self
    }

    /// Whether the password was right, for somebody who has signed in already and confirms who they are.
    pub fn is_right(&self) -> bool {
        self.fits
    }
}

/// The third step: counts a wrong password, or opens a session in the stage of what is still missing. `secret` is the hash
/// of the new cookie.
///
/// # Errors
/// The inner one is the lock-out: guesses that were made side by side must not count as one. Those of the store.
pub fn begin(
    tx: &mut Tx<Write>,
    attempt: &Attempt,
    secret: TokenHash,
    agent: &str,
    request: RequestId,
) -> Result<Result<Option<Stage>, Locked>> {
    let subject = Subject::password(&attempt.login);
    if let Err(locked) = subject.open(tx)? {
        return Ok(Err(locked));
    }
    let Some(Candidate { user, hash, stage }) = &attempt.candidate else {
        subject.failed(tx)?;
        return Ok(Ok(None));
    };
    let who = Caller::console(user, AppId::default(), request);
    // The password may have been changed since it was looked at.
    if !attempt.fits || user.status == Status::Inactive || !db::has_hash(tx, user.id, hash.text())? {
        subject.failed(tx)?;
        events::emit(tx, &who, EventKind::FailedLogin, source(user.id))?;
        return Ok(Ok(None));
    }
    subject.succeeded(tx)?;
    enter(tx, user, &NewSession { secret, stage: *stage, agent, by_provider: false }, request)?;
    Ok(Ok(Some(*stage)))
}

/// What a session begins with.
pub(super) struct NewSession<'a> {
    pub secret: TokenHash,
    pub stage: Stage,
    pub agent: &'a str,
    /// No password has been asked for.
    pub by_provider: bool,
}

/// Opens a session for somebody of whom it is known who they are.
pub(super) fn enter(tx: &mut Tx<Write>, user: &Person, new: &NewSession<'_>, request: RequestId) -> Result<()> {
    let expires_at = tx.now() + SESSION_LIFETIME * SECOND;
    let agent: String = new.agent.chars().filter(|c| !c.is_control()).take(MAX_AGENT).collect();
    db::insert(tx, user.id, &NewSession { agent: &agent, ..*new }, expires_at)?;
    let who = Caller::console(user, AppId::default(), request);
    events::emit(tx, &who, EventKind::Login, source(user.id))
}

/// For who sits there to say once more who they are: their own password, whomever they act as.
///
/// # Errors
/// As [`attempt`]; `unauthorized` when the session has ended.
pub fn confirm(tx: &mut Tx<Read>, secret: TokenHash) -> Result<Result<Attempt, Locked>> {
    let login = own_login(tx, secret)?;
    attempt(tx, &login)
}

/// Counts what came of it, like at the sign-in page.
///
/// # Errors
/// The inner one is the lock-out; those of the store.
pub fn confirmed(tx: &mut Tx<Write>, session: &WebSession, is_right: bool) -> Result<Result<(), Locked>> {
    let login = own_login(tx, session.hash)?;
    let subject = Subject::password(&login);
    if let Err(locked) = subject.open(tx)? {
        return Ok(Err(locked));
    }
    if is_right {
        subject.succeeded(tx)?
    } else {
        subject.failed(tx)?
    }
    Ok(Ok(()))
}

fn own_login(tx: &mut Tx<Read>, secret: TokenHash) -> Result<String> {
    db::own_login(tx, secret)?.ok_or_else(Error::no_token)
}

/// Who is signed in with that cookie, whatever the stage.
///
/// # Errors
/// Those of the store.
pub fn open(tx: &mut Tx<Read>, secret: TokenHash) -> Result<Option<WebSession>> {
    db::find(tx, secret)
}

/// # Errors
/// Those of the store.
pub fn seen(tx: &mut Tx<Write>, secret: TokenHash) -> Result<()> {
    db::seen(tx, secret)
}

/// Ends a session: signing out.
///
/// # Errors
/// Those of the store.
pub fn end(tx: &mut Tx<Write>, session: &WebSession) -> Result<()> {
    db::end(tx, session.hash)
}

/// The session again, inside of a transaction that writes: it may have ended since the request began.
///
/// # Errors
/// `unauthorized` when it has; those of the store.
pub fn admit(tx: &mut Tx<Read>, secret: TokenHash, stage: Stage) -> Result<WebSession> {
    db::find(tx, secret)?.filter(|session| session.stage == stage).ok_or_else(Error::no_token)
}

/// Gives the user who sits there a new password, and the session a new secret; all their other
/// sessions end.
///
/// # Errors
/// Those of the store.
pub fn change_password(
    tx: &mut Tx<Write>,
    session: &WebSession,
    password: &PasswordHash,
    secret: TokenHash,
    request: RequestId,
) -> Result<()> {
    let user = session.user.id;
    password.set(tx, user, false)?;
    db::end_others(tx, user, session.hash)?;
    db::advance(tx, session.hash, secret, Stage::Full)?;
    let who = Caller::console(&session.user, AppId::default(), request);
    events::emit(tx, &who, EventKind::ChangePassword, source(user))
}

pub(super) fn source(user: UserId) -> Source {
    Source { kind: "user", id: user.0 }
}
