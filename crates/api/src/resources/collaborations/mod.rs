//! Collaborations: a role in a folder or a file, given to a user, a group or an address.
//!
//! What surprises:
//! - Colleagues are in at once; others are asked, and nothing of them is shown to who asked until they have accepted.
//! - `role: owner` gives the thing away: 204 without a body, and the owner before is a co-owner.
//! - The list of an item also has what was given on the folders above it.
//! - Whoever was given something may leave, whatever their role.
//! - On a collaboration, the right to share is the right to end it, that to invite the right to change it.
mod db;
mod grantee;
mod ops;
pub mod overview;
#[cfg(test)]
mod tests;
mod view;
mod wire;

pub(crate) use db::attach;
pub use db::delete_expired;
pub use wire::{
    Collaboration, CollaborationStatus, CollaborationUpdate, Collaborator, CreateQuery, Grantee, GranteeKind, InItem,
    ItemKind, ListQuery, NewCollaboration, NewGrantee, PendingQuery, Requirements, SecondFactor, SharedItem,
    StrongPassword, TermsOfService,
};

use super::groups::OffsetQuery;
use crate::{
    Method::{Delete, Get, Post, Put},
    NoBody, NoQuery, Op, Resource, Scope,
    wire::{CollaborationId, FileId, FolderId, GroupId, Page},
};

pub const CREATE: Op<(), wire::CreateQuery, NewCollaboration, Collaboration> =
    Op::new("post_collaborations", Post, "/collaborations", Scope::Items, "Gives somebody a role in something");
pub const PENDING: Op<(), PendingQuery, (), Page<Collaboration>> =
    Op::new("get_collaborations", Get, "/collaborations", Scope::Items, "The invitations that wait for the caller");
pub const GET: Op<(CollaborationId,), NoQuery, (), Collaboration> =
    Op::new("get_collaborations_id", Get, "/collaborations/{collaboration_id}", Scope::Items, "A collaboration");
pub const UPDATE: Op<(CollaborationId,), NoQuery, CollaborationUpdate, Collaboration> = Op::new(
    "put_collaborations_id",
    Put,
    "/collaborations/{collaboration_id}",
    Scope::Items,
    "Changes or answers a collaboration",
);
pub const DELETE: Op<(CollaborationId,), NoQuery, NoBody, ()> = Op::new(
    "delete_collaborations_id",
    Delete,
    "/collaborations/{collaboration_id}",
    Scope::Items,
    "Ends a collaboration",
);
pub const OF_FOLDER: Op<(FolderId,), ListQuery, (), Page<Collaboration>> = Op::new(
    "get_folders_id_collaborations",
    Get,
    "/folders/{folder_id}/collaborations",
    Scope::Items,
    "Who collaborates in a folder",
);
pub const OF_FILE: Op<(FileId,), ListQuery, (), Page<Collaboration>> = Op::new(
    "get_files_id_collaborations",
    Get,
    "/files/{file_id}/collaborations",
    Scope::Items,
    "Who collaborates in a file",
);
pub const OF_GROUP: Op<(GroupId,), OffsetQuery, (), Page<Collaboration>> = Op::new(
    "get_groups_id_collaborations",
    Get,
    "/groups/{group_id}/collaborations",
    Scope::ManageGroups,
    "What a group was given",
);

pub fn resource() -> Resource {
    Resource::new()
        .write(CREATE, ops::create)
        .scan(PENDING, ops::pending)
        .read(GET, ops::get)
        .write(UPDATE, ops::update)
        .write(DELETE, ops::delete)
        .scan(OF_FOLDER, ops::of_folder)
        .scan(OF_FILE, ops::of_file)
        .scan(OF_GROUP, ops::of_group)
}
