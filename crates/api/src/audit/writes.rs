//! What was written as somebody else.
use crate::{
    Caller, Result,
    counters::Counter,
    wire::{AppId, EnterpriseId, RequestId, UserId},
};
use boxwood_store::{Tx, Write};

const INSERT: &str = "INSERT INTO as_user_writes (created_at, request_id, actor_id, user_id, app_id, operation, outcome, \
    enterprise_id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
const HOUR: i64 = 3_600_000_000;

/// Records a write that is being done as somebody else, in its own transaction; a caller as themselves leaves no row.
/// `operation` is an operation's id, or the name of what a page does.
///
/// # Errors
/// Those of the store.
pub fn record_write(tx: &mut Tx<Write>, who: &Caller, operation: &str, outcome: u16) -> Result<()> {
    if !who.is_impersonating() {
        return Ok(());
    }
    let (now, actor, user, request) = (tx.now(), who.actor(), who.user().id, who.request());
    let of = actor.enterprise_id.unwrap_or_default();
    tx.exec(INSERT, (now, request, actor.id, user, who.app(), operation, i64::from(outcome), of))?;
    Ok(())
}

/// The same of what a page did, which nobody else counts.
///
/// # Errors
/// Those of the store.
pub fn record_page(tx: &mut Tx<Write>, who: &Caller, operation: &str, outcome: u16) -> Result<()> {
    record_write(tx, who, operation, outcome)?;
    let now = tx.now();
    match who.actor().enterprise_id.filter(|_| who.is_impersonating()) {
        Some(enterprise) => count(tx, enterprise, now, outcome, 1),
        None => Ok(()),
    }
}

/// Counts calls as somebody else in their hour.
pub(super) fn count(tx: &mut Tx<Write>, of: EnterpriseId, at: i64, outcome: u16, calls: i64) -> Result<()> {
    let counter = if outcome >= 400 { Counter::ActedRefused } else { Counter::ActedAllowed };
    counter.add_to_part(tx, of.0, at.div_euclid(HOUR), calls)
}

/// A write as somebody else that failed, so that its own transaction left nothing.
#[derive(Clone, Debug)]
pub struct FailedWrite {
    pub created_at: i64,
    pub request: RequestId,
    /// The actor's.
    pub enterprise: EnterpriseId,
    pub actor: UserId,
    pub user: UserId,
    pub app: AppId,
    pub operation: &'static str,
    pub outcome: u16,
}

/// # Errors
/// Those of the store.
pub fn flush_failed_writes(tx: &mut Tx<Write>, failed: &[FailedWrite]) -> Result<()> {
    for of in failed {
        let (enterprise, outcome) = (of.enterprise, i64::from(of.outcome));
        tx.exec(INSERT, (of.created_at, of.request, of.actor, of.user, of.app, of.operation, outcome, enterprise))?;
        count(tx, enterprise, of.created_at, of.outcome, 1)?;
    }
    Ok(())
}
