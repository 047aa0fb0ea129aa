//! Who may what with whom: the part of a user that decides about rights.
use crate::{
    Caller, Result, Settings,
    access::{Guarded, Key, Rights},
    items,
    resources::users::{Permissions, Role, Status},
    wire::{AppId, EnterpriseId, UserId},
};
use boxwood_store::{Read, Tx, row};

boxwood_store::texts! {
    pub enum Kind { Managed = "managed", AppUser = "app_user", Service = "service", Deleted = "deleted" }
}

row! {
    /// What decides about a user's rights. What the wire shows of them is loaded apart, and only when it is shown.
    #[derive(Clone)]
    pub struct Person {
        id: UserId,
        enterprise_id: Option<EnterpriseId>,
        app_id: Option<AppId>,
        kind: Kind,
        role: Role,
        status: Status,
        permissions: Permissions,
    }
}

impl Person {
    /// Who is not signed in: nobody's colleague, with nothing of their own.
    pub const NOBODY: Person = Person {
        id: UserId(0),
        enterprise_id: None,
        app_id: None,
        kind: Kind::Managed,
        role: Role::User,
        status: Status::Active,
        permissions: Permissions::NONE,
    };

    /// What only those with a share in the administration may: the admin, service accounts, co-admins who were given it.
    pub fn has(&self, permission: Permissions) -> bool {
        self.role == Role::Admin
            || self.kind == Kind::Service
            || (self.role == Role::Coadmin && self.permissions.has(permission))
    }

    pub fn can_manage_users(&self) -> bool {
        self.has(Permissions::MANAGE_USERS)
    }

    pub fn can_manage_groups(&self) -> bool {
        self.has(Permissions::MANAGE_GROUPS)
    }

    /// Of another enterprise than that, or of none: a guest, if they can be seen at all.
    pub fn is_outside(&self, enterprise: Option<EnterpriseId>) -> bool {
        self.enterprise_id.is_none() || self.enterprise_id != enterprise
    }

    /// Whether the caller's app reaches a user of its enterprise: App Access Only ends at the app's own, and an app user is
    /// nobody else's (contract: identity §3.2, §4.3).
    pub(crate) fn is_in_reach_of(&self, who: &Caller) -> bool {
        let own = self.app_id == Some(who.app());
        own || (self.kind != Kind::AppUser && who.settings().has(Settings::ENTERPRISE_ACCESS))
    }
}

/// What a [`Person`] is read from, in any statement that has users as `u`.
#[macro_export]
macro_rules! person_columns {
    () => {
        "u.id, u.enterprise_id, u.app_id, u.kind, u.role, u.status, u.permissions"
    };
}
const PERSON: &str = concat!("SELECT ", person_columns!(), " FROM users u WHERE u.id = $1 AND u.kind <> 'deleted'");
const BY_LOGIN: &str = concat!("SELECT ", person_columns!(), " FROM users u WHERE u.login = $1");
const BY_ALIAS: &str = concat!(
    "SELECT ",
    person_columns!(),
    " FROM email_aliases a JOIN users u ON u.id = a.user_id WHERE a.email = $1 AND a.is_confirmed"
);

/// Whoever has that login, in any enterprise or none.
pub(crate) fn person_by_login(tx: &mut Tx<Read>, login: &str) -> Result<Option<Person>> {
    Ok(tx.opt(BY_LOGIN, (login.trim().to_lowercase(),))?)
}

/// Whoever has that address, as the login or as a confirmed alias.
pub(crate) fn person_by_address(tx: &mut Tx<Read>, address: &str) -> Result<Option<Person>> {
    match person_by_login(tx, address)? {
        None => Ok(tx.opt(BY_ALIAS, (address.trim().to_lowercase(),))?),
        found => Ok(found),
    }
}

impl Guarded for Person {
    type Id = UserId;
    const NOUN: &'static str = "user";
    const IS_CONTENT: bool = false;

    fn load(tx: &mut Tx<Read>, _: &Caller, id: UserId, _: &Key) -> Result<Option<Self>> {
        Ok(tx.opt(PERSON, (id,))?)
    }

    /// Contract: identity §6.6. A co-admin or a service account does not touch those who have a share in the
    /// administration; nobody deletes themselves; a service account lives and dies with its app.
    fn rights(&self, tx: &mut Tx<Read>, who: &Caller) -> Result<Rights> {
        const SEEN: Rights = Rights::KNOWN.and(Rights::SEE);
        let user = who.user();
        let manages = user.can_manage_users();
        if self.id == user.id {
            return Ok(if manages { SEEN | Rights::EDIT } else { SEEN });
        }
        if self.is_outside(user.enterprise_id) {
            let enterprise = user.enterprise_id.filter(|_| manages && who.settings().has(Settings::ENTERPRISE_ACCESS));
            let works_here = enterprise.map(|id| items::collaborates_with(tx, self.id, id)).transpose()?;
            return Ok(if works_here == Some(true) { SEEN } else { Rights::NONE });
        }
        Ok(match () {
            () if !manages || !self.is_in_reach_of(who) => Rights::KNOWN,
            () if self.role != Role::User && user.role != Role::Admin => SEEN,
            () if self.kind == Kind::Service => SEEN | Rights::EDIT,
            () => SEEN | Rights::EDIT | Rights::REMOVE,
        })
    }
}
