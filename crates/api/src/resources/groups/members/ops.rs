//! What can be done with memberships.
use super::{
    db::{self, MembershipRow, TheMembership},
    wire::{ConfigurablePermissions, MemberRole, Membership, MembershipUpdate, NewMembership},
};
use crate::{
    Caller, Error, In, NoBody, NoQuery, Result, Settings,
    access::{self, Arrange, Edit, Know, Remove, See},
    enterprises,
    events::{self, EventKind, Source},
    resources::{
        groups::{TheGroup, db::Members, mini, wire::OffsetQuery},
        users::{self, Person},
    },
    wire::{Empty, GroupId, Maybe, MembershipId, Mini, Page, Start, UserId},
};
use boxwood_store::{Read, Tx, Write};
use std::sync::Arc;

type List = Page<Arc<Membership>>;

pub fn of_group(tx: &mut Tx<Read>, who: &Caller, req: &In<(GroupId,), OffsetQuery, ()>) -> Result<List> {
    let members = access::get::<Members, See>(tx, who, req.path.0)?;
    let paging = req.query.paging()?;
    let Start::Offset(offset) = paging.start else { return Err(Error::invalid_offset()) };
    let rows = db::of_group(tx, &members, paging.limit, offset)?;
    let total = db::total(tx, &members)?;
    let mut entries = Vec::with_capacity(rows.len());
    for row in rows {
        entries.push(Arc::new(shown(tx, who, &row, &members.name)?));
    }
    Ok(paging.page(entries, Some(total), |membership| membership.id.0))
}

/// For themselves, and for those who manage groups.
pub fn of_user(tx: &mut Tx<Read>, who: &Caller, req: &In<(UserId,), OffsetQuery, ()>) -> Result<List> {
    let user = access::get::<Person, Know>(tx, who, req.path.0)?;
    if user.id != who.user().id {
        access::group_manager(who)?;
        if user.is_outside(who.user().enterprise_id) || !user.is_in_reach_of(who) {
            return Err(Error::access_denied());
        }
    }
    let paging = req.query.paging()?;
    let mut entries = Vec::new();
    for row in db::of_user(tx, &user)? {
        if row.app_id == who.app() || who.settings().has(Settings::ENTERPRISE_ACCESS) {
            entries.push(Arc::new(shown(tx, who, &row.membership(), &row.name)?));
        }
    }
    Ok(paging.of_all(entries, |membership| membership.id.0))
}

pub fn create(tx: &mut Tx<Write>, who: &Caller, req: &In<(), NoQuery, NewMembership>) -> Result<Membership> {
    let group = access::get::<TheGroup, Arrange>(tx, who, req.body.group.id)?;
    let user = db::candidate(tx, who, &group, req.body.user.id)?;
    let (role, permissions) = merged(&req.body.fields, MemberRole::Member, ConfigurablePermissions::default());
    let id = db::insert(tx, &group, &user, role, permissions)?;
    events::emit(tx, who, EventKind::GroupAddUser, source(user.id))?;
    one(tx, who, id)
}

pub fn get(tx: &mut Tx<Read>, who: &Caller, req: &In<(MembershipId,), NoQuery, ()>) -> Result<Membership> {
    one(tx, who, req.path.0)
}

fn one(tx: &mut Tx<Read>, who: &Caller, id: MembershipId) -> Result<Membership> {
    let membership = access::get::<TheMembership, See>(tx, who, id)?;
    shown(tx, who, &membership, &membership.group_name)
}

pub fn update(
    tx: &mut Tx<Write>,
    who: &Caller,
    req: &In<(MembershipId,), NoQuery, MembershipUpdate>,
) -> Result<Membership> {
    let membership = access::get::<TheMembership, Edit>(tx, who, req.path.0)?;
    let (role, permissions) = merged(&req.body, membership.role, membership.permissions);
    db::update(tx, &membership, role, permissions)?;
    events::emit(tx, who, EventKind::GroupEdited, Source { kind: "group", id: membership.group_id.0 })?;
    let row = MembershipRow {
        role,
        permissions,
        modified_at: crate::wire::Time::at(tx.now()),
        ..MembershipRow::clone(&membership)
    };
    shown(tx, who, &row, &membership.group_name)
}

pub fn delete(tx: &mut Tx<Write>, who: &Caller, req: &In<(MembershipId,), NoQuery, NoBody>) -> Result<Empty> {
    let membership = access::get::<TheMembership, Remove>(tx, who, req.path.0)?;
    db::delete(tx, &membership)?;
    events::emit(tx, who, EventKind::GroupRemoveUser, source(membership.user_id))?;
    Ok(Empty)
}

fn merged(
    change: &MembershipUpdate,
    role: MemberRole,
    permissions: ConfigurablePermissions,
) -> (MemberRole, ConfigurablePermissions) {
    let permissions = match change.configurable_permissions {
        Maybe::Absent => permissions,
        Maybe::Null => ConfigurablePermissions::NONE,
        Maybe::Value(new) => new,
    };
    (change.role.value().copied().unwrap_or(role), permissions)
}

fn shown(tx: &mut Tx<Read>, who: &Caller, row: &MembershipRow, group: &str) -> Result<Membership> {
    let zone = enterprises::zone(tx, who.user().enterprise_id)?;
    Ok(Membership {
        id: row.id,
        user: users::shown(tx, row.user_id)?.map(Mini).into(),
        group: Mini(Arc::new(mini(row.group_id, group))).into(),
        role: row.role.into(),
        created_at: row.created_at.seen_in(&zone).into(),
        modified_at: row.modified_at.seen_in(&zone).into(),
        configurable_permissions: row.permissions.into(),
    })
}

fn source(id: UserId) -> Source {
    Source { kind: "user", id: id.0 }
}
