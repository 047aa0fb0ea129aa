//! Being in another's account, at the pages: for whom the As-User decision would let in (contract: identity §5.1), one
//! account at a time, and never without a record of both names.
use super::{db, session::WebSession, session::source};
use crate::{
    Caller, Error, Result, Settings, access,
    audit::{self, FailedWrite},
    events::{self, EventKind},
    identity::{Refusal, TokenHash, as_user},
    resources::users::{self, Loaded, Person},
    wire::{AppId, RequestId, UserId},
};
use boxwood_store::{Read, Tx, Write};
use std::sync::Arc;

/// What the record calls it.
const BEGIN: &str = "web.act";

/// The decision for somebody at the pages: all of the enterprise is in reach, and an app user is its own app's business.
pub(super) fn decide(actor: &Person, target: Option<Arc<Loaded>>) -> Result<Arc<Loaded>, Refusal> {
    let person = target.as_ref().map(|target| &target.person);
    let app = person.and_then(|person| person.app_id).unwrap_or_default();
    as_user::decide(Settings::AS_USER | Settings::ENTERPRISE_ACCESS, app, actor, person)?;
    target.ok_or(Refusal::NoSuchTarget)
}

/// Opens another's account in this session, which gets a new secret. A refusal is on record, too.
///
/// # Errors
/// The inner one is the refusing row of the decision. `not_found` for a user of elsewhere;
/// `access_denied_insufficient_permissions` for somebody who acts as another already; those of the store.
pub fn act(
    tx: &mut Tx<Write>,
    session: &WebSession,
    id: UserId,
    secret: TokenHash,
    request: RequestId,
) -> Result<Result<(), Refusal>> {
    if session.is_acting() {
        return Err(Error::access_denied());
    }
    let who = Caller::console(&session.user, AppId::default(), request);
    match decide(&session.user, users::loaded(tx, id)?) {
        Err(Refusal::NoSuchTarget) => Err(Error::not_found("user", id)),
        Err(refusal) => {
            let (created_at, actor, app) = (tx.now(), session.user.id, AppId::default());
            let enterprise = session.user.enterprise_id.unwrap_or_default();
            let refused =
                FailedWrite { created_at, request, enterprise, actor, user: id, app, operation: BEGIN, outcome: 403 };
            audit::flush_failed_writes(tx, &[refused])?;
            Ok(Err(refusal))
        }
        Ok(target) => {
            let who = who.acting_as(target);
            db::act(tx, session.hash, secret, Some(id))?;
            audit::record_page(tx, &who, BEGIN, 200)?;
            events::emit(tx, &who, EventKind::AdminLogin, source(id))?;
            Ok(Ok(()))
        }
    }
}

/// Whether somebody may do what another may, without being them.
pub(crate) fn stands_in(actor: &Person, target: &Person) -> bool {
    let app = target.app_id.unwrap_or_default();
    let may = Settings::AS_USER | Settings::ENTERPRISE_ACCESS;
    let own = actor.id == target.id && actor.can_manage_users();
    own || as_user::decide(may, app, actor, Some(target)).is_ok()
}

/// The caller of what somebody who manages users looks at, or changes, of another's, without their account being opened:
/// for whom [`act`] would let in, and to be recorded as that. Of what is their own they are the caller themselves.
///
/// # Errors
/// As [`act`]; `access_denied_insufficient_permissions` unless they may manage users.
pub fn stand_in(
    tx: &mut Tx<Read>,
    session: &WebSession,
    id: UserId,
    request: RequestId,
) -> Result<Result<Caller, Refusal>> {
    let who = Caller::console(&session.user, AppId::default(), request);
    if session.is_acting() {
        return Err(Error::access_denied());
    }
    access::user_manager(&who)?;
    if id == session.user.id {
        return Ok(Ok(who));
    }
    match decide(&session.user, users::loaded(tx, id)?) {
        Err(Refusal::NoSuchTarget) => Err(Error::not_found("user", id)),
        Err(refusal) => Ok(Err(refusal)),
        Ok(target) => Ok(Ok(who.acting_as(target))),
    }
}

/// Back to one's own account, with a new secret.
///
/// # Errors
/// Those of the store.
pub fn stop_acting(tx: &mut Tx<Write>, session: &WebSession, secret: TokenHash) -> Result<()> {
    db::act(tx, session.hash, secret, None)
}
