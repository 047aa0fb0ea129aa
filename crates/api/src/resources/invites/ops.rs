//! What can be done with invites.
use super::{
    db::{self, InviteRow},
    wire::{Invite, NewInvite},
};
use crate::{
    Caller, Error, In, NoQuery, Result,
    access::{self, See},
    events::{self, EventKind, Source},
    resources::users::{self, Kind},
    wire::InviteId,
};
use boxwood_store::{Read, Tx, Write};

pub fn create(tx: &mut Tx<Write>, who: &Caller, req: &In<(), NoQuery, NewInvite>) -> Result<Invite> {
    let manager = access::user_manager(who)?;
    let NewInvite { enterprise, actionable_by } = &req.body;
    if who.user().enterprise_id != Some(enterprise.id) {
        return Err(Error::not_found("enterprise", enterprise.id));
    }
    let invited = users::person_by_login(tx, &actionable_by.login)?.filter(|person| person.kind == Kind::Managed);
    let invited = invited.ok_or_else(|| Error::not_found("user", &actionable_by.login))?;
    if !invited.is_outside(Some(enterprise.id)) {
        return Err(Error::bad_request("The user belongs to the enterprise already"));
    }
    let invite = db::insert(tx, &manager, who, enterprise.id, &invited)?;
    events::emit(tx, who, EventKind::Invite, Source { kind: "user", id: invited.id.0 })?;
    db::render(tx, who, &invite)
}

pub fn get(tx: &mut Tx<Read>, who: &Caller, req: &In<(InviteId,), NoQuery, ()>) -> Result<Invite> {
    let invite = access::get::<InviteRow, See>(tx, who, req.path.0)?;
    db::render(tx, who, &invite)
}
