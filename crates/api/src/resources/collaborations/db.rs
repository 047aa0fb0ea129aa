//! The table of collaborations.
use super::{CollaborationStatus as Status, grantee::Grantee};
use crate::{
    Caller, Error, Result,
    access::{self, Allowed, CollaborationRole, Edit, Guarded, Invite, Key, Rights, Share, Transfer},
    identity::Limit,
    items::{self, Item, Node, Sort},
    resources::{folders::FolderSettings, groups::TheGroup},
    wire::{CollaborationId, EnterpriseId, GroupId, ItemId, Time, UserId},
};
use boxwood_store::{Read, Tx, Write, row};
use std::ops::Deref;

row! {
    #[derive(Clone, Debug)]
    pub struct CollaborationRow {
        id: CollaborationId,
        item_id: ItemId,
        user_id: Option<UserId>,
        group_id: Option<GroupId>,
        invite_login: Option<String>,
        role: CollaborationRole,
        status: Status,
        is_access_only: bool,
        can_view_path: bool,
        expires_at: Option<Time>,
        acknowledged_at: Option<Time>,
        created_by: Option<UserId>,
        created_at: Time,
        modified_at: Time,
    }
}

/// A collaboration and what it is in.
pub struct TheCollaboration {
    row: CollaborationRow,
    item: Item,
}

/// What is given, whoever gets it.
pub struct New {
    pub role: CollaborationRole,
    pub status: Status,
    pub is_access_only: bool,
    pub can_view_path: bool,
    pub expires_at: Option<Time>,
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT id, item_id, user_id, group_id, invite_login, role, status, is_access_only, can_view_path, expires_at, \
             acknowledged_at, created_by, created_at, modified_at FROM collaborations ",
            $rest
        )
    };
}
const BY_ID: &str = select!("WHERE id = $1");
/// By `id + 0`, as its index has it.
const OF_ITEM: &str = select!(
    "WHERE item_id = $1 AND id + 0 > $2 AND status <> 'rejected' AND (expires_at IS NULL OR expires_at > $3) \
     ORDER BY id + 0 LIMIT $4"
);
const COUNT_OF_ITEM: &str = "SELECT count(*) FROM collaborations WHERE item_id = $1 AND status <> 'rejected' \
    AND (expires_at IS NULL OR expires_at > $2)";
const OF_GROUP: &str =
    select!("WHERE group_id = $1 AND (expires_at IS NULL OR expires_at > $2) ORDER BY id + 0 LIMIT $3 OFFSET $4");
const COUNT_OF_GROUP: &str =
    "SELECT count(*) FROM collaborations WHERE group_id = $1 AND (expires_at IS NULL OR expires_at > $2)";
const PENDING: &str =
    select!("WHERE user_id = $1 AND status = 'pending' AND (expires_at IS NULL OR expires_at > $2) ORDER BY item_id");
/// Of each status, a range of its index.
const GIVEN: &str = select!(
    "WHERE user_id = $1 AND status = $2 AND item_id > $3 AND (expires_at IS NULL OR expires_at > $4) \
     ORDER BY item_id LIMIT $5"
);
const OF_GROUP_AFTER: &str =
    select!("WHERE group_id = $1 AND id + 0 > $2 AND (expires_at IS NULL OR expires_at > $3) ORDER BY id + 0 LIMIT $4");
