//! Users' pictures.
//!
//! What surprises:
//! - Who never had a picture is shown one that is drawn from their id; who deleted theirs has none: 404.
//! - To add one is answered 201, to replace one 200.
//! - Colleagues may see each other's pictures, whatever else they may not know of each other.
mod db;
mod ops;
mod picture;
mod placeholder;
#[cfg(test)]
mod tests;
mod wire;

pub use picture::NewPicture;
pub use wire::{Image, PicUrls, UserAvatar};

use crate::{
    Method::{Delete, Get, Post},
    NoBody, NoQuery, Op, Resource, Scope,
    wire::UserId,
};

pub const GET: Op<(UserId,), NoQuery, (), Image> =
    Op::new("get_users_id_avatar", Get, "/users/{user_id}/avatar", Scope::AnyToken, "The picture of a user");
pub const CREATE: Op<(UserId,), NoQuery, NewPicture, UserAvatar> =
    Op::new("post_users_id_avatar", Post, "/users/{user_id}/avatar", Scope::ManageUsers, "Sets the picture of a user");
pub const DELETE: Op<(UserId,), NoQuery, NoBody, ()> = Op::new(
    "delete_users_id_avatar",
    Delete,
    "/users/{user_id}/avatar",
    Scope::ManageUsers,
    "Removes the picture of a user",
);

pub fn resource() -> Resource {
    Resource::new().scan(GET, ops::get).write(CREATE, ops::create).write(DELETE, ops::delete)
}
