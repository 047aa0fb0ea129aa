//! Users.
//!
//! What surprises:
//! - `/users/me` is the effective user: under As-User the target, for a service token the service account.
//! - Lists leave service accounts out.
//! - Empty texts are `""`, never null.
mod db;
mod ops;
mod permissions;
#[cfg(test)]
mod tests;
mod wire;

pub use db::{Kind, NewPerson, Person, Profile};
pub(crate) use db::{insert, person, shown};
pub use permissions::Permissions;
pub use wire::{Email, NewUser, Role, Status, TrackingCode, User, UserUpdate};

use crate::{
    Method::{Get, Post, Put},
    NoQuery, Op, Resource, Scope,
    wire::{Page, PageQuery, UserId},
};

pub const ME: Op<(), NoQuery, (), User> =
    Op::new("get_users_me", Get, "/users/me", Scope::AnyToken, "The user whom the call is made as");
pub const LIST: Op<(), PageQuery, (), Page<User>> =
    Op::new("get_users", Get, "/users", Scope::ManageUsers, "The users of the enterprise");
pub const CREATE: Op<(), NoQuery, NewUser, User> =
    Op::new("post_users", Post, "/users", Scope::ManageUsers, "Adds a managed user");
pub const UPDATE: Op<(UserId,), NoQuery, UserUpdate, User> =
    Op::new("put_users_id", Put, "/users/{user_id}", Scope::ManageUsers, "Changes a user");

pub fn resource() -> Resource {
    Resource::new().read(ME, ops::me).scan(LIST, ops::list).write(CREATE, ops::create).write(UPDATE, ops::update)
}
