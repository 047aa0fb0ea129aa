//! How people come in at the server's own pages: passwords, the second factor, sessions.
//!
//! What surprises:
//! - Only managed users sign in: an app user has no password, a service account no person (contract: identity §4.1).
//! - A login that nobody has is answered like a wrong password: as slowly, in the same words, with the same lock-out.
//! - A session begins in the stage of what is still missing (a new password, a code) and opens nothing else before.
//! - Signing in draws a new secret, so that a cookie from before is worth nothing afterwards; so does acting as another,
//!   and ending it.
//! - Whom an OpenID Connect provider vouches for has no password asked of them, and so none to change either.
//! - A session in another's account is over when its owner may no longer be there: it does not turn into their own.
mod acting;
mod attempts;
mod db;
mod factor;
mod provider;
mod session;

pub(crate) use acting::stands_in;
pub use acting::{act, stand_in, stop_acting};
pub use attempts::{Locked, Subject};
pub use db::{SessionRow, delete_expired, end_all, end_one, has_factor, sessions};
pub use factor::{
    Factor, FactorSecret, RECOVERY_CODES, answer_factor, begin_factor, confirm_factor, end_factor, factor, factor_code,
    factor_text, recovery_hash, renew_recovery, reset_factor,
};
pub use provider::{
    Entered, FLOW_LIFETIME, Flow, LinkedIdentity, Vouched, begin_flow, begin_vouched, linked_identities, open_flow,
    unlink_identity,
};
pub(crate) use provider::{forget_identities, unlink};
pub use session::{
    Attempt, MAX_PASSWORD, MIN_PASSWORD, SESSION_LIFETIME, Stage, WebSession, admit, attempt, begin, change_password,
    confirm, confirmed, end, open, seen,
};
