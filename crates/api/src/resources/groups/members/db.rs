//! The table of memberships.
use super::{ConfigurablePermissions, MemberRole};
use crate::{
    Caller, Error, Result,
    access::{self, Allowed, Arrange, Changes, Edit, Guarded, Key, Know, Remove, Right, Rights, See},
    counters::Counter,
    resources::{
        groups::{TheGroup, db::Members},
        users::{Kind, Person},
    },
    wire::{AppId, GroupId, MembershipId, Time, UserId},
};
use boxwood_store::{Read, Tx, Write, row};
use std::ops::Deref;

row! {
    #[derive(Clone)]
    pub struct MembershipRow {
        id: MembershipId,
        group_id: GroupId,
        user_id: UserId,
        role: MemberRole,
        permissions: ConfigurablePermissions,
        created_at: Time,
        modified_at: Time,
    }
}

row! {
    /// A membership of a user, with what is shown of the group.
    pub struct OwnRow {
        id: MembershipId,
        group_id: GroupId,
        user_id: UserId,
        role: MemberRole,
        permissions: ConfigurablePermissions,
        created_at: Time,
        modified_at: Time,
        name: String,
        app_id: AppId,
    }
}

row! {
    /// A membership with what is shown of the user.
    pub struct MemberRow {
        id: MembershipId,
        user_id: UserId,
        role: MemberRole,
        created_at: Time,
        name: String,
        login: Option<String>,
        kind: Kind,
    }
}

impl OwnRow {
    pub fn membership(&self) -> MembershipRow {
        let OwnRow { id, group_id, user_id, role, permissions, created_at, modified_at, .. } = *self;
        MembershipRow { id, group_id, user_id, role, permissions, created_at, modified_at }
    }
}

/// A membership in its group.
pub struct TheMembership {
    row: MembershipRow,
    pub group_name: String,
    rights: Rights,
}

impl Deref for TheMembership {
    type Target = MembershipRow;
    fn deref(&self) -> &MembershipRow {
        &self.row
    }
}

macro_rules! select {
    ($rest:literal) => {
        concat!("SELECT id, group_id, user_id, role, permissions, created_at, modified_at FROM memberships ", $rest)
    };
}
const BY_ID: &str = select!("WHERE id = $1");
/// By `id + 0`, as its index has it.
const OF_GROUP: &str = select!("WHERE group_id = $1 ORDER BY id + 0 LIMIT $2 OFFSET $3");
const MEMBERS: &str = "SELECT m.id, m.user_id, m.role, m.created_at, u.name, u.login, u.kind FROM memberships m \
    JOIN users u ON u.id = m.user_id WHERE m.group_id = $1 AND m.id + 0 > $2 ORDER BY m.id + 0 LIMIT $3";
const OF_USER: &str = "SELECT m.id, m.group_id, m.user_id, m.role, m.permissions, m.created_at, m.modified_at, g.name, \
    g.app_id FROM memberships m JOIN user_groups g ON g.id = m.group_id WHERE m.user_id = $1 ORDER BY m.group_id";
const INSERT: &str = "INSERT INTO memberships (group_id, user_id, role, permissions, created_at, modified_at) \
    VALUES ($1, $2, $3, $4, $5, $5) ON CONFLICT (group_id, user_id) DO NOTHING";
const UPDATE: &str = "UPDATE memberships SET role = $2, permissions = $3, modified_at = $4 WHERE id = $1";
const DELETE: &str = "DELETE FROM memberships WHERE id = $1";
const GROUPS: &str = "SELECT group_id FROM memberships WHERE user_id = $1";
const LEAVE: &str = "DELETE FROM memberships WHERE user_id = $1";
const USERS: &str = "SELECT user_id FROM memberships WHERE group_id = $1 ORDER BY user_id";

impl Guarded for TheMembership {
    type Id = MembershipId;
    const NOUN: &'static str = "group_membership";
    const IS_CONTENT: bool = false;

    fn load(tx: &mut Tx<Read>, who: &Caller, id: MembershipId, key: &Key) -> Result<Option<Self>> {
        let Some(row) = tx.opt::<MembershipRow>(BY_ID, (id,))? else { return Ok(None) };
        let Some(members) = Members::load(tx, who, row.group_id, key)? else { return Ok(None) };
        let (seen, group) = (members.rights(tx, who)?, (*members).rights(tx, who)?);
        let own = if row.user_id == who.user().id { Rights::KNOWN | Rights::SEE } else { Rights::NONE };
        let all = if group.include(Rights::ARRANGE) { Rights::EDIT | Rights::REMOVE } else { Rights::NONE };
        Ok(Some(TheMembership { row, group_name: members.name.clone(), rights: seen | own | all }))
    }

