//! Signing in with an OpenID Connect provider's word in the place of a password.
//!
//! The first time, the verified e-mail address says whose account it is. From then on it is the provider's subject, which
//! stays with a person: whoever gets somebody's address there later does not get their account here.
use super::{
    WebSession, db,
    session::{NewSession, Stage, enter, source},
};
use crate::{
    Caller, Result,
    events::{self, EventKind},
    identity::TokenHash,
    person_columns,
    resources::users::{Kind, Person, Status},
    wire::{AppId, RequestId, Time, UserId},
};
use boxwood_store::{Read, Tx, Write, row};

/// Seconds that somebody has, from the sign-in page to the provider and back.
pub const FLOW_LIFETIME: i64 = 600;
const SECOND: i64 = 1_000_000;

const BEGIN: &str = "INSERT INTO provider_flows (hash, expires_at) VALUES ($1, $2)";
const TAKE: &str = "DELETE FROM provider_flows WHERE hash = $1 RETURNING expires_at";
const EXPIRE: &str = "DELETE FROM provider_flows WHERE expires_at <= $1";
const LINKED: &str = concat!(
    "SELECT ",
    person_columns!(),
    " FROM identities i JOIN users u ON u.id = i.user_id WHERE i.issuer = $1 AND i.subject = $2"
);
const BY_EMAIL: &str = concat!("SELECT ", person_columns!(), " FROM users u WHERE u.login = $1");
const LINK: &str = "INSERT INTO identities (issuer, subject, user_id, email, created_at) VALUES ($1, $2, $3, $4, $5) \
    ON CONFLICT DO NOTHING RETURNING user_id";
const OF_USER: &str = "SELECT email, created_at FROM identities WHERE user_id = $1 AND issuer = $2";
const UNLINK: &str = "DELETE FROM identities WHERE user_id = $1 AND issuer = $2 RETURNING user_id";
const FORGET: &str = "DELETE FROM identities WHERE user_id = $1";

row! {
    /// An account of the provider's that signs a user in.
    pub struct LinkedIdentity {
        email: String,
        created_at: Time,
    }
}

/// Whom a provider vouches for, once its word has been checked.
#[derive(Clone, Debug)]
pub struct Vouched {
    pub issuer: String,
    pub subject: String,
    /// One that the provider says is verified.
    pub email: Option<String>,
}

/// Notes that a sign-in was begun. `secret` is the hash of the cookie that it goes on with.
///
/// # Errors
/// Those of the store.
pub fn begin_flow(tx: &mut Tx<Write>, secret: TokenHash) -> Result<()> {
    let expires_at = tx.now() + FLOW_LIFETIME * SECOND;
    tx.exec(BEGIN, (secret, expires_at))?;
    Ok(())
}

/// Uses up what was begun. False: it was not, or too long ago, or it has come back already.
///
/// # Errors
/// Those of the store.
pub fn take_flow(tx: &mut Tx<Write>, secret: TokenHash) -> Result<bool> {
    let now = tx.now();
    let taken: Option<(i64,)> = tx.opt(TAKE, (secret,))?;
    Ok(taken.is_some_and(|(expires_at,)| now < expires_at))
}

/// Opens a session for whom the provider vouches for; a second factor of this server's is still asked for. `secret` is the
/// hash of the new cookie. None: nobody here goes with that identity, and why is nobody's business.
///
/// # Errors
/// Those of the store.
pub fn begin_vouched(
    tx: &mut Tx<Write>,
    of: &Vouched,
    secret: TokenHash,
    agent: &str,
    request: RequestId,
) -> Result<Option<Stage>> {
    let linked: Option<Person> = tx.opt(LINKED, (&of.issuer, &of.subject))?;
    let found = match (linked, &of.email) {
        (Some(user), _) => Some((user, None)),
        (None, Some(email)) => by_email(tx, email)?.map(|user| (user, Some(email))),
        (None, None) => None,
    };
    let Some((user, to_link)) = found.filter(|(user, _)| user.kind == Kind::Managed) else { return Ok(None) };
    let who = Caller::console(&user, AppId::default(), request);
    let is_theirs = user.status != Status::Inactive && link(tx, &who, of, to_link)?;
    if !is_theirs {
        events::emit(tx, &who, EventKind::FailedLogin, source(user.id))?;
        return Ok(None);
    }
    let stage = if db::has_factor(tx, user.id)? { Stage::Factor } else { Stage::Full };
    enter(tx, &user, &NewSession { secret, stage, agent, by_provider: true }, request)?;
    Ok(Some(stage))
}

/// Whoever has that login. ASCII letters alone are the same in both cases: among all others there are some that become a
/// different person's in lower case.
fn by_email(tx: &mut Tx<Read>, email: &str) -> Result<Option<Person>> {
    Ok(tx.opt(BY_EMAIL, (email.to_ascii_lowercase(),))?)
}

/// False where the user goes with another subject already.
fn link(tx: &mut Tx<Write>, who: &Caller, of: &Vouched, email: Option<&String>) -> Result<bool> {
    let (now, user) = (tx.now(), who.user().id);
    let Some(email) = email else { return Ok(true) };
    let linked: Option<(UserId,)> = tx.opt(LINK, (&of.issuer, &of.subject, user, email, now))?;
    if linked.is_some() {
        events::emit(tx, who, EventKind::IdentityLinked, source(user))?;
    }
    Ok(linked.is_some())
}

/// What signs in who sits there, at that provider.
///
/// # Errors
/// Those of the store.
pub fn linked_identity(tx: &mut Tx<Read>, of: &WebSession, issuer: &str) -> Result<Option<LinkedIdentity>> {
    Ok(tx.opt(OF_USER, (of.actor().id, issuer))?)
}

/// The next time, the e-mail address says again whose account it is.
///
/// # Errors
/// Those of the store.
pub fn unlink_identity(tx: &mut Tx<Write>, of: &WebSession, issuer: &str, request: RequestId) -> Result<()> {
    let user = of.actor().id;
    let unlinked: Option<(UserId,)> = tx.opt(UNLINK, (user, issuer))?;
    if unlinked.is_none() {
        return Ok(());
    }
    let who = Caller::console(of.actor(), AppId::default(), request);
    events::emit(tx, &who, EventKind::IdentityUnlinked, source(user))
}

/// Of a user who is deleted.
///
/// # Errors
/// Those of the store.
pub(crate) fn forget_identities(tx: &mut Tx<Write>, user: UserId) -> Result<()> {
    tx.exec(FORGET, (user,))?;
    Ok(())
}

pub(super) fn expire(tx: &mut Tx<Write>) -> Result<()> {
    let now = tx.now();
    tx.exec(EXPIRE, (now,))?;
    Ok(())
}
