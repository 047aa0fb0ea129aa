//! Giving all that a user owns to another, as before the user is deleted.
//!
//! What surprises:
//! - It arrives in one new folder in the other's root, even if it is nothing.
//! - Who manages users decides, and needs no right to the content; co-admins do not touch what another co-admin or the admin
//!   has, nor give it to them.
//! - What was deleted stays in its owner's trash.
mod ops;
#[cfg(test)]
mod tests;
mod wire;

pub use ops::give_all;
pub use wire::{Owner, Transfer, TransferQuery};

use crate::{Method::Put, Op, Resource, Scope, resources::folders::Folder, wire::UserId};

pub const TRANSFER: Op<(UserId,), TransferQuery, Transfer, Folder> = Op::new(
    "put_users_id_folders_0",
    Put,
    "/users/{user_id}/folders/0",
    Scope::ManageUsers,
    "Gives all that a user owns to another",
);

pub fn resource() -> Resource {
    Resource::new().write_then(TRANSFER, ops::transfer, ops::transferred)
}
