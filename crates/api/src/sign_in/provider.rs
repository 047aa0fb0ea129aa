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
    signed::SigningKey,
    wire::{AppId, RequestId, Time, UserId},
};
use boxwood_store::{Read, Tx, Write, row};

/// Seconds that somebody has, from the sign-in page to the provider and back.
pub const FLOW_LIFETIME: i64 = 600;
const SECOND: i64 = 1_000_000;

const FINISH: &str = "INSERT INTO provider_flows (hash, expires_at) VALUES ($1, $2) ON CONFLICT DO NOTHING \
    RETURNING expires_at";
const EXPIRE: &str = "DELETE FROM provider_flows WHERE expires_at <= $1";
const LINKED: &str = concat!(
    "SELECT ",
    person_columns!(),
    " FROM identities i JOIN users u ON u.id = i.user_id WHERE i.issuer = $1 AND i.subject = $2"
);
const BY_EMAIL: &str = concat!("SELECT ", person_columns!(), " FROM users u WHERE u.login = $1");
const LINK: &str = "INSERT INTO identities (issuer, subject, user_id, email, created_at) VALUES ($1, $2, $3, $4, $5) \
    ON CONFLICT DO NOTHING RETURNING user_id";
const OF_USER: &str = "SELECT issuer, email, created_at FROM identities WHERE user_id = $1 ORDER BY issuer";
const UNLINK: &str = "DELETE FROM identities WHERE user_id = $1 AND issuer = $2 RETURNING user_id";
const FORGET: &str = "DELETE FROM identities WHERE user_id = $1";

row! {
    /// An account of the provider's that signs a user in.
    pub struct LinkedIdentity {
        issuer: String,
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

/// A sign-in that comes back from the provider: what its browser alone knows, and what [`begin_flow`] gave for that.
#[derive(Clone)]
pub struct Flow {
    pub ticket: String,
    pub proof: String,
}

/// What came of a provider's word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Entered {
    At(Stage),
    /// Nobody here goes with that identity, and why is nobody's business.
    Nobody,
    /// The sign-in was not begun here, or too long ago, or it has been finished already.
    Over,
}

/// What goes along with a sign-in that begins here. Nothing is stored of it, so that whoever begins thousands fills no
/// table: the browser brings it back. None: the store has no key yet (see [`SigningKey::ensure`]).
///
/// # Errors
/// Those of the store.
pub fn begin_flow(tx: &mut Tx<Read>, ticket: &str) -> Result<Option<String>> {
    let expires_at = tx.now() + FLOW_LIFETIME * SECOND;
    Ok(SigningKey::of(tx)?.map(|key| key.sign(&purpose(ticket), [expires_at])))
}

/// Until when a sign-in may come back. None: it was not begun here, or too long ago.
///
/// # Errors
/// Those of the store.
pub fn open_flow(tx: &mut Tx<Read>, flow: &Flow) -> Result<Option<i64>> {
    let now = tx.now();
    let opened = SigningKey::of(tx)?.and_then(|key| key.open(&purpose(&flow.ticket), &flow.proof));
    Ok(opened.map(|[expires_at]| expires_at).filter(|expires_at| now < *expires_at))
}

fn purpose(ticket: &str) -> String {
    format!("sign-in {ticket}")
}

/// Uses up what was begun. Its row stays until the proof runs out; there are as many as the provider vouches for.
fn finish_flow(tx: &mut Tx<Write>, flow: &Flow) -> Result<bool> {
    let Some(expires_at) = open_flow(tx, flow)? else { return Ok(false) };
    let finished: Option<(i64,)> = tx.opt(FINISH, (TokenHash::of(&flow.ticket), expires_at))?;
    Ok(finished.is_some())
}

/// Opens a session for whom the provider vouches for; a second factor of this server's is still asked for. `secret` is the
/// hash of the new cookie.
///
/// # Errors
/// Those of the store.
pub fn begin_vouched(
    tx: &mut Tx<Write>,
    flow: &Flow,
    of: &Vouched,
    secret: TokenHash,
    agent: &str,
    request: RequestId,
) -> Result<Entered> {
    if !finish_flow(tx, flow)? {
        return Ok(Entered::Over);
    }
    let linked: Option<Person> = tx.opt(LINKED, (&of.issuer, &of.subject))?;
    let found = match (linked, &of.email) {
        (Some(user), _) => Some((user, None)),
        (None, Some(email)) => by_email(tx, email)?.map(|user| (user, Some(email))),
        (None, None) => None,
    };
    let Some((user, to_link)) = found.filter(|(user, _)| user.kind == Kind::Managed) else {
        return Ok(Entered::Nobody);
    };
    let who = Caller::console(&user, AppId::default(), request);
    let is_theirs = user.status != Status::Inactive && link(tx, &who, of, to_link)?;
    if !is_theirs {
        events::emit(tx, &who, EventKind::FailedLogin, source(user.id))?;
        return Ok(Entered::Nobody);
    }
    let stage = if db::has_factor(tx, user.id)? { Stage::Factor } else { Stage::Full };
    enter(tx, &user, &NewSession { secret, stage, agent, by_provider: true }, request)?;
    Ok(Entered::At(stage))
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

/// What signs a user in, at each provider that ever did: by issuer, the one in use among them.
///
/// # Errors
/// Those of the store.
pub fn linked_identities(tx: &mut Tx<Read>, user: UserId) -> Result<Vec<LinkedIdentity>> {
    Ok(tx.many(OF_USER, (user,))?)
}

/// Whoever sits there unlinks their own. The next time, the e-mail address says again whose account it is.
///
/// # Errors
/// Those of the store.
pub fn unlink_identity(tx: &mut Tx<Write>, of: &WebSession, issuer: &str, request: RequestId) -> Result<()> {
    let who = Caller::console(of.actor(), AppId::default(), request);
    unlink(tx, &who, of.actor().id, issuer)?;
    Ok(())
}

/// The same of another, who can be seen to have it no longer; false where they had none there.
pub(crate) fn unlink(tx: &mut Tx<Write>, who: &Caller, user: UserId, issuer: &str) -> Result<bool> {
    let unlinked: Option<(UserId,)> = tx.opt(UNLINK, (user, issuer))?;
    if unlinked.is_some() {
        events::emit(tx, who, EventKind::IdentityUnlinked, source(user))?;
    }
    Ok(unlinked.is_some())
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
