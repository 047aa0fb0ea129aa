//! The invites table.
use super::wire::{Invite, InviteStatus};
use crate::{
    Caller, Result,
    access::{Guarded, Key, Rights, UserManager},
    enterprises,
    resources::users::{self, Enterprise, Person, User},
    wire::{EnterpriseId, InviteId, Maybe, Mini, Time, UserId},
};
use boxwood_store::{Read, Tx, Write, row};

row! {
    pub struct InviteRow {
        id: InviteId,
        enterprise_id: EnterpriseId,
        user_id: UserId,
        invited_by: UserId,
        status: InviteStatus,
        created_at: Time,
        modified_at: Time,
    }
}

const BY_ID: &str =
    "SELECT id, enterprise_id, user_id, invited_by, status, created_at, modified_at FROM invites WHERE id = $1";
const INSERT: &str = "INSERT INTO invites (enterprise_id, user_id, invited_by, status, created_at, modified_at) \
    VALUES ($1, $2, $3, $4, $5, $5) RETURNING id, enterprise_id, user_id, invited_by, status, created_at, modified_at";

impl Guarded for InviteRow {
    type Id = InviteId;
    const NOUN: &'static str = "invite";
    const IS_CONTENT: bool = false;

    fn load(tx: &mut Tx<Read>, _: &Caller, id: InviteId, _: &Key) -> Result<Option<Self>> {
        Ok(tx.opt(BY_ID, (id,))?)
    }

    /// Seen by who is invited, and by those who could have invited them.
    fn rights(&self, _: &mut Tx<Read>, who: &Caller) -> Result<Rights> {
        let user = who.user();
        let manages = user.can_manage_users() && user.enterprise_id == Some(self.enterprise_id);
        Ok(if manages || user.id == self.user_id { Rights::KNOWN | Rights::SEE } else { Rights::NONE })
    }
}

pub fn insert(tx: &mut Tx<Write>, _: &UserManager, who: &Caller, to: EnterpriseId, user: &Person) -> Result<InviteRow> {
    let now = tx.now();
    Ok(tx.one(INSERT, (to, user.id, who.user().id, InviteStatus::Pending, now))?)
}

pub fn render(tx: &mut Tx<Read>, who: &Caller, row: &InviteRow) -> Result<Invite> {
    let zone = enterprises::zone(tx, who.user().enterprise_id)?;
    let name = enterprises::settings(tx, row.enterprise_id)?.map(|enterprise| enterprise.name.clone());
    Ok(Invite {
        id: row.id,
        invited_to: Enterprise { id: row.enterprise_id, name: name.into() }.into(),
        actionable_by: user(tx, row.user_id)?,
        invited_by: user(tx, row.invited_by)?,
        status: row.status.into(),
        created_at: row.created_at.seen_in(&zone).into(),
        modified_at: row.modified_at.seen_in(&zone).into(),
    })
}

fn user(tx: &mut Tx<Read>, id: UserId) -> Result<Maybe<Mini<User>>> {
    Ok(users::shown(tx, id)?.map(Mini).into())
}
