//! What can be done with groups.
use super::{
    db::{self, Fields, GroupRow, Reach, TheGroup},
    wire::{Group, GroupFields, GroupType, GroupUpdate, Level, ListQuery, MAX_TEXT, NewGroup},
};
use crate::{
    Caller, Error, In, NoBody, NoQuery, Result,
    access::{self, Edit, Remove, Rights, See},
    enterprises,
    events::{self, EventKind, Source},
    items::MAX_NAME,
    resources::users::Search,
    wire::{Empty, GroupId, Maybe, Page, Start},
};
use boxwood_store::{Read, Tx, Write};
use std::sync::Arc;

pub fn list(tx: &mut Tx<Read>, who: &Caller, req: &In<(), ListQuery, ()>) -> Result<Page<Arc<Group>>> {
    let manager = access::group_manager(who)?;
    let (reach, paging) = (Reach::of(&manager, who)?, req.query.paging()?);
    let search = Search::of(&req.query.filter_term);
    let Start::Offset(offset) = paging.start else { return Err(Error::invalid_offset()) };
    let rows = db::page(tx, &reach, search.as_ref(), paging.limit, offset)?;
    let total = db::total(tx, &reach, search.as_ref())?;
    // Whoever is shown the list may invite all of them.
    let mut entries = Vec::with_capacity(rows.len());
    for row in rows {
        entries.push(Arc::new(shown(tx, who, &row, Rights::INVITE)?));
    }
    Ok(paging.page(entries, Some(total), |group| group.id.0))
}

pub fn create(tx: &mut Tx<Write>, who: &Caller, req: &In<(), NoQuery, NewGroup>) -> Result<Group> {
    let manager = access::group_manager(who)?;
    let mut fields = Fields {
        name: name(&req.body.name)?,
        provenance: String::new(),
        external_sync_identifier: String::new(),
        description: String::new(),
        invitability_level: Level::AdminsAndMembers,
        member_viewability_level: Level::AdminsAndMembers,
    };
    apply(&req.body.fields, &mut fields)?;
    let id = db::insert(tx, &manager, who, &fields)?.ok_or_else(Error::group_name_in_use)?;
    events::emit(tx, who, EventKind::GroupCreation, source(id))?;
    get_group(tx, who, id)
}

pub fn get(tx: &mut Tx<Read>, who: &Caller, req: &In<(GroupId,), NoQuery, ()>) -> Result<Group> {
    get_group(tx, who, req.path.0)
}

fn get_group(tx: &mut Tx<Read>, who: &Caller, id: GroupId) -> Result<Group> {
    let group = access::get::<TheGroup, See>(tx, who, id)?;
    let rights = group.rights();
    shown(tx, who, &group, rights)
}

pub fn update(tx: &mut Tx<Write>, who: &Caller, req: &In<(GroupId,), NoQuery, GroupUpdate>) -> Result<Group> {
    let group = access::get::<TheGroup, Edit>(tx, who, req.path.0)?;
    let mut fields = group.fields();
    match &req.body.name {
        Maybe::Absent => {}
        Maybe::Null => return Err(Error::invalid_parameter("name")),
        Maybe::Value(new) => fields.name = name(new)?,
    }
    apply(&req.body.fields, &mut fields)?;
    if !db::update(tx, &group, &fields)? {
        return Err(Error::group_name_in_use());
    }
    events::emit(tx, who, EventKind::GroupEdited, source(group.id))?;
    get_group(tx, who, group.id)
}

pub fn delete(tx: &mut Tx<Write>, who: &Caller, req: &In<(GroupId,), NoQuery, NoBody>) -> Result<Empty> {
    let group = access::get::<TheGroup, Remove>(tx, who, req.path.0)?;
    db::delete(tx, &group)?;
    events::emit(tx, who, EventKind::GroupDeletion, source(group.id))?;
    Ok(Empty)
}

fn name(text: &str) -> Result<String> {
    let text = text.trim();
    let is_good = !text.is_empty() && text.chars().count() <= MAX_NAME;
    if is_good { Ok(text.to_owned()) } else { Err(Error::invalid_parameter("name")) }
}

fn apply(from: &GroupFields, to: &mut Fields) -> Result<()> {
    let texts = [
        ("provenance", &from.provenance, &mut to.provenance),
        (
            "external_sync_identifier",
            &from.external_sync_identifier.clone().map(|text| text.0),
            &mut to.external_sync_identifier,
        ),
        ("description", &from.description, &mut to.description),
    ];
    for (name, new, stored) in texts {
        if new.value().is_some_and(|text| text.chars().count() > MAX_TEXT) {
            return Err(Error::invalid_parameter(name));
        }
        new.clone().apply(stored);
    }
    let levels = [
        (&from.invitability_level, &mut to.invitability_level),
        (&from.member_viewability_level, &mut to.member_viewability_level),
    ];
    for (new, stored) in levels {
        *stored = new.value().copied().unwrap_or(*stored);
    }
    Ok(())
}

fn shown(tx: &mut Tx<Read>, who: &Caller, row: &GroupRow, rights: Rights) -> Result<Group> {
    let zone = enterprises::zone(tx, who.user().enterprise_id)?;
    Ok(Group {
        created_at: row.created_at.seen_in(&zone).into(),
        modified_at: row.modified_at.seen_in(&zone).into(),
        provenance: row.provenance.clone().into(),
        external_sync_identifier: row.external_sync_identifier.clone().into(),
        description: row.description.clone().into(),
        invitability_level: row.invitability_level.into(),
        member_viewability_level: row.member_viewability_level.into(),
        permissions: super::GroupPermissions { can_invite_as_collaborator: rights.include(Rights::INVITE) }.into(),
        ..mini(row.id, &row.name)
    })
}

/// A group in its mini tier.
pub(crate) fn mini(id: GroupId, name: &str) -> Group {
    Group { id, name: name.to_owned().into(), group_type: GroupType::Managed.into(), ..Group::default() }
}

fn source(id: GroupId) -> Source {
    Source { kind: "group", id: id.0 }
}
