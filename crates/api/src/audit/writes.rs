//! What was written as somebody else.
use crate::{
    Caller, Result,
    wire::{AppId, RequestId, UserId},
};
use boxwood_store::{Tx, Write};

const INSERT: &str = "INSERT INTO as_user_writes (created_at, request_id, actor_id, user_id, app_id, operation, outcome) \
    VALUES ($1, $2, $3, $4, $5, $6, $7)";

/// Records a write that is being done as somebody else, in its own transaction; a caller as themselves leaves no row.
/// `operation` is an operation's id, or the name of what a page does.
///
/// # Errors
/// Those of the store.
pub fn record_write(tx: &mut Tx<Write>, who: &Caller, operation: &str, outcome: u16) -> Result<()> {
    if !who.is_impersonating() {
        return Ok(());
    }
    let (now, actor, user) = (tx.now(), who.actor().id, who.user().id);
    tx.exec(INSERT, (now, who.request(), actor, user, who.app(), operation, i64::from(outcome)))?;
    Ok(())
}

/// A write as somebody else that failed, so that its own transaction left nothing.
#[derive(Clone, Debug)]
pub struct FailedWrite {
    pub created_at: i64,
    pub request: RequestId,
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
        let values = (of.created_at, of.request, of.actor, of.user, of.app, of.operation, i64::from(of.outcome));
        tx.exec(INSERT, values)?;
    }
    Ok(())
}