/// From a root down, the topmost first, and no further than so many items.
macro_rules! tree {
    ($rest:literal) => {
        concat!(
            "WITH RECURSIVE tree (id) AS (SELECT id FROM items WHERE parent_id = $1 AND trashed_at IS NULL AND kind < 2 \
             UNION ALL SELECT i.id FROM tree JOIN items i ON i.parent_id = tree.id \
             WHERE i.trashed_at IS NULL AND i.kind < 2) ",
            $rest
        )
    };
}
const LOOKED_AT: &str = tree!("SELECT count(*) FROM (SELECT id FROM tree LIMIT $2) t");
const IN_TREE: &str = tree!(
    "SELECT c.id, c.item_id, c.user_id, c.group_id, c.invite_login, c.role, c.status, c.is_access_only, c.can_view_path, \
     c.expires_at, c.acknowledged_at, c.created_by, c.created_at, c.modified_at FROM (SELECT id FROM tree LIMIT $2) t \
     JOIN collaborations c ON c.item_id = t.id WHERE c.id + 0 > $3 AND c.status <> 'rejected' \
     AND (c.expires_at IS NULL OR c.expires_at > $4) ORDER BY c.id + 0 LIMIT $5"
);
/// Those from elsewhere, and addresses that nobody has yet.
const EXTERNAL_IN_TREE: &str = tree!(
    "SELECT c.id, c.item_id, c.user_id, c.group_id, c.invite_login, c.role, c.status, c.is_access_only, c.can_view_path, \
     c.expires_at, c.acknowledged_at, c.created_by, c.created_at, c.modified_at FROM (SELECT id FROM tree LIMIT $2) t \
     JOIN collaborations c ON c.item_id = t.id WHERE c.id + 0 > $3 AND c.status <> 'rejected' \
     AND (c.expires_at IS NULL OR c.expires_at > $4) AND ((c.user_id IS NULL AND c.group_id IS NULL) \
     OR EXISTS (SELECT 1 FROM users u WHERE u.id = c.user_id AND (u.enterprise_id IS NULL OR u.enterprise_id <> $6)) \
     OR EXISTS (SELECT 1 FROM user_groups g WHERE g.id = c.group_id AND g.enterprise_id <> $6)) \
     ORDER BY c.id + 0 LIMIT $5"
);
const OF_USER_IN: &str = select!("WHERE item_id = $1 AND user_id = $2");
const OF_GROUP_IN: &str = select!("WHERE item_id = $1 AND group_id = $2");
const OF_LOGIN_IN: &str = select!("WHERE item_id = $1 AND invite_login = $2");
const INSERT: &str = "INSERT INTO collaborations (item_id, user_id, group_id, invite_login, role, status, is_access_only, \
    can_view_path, expires_at, acknowledged_at, created_by, created_at, modified_at) \
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $12) ON CONFLICT DO NOTHING";
const ANSWER: &str = "UPDATE collaborations SET status = $2, acknowledged_at = $3, modified_at = $3, \
    invite_login = CASE WHEN $2 = 'accepted' THEN NULL ELSE invite_login END WHERE id = $1";
const UPDATE: &str =
    "UPDATE collaborations SET role = $2, can_view_path = $3, expires_at = $4, modified_at = $5 WHERE id = $1";
const DELETE: &str = "DELETE FROM collaborations WHERE id = $1";
const ATTACH: &str = "UPDATE collaborations SET user_id = $1 WHERE invite_login = $2 AND user_id IS NULL AND NOT EXISTS \
    (SELECT 1 FROM collaborations o WHERE o.item_id = collaborations.item_id AND o.user_id = $1)";
/// Colleagues are in at once, so those who become one are, too.
const LET_IN: &str = "UPDATE collaborations SET status = 'accepted', acknowledged_at = $3, modified_at = $3, \
    invite_login = NULL WHERE user_id = $1 AND status = 'pending' AND EXISTS \
    (SELECT 1 FROM users u WHERE u.id = collaborations.created_by AND u.enterprise_id = $2)";
const EXPIRED: &str = select!("WHERE expires_at <= $1 ORDER BY expires_at LIMIT 500");

impl Deref for TheCollaboration {
    type Target = CollaborationRow;
    fn deref(&self) -> &CollaborationRow {
        &self.row
    }
}

impl TheCollaboration {
    pub fn item(&self) -> &Item {
        &self.item
    }

    pub fn is_of(&self, who: &Caller) -> bool {
        self.row.user_id == Some(who.user().id)
    }
}

impl CollaborationRow {
    fn is_over(&self, now: i64) -> bool {
        self.expires_at.is_some_and(|end| end.micros() <= now)
    }

    /// Whoever has it has other rights with their next call.
    fn forget(&self, tx: &mut Tx<Write>) {
        self.user_id.into_iter().for_each(|user| tx.forget(user.key()));
        self.group_id.into_iter().for_each(|group| tx.forget(group.key()));
    }
}

impl Guarded for TheCollaboration {
    type Id = CollaborationId;
    const NOUN: &'static str = "collab";
    const IS_CONTENT: bool = true;

    fn load(tx: &mut Tx<Read>, _: &Caller, id: CollaborationId, _: &Key) -> Result<Option<Self>> {
        let now = tx.now();
        let row: Option<CollaborationRow> = tx.opt(BY_ID, (id,))?;
        let Some(row) = row.filter(|row| !row.is_over(now)) else { return Ok(None) };
        Ok(items::load(tx, row.item_id)?.map(|item| TheCollaboration { row, item }))
    }

