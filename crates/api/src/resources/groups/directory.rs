//! What the admin console does with groups beyond the operations of the contract, with the same rights behind it.
use super::{
    Level,
    db::{self, GroupRow, Members},
    members::{self, MemberRole},
};
use crate::{
    Caller, Error, Result,
    access::{self, See},
    counters::Counter,
    resources::users::{self, Search},
    wire::{EnterpriseId, GroupId, MembershipId, Time, UserId},
};
use boxwood_store::{Read, Tx};

/// A group in a list.
pub struct Listed {
    pub id: GroupId,
    pub name: String,
    pub description: String,
    pub provenance: String,
    pub members: i64,
    pub created_at: Time,
}

/// A page of a list, by name.
pub struct Found {
    pub groups: Vec<Listed>,
    /// Where the next page goes on.
    pub next: Option<String>,
}

/// A group as its page shows it.
#[derive(Clone)]
pub struct Opened {
    pub id: GroupId,
    pub name: String,
    pub description: String,
    pub provenance: String,
    pub external_sync_identifier: String,
    pub invitability_level: Level,
    pub member_viewability_level: Level,
    pub created_at: Time,
    pub modified_at: Time,
    pub members: i64,
}

/// One who is in a group.
pub struct Member {
    pub id: MembershipId,
    pub user: UserId,
    pub name: String,
    pub login: String,
    pub role: MemberRole,
    pub since: Time,
}

fn enterprise(who: &Caller) -> Result<EnterpriseId> {
    access::group_manager(who)?;
    who.user().enterprise_id.ok_or_else(Error::access_denied)
}

/// The enterprise's groups whose names begin like that, behind the one of that name.
///
/// # Errors
/// `access_denied_insufficient_permissions` unless the caller may manage groups; those of the store.
pub fn groups(tx: &mut Tx<Read>, who: &Caller, begins: &str, after: &str, limit: i64) -> Result<Found> {
    let of = enterprise(who)?;
    let mut rows = db::page_after(tx, of, Search::of(begins).as_ref(), &after.to_lowercase(), limit + 1)?;
    let more = rows.len() as i64 > limit;
    rows.truncate(limit as usize);
    let next = rows.last().filter(|_| more).map(|last| last.name.clone());
    let mut groups = Vec::with_capacity(rows.len());
    for row in rows {
        let members = Counter::GroupMembers.value(tx, row.id.0)?;
        let GroupRow { id, name, description, provenance, created_at, .. } = row;
        groups.push(Listed { id, name, description, provenance, members, created_at });
    }
    Ok(Found { groups, next })
}

/// How many there are.
///
/// # Errors
/// As [`groups`].
pub fn total(tx: &mut Tx<Read>, who: &Caller) -> Result<i64> {
    Counter::Groups.value(tx, enterprise(who)?.0)
}

/// # Errors
/// `not_found`; `access_denied_insufficient_permissions` unless the caller may manage groups; those of the store.
pub fn open(tx: &mut Tx<Read>, who: &Caller, id: GroupId) -> Result<Opened> {
    enterprise(who)?;
    let group = access::get::<super::TheGroup, See>(tx, who, id)?;
    let (row, members) = (GroupRow::clone(&group), Counter::GroupMembers.value(tx, id.0)?);
    Ok(Opened {
        id,
        name: row.name,
        description: row.description,
        provenance: row.provenance,
        external_sync_identifier: row.external_sync_identifier,
        invitability_level: row.invitability_level,
        member_viewability_level: row.member_viewability_level,
        created_at: row.created_at,
        modified_at: row.modified_at,
        members,
    })
}

/// Those in a group behind that one, in the order in which they came, and whether there are more.
///
/// # Errors
/// As [`open`].
pub fn members(
    tx: &mut Tx<Read>,
    who: &Caller,
    id: GroupId,
    after: MembershipId,
    limit: i64,
) -> Result<(Vec<Member>, bool)> {
    enterprise(who)?;
    let group = access::get::<Members, See>(tx, who, id)?;
    let mut rows = members::members(tx, &group, after, limit + 1)?;
    let more = rows.len() as i64 > limit;
    rows.truncate(limit as usize);
    let member = |row: members::MemberRow| Member {
        id: row.id,
        user: row.user_id,
        name: row.name,
        login: users::shown_login(row.kind, row.login.unwrap_or_default()),
        role: row.role,
        since: row.created_at,
    };
    Ok((rows.into_iter().map(member).collect(), more))
}

/// The colleague with that address, to be put into a group: whoever manages groups need not manage users.
///
/// # Errors
/// As [`groups`].
pub fn colleague(tx: &mut Tx<Read>, who: &Caller, address: &str) -> Result<Option<UserId>> {
    let of = enterprise(who)?;
    let found = users::person_by_address(tx, address)?;
    Ok(found.filter(|person| !person.is_outside(Some(of))).map(|person| person.id))
}
