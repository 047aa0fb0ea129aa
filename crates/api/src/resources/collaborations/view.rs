//! Collaborations as the wire has them.
use super::{
    CollaborationStatus as Status,
    db::CollaborationRow,
    wire::{Collaboration, Collaborator, Grantee, Requirements, SharedItem},
};
use crate::{
    Caller, Result, enterprises,
    items::{Item, Kind, Link},
    resources::{files, folders, groups, users},
    wire::{Maybe, Mini, UserId, Zone},
};
use boxwood_store::{Read, Tx};
use std::sync::Arc;

/// `item` is what is shown of where it is: None where the caller may not know.
pub fn shown(
    tx: &mut Tx<Read>,
    who: &Caller,
    row: &CollaborationRow,
    item: Option<SharedItem>,
) -> Result<Collaboration> {
    let zone: Zone = enterprises::zone(tx, who.user().enterprise_id)?;
    let is_pending = row.status == Status::Pending;
    Ok(Collaboration {
        id: row.id,
        created_by: row.created_by.map(|by| collaborator(tx, by)).transpose()?.flatten().into(),
        created_at: row.created_at.seen_in(&zone).into(),
        modified_at: row.modified_at.seen_in(&zone).into(),
        expires_at: row.expires_at.map(|time| time.seen_in(&zone)).into(),
        status: row.status.into(),
        accessible_by: accessible_by(tx, who, row)?,
        invite_email: row.invite_login.clone().filter(|_| is_pending).into(),
        role: row.role.into(),
        acknowledged_at: row.acknowledged_at.map(|time| time.seen_in(&zone)).into(),
        item: item.into(),
        is_access_only: row.is_access_only.into(),
        app_item: Maybe::Null,
        can_view_path: row.can_view_path.into(),
        acceptance_requirements_status: Requirements::default().into(),
    })
}

/// Somebody from elsewhere is a stranger until they have accepted.
fn accessible_by(tx: &mut Tx<Read>, who: &Caller, row: &CollaborationRow) -> Result<Maybe<Grantee>> {
    if let Some(group) = row.group_id {
        let name = groups::name(tx, group)?;
        return Ok(name.map(|name| Grantee::Group(Mini(Arc::new(groups::mini(group, &name))))).into());
    }
    let Some(user) = row.user_id else { return Ok(Maybe::Null) };
    if row.status != Status::Accepted && user != who.user().id {
        return Ok(Maybe::Null);
    }
    Ok(collaborator(tx, user)?.map(Grantee::User).into())
}

fn collaborator(tx: &mut Tx<Read>, id: UserId) -> Result<Option<Collaborator>> {
    let Some(user) = users::shown(tx, id)? else { return Ok(None) };
    let is_active = user.status.value() != Some(&users::Status::Inactive);
    Ok(Some(Collaborator { id, name: user.name.clone(), login: user.login.clone(), is_active: is_active.into() }))
}

pub fn mini(item: &Item) -> Option<SharedItem> {
    match item.kind {
        Kind::Folder => Some(SharedItem::Folder(Mini(Arc::new(folders::mini(item))))),
        Kind::File => Some(SharedItem::File(Mini(Arc::new(files::mini(item))))),
        Kind::WebLink => None,
    }
}

pub fn mini_of_link(link: &Link) -> SharedItem {
    SharedItem::Folder(Mini(Arc::new(folders::named(link))))
}
