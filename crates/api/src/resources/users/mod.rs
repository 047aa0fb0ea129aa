//! Users.
//!
//! What surprises:
//! - `/users/me` is the effective user: under As-User the target, for a service token the service account.
//! - Lists leave service accounts out, and the app users of other apps.
//! - Who is asked about somebody else must manage users; about themselves, any token may ask.
//! - Empty texts are `""`, never null. Of people from outside, all but name and login is null.
//! - Logins are one namespace for the whole server, with the aliases in it.
pub mod aliases;
pub mod avatars;
mod changes;
mod db;
pub mod directory;
mod input;
mod ops;
mod permissions;
#[cfg(test)]
mod tests;
pub mod transfer;
mod wire;

pub use db::{Account, Kind, Listed, Loaded, NewPerson, Person, Profile, Search, person};
pub(crate) use db::{
    allowance, delete_with_app, end_sessions, has_app_users, insert, loaded, person_by_address, person_by_login,
    service_accounts, shown, shown_login, space_key, space_used,
};
pub(crate) use input::is_email;
pub use input::{DeleteQuery, LANGUAGES, ListQuery, NewEmail, NewUser, UserFields, UserUpdate};
pub use permissions::Permissions;
pub use wire::{Email, Enterprise, Role, Status, TrackingCode, User};

use crate::{
    Method::{Delete, Get, Post, Put},
    NoBody, NoQuery, Op, Resource, Scope,
    wire::{Page, UserId},
};

pub const ME: Op<(), NoQuery, (), User> =
    Op::new("get_users_me", Get, "/users/me", Scope::AnyToken, "The user whom the call is made as");
pub const LIST: Op<(), ListQuery, (), Page<User>> =
    Op::new("get_users", Get, "/users", Scope::ManageUsers, "The users of the enterprise");
pub const CREATE: Op<(), NoQuery, NewUser, User> =
    Op::new("post_users", Post, "/users", Scope::ManageUsers, "Adds a managed user or an app user");
pub const GET: Op<(UserId,), NoQuery, (), User> =
    Op::new("get_users_id", Get, "/users/{user_id}", Scope::AnyToken, "A user");
pub const UPDATE: Op<(UserId,), NoQuery, UserUpdate, User> =
    Op::new("put_users_id", Put, "/users/{user_id}", Scope::ManageUsers, "Changes a user");
pub const DELETE: Op<(UserId,), DeleteQuery, NoBody, ()> =
    Op::new("delete_users_id", Delete, "/users/{user_id}", Scope::ManageUsers, "Deletes a user");

pub fn resource() -> Resource {
    Resource::new()
        .read(ME, ops::me)
        .scan(LIST, ops::list)
        .write(CREATE, ops::create)
        .read(GET, ops::get)
        .write(UPDATE, ops::update)
        .write(DELETE, ops::delete)
}
