//! The table of groups.
use super::{Level, members::MemberRole};
use crate::{
    Caller, Error, Result, Settings,
    access::{Allowed, Edit, GroupManager, Guarded, Key, Remove, Rights},
    counters::Counter,
    resources::users::{Kind, Search},
    wire::{AppId, EnterpriseId, GroupId, Time},
};
use boxwood_store::{Read, Tx, Write, row};
use std::ops::Deref;

row! {
    #[derive(Clone)]
    pub struct GroupRow {
        id: GroupId,
        enterprise_id: EnterpriseId,
        app_id: AppId,
        name: String,
        provenance: String,
        external_sync_identifier: String,
        description: String,
        invitability_level: Level,
        member_viewability_level: Level,
        created_at: Time,
        modified_at: Time,
    }
}

/// A group, and what the one who asks is in it.
#[derive(Clone)]
pub struct TheGroup {
    row: GroupRow,
    own: Option<MemberRole>,
}

/// The members of a group, as one thing that can be seen or not.
pub struct Members(TheGroup);

/// What can be changed of a group.
pub struct Fields {
    pub name: String,
    pub provenance: String,
    pub external_sync_identifier: String,
    pub description: String,
    pub invitability_level: Level,
    pub member_viewability_level: Level,
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT id, enterprise_id, app_id, name, provenance, external_sync_identifier, description, invitability_level, \
             member_viewability_level, created_at, modified_at FROM user_groups ",
            $rest
        )
    };
}
const BY_ID: &str = select!("WHERE id = $1");
const NAME: &str = "SELECT name FROM user_groups WHERE id = $1";
const ENTERPRISE: &str = "SELECT enterprise_id FROM user_groups WHERE id = $1";
const OWN_ROLE: &str = "SELECT role FROM memberships WHERE group_id = $1 AND user_id = $2";
const PAGE: &str = select!("WHERE enterprise_id = $1 AND name_key >= $2 ORDER BY name_key LIMIT $3 OFFSET $4");
const FOUND: &str =
    select!("WHERE enterprise_id = $1 AND name_key >= $2 AND name_key < $3 ORDER BY name_key LIMIT $4 OFFSET $5");
const PAGE_OF_APP: &str =
    select!("WHERE enterprise_id = $1 AND app_id = $2 AND name_key >= $3 ORDER BY name_key LIMIT $4 OFFSET $5");
const FOUND_OF_APP: &str = select!(
    "WHERE enterprise_id = $1 AND app_id = $2 AND name_key >= $3 AND name_key < $4 ORDER BY name_key LIMIT $5 OFFSET $6"
);
const PAGE_AFTER: &str = select!("WHERE enterprise_id = $1 AND name_key > $2 ORDER BY name_key LIMIT $3");
const FOUND_AFTER: &str = select!(
    "WHERE enterprise_id = $1 AND name_key >= $2 AND name_key < $3 AND name_key > $4 ORDER BY name_key LIMIT $5"
);
const COUNT: &str = "SELECT count(*) FROM user_groups WHERE enterprise_id = $1 AND name_key >= $2 AND name_key < $3";
const COUNT_OF_APP: &str =
    "SELECT count(*) FROM user_groups WHERE enterprise_id = $1 AND app_id = $2 AND name_key >= $3 AND name_key < $4";
const INSERT: &str = "INSERT INTO user_groups (enterprise_id, app_id, name, name_key, provenance, external_sync_identifier, \
    description, invitability_level, member_viewability_level, created_at, modified_at) \
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10) ON CONFLICT (enterprise_id, name_key) DO NOTHING";
const NAMED: &str = "SELECT id FROM user_groups WHERE enterprise_id = $1 AND name_key = $2";
const UPDATE: &str = "UPDATE user_groups SET name = $2, name_key = $3, provenance = $4, external_sync_identifier = $5, \
    description = $6, invitability_level = $7, member_viewability_level = $8, modified_at = $9 WHERE id = $1";
const DELETE_COLLABORATIONS: &str = "DELETE FROM collaborations WHERE group_id = $1";
const DELETE_MEMBERSHIPS: &str = "DELETE FROM memberships WHERE group_id = $1";
const DELETE: &str = "DELETE FROM user_groups WHERE id = $1";

/// For what shows a group beside something else.
///
/// # Errors
/// Those of the store.
pub(crate) fn name(tx: &mut Tx<Read>, id: GroupId) -> Result<Option<String>> {
    Ok(tx.opt::<(String,)>(NAME, (id,))?.map(|(name,)| name))
}

