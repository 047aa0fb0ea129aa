//! Who is in a group, as a plain member or as its admin.
//!
//! What surprises:
//! - Whatever was given to the group a new member has with the next call, and one who was removed has not.
//! - Who may see the members is a setting of the group; everybody sees what they are in themselves.
//! - The permissions of a group's admin are kept and shown; nothing reads them yet.
mod db;
mod ops;
mod wire;

pub use db::MembershipRow;
pub(super) use db::{MemberRow, members};
pub(crate) use db::{leave_all, leave_all_with_app, user_ids};
pub use wire::{ConfigurablePermissions, Member, MemberOf, MemberRole, Membership, MembershipUpdate, NewMembership};

use super::wire::OffsetQuery;
use crate::{
    Method::{Delete, Get, Post, Put},
    NoBody, NoQuery, Op, Resource, Scope,
    wire::{GroupId, MembershipId, Page, UserId},
};

pub const OF_GROUP: Op<(GroupId,), OffsetQuery, (), Page<Membership>> = Op::new(
    "get_groups_id_memberships",
    Get,
    "/groups/{group_id}/memberships",
    Scope::ManageGroups,
    "The members of a group",
);
pub const OF_USER: Op<(UserId,), OffsetQuery, (), Page<Membership>> = Op::new(
    "get_users_id_memberships",
    Get,
    "/users/{user_id}/memberships",
    Scope::ManageGroups,
    "The groups that a user is in",
);
pub const CREATE: Op<(), NoQuery, NewMembership, Membership> =
    Op::new("post_group_memberships", Post, "/group_memberships", Scope::ManageGroups, "Puts a user into a group");
pub const GET: Op<(MembershipId,), NoQuery, (), Membership> = Op::new(
    "get_group_memberships_id",
    Get,
    "/group_memberships/{group_membership_id}",
    Scope::ManageGroups,
    "What a user is in a group",
);
pub const UPDATE: Op<(MembershipId,), NoQuery, MembershipUpdate, Membership> = Op::new(
    "put_group_memberships_id",
    Put,
    "/group_memberships/{group_membership_id}",
    Scope::ManageGroups,
    "Changes what a user is in a group",
);
pub const DELETE: Op<(MembershipId,), NoQuery, NoBody, ()> = Op::new(
    "delete_group_memberships_id",
    Delete,
    "/group_memberships/{group_membership_id}",
    Scope::ManageGroups,
    "Takes a user out of a group",
);

pub fn resource() -> Resource {
    Resource::new()
        .scan(OF_GROUP, ops::of_group)
        .read(OF_USER, ops::of_user)
        .write(CREATE, ops::create)
        .read(GET, ops::get)
        .write(UPDATE, ops::update)
        .write(DELETE, ops::delete)
}
