//! What the admin console does with users beyond the operations of the contract, with the same rights behind it.
use super::{
    Account, Kind, Listed, Permissions, Role, Status,
    db::{self, Search, directory},
    ops::{managed, source},
    person,
};
use crate::{
    Caller, Error, Result,
    access::{self, Edit, Rights, See},
    counters::Counter,
    events::{self, EventKind},
    identity::PasswordHash,
    sign_in::{self, LinkedIdentity},
    wire::{AppId, UserId},
};
use boxwood_store::{Read, Tx, Write};

/// How far a search looks in each of the lists that it looks in.
const SEARCHED: i64 = 500;

/// Whom a list is of; None is any.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// What the name or the login begins with.
    pub begins: String,
    pub kind: Option<Kind>,
    pub role: Option<Role>,
    pub status: Option<Status>,
}

/// A page of a list.
pub struct Found {
    pub users: Vec<Listed>,
    /// Where the next page goes on; none for a search, which is narrowed instead.
    pub next: Option<UserId>,
    /// Whether a search found more than it shows.
    pub more: bool,
}

/// A user as their page in the console shows them.
pub struct Opened {
    pub account: Account,
    /// What the caller may do with them.
    pub rights: Rights,
    /// Whether a code is asked for when they sign in.
    pub has_factor: bool,
    /// Their identities at OpenID Connect providers.
    pub identities: Vec<LinkedIdentity>,
}

/// A page of the enterprise's people, by id; of a search by name.
///
/// # Errors
/// `access_denied_insufficient_permissions` unless the caller may manage users; those of the store.
pub fn people(tx: &mut Tx<Read>, who: &Caller, filter: &Filter, after: UserId, limit: i64) -> Result<Found> {
    access::user_manager(who)?;
    let enterprise = who.user().enterprise_id.ok_or_else(Error::access_denied)?;
    if let Some(search) = Search::of(&filter.begins) {
        let (found, more) = directory::found(tx, enterprise, &search, SEARCHED)?;
        let mut users: Vec<_> = found.into_iter().filter(|row| filter.fits(row)).collect();
        users.sort_by_cached_key(|row| (row.name.to_lowercase(), row.id));
        let more = more || users.len() as i64 > limit;
        users.truncate(limit as usize);
        return Ok(Found { users, next: None, more });
    }
    let mut users = Vec::new();
    for mixture in filter.mixtures() {
        users.extend(directory::alike(tx, enterprise, mixture, after, limit + 1)?);
    }
    users.sort_unstable_by_key(|row| row.id);
    let more = users.len() as i64 > limit;
    users.truncate(limit as usize);
    let next = users.last().filter(|_| more).map(|last| last.id);
    Ok(Found { users, next, more: false })
}

/// How many there are, without service accounts: as many as `GET /users` lists, for all apps together.
///
/// # Errors
/// As [`people`].
pub fn total(tx: &mut Tx<Read>, who: &Caller) -> Result<i64> {
    access::user_manager(who)?;
    let enterprise = who.user().enterprise_id.ok_or_else(Error::access_denied)?;
    Counter::Users.value(tx, enterprise.0)
}

impl Filter {
    fn fits(&self, row: &Listed) -> bool {
        self.kind.is_none_or(|kind| kind == row.kind)
            && self.role.is_none_or(|role| role == row.role)
            && self.status.is_none_or(|status| status == row.status)
    }

    /// All that a listed user can be and that is asked for: each is a range of an index. Only managed users have a share
    /// in the administration.
    fn mixtures(&self) -> Vec<(Kind, Role, Status)> {
        let kinds = [Kind::Managed, Kind::AppUser, Kind::Service].into_iter();
        let kinds = kinds.filter(|kind| self.kind.is_none_or(|wanted| wanted == *kind));
        let roles = |kind| {
            let all: &[Role] =
                if kind == Kind::Managed { &[Role::Admin, Role::Coadmin, Role::User] } else { &[Role::User] };
            all.iter().copied().filter(|role| self.role.is_none_or(|wanted| wanted == *role))
        };
        let all = [Status::Active, Status::Inactive, Status::CannotDeleteEdit, Status::CannotDeleteEditUpload];
        let statuses = all.into_iter().filter(|status| self.status.is_none_or(|wanted| wanted == *status));
        let statuses: Vec<_> = statuses.collect();
        kinds
            .flat_map(|kind| roles(kind).map(move |role| (kind, role)))
            .flat_map(|(kind, role)| statuses.iter().map(move |status| (kind, role, *status)))
            .collect()
    }
}