    /// Those of the group that it is in (contract: content §8.1).
    fn rights(&self, _: &mut Tx<Read>, _: &Caller) -> Result<Rights> {
        Ok(self.rights)
    }
}

/// In the order in which they came.
pub fn of_group(tx: &mut Tx<Read>, of: &Allowed<Members, See>, limit: i64, offset: i64) -> Result<Vec<MembershipRow>> {
    Ok(tx.many(OF_GROUP, (of.id, limit, offset))?)
}

/// The same behind one of them, with their names: a page costs the same however far on it is.
pub fn members(
    tx: &mut Tx<Read>,
    of: &Allowed<Members, See>,
    after: MembershipId,
    limit: i64,
) -> Result<Vec<MemberRow>> {
    Ok(tx.many(MEMBERS, (of.id, after, limit))?)
}

pub fn total(tx: &mut Tx<Read>, of: &Allowed<Members, See>) -> Result<i64> {
    Counter::GroupMembers.value(tx, of.id.0)
}

pub fn of_user(tx: &mut Tx<Read>, user: &Allowed<Person, Know>) -> Result<Vec<OwnRow>> {
    Ok(tx.many(OF_USER, (user.id,))?)
}

/// # Errors
/// `conflict` for one who is a member.
pub fn insert(
    tx: &mut Tx<Write>,
    group: &Allowed<TheGroup, Arrange>,
    user: &Allowed<Person, Know>,
    role: MemberRole,
    permissions: ConfigurablePermissions,
) -> Result<MembershipId> {
    let now = tx.now();
    let id = tx.insert(INSERT, (group.id, user.id, role, permissions, now))?.ok_or_else(Error::member_already)?;
    Counter::GroupMembers.add(tx, group.id.0, 1)?;
    tx.forget(user.id.key());
    Ok(id)
}

pub fn update(
    tx: &mut Tx<Write>,
    membership: &Allowed<TheMembership, Edit>,
    role: MemberRole,
    permissions: ConfigurablePermissions,
) -> Result<()> {
    let now = tx.now();
    tx.exec(UPDATE, (membership.id, role, permissions, now))?;
    Ok(())
}

pub fn delete(tx: &mut Tx<Write>, membership: &Allowed<TheMembership, Remove>) -> Result<()> {
    tx.exec(DELETE, (membership.id,))?;
    Counter::GroupMembers.add(tx, membership.group_id.0, -1)?;
    tx.forget(membership.user_id.key());
    Ok(())
}

/// All who are in a group.
///
/// # Errors
/// Those of the store.
pub(crate) fn user_ids(tx: &mut Tx<Read>, group: &Allowed<TheGroup, impl Right>) -> Result<Vec<UserId>> {
    let found: Vec<(UserId,)> = tx.many(USERS, (group.id,))?;
    Ok(found.into_iter().map(|(id,)| id).collect())
}

/// Takes a user who leaves the enterprise out of its groups.
///
/// # Errors
/// Those of the store.
pub(crate) fn leave_all(tx: &mut Tx<Write>, user: &Allowed<Person, impl Changes>) -> Result<()> {
    leave(tx, user.id)
}

/// The same of a service account that goes with its app, which is for `apps::delete` to decide: nobody has a right to it
/// apart from that.
///
/// # Errors
/// Those of the store.
pub(crate) fn leave_all_with_app(tx: &mut Tx<Write>, account: UserId) -> Result<()> {
    leave(tx, account)
}

fn leave(tx: &mut Tx<Write>, user: UserId) -> Result<()> {
    let groups: Vec<(GroupId,)> = tx.many(GROUPS, (user,))?;
    for (group,) in groups {
        Counter::GroupMembers.add(tx, group.0, -1)?;
    }
    tx.exec(LEAVE, (user,))?;
    tx.forget(user.key());
    Ok(())
}

/// The user who is to become a member: one of the group's enterprise whom the app reaches.
///
/// # Errors
/// `not_found`; `access_denied_insufficient_permissions` for whom the app does not reach.
pub fn candidate(tx: &mut Tx<Read>, who: &Caller, group: &TheGroup, id: UserId) -> Result<Allowed<Person, Know>> {
    let user = access::get::<Person, Know>(tx, who, id)?;
    match () {
        () if user.is_outside(Some(group.enterprise_id)) => Err(Error::not_found("user", id)),
        () if user.id != who.user().id && !user.is_in_reach_of(who) => Err(Error::access_denied()),
        () => Ok(user),
    }
}
