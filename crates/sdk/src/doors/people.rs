//! Who is invited, and who is thrown out.
use super::door;
use crate::{
    Call,
    contract::{
        NoQuery,
        resources::{
            invites::{self, Invite, Invited, InvitedTo, NewInvite},
            sessions::{self, GroupSessions, Message, UserSessions},
        },
        wire::{EnterpriseId, GroupId, InviteId, UserId},
    },
};

door! {
    /// Invites into the enterprise.
    Invites, invites
}

impl Invites {
    /// Invites somebody who has an account already.
    pub fn create(&self, enterprise: EnterpriseId, login: &str) -> Call<Invite> {
        let actionable_by = Invited { login: login.to_owned() };
        let new = NewInvite { enterprise: InvitedTo { id: enterprise }, actionable_by };
        self.0.call(&invites::CREATE, (), NoQuery {}, new)
    }

    /// An invite, and what became of it.
    pub fn get(&self, id: InviteId) -> Call<Invite> {
        self.0.call(&invites::GET, (id,), NoQuery {}, ())
    }
}

door! {
    /// What people are logged in with.
    Sessions, sessions
}

impl Sessions {
    /// Ends all sessions of those users. Box wants both lists.
    pub fn terminate(&self, ids: &[UserId], logins: &[&str]) -> Call<Message> {
        let logins = logins.iter().map(|login| (*login).to_owned()).collect();
        self.0.call(&sessions::TERMINATE, (), NoQuery {}, UserSessions { ids: ids.to_vec(), logins })
    }

    /// Ends all sessions of the members of those groups.
    pub fn terminate_groups(&self, ids: &[GroupId]) -> Call<Message> {
        self.0.call(&sessions::TERMINATE_GROUPS, (), NoQuery {}, GroupSessions { ids: ids.to_vec() })
    }
}