/// Whose it is.
///
/// # Errors
/// Those of the store.
pub(crate) fn enterprise(tx: &mut Tx<Read>, id: GroupId) -> Result<Option<EnterpriseId>> {
    Ok(tx.opt::<(EnterpriseId,)>(ENTERPRISE, (id,))?.map(|(of,)| of))
}

impl Deref for TheGroup {
    type Target = GroupRow;
    fn deref(&self) -> &GroupRow {
        &self.row
    }
}

impl Deref for Members {
    type Target = TheGroup;
    fn deref(&self) -> &TheGroup {
        &self.0
    }
}

impl TheGroup {
    fn find(tx: &mut Tx<Read>, who: &Caller, id: GroupId) -> Result<Option<Self>> {
        let Some(row) = tx.opt::<GroupRow>(BY_ID, (id,))? else { return Ok(None) };
        let own = tx.opt::<(MemberRole,)>(OWN_ROLE, (id, who.user().id))?.map(|(role,)| role);
        Ok(Some(TheGroup { row, own }))
    }

    /// None where they are no member.
    pub fn own(&self) -> Option<MemberRole> {
        self.own
    }

    pub fn fields(&self) -> Fields {
        let row = self.row.clone();
        Fields {
            name: row.name,
            provenance: row.provenance,
            external_sync_identifier: row.external_sync_identifier,
            description: row.description,
            invitability_level: row.invitability_level,
            member_viewability_level: row.member_viewability_level,
        }
    }

    /// Whether the caller manages all that the group is, by a share in the administration. An app that only reaches its own
    /// users only reaches its own groups (contract: identity §3.2).
    fn is_managed_by(&self, who: &Caller) -> bool {
        let is_reached = who.settings().has(Settings::ENTERPRISE_ACCESS) || self.row.app_id == who.app();
        who.user().can_manage_groups() && is_reached
    }

    fn is_led_by(&self, who: &Caller) -> bool {
        self.is_managed_by(who) || self.own == Some(MemberRole::Admin)
    }

    fn is_open(&self, level: Level, who: &Caller) -> bool {
        match level {
            Level::AdminsOnly => self.is_led_by(who),
            Level::AdminsAndMembers => self.is_led_by(who) || self.own.is_some(),
            Level::AllManagedUsers => self.is_led_by(who) || self.own.is_some() || who.user().kind == Kind::Managed,
        }
    }
}

impl Guarded for TheGroup {
    type Id = GroupId;
    const NOUN: &'static str = "group";
    const IS_CONTENT: bool = false;

    fn load(tx: &mut Tx<Read>, who: &Caller, id: GroupId, _: &Key) -> Result<Option<Self>> {
        TheGroup::find(tx, who, id)
    }

    /// Contract: content §8.1. Who is in it is changed by the right to arrange.
    fn rights(&self, _: &mut Tx<Read>, who: &Caller) -> Result<Rights> {
        if who.user().is_outside(Some(self.row.enterprise_id)) {
            return Ok(Rights::NONE);
        }
        let (invites, views) = (self.row.invitability_level, self.row.member_viewability_level);
        let sees = self.own.is_some() || self.is_open(invites, who) || self.is_open(views, who);
        let rights = [
            (true, Rights::KNOWN),
            (sees, Rights::SEE),
            (self.is_open(invites, who), Rights::INVITE),
            (self.is_led_by(who), Rights::EDIT | Rights::ARRANGE),
            (self.is_managed_by(who), Rights::REMOVE),
        ];
        Ok(rights.into_iter().filter(|(has, _)| *has).fold(Rights::NONE, |all, (_, right)| all | right))
    }
}

impl Guarded for Members {
    type Id = GroupId;
    const NOUN: &'static str = "group";
    const IS_CONTENT: bool = false;

    fn load(tx: &mut Tx<Read>, who: &Caller, id: GroupId, _: &Key) -> Result<Option<Self>> {
        Ok(TheGroup::find(tx, who, id)?.map(Members))
    }

    /// As the group's member viewability level has it.
    fn rights(&self, _: &mut Tx<Read>, who: &Caller) -> Result<Rights> {
        Ok(match () {
            () if who.user().is_outside(Some(self.enterprise_id)) => Rights::NONE,
            () if self.is_open(self.member_viewability_level, who) => Rights::KNOWN | Rights::SEE,
            () => Rights::KNOWN,
        })
    }
}

/// Which groups the caller's lists show: all of the enterprise, or those that the app made.
pub struct Reach {
    enterprise: EnterpriseId,
    only: Option<AppId>,
}

