//! What can be done with all that a user owns.
use super::{
    super::ops::managed,
    wire::{Transfer, TransferQuery},
};
use crate::{
    Caller, Error, In, Result, Settings,
    access::{self, Allowed, Edit, See},
    identity::Refusal,
    items::{self, AFolder, Listing, Node},
    resources::{
        folders::{self, Folder},
        users,
    },
    wire::UserId,
};
use boxwood_store::{Read, Tx, Write};

pub fn transfer(
    tx: &mut Tx<Write>,
    who: &Caller,
    req: &In<(UserId,), TransferQuery, Transfer>,
) -> Result<Allowed<Node<AFolder>, See>> {
    if !who.settings().has(Settings::READ_WRITE) {
        return Err(Refusal::ScopeMissing.into());
    }
    give_all(tx, who, req.path.0, req.body.owned_by.id)
}

/// Gives all that one user owns to another; answers the folder that it is in from now on.
///
/// # Errors
/// `not_found`, `access_denied_insufficient_permissions`, `invalid_parameter` where both are the same.
pub fn give_all(tx: &mut Tx<Write>, who: &Caller, from: UserId, to: UserId) -> Result<Allowed<Node<AFolder>, See>> {
    access::user_manager(who)?;
    let from = managed::<Edit>(tx, who, from)?;
    let to = managed::<Edit>(tx, who, to)?;
    if from.id == to.id {
        return Err(Error::invalid_parameter("owned_by"));
    }
    let shown = users::shown(tx, from.id)?.ok_or_else(|| Error::not_found("user", from.id))?;
    let text = |text: &crate::wire::Maybe<String>| text.value().cloned().unwrap_or_default();
    items::transfer_all(tx, who, &from, &to, (&text(&shown.login), &text(&shown.name)))
}

pub fn transferred(
    tx: &mut Tx<Read>,
    who: &Caller,
    req: &In<(UserId,), TransferQuery, Transfer>,
    folder: &Allowed<Node<AFolder>, See>,
) -> Result<Folder> {
    folders::shown(tx, who, folder, req.show, Listing::FIRST)
}
