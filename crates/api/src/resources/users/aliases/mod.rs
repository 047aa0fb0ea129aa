//! The other addresses of a user, one of which can become the login.
//!
//! What surprises:
//! - The login is none of them.
//! - An address is given once in the whole server, be it as an alias or as a login.
//! - Its domain must be one that the enterprise has verified.
mod db;
mod ops;
#[cfg(test)]
mod tests;
mod wire;

pub(super) use ops::make_primary;
pub use wire::{Aliases, EmailAlias, NewAlias};

use crate::{
    Method::{Delete, Get, Post},
    NoBody, NoQuery, Op, Resource, Scope,
    wire::{AliasId, UserId},
};

pub const LIST: Op<(UserId,), NoQuery, (), Aliases> = Op::new(
    "get_users_id_email_aliases",
    Get,
    "/users/{user_id}/email_aliases",
    Scope::ManageUsers,
    "The other addresses of a user",
);
pub const CREATE: Op<(UserId,), NoQuery, NewAlias, EmailAlias> = Op::new(
    "post_users_id_email_aliases",
    Post,
    "/users/{user_id}/email_aliases",
    Scope::ManageUsers,
    "Gives a user another address",
);
pub const DELETE: Op<(UserId, AliasId), NoQuery, NoBody, ()> = Op::new(
    "delete_users_id_email_aliases_id",
    Delete,
    "/users/{user_id}/email_aliases/{email_alias_id}",
    Scope::ManageUsers,
    "Takes an address from a user",
);

pub fn resource() -> Resource {
    Resource::new().read(LIST, ops::list).write(CREATE, ops::create).write(DELETE, ops::delete)
}