/// Whose business a user is: that of the app whose user they are, else of none. For the caller of what is done with them.
///
/// # Errors
/// Those of the store.
pub fn app_of(tx: &mut Tx<Read>, id: UserId) -> Result<AppId> {
    let app_user = person(tx, id)?.filter(|person| person.kind == Kind::AppUser);
    Ok(app_user.and_then(|person| person.app_id).unwrap_or_default())
}

/// # Errors
/// `not_found`; `access_denied_insufficient_permissions` unless the caller may manage users; those of the store.
pub fn open(tx: &mut Tx<Read>, who: &Caller, id: UserId) -> Result<Opened> {
    access::user_manager(who)?;
    let user = managed::<See>(tx, who, id)?;
    // Guests are seen where they work, not here.
    if user.is_outside(who.user().enterprise_id) {
        return Err(Error::not_found("user", id));
    }
    let (rights, has_factor) = (user.rights(), sign_in::has_factor(tx, id)?);
    let identities = sign_in::linked_identities(tx, id)?;
    Ok(Opened { account: directory::account(tx, id)?, rights, has_factor, identities })
}

/// Gives a managed user a one-time password, and ends all their sessions.
///
/// # Errors
/// `access_denied_insufficient_permissions` for whom the caller may not change, and for the caller, who has a page for it;
/// `not_found`; `bad_request` for somebody who cannot sign in; those of the store.
pub fn reset_password(tx: &mut Tx<Write>, who: &Caller, id: UserId, password: &PasswordHash) -> Result<()> {
    if id == who.user().id {
        access::user_manager(who)?;
        return Err(Error::access_denied());
    }
    issue_password(tx, who, id, password)
}

/// The same for whoever runs the server, in the name of the admin, who may have lost their own.
///
/// # Errors
/// As [`reset_password`].
pub fn issue_password(tx: &mut Tx<Write>, who: &Caller, id: UserId, password: &PasswordHash) -> Result<()> {
    access::user_manager(who)?;
    let user = managed::<Edit>(tx, who, id)?;
    if user.kind != Kind::Managed {
        return Err(Error::bad_request("Only managed users have passwords"));
    }
    password.set(tx, id, true)?;
    db::end_sessions(tx, &user)?;
    events::emit(tx, who, EventKind::ChangePassword, source(id))
}

/// Turns the second factor off for somebody who has lost the device and the recovery codes.
///
/// # Errors
/// As [`reset_password`]; `bad_request` where none is on.
pub fn turn_off_factor(tx: &mut Tx<Write>, who: &Caller, id: UserId) -> Result<()> {
    access::user_manager(who)?;
    if id == who.user().id {
        return Err(Error::access_denied());
    }
    let user = managed::<Edit>(tx, who, id)?;
    if !sign_in::has_factor(tx, id)? {
        return Err(Error::bad_request("The second factor of this user is off already"));
    }
    sign_in::reset_factor(tx, who, &user)
}

/// The same for whoever runs the server, in the name of the admin, whose own it may be, and whether or not one is on.
///
/// # Errors
/// `access_denied_insufficient_permissions` for whom the caller may not change; `not_found`; those of the store.
pub fn reset_factor(tx: &mut Tx<Write>, who: &Caller, id: UserId) -> Result<()> {
    access::user_manager(who)?;
    let user = managed::<Edit>(tx, who, id)?;
    sign_in::reset_factor(tx, who, &user)
}

/// Unlinks the identity at a provider that signs a user in: for somebody who has lost it, or whose it was not.
///
/// # Errors
/// As [`reset_password`]; `bad_request` where none is linked there.
pub fn unlink_identity(tx: &mut Tx<Write>, who: &Caller, id: UserId, issuer: &str) -> Result<()> {
    access::user_manager(who)?;
    if id == who.user().id {
        return Err(Error::access_denied());
    }
    let user = managed::<Edit>(tx, who, id)?;
    match sign_in::unlink(tx, who, user.id, issuer)? {
        true => Ok(()),
        false => Err(Error::bad_request("No identity of this user is linked there")),
    }
}

/// What a co-admin may: for the admin to say, and for nobody else.
///
/// # Errors
/// `access_denied_insufficient_permissions`; `not_found`; `bad_request` for somebody who is no co-admin; those of the store.
pub fn set_permissions(tx: &mut Tx<Write>, who: &Caller, id: UserId, permissions: Permissions) -> Result<()> {
    let user = managed::<Edit>(tx, who, id)?;
    if who.user().role != Role::Admin {
        return Err(Error::access_denied());
    }
    if user.role != Role::Coadmin {
        return Err(Error::bad_request("Only co-admins have permissions: the admin may all, others none"));
    }
    directory::set_permissions(tx, id, permissions)?;
    events::emit(tx, who, EventKind::ChangeAdminRole, source(id))
}
