//! Groups and who is in them.
use super::door;
use crate::{
    Call, Pages,
    contract::{
        NoQuery,
        resources::{
            collaborations::{self, Collaboration},
            groups::{
                self, Group, GroupFields, GroupUpdate, ListQuery, NewGroup, OffsetQuery,
                members::{self, Member, MemberOf, Membership, MembershipUpdate, NewMembership},
            },
        },
        wire::{GroupId, MembershipId, UserId},
    },
    pages::Way,
};

door! {
    /// The groups of the enterprise.
    Groups, groups
}

impl Groups {
    /// All of them.
    pub fn list(&self) -> Pages<Group> {
        self.matching("")
    }

    /// Those whose name begins so.
    pub fn matching(&self, term: &str) -> Pages<Group> {
        let query = ListQuery { filter_term: term.to_owned(), ..ListQuery::default() };
        self.0.list(&groups::LIST, (), query, Way::Offset)
    }

    /// One of them.
    pub fn get(&self, id: GroupId) -> Call<Group> {
        self.0.call(&groups::GET, (id,), NoQuery {}, ())
    }

    /// Makes a group.
    pub fn create(&self, name: &str, fields: GroupFields) -> Call<Group> {
        self.0.call(&groups::CREATE, (), NoQuery {}, NewGroup { name: name.to_owned(), fields })
    }

    /// Changes what is said, and nothing else.
    pub fn update(&self, id: GroupId, change: GroupUpdate) -> Call<Group> {
        self.0.call(&groups::UPDATE, (id,), NoQuery {}, change)
    }

    /// Deletes a group.
    pub fn delete(&self, id: GroupId) -> Call<()> {
        self.0.call(&groups::DELETE, (id,), NoQuery {}, ())
    }

    /// What a group was given.
    pub fn collaborations(&self, id: GroupId) -> Pages<Collaboration> {
        self.0.list(&collaborations::OF_GROUP, (id,), OffsetQuery::default(), Way::Offset)
    }
}

door! {
    /// Who is in which group.
    Memberships, memberships
}

impl Memberships {
    /// The members of a group.
    pub fn of_group(&self, id: GroupId) -> Pages<Membership> {
        self.0.list(&members::OF_GROUP, (id,), OffsetQuery::default(), Way::Offset)
    }

    /// The groups that a user is in.
    pub fn of_user(&self, id: UserId) -> Pages<Membership> {
        self.0.list(&members::OF_USER, (id,), OffsetQuery::default(), Way::Offset)
    }

    /// Puts a user into a group.
    pub fn create(&self, user: UserId, group: GroupId, fields: MembershipUpdate) -> Call<Membership> {
        let new = NewMembership { user: Member { id: user }, group: MemberOf { id: group }, fields };
        self.0.call(&members::CREATE, (), NoQuery {}, new)
    }

    /// What a user is in a group.
    pub fn get(&self, id: MembershipId) -> Call<Membership> {
        self.0.call(&members::GET, (id,), NoQuery {}, ())
    }

    /// Changes what a user is in a group.
    pub fn update(&self, id: MembershipId, change: MembershipUpdate) -> Call<Membership> {
        self.0.call(&members::UPDATE, (id,), NoQuery {}, change)
    }

    /// Takes a user out of a group.
    pub fn delete(&self, id: MembershipId) -> Call<()> {
        self.0.call(&members::DELETE, (id,), NoQuery {}, ())
    }
}
