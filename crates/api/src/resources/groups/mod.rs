//! Groups of users, who are given a role in content together.
//!
//! What surprises:
//! - A group's admin changes it and its members, and is a plain user otherwise; to make and to delete groups takes the
//!   permission to manage them.
//! - An app without App + Enterprise Access reaches the groups that it made, and no others.
//! - A colleague who may not see a group is answered 403, a stranger 404.
//! - A name that is taken is 409 with the code `invalid_parameter`.
mod db;
pub mod directory;
pub mod members;
mod ops;
#[cfg(test)]
mod tests;
mod wire;

pub use db::TheGroup;
pub(crate) use db::{enterprise, name};
pub(crate) use ops::mini;
pub use wire::{Group, GroupFields, GroupPermissions, GroupType, GroupUpdate, Level, ListQuery, NewGroup, OffsetQuery};

use crate::{
    Method::{Delete, Get, Post, Put},
    NoBody, NoQuery, Op, Resource, Scope,
    wire::{GroupId, Page},
};

pub const LIST: Op<(), ListQuery, (), Page<Group>> =
    Op::new("get_groups", Get, "/groups", Scope::ManageGroups, "The groups of the enterprise");
pub const CREATE: Op<(), NoQuery, NewGroup, Group> =
    Op::new("post_groups", Post, "/groups", Scope::ManageGroups, "Makes a group");
pub const GET: Op<(GroupId,), NoQuery, (), Group> =
    Op::new("get_groups_id", Get, "/groups/{group_id}", Scope::ManageGroups, "A group");
pub const UPDATE: Op<(GroupId,), NoQuery, GroupUpdate, Group> =
    Op::new("put_groups_id", Put, "/groups/{group_id}", Scope::ManageGroups, "Changes a group");
pub const DELETE: Op<(GroupId,), NoQuery, NoBody, ()> =
    Op::new("delete_groups_id", Delete, "/groups/{group_id}", Scope::ManageGroups, "Deletes a group");

pub fn resource() -> Resource {
    Resource::new()
        .scan(LIST, ops::list)
        .write(CREATE, ops::create)
        .read(GET, ops::get)
        .write(UPDATE, ops::update)
        .write(DELETE, ops::delete)
}
