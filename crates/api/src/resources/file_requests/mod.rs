//! File requests: addresses at which people without an account leave files in a folder (contract: content §5.2).
//!
//! What surprises:
//! - No call makes one: the command line does, and copies are made of that.
//! - It takes the right to set a folder's links to see one. Who may no longer, sees it no longer.
//! - What is left there is put into the folder in the name of whoever made the request, with their rights of that moment, and
//!   takes the space of the folder's owner. Who may no longer upload takes nothing in: the address leads nowhere.
//! - A name that is taken is given another number, for who leaves a file must not learn what is there.
//! - The address is signed and not stored, as those of shared links.
mod db;
mod ops;
mod submitted;
#[cfg(test)]
mod tests;
mod wire;

pub use db::{RequestRow, of_enterprise};
pub use ops::make;
pub use submitted::{Asking, FileRequestAddress, Submission, ask, room, submit};
pub use wire::{FileRequest, FileRequestCopy, FileRequestKind, FileRequestStatus, FileRequestUpdate, MAX_TITLE};

use crate::{
    Method::{Delete, Get, Post, Put},
    NoBody, NoQuery, Op, Resource, Scope,
    wire::FileRequestId,
};

pub const GET: Op<(FileRequestId,), NoQuery, (), FileRequest> =
    Op::new("get_file_requests_id", Get, "/file_requests/{file_request_id}", Scope::Items, "A file request");
pub const UPDATE: Op<(FileRequestId,), NoQuery, FileRequestUpdate, FileRequest> = Op::new(
    "put_file_requests_id",
    Put,
    "/file_requests/{file_request_id}",
    Scope::Items,
    "Changes a file request, or closes it",
)
.conditional();
pub const DELETE: Op<(FileRequestId,), NoQuery, NoBody, ()> = Op::new(
    "delete_file_requests_id",
    Delete,
    "/file_requests/{file_request_id}",
    Scope::Items,
    "Deletes a file request",
)
.conditional();
pub const COPY: Op<(FileRequestId,), NoQuery, FileRequestCopy, FileRequest> = Op::new(
    "post_file_requests_id_copy",
    Post,
    "/file_requests/{file_request_id}/copy",
    Scope::Items,
    "Makes a file request like another, for another folder",
)
.answers(200);

pub fn resource() -> Resource {
    Resource::new().read(GET, ops::get).write(UPDATE, ops::update).write(DELETE, ops::delete).write(COPY, ops::copy)
}
