//! The explanation of a refused call, for those of the enterprise who may know.
use super::{
    Explanation, explain,
    search::{self, Name},
};
use crate::{
    Caller, Result,
    apps::{self, manager},
    wire::{RequestId, UserId},
};
use boxwood_store::{Read, Tx};

const WHO: &str = "SELECT actor_id, user_id FROM refusals WHERE request_id = $1 ORDER BY created_at DESC LIMIT 1";

/// An explanation with the names that go with it.
pub struct Explained {
    pub explanation: Explanation,
    pub actor: Option<Name>,
    /// Whom the call was to be made as, where that is somebody of the enterprise.
    pub user: Option<Name>,
    /// Empty: of no app that is there.
    pub app: String,
    /// What the app asks for and was given, for those who may see that.
    pub managed: Option<manager::ManagedApp>,
}

/// None: no such refusal is kept, or it is not the caller's to see.
///
/// # Errors
/// `access_denied_insufficient_permissions` unless the caller may see reports; those of the store.
pub fn explained(tx: &mut Tx<Read>, who: &Caller, request: RequestId) -> Result<Option<Explained>> {
    let enterprise = search::auditor(who)?;
    let found = explain(tx, request)?.filter(|found| found.enterprise_id == Some(enterprise));
    let Some(explanation) = found else { return Ok(None) };
    let (actor, user): (Option<UserId>, Option<UserId>) = tx.one(WHO, (request,))?;
    let mut name = |id: Option<UserId>| id.map(|id| search::name(tx, id)).transpose().map(Option::flatten);
    let (actor, user) = (name(actor)?, name(user)?);
    let app = explanation.app_id.map(|id| apps::by_id(tx, id)).transpose()?.flatten();
    let managed = explanation.app_id.and_then(|id| manager::one(tx, who, id).ok());
    Ok(Some(Explained { explanation, actor, user, app: app.map(|app| app.name).unwrap_or_default(), managed }))
}
