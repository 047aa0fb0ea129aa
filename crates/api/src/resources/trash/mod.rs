//! The trash: what is in it, and its two ways out.
//!
//! What surprises:
//! - Only what was deleted by itself is in the trash. What lies in a folder that is there is found when that is restored.
//! - Everybody has a trash of their own, of what they own, whoever deleted it. Who may delete an item may restore it, but only
//!   owners and co-owners delete it for good.
//! - What is deleted for good is gone at once; its rows are deleted later, a few at a time (`items/trashed/apart.rs`).
mod ops;
#[cfg(test)]
mod tests;
mod view;
mod wire;

pub use wire::Restored;

use super::{files::File, folders::ItemsQuery, web_links::WebLink};
use crate::{
    Method::{Delete, Get, Post},
    NoBody, NoQuery, Op, Optional, Resource, Scope,
    items::{AFile, AFolder, AWebLink, Entry},
    resources::folders::Folder,
    wire::{FileId, FolderId, Page, WebLinkId},
};

type Restore<Id, Wire> = Op<(Id,), NoQuery, Optional<Restored>, Wire>;

pub const ITEMS: Op<(), ItemsQuery, (), Page<Entry>> =
    Op::new("get_folders_trash_items", Get, "/folders/trash/items", Scope::Items, "What is in the trash");
pub const FOLDER: Op<(FolderId,), NoQuery, (), Folder> =
    Op::new("get_folders_id_trash", Get, "/folders/{folder_id}/trash", Scope::Items, "A folder in the trash");
pub const FILE: Op<(FileId,), NoQuery, (), File> =
    Op::new("get_files_id_trash", Get, "/files/{file_id}/trash", Scope::Items, "A file in the trash");
pub const WEB_LINK: Op<(WebLinkId,), NoQuery, (), WebLink> =
    Op::new("get_web_links_id_trash", Get, "/web_links/{web_link_id}/trash", Scope::Items, "A web link in the trash");
pub const RESTORE_FOLDER: Restore<FolderId, Folder> =
    Op::new("post_folders_id", Post, "/folders/{folder_id}", Scope::Items, "Takes a folder out of the trash");
pub const RESTORE_FILE: Restore<FileId, File> =
    Op::new("post_files_id", Post, "/files/{file_id}", Scope::Items, "Takes a file out of the trash");
pub const RESTORE_WEB_LINK: Restore<WebLinkId, WebLink> =
    Op::new("post_web_links_id", Post, "/web_links/{web_link_id}", Scope::Items, "Takes a web link out of the trash");
pub const DELETE_FOLDER: Op<(FolderId,), NoQuery, NoBody, ()> =
    Op::new("delete_folders_id_trash", Delete, "/folders/{folder_id}/trash", Scope::Items, "Deletes a folder for good");
pub const DELETE_FILE: Op<(FileId,), NoQuery, NoBody, ()> =
    Op::new("delete_files_id_trash", Delete, "/files/{file_id}/trash", Scope::Items, "Deletes a file for good");
pub const DELETE_WEB_LINK: Op<(WebLinkId,), NoQuery, NoBody, ()> = Op::new(
    "delete_web_links_id_trash",
    Delete,
    "/web_links/{web_link_id}/trash",
    Scope::Items,
    "Deletes a web link for good",
);

pub fn resource() -> Resource {
    Resource::new()
        .scan(ITEMS, ops::items)
        .read(FOLDER, ops::get::<AFolder>)
        .read(FILE, ops::get::<AFile>)
        .read(WEB_LINK, ops::get::<AWebLink>)
        .write_then(RESTORE_FOLDER, ops::restore::<AFolder>, ops::restored::<AFolder>)
        .write_then(RESTORE_FILE, ops::restore::<AFile>, ops::restored::<AFile>)
        .write_then(RESTORE_WEB_LINK, ops::restore::<AWebLink>, ops::restored::<AWebLink>)
        .write(DELETE_FOLDER, ops::delete::<AFolder>)
        .write(DELETE_FILE, ops::delete::<AFile>)
        .write(DELETE_WEB_LINK, ops::delete::<AWebLink>)
}
