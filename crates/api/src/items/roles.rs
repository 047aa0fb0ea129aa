//! What a user was given in what others own: by themselves, or as one of a group.
use crate::{
    Result,
    access::CollaborationRole,
    wire::{GroupId, ItemId, UserId},
};
use boxwood_store::{Cached, Key, Read, Tx, row};
use std::sync::Arc;

row! {
    /// An accepted collaboration.
    #[derive(Clone, Debug)]
    pub struct Grant {
        item_id: ItemId,
        role: CollaborationRole,
        is_access_only: bool,
        can_view_path: bool,
        expires_at: Option<i64>,
    }
}

/// All that a user was given, kept by the user's id. Those of a group are forgotten with the group.
#[derive(Debug, Default)]
pub struct Roles {
    user: UserId,
    groups: Vec<GroupId>,
    /// By item.
    grants: Vec<Grant>,
}

impl Cached for Roles {
    fn sources(&self) -> impl IntoIterator<Item = Key> {
        self.groups.iter().map(|group| group.key()).chain([self.user.key()])
    }

    fn heap(&self) -> usize {
        self.grants.len() * size_of::<Grant>()
    }
}

const GROUPS: &str = "SELECT group_id FROM memberships WHERE user_id = $1";
const OWN: &str = "SELECT item_id, role, is_access_only, can_view_path, expires_at FROM collaborations \
    WHERE user_id = $1 AND status = 'accepted'";
const OF_GROUPS: &str = "SELECT c.item_id, c.role, c.is_access_only, c.can_view_path, c.expires_at FROM memberships m \
    JOIN collaborations c ON c.group_id = m.group_id AND c.status = 'accepted' WHERE m.user_id = $1";

/// # Errors
/// Those of the store.
pub fn roles(tx: &mut Tx<Read>, user: UserId) -> Result<Arc<Roles>> {
    let found = tx.cached(user.key(), |tx| {
        let groups: Vec<(GroupId,)> = tx.many(GROUPS, (user,))?;
        let mut grants: Vec<Grant> = tx.many(OWN, (user,))?;
        if !groups.is_empty() {
            grants.extend(tx.many::<Grant>(OF_GROUPS, (user,))?);
        }
        grants.sort_by_key(|grant| grant.item_id);
        let groups = groups.into_iter().map(|(group,)| group).collect();
        Ok::<_, crate::Error>(Some(Roles { user, groups, grants }))
    });
    Ok(found?.unwrap_or_default())
}

impl Roles {
    /// What was given on that very item, and has not run out.
    pub fn on(&self, item: ItemId, now: i64) -> impl Iterator<Item = &Grant> {
        let start = self.grants.partition_point(|grant| grant.item_id < item);
        let rest = self.grants.get(start..).unwrap_or_default();
        rest.iter().take_while(move |grant| grant.item_id == item).filter(move |grant| grant.is_in_force(now))
    }

    /// All of them that have not run out, by item.
    pub fn all(&self, now: i64) -> impl Iterator<Item = &Grant> {
        self.grants.iter().filter(move |grant| grant.is_in_force(now))
    }

    pub fn is_empty(&self) -> bool {
        self.grants.is_empty()
    }
}

impl Grant {
    fn is_in_force(&self, now: i64) -> bool {
        self.expires_at.is_none_or(|end| end > now)
    }
}
