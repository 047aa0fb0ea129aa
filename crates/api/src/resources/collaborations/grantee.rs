//! Who is given a role, and whether they may be.
use super::wire::{GranteeKind, NewGrantee};
use crate::{
    Caller, Error, Result,
    access::{self, Invite},
    enterprises,
    items::Item,
    resources::{
        folders::FolderSettings,
        groups::TheGroup,
        users::{self, Person, Status, is_email},
    },
    wire::{EnterpriseId, GroupId, UserId},
};
use boxwood_store::{Read, Tx};

/// Checked by [`Grantee::find`].
pub enum Grantee {
    User {
        id: UserId,
        /// By which they were invited.
        login: Option<String>,
    },
    Group(GroupId),
    /// An address that nobody has.
    Login(String),
}

/// How the one who is given something stands to the one who gives and to the one whose it is.
pub struct Standing {
    /// A colleague of the one who gives: in at once.
    pub is_colleague: bool,
    /// From outside of the owner's enterprise.
    pub is_external: bool,
    /// Where they are somebody already.
    user: Option<UserId>,
}

impl Grantee {
    pub fn user(&self) -> Option<UserId> {
        if let Grantee::User { id, .. } = self { Some(*id) } else { None }
    }

    pub fn group(&self) -> Option<GroupId> {
        if let Grantee::Group(id) = self { Some(*id) } else { None }
    }

    pub fn login(&self) -> Option<&str> {
        match self {
            Grantee::User { login, .. } => login.as_deref(),
            Grantee::Login(login) => Some(login),
            Grantee::Group(_) => None,
        }
    }

    /// # Errors
    /// `invalid_parameter` for what names nobody, `not_found`, `cannot_invite_deactivated_user`, and
    /// `access_denied_insufficient_permissions` for a group that the caller may not invite.
    pub fn find(
        tx: &mut Tx<Read>,
        who: &Caller,
        owner: Option<EnterpriseId>,
        to: &NewGrantee,
    ) -> Result<(Self, Standing)> {
        match to.kind {
            GranteeKind::Group => Self::find_group(tx, who, owner, to),
            GranteeKind::User => Self::find_user(tx, who, owner, to),
        }
    }

    fn find_group(
        tx: &mut Tx<Read>,
        who: &Caller,
        owner: Option<EnterpriseId>,
        to: &NewGrantee,
    ) -> Result<(Self, Standing)> {
        let id = to.group_id().flatten().ok_or_else(|| Error::invalid_parameter("id"))?;
        let group = access::get::<TheGroup, Invite>(tx, who, id)?;
        let is_external = Some(group.enterprise_id) != owner;
        Ok((Grantee::Group(id), Standing { is_colleague: true, is_external, user: None }))
    }

    fn find_user(
        tx: &mut Tx<Read>,
        who: &Caller,
        owner: Option<EnterpriseId>,
        to: &NewGrantee,
    ) -> Result<(Self, Standing)> {
        let login = to.login.value().map(|login| login.trim().to_lowercase()).filter(|login| !login.is_empty());
        let (person, login) = match (to.user_id(), login) {
            (Some(None), _) | (None, None) => return Err(Error::invalid_parameter("id")),
            (Some(Some(id)), _) => (Some(users::person(tx, id)?.ok_or_else(|| Error::not_found("user", id))?), None),
            (None, Some(login)) if !is_email(&login) => return Err(Error::invalid_parameter("login")),
            (None, Some(login)) => (users::person_by_address(tx, &login)?, Some(login)),
        };
        let Some(person) = person else {
            let login = login.unwrap_or_default();
            let is_external = !is_at_home(tx, owner, &login)?;
            return Ok((Grantee::Login(login), Standing { is_colleague: false, is_external, user: None }));
        };
        let standing = Standing::of(who, owner, &person);
        if standing.is_colleague && person.status == Status::Inactive {
            return Err(Error::cannot_invite_deactivated_user());
        }
        Ok((Grantee::User { id: person.id, login }, standing))
    }
}

impl Standing {
    pub fn of(who: &Caller, owner: Option<EnterpriseId>, person: &Person) -> Self {
        let is_colleague = person.id == who.user().id || !person.is_outside(who.user().enterprise_id);
        Standing { is_colleague, is_external: person.is_outside(owner), user: Some(person.id) }
    }

    /// Who works only with their own enterprise neither gives anything to people from outside nor takes anything of them;
    /// and nothing goes out of a folder that is for its owner's enterprise alone.
    ///
    /// # Errors
    /// `external_collaboration_restricted`, `access_denied_insufficient_permissions`.
    pub fn allow(&self, tx: &mut Tx<Read>, item: &Item, by: Option<UserId>) -> Result<()> {
        if !self.is_external {
            return Ok(());
        }
        if item.settings().has(FolderSettings::ENTERPRISE_ONLY) {
            return Err(Error::access_denied());
        }
        for user in [item.owner(), by, self.user].into_iter().flatten() {
            let shown = users::shown(tx, user)?;
            if shown.is_some_and(|user| user.is_external_collab_restricted.value() == Some(&true)) {
                return Err(Error::external_collaboration_restricted());
            }
        }
        Ok(())
    }
}

/// Whether an address that nobody has yet is of a domain of that enterprise.
pub(super) fn is_at_home(tx: &mut Tx<Read>, of: Option<EnterpriseId>, login: &str) -> Result<bool> {
    let enterprise = of.map(|id| enterprises::settings(tx, id)).transpose()?.flatten();
    let domain = login.rsplit_once('@').map_or("", |(_, domain)| domain);
    Ok(enterprise.is_some_and(|settings| settings.domains.0.iter().any(|own| own.eq_ignore_ascii_case(domain))))
}
