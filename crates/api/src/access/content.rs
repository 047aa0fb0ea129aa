//! What ownership and collaborations come to, for anything that has its place in somebody's tree.
use super::{CollaborationRole, Rights};
use crate::{
    Caller, Result,
    resources::users::{self, Status},
    wire::UserId,
};
use boxwood_store::{Read, Tx};

/// Whether content of that owner is there for the caller at all, whatever roles they were given: what an inactive user
/// owns vanishes for everybody else (contract: identity §4.4), and who acts as somebody reaches no further than the
/// content of their own enterprise (§5.2).
///
/// # Errors
/// Those of the store.
pub fn is_in_reach(tx: &mut Tx<Read>, who: &Caller, owner: UserId) -> Result<bool> {
    if owner == who.user().id {
        return Ok(true);
    }
    let Some(owner) = users::person(tx, owner)? else { return Ok(false) };
    let is_ours = !who.is_impersonating() || owner.enterprise_id == who.actor().enterprise_id;
    Ok(is_ours && owner.status != Status::Inactive)
}

/// The most that any of the roles gives: there is no role that takes away (contract: content §2.2). Each comes with
/// whether it was given further up.
pub fn sum(roles: impl Iterator<Item = (CollaborationRole, bool)>) -> Rights {
    roles.fold(Rights::NONE, |all, (role, inherited)| all | role.rights(inherited))
}
