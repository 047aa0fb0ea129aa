//! Files that come in parts (contract: content §3.8).
//!
//! - A session belongs to whom it was made as, and nobody else may use it.
//! - A part is stored as an object of its own, which its row names. Parts come in any order and many at a time; the same one
//!   again changes nothing, and another one in its place is refused, so that what is joined of them is always the same.
//! - A commit has the parts joined into one object ([`Plan`]), which the session's row names from then on: it takes long, and
//!   is done outside of any transaction. Then it makes the file or the version, by the very code that makes those of uploads
//!   in one piece. Whatever interrupts it, the next commit goes on from the last row that was written.
//! - What is over is taken apart bit by bit ([`take_apart`]), and its objects go with it.
mod db;
mod ops;
mod said;
#[cfg(test)]
mod tests;
mod wire;

pub use db::{KeptObject, is_named, joined, joined_of, kept_parts, kept_wholes, take_apart};
pub use said::{Attributes, Commit, CommitList, Part, PartSaid};
pub use wire::{
    Committed, NewSession, NewSessionOf, PartsQuery, SessionEndpoints, SessionKind, UploadPart, UploadSession,
    UploadSessionId, UploadedPart,
};

use crate::{
    Method::{Delete, Get, Post, Put},
    NoBody, NoQuery, Op, Resource, Scope,
    resources::files::Files,
    wire::{FileId, Page},
};

pub const CREATE: Op<(), NoQuery, NewSession, UploadSession> =
    Op::new("post_files_upload_sessions", Post, "/files/upload_sessions", Scope::Items, "Begins a file in parts");
pub const CREATE_VERSION: Op<(FileId,), NoQuery, NewSessionOf, UploadSession> = Op::new(
    "post_files_id_upload_sessions",
    Post,
    "/files/{file_id}/upload_sessions",
    Scope::Items,
    "Begins a new version of a file in parts",
);
pub const GET: Op<(UploadSessionId,), NoQuery, (), UploadSession> = Op::new(
    "get_files_upload_sessions_id",
    Get,
    "/files/upload_sessions/{upload_session_id}",
    Scope::Items,
    "How far a file in parts has come",
);
pub const PUT_PART: Op<(UploadSessionId,), NoQuery, Part, UploadedPart> = Op::new(
    "put_files_upload_sessions_id",
    Put,
    "/files/upload_sessions/{upload_session_id}",
    Scope::Items,
    "Uploads a part",
);
pub const DELETE: Op<(UploadSessionId,), NoQuery, NoBody, ()> = Op::new(
    "delete_files_upload_sessions_id",
    Delete,
    "/files/upload_sessions/{upload_session_id}",
    Scope::Items,
    "Gives up a file in parts",
);
pub const PARTS: Op<(UploadSessionId,), PartsQuery, (), Page<UploadPart>> = Op::new(
    "get_files_upload_sessions_id_parts",
    Get,
    "/files/upload_sessions/{upload_session_id}/parts",
    Scope::Items,
    "The parts that were uploaded",
);
pub const COMMIT: Op<(UploadSessionId,), NoQuery, Commit, Files> = Op::new(
    "post_files_upload_sessions_id_commit",
    Post,
    "/files/upload_sessions/{upload_session_id}/commit",
    Scope::Items,
    "Makes a file of its parts",
)
.conditional();

pub fn resource() -> Resource {
    Resource::new()
        .write(CREATE, ops::create)
        .write(CREATE_VERSION, ops::create_version)
        .read(GET, ops::get)
        .upload(PUT_PART, ops::check_part, ops::put_part, ops::uploaded_part)
        .write(DELETE, ops::delete)
        .scan(PARTS, ops::parts)
        .join(COMMIT, ops::plan, ops::commit, ops::committed)
}