    /// Who sees the item sees who collaborates in it, unless that is hidden. Who may invite may change and end what is not
    /// above them; and everybody may end what is their own (contract: content §2.1).
    fn rights(&self, tx: &mut Tx<Read>, who: &Caller) -> Result<Rights> {
        const SEEN: Rights = Rights::KNOWN.and(Rights::SEE);
        let Some(owner) = self.item.owner().filter(|_| !self.item.is_gone()) else { return Ok(Rights::NONE) };
        if !access::is_in_reach(tx, who, owner)? {
            return Ok(Rights::NONE);
        }
        let there = self.item.rights(tx, who)?;
        let is_below = self.row.role != CollaborationRole::CoOwner || there.include(Rights::SET);
        let is_hidden = is_hidden(&self.item, there);
        let rights = [
            (self.is_of(who), SEEN | Rights::SHARE),
            (there.include(Rights::SEE), Rights::KNOWN),
            (there.include(Rights::SEE) && !is_hidden, SEEN),
            (there.include(Rights::INVITE) && is_below && !is_hidden, SEEN | Rights::INVITE | Rights::SHARE),
            (there.include(Rights::SET), Rights::SET),
            (there.include(Rights::TRANSFER), Rights::TRANSFER),
        ];
        Ok(rights.into_iter().filter(|(has, _)| *has).fold(Rights::NONE, |all, (_, right)| all | right))
    }

    fn is_within(&self, _: &mut Tx<Read>, _: &Caller, limit: Limit) -> Result<bool> {
        Ok(self.item.lies_within(limit))
    }
}

/// Whether somebody with those rights to an item is not to see who else has any.
pub fn is_hidden(item: &Item, rights: Rights) -> bool {
    item.settings().has(FolderSettings::HIDDEN_COLLABORATORS) && !rights.include(Rights::SET)
}

/// Whatever it is, for who is to stand in for whose it is.
pub fn by_id(tx: &mut Tx<Read>, id: CollaborationId) -> Result<Option<CollaborationRow>> {
    Ok(tx.opt(BY_ID, (id,))?)
}

/// Those of an item alone, by id.
pub fn of_item(tx: &mut Tx<Read>, item: ItemId, after: i64, limit: i64) -> Result<Vec<CollaborationRow>> {
    let now = tx.now();
    Ok(tx.many(OF_ITEM, (item, after, now, limit))?)
}

pub fn count_of_item(tx: &mut Tx<Read>, item: ItemId) -> Result<i64> {
    let now = tx.now();
    let (count,) = tx.one(COUNT_OF_ITEM, (item, now))?;
    Ok(count)
}

/// A page of what a group was given, and how much that is.
pub fn of_group(
    tx: &mut Tx<Read>,
    group: &Allowed<TheGroup, Edit>,
    limit: i64,
    offset: i64,
) -> Result<(Vec<CollaborationRow>, i64)> {
    let now = tx.now();
    let (count,) = tx.one(COUNT_OF_GROUP, (group.id, now))?;
    Ok((tx.many(OF_GROUP, (group.id, now, limit, offset))?, count))
}

/// What waits for the caller's own answer.
pub fn pending(tx: &mut Tx<Read>, who: &Caller) -> Result<Vec<CollaborationRow>> {
    let now = tx.now();
    Ok(tx.many(PENDING, (who.user().id, now))?)
}

/// What the caller was given by themselves, behind that item, by item: what they are in, and what waits for their answer.
pub fn given(tx: &mut Tx<Read>, who: &Caller, after: ItemId, limit: i64) -> Result<Vec<CollaborationRow>> {
    let (now, mut rows) = (tx.now(), Vec::new());
    for status in [Status::Accepted, Status::Pending] {
        rows.extend(tx.many::<CollaborationRow>(GIVEN, (who.user().id, status, after, now, limit))?);
    }
    rows.sort_by_key(|row| row.item_id);
    rows.truncate(limit as usize);
    Ok(rows)
}

/// What a group was given, behind that one, by id.
pub fn of_group_after(
    tx: &mut Tx<Read>,
    group: &Allowed<TheGroup, Edit>,
    after: CollaborationId,
    limit: i64,
) -> Result<Vec<CollaborationRow>> {
    let now = tx.now();
    Ok(tx.many(OF_GROUP_AFTER, (group.id, after, now, limit))?)
}

/// Those in what the caller owns, behind that one, by id; `outside` are only those who are from outside of that enterprise.
/// A tree can be of any size: no more than so many items of it are looked at.
pub fn in_owned(
    tx: &mut Tx<Read>,
    who: &Caller,
    items: i64,
    outside: Option<EnterpriseId>,
    after: CollaborationId,
    limit: i64,
) -> Result<Vec<CollaborationRow>> {
    let (now, root) = (tx.now(), items::Parent::root(who.user().id));
    Ok(match outside {
        None => tx.many(IN_TREE, (root, items, after, now, limit))?,
        Some(of) => tx.many(EXTERNAL_IN_TREE, (root, items, after, now, limit, of))?,
    })
}

