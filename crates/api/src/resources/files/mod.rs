//! Files.
//!
//! What surprises:
//! - An upload answers a list of one file. Its name decides what is in the way: told alone, where a folder tells a list.
//! - What a file was, and no longer is, are its versions: the list leaves the current one out. To bring one back is to add
//!   a version with its bytes and its name.
//! - Content is answered by the address of where it is, which needs no token and runs out.
//! - A file in the trash is still there for who asks about it, and for nothing else.
//! - A lock withholds rights (`Guarded::withheld`), so that no operation has to think of it.
//! - OPTIONS asks whether an upload would be accepted; one client asks in order to know whether a file is there.
mod db;
mod download;
mod ops;
pub mod stock;
#[cfg(test)]
pub(crate) mod tests;
mod view;
mod wire;

pub use db::Blob;
pub(crate) use db::{copy_version, room};
pub(crate) use download::current;
pub use download::{Download, Opened, address_of, downloaded, open};
pub(crate) use ops::{could_put, could_put_version, most, put, put_version, uploaded};
pub(crate) use view::{file, mini, shown};
pub use wire::{
    ContentQuery, File, FileCopy, FileLock, FileUpdate, FileVersion, Files, LockApp, LockKind, NewFile, NewFileLock,
    NewVersionOf, Offer, Permissions, Promoted, Question, Restored, Uploaded, VersionKind, VersionsQuery,
};

use crate::{
    Method::{Delete, Get, Options, Post, Put},
    NoBody, NoQuery, Op, Resource, Scope, Upload,
    wire::{FileId, FileVersionId, Page},
};

pub const CREATE: Op<(), NoQuery, Upload<NewFile>, Files> =
    Op::new("post_files_content", Post, "/files/content", Scope::Items, "Uploads a file");
pub const ADD_VERSION: Op<(FileId,), NoQuery, Upload<NewVersionOf>, Files> =
    Op::new("post_files_id_content", Post, "/files/{file_id}/content", Scope::Items, "Uploads a new version of a file")
        .conditional()
        .by_link();
pub const ASK_NEW: Op<(), NoQuery, Question, Offer> =
    Op::new("options_files_content", Options, "/files/content", Scope::Items, "Whether a file could be uploaded");
pub const ASK_VERSION: Op<(FileId,), NoQuery, Question, Offer> = Op::new(
    "options_files_id_content",
    Options,
    "/files/{file_id}/content",
    Scope::Items,
    "Whether a new version of a file could be uploaded",
)
.by_link();
pub const GET: Op<(FileId,), NoQuery, (), File> =
    Op::new("get_files_id", Get, "/files/{file_id}", Scope::Items, "A file").conditional().by_link().hinted();
pub const CONTENT: Op<(FileId,), ContentQuery, (), ()> =
    Op::new("get_files_id_content", Get, "/files/{file_id}/content", Scope::Items, "Where a file's content is")
        .answers(302)
        .by_link();
pub const UPDATE: Op<(FileId,), NoQuery, FileUpdate, File> =
    Op::new("put_files_id", Put, "/files/{file_id}", Scope::Items, "Renames, describes, moves or locks a file")
        .conditional()
        .by_link();
pub const DELETE: Op<(FileId,), NoQuery, NoBody, ()> =
    Op::new("delete_files_id", Delete, "/files/{file_id}", Scope::Items, "Moves a file to the trash").conditional();
pub const COPY: Op<(FileId,), NoQuery, FileCopy, File> =
    Op::new("post_files_id_copy", Post, "/files/{file_id}/copy", Scope::Items, "Copies a file").by_link();
pub const VERSIONS: Op<(FileId,), VersionsQuery, (), Page<FileVersion>> =
    Op::new("get_files_id_versions", Get, "/files/{file_id}/versions", Scope::Items, "The past versions of a file")
        .by_link();
pub const VERSION: Op<(FileId, FileVersionId), NoQuery, (), FileVersion> = Op::new(
    "get_files_id_versions_id",
    Get,
    "/files/{file_id}/versions/{file_version_id}",
    Scope::Items,
    "A version of a file",
)
.by_link();
pub const DELETE_VERSION: Op<(FileId, FileVersionId), NoQuery, NoBody, ()> = Op::new(
    "delete_files_id_versions_id",
    Delete,
    "/files/{file_id}/versions/{file_version_id}",
    Scope::Items,
    "Deletes a past version",
)
.conditional();
pub const RESTORE_VERSION: Op<(FileId, FileVersionId), NoQuery, Restored, FileVersion> = Op::new(
    "put_files_id_versions_id",
    Put,
    "/files/{file_id}/versions/{file_version_id}",
    Scope::Items,
    "Restores a past version",
);
pub const PROMOTE: Op<(FileId,), NoQuery, Promoted, FileVersion> = Op::new(
    "post_files_id_versions_current",
    Post,
    "/files/{file_id}/versions/current",
    Scope::Items,
    "Makes a past version the current one",
);

pub fn resource() -> Resource {
    Resource::new()
        .upload(CREATE, ops::check_new, ops::create, ops::uploaded)
        .upload(ADD_VERSION, ops::check_version, ops::add_version, ops::uploaded)
        .ask(ASK_NEW, ops::ask_new)
        .ask(ASK_VERSION, ops::ask_version)
        .read_or_write(GET, ops::get, wire::asks_to_embed, ops::get_embedded)
        .read(CONTENT, ops::content)
        .write_then(UPDATE, ops::update, ops::shown)
        .write(DELETE, ops::delete)
        .write_then(COPY, ops::copy, ops::shown)
        .scan(VERSIONS, ops::versions)
        .read(VERSION, ops::version)
        .write(DELETE_VERSION, ops::delete_version)
        .write(RESTORE_VERSION, ops::restore_version)
        .write(PROMOTE, ops::promote)
}