impl Reach {
    /// # Errors
    /// `access_denied_insufficient_permissions` for one without an enterprise.
    pub fn of(_: &GroupManager, who: &Caller) -> Result<Self> {
        let enterprise = who.user().enterprise_id.ok_or_else(Error::access_denied)?;
        let only = Some(who.app()).filter(|_| !who.settings().has(Settings::ENTERPRISE_ACCESS));
        Ok(Reach { enterprise, only })
    }
}

/// By name.
pub fn page(
    tx: &mut Tx<Read>,
    reach: &Reach,
    search: Option<&Search>,
    limit: i64,
    offset: i64,
) -> Result<Vec<GroupRow>> {
    let of = reach.enterprise;
    Ok(match (search.map(Search::range), reach.only) {
        (None, None) => tx.many(PAGE, (of, "", limit, offset))?,
        (None, Some(app)) => tx.many(PAGE_OF_APP, (of, app, "", limit, offset))?,
        (Some((from, to)), None) => tx.many(FOUND, (of, from, to, limit, offset))?,
        (Some((from, to)), Some(app)) => tx.many(FOUND_OF_APP, (of, app, from, to, limit, offset))?,
    })
}

/// The same behind a name, in lower case: a page costs the same however far on it is.
pub fn page_after(
    tx: &mut Tx<Read>,
    of: EnterpriseId,
    search: Option<&Search>,
    after: &str,
    limit: i64,
) -> Result<Vec<GroupRow>> {
    Ok(match search.map(Search::range) {
        None => tx.many(PAGE_AFTER, (of, after, limit))?,
        Some((from, to)) => tx.many(FOUND_AFTER, (of, from, to, after, limit))?,
    })
}

/// Kept as a counter, but for a search, where it costs as much as there are matches.
pub fn total(tx: &mut Tx<Read>, reach: &Reach, search: Option<&Search>) -> Result<i64> {
    let of = reach.enterprise;
    let (count,) = match (search.map(Search::range), reach.only) {
        (None, None) => return Counter::Groups.value(tx, of.0),
        (None, Some(app)) => return Counter::Groups.part(tx, of.0, app.0),
        (Some((from, to)), None) => tx.one(COUNT, (of, from, to))?,
        (Some((from, to)), Some(app)) => tx.one(COUNT_OF_APP, (of, app, from, to))?,
    };
    Ok(count)
}

/// None if the name is taken.
pub fn insert(tx: &mut Tx<Write>, _: &GroupManager, who: &Caller, new: &Fields) -> Result<Option<GroupId>> {
    let (now, app) = (tx.now(), who.app());
    let enterprise = who.user().enterprise_id.ok_or_else(Error::access_denied)?;
    let (key, levels) = (new.name.to_lowercase(), (new.invitability_level, new.member_viewability_level));
    let (provenance, external, description) = (&new.provenance, &new.external_sync_identifier, &new.description);
    let values = (enterprise, app, &new.name, key, provenance, external, description, levels.0, levels.1, now);
    let Some(id) = tx.insert(INSERT, values)? else { return Ok(None) };
    Counter::Groups.add_to_part(tx, enterprise.0, app.0, 1)?;
    Ok(Some(id))
}

/// False if the name is taken.
pub fn update(tx: &mut Tx<Write>, group: &Allowed<TheGroup, Edit>, to: &Fields) -> Result<bool> {
    let (now, key) = (tx.now(), to.name.to_lowercase());
    let named: Option<(GroupId,)> = tx.opt(NAMED, (group.enterprise_id, &key))?;
    if named.is_some_and(|(id,)| id != group.id) {
        return Ok(false);
    }
    let (provenance, external, description) = (&to.provenance, &to.external_sync_identifier, &to.description);
    let levels = (to.invitability_level, to.member_viewability_level);
    tx.exec(UPDATE, (group.id, &to.name, key, provenance, external, description, levels.0, levels.1, now))?;
    Ok(true)
}

/// With all that it was given, and who was in it.
pub fn delete(tx: &mut Tx<Write>, group: &Allowed<TheGroup, Remove>) -> Result<()> {
    for sql in [DELETE_COLLABORATIONS, DELETE_MEMBERSHIPS, DELETE] {
        tx.exec(sql, (group.id,))?;
    }
    // The roles of all its members are made of it.
    tx.forget(group.id.key());
    Counter::Groups.add_to_part(tx, group.enterprise_id.0, group.app_id.0, -1)?;
    Counter::GroupMembers.clear(tx, group.id.0)
}