/// How many items of the caller's that looks at.
pub fn looked_at(tx: &mut Tx<Read>, who: &Caller, items: i64) -> Result<i64> {
    let (count,) = tx.one(LOOKED_AT, (items::Parent::root(who.user().id), items))?;
    Ok(count)
}

/// # Errors
/// `user_already_collaborator`.
pub fn insert<K: Sort>(
    tx: &mut Tx<Write>,
    who: &Caller,
    item: &Allowed<Node<K>, Invite>,
    to: &Grantee,
    new: &New,
) -> Result<CollaborationId> {
    add(tx, who, item.id, to, new)
}

/// What the owner before keeps of an item that they give away; they may not collaborate in it yet.
///
/// # Errors
/// Those of the store.
pub fn insert_former<K: Sort>(
    tx: &mut Tx<Write>,
    who: &Caller,
    item: &Allowed<Node<K>, Transfer>,
    owner: UserId,
    new: &New,
) -> Result<CollaborationId> {
    add(tx, who, item.id, &Grantee::User { id: owner, login: None }, new)
}

fn add(tx: &mut Tx<Write>, who: &Caller, item: ItemId, to: &Grantee, new: &New) -> Result<CollaborationId> {
    let now = tx.now();
    let there: Option<CollaborationRow> = match to {
        Grantee::User { id, .. } => tx.opt(OF_USER_IN, (item, *id))?,
        Grantee::Group(id) => tx.opt(OF_GROUP_IN, (item, *id))?,
        Grantee::Login(login) => tx.opt(OF_LOGIN_IN, (item, login))?,
    };
    match there {
        // What was declined, or has run out, is no more in the way.
        Some(row) if row.status == Status::Rejected || row.is_over(now) => {
            tx.exec(DELETE, (row.id,))?;
        }
        Some(_) => return Err(Error::user_already_collaborator()),
        None => {}
    }
    let (user, group, login) = (to.user(), to.group(), to.login().filter(|_| new.status == Status::Pending));
    let acknowledged = (new.status == Status::Accepted).then_some(now);
    let flags = (new.is_access_only, new.can_view_path, new.expires_at.map(Time::micros));
    let values =
        (item, user, group, login, new.role, new.status, flags.0, flags.1, flags.2, acknowledged, who.user().id, now);
    let id = tx.insert(INSERT, values)?.ok_or_else(Error::user_already_collaborator)?;
    user.into_iter().for_each(|user| tx.forget(user.key()));
    group.into_iter().for_each(|group| tx.forget(group.key()));
    Ok(id)
}

/// Whom it is for accepts or declines it.
pub fn answer(tx: &mut Tx<Write>, of: &Allowed<TheCollaboration, Share>, status: Status) -> Result<()> {
    let now = tx.now();
    tx.exec(ANSWER, (of.id, status, now))?;
    of.forget(tx);
    Ok(())
}

pub fn update(
    tx: &mut Tx<Write>,
    of: &Allowed<TheCollaboration, Invite>,
    role: CollaborationRole,
    can_view_path: bool,
    expires_at: Option<Time>,
) -> Result<()> {
    let now = tx.now();
    tx.exec(UPDATE, (of.id, role, can_view_path, expires_at.map(Time::micros), now))?;
    of.forget(tx);
    Ok(())
}

pub fn delete(tx: &mut Tx<Write>, of: &Allowed<TheCollaboration, Share>) -> Result<()> {
    tx.exec(DELETE, (of.id,))?;
    of.forget(tx);
    Ok(())
}

/// An address has become somebody's: what waits for it waits for them, or is theirs, if a colleague has sent it.
///
/// # Errors
/// Those of the store.
pub(crate) fn attach(tx: &mut Tx<Write>, user: UserId, of: Option<EnterpriseId>, login: &str) -> Result<()> {
    let now = tx.now();
    if tx.exec(ATTACH, (user, login))? > 0 {
        tx.exec(LET_IN, (user, of, now))?;
        tx.forget(user.key());
    }
    Ok(())
}

/// Nobody has a right by them any more; this is for what is counted and listed.
///
/// # Errors
/// Those of the store.
pub fn delete_expired(tx: &mut Tx<Write>) -> Result<()> {
    let now = tx.now();
    for row in tx.many::<CollaborationRow>(EXPIRED, (now,))? {
        tx.exec(DELETE, (row.id,))?;
        row.forget(tx);
    }
    Ok(())
}
