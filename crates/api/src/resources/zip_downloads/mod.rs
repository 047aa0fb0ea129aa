//! Several files and folders as one archive (contract: content §5.5).
//!
//! What surprises:
//! - The archive is made while it is sent. Before that there is a row with an address; the address is a permission, for one
//!   download that begins within minutes.
//! - What the caller may is asked when the archive is asked for, and of each file again when its turn has come: what they may
//!   not have any more is left out, and counted.
//! - Items of one name are all renamed, and the answer says so.
//! - How far a download is cannot be asked before it has begun: 404.
mod db;
mod names;
mod ops;
mod sent;
#[cfg(test)]
mod tests;
mod walk;
mod wire;

pub use db::delete_expired;
pub use sent::{Begun, Contents, Progress, begin, contents, open, tell};
pub use walk::Entry;
pub use wire::{
    NameConflict, NewZipDownload, ZipDownload, ZipDownloadId, ZipDownloadStatus, ZipItem, ZipItemKind, ZipState,
};

use crate::{
    Method::{Get, Post},
    NoQuery, Op, Resource, Scope,
};

pub const CREATE: Op<(), NoQuery, NewZipDownload, ZipDownload> =
    Op::new("post_zip_downloads", Post, "/zip_downloads", Scope::Items, "Asks for an archive of files and folders")
        .answers(202);
pub const STATUS: Op<(ZipDownloadId,), NoQuery, (), ZipDownloadStatus> = Op::new(
    "get_zip_downloads_id_status",
    Get,
    "/zip_downloads/{zip_download_id}/status",
    Scope::Items,
    "How far the download of an archive is",
);

/// The path of the archives themselves, which carry their own permission: they are no operation of the dispatcher's.
pub const CONTENT: &str = "/zip_downloads/{zip_download_id}/content";

pub fn resource() -> Resource {
    // What is in a folder is counted in a read of its own: it may be much, and the writer's time is everybody's.
    Resource::new().join(CREATE, ops::weigh, ops::create, ops::created).read(STATUS, ops::status)
}
