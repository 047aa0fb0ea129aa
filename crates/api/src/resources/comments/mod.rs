//! Comments: what people say about files.
//!
//! What surprises:
//! - Who sees a file by name only (`uploader`) does not read what is said about it.
//! - An answer to a comment is one of the file's comments too, and so is an answer to that: there is no third level.
//! - People are tagged by `@[id:name]` in `tagged_message`; `message` then has their names only.
//! - Nobody changes what others have said. The author deletes a comment, and so do the file's owner and co-owners.
mod db;
mod ops;
#[cfg(test)]
mod tests;
mod text;
mod wire;

pub(crate) use db::counts;
pub use wire::{Comment, CommentUpdate, Commented, CommentedKind, MAX_COMMENT, NewComment, Target, TargetKind};

use super::groups::OffsetQuery;
use crate::{
    Method::{Delete, Get, Post, Put},
    NoBody, NoQuery, Op, Resource, Scope,
    wire::{CommentId, FileId, Page},
};

pub const OF_FILE: Op<(FileId,), OffsetQuery, (), Page<Comment>> =
    Op::new("get_files_id_comments", Get, "/files/{file_id}/comments", Scope::Items, "What is said about a file")
        .by_link();
pub const CREATE: Op<(), NoQuery, NewComment, Comment> =
    Op::new("post_comments", Post, "/comments", Scope::Items, "Comments on a file, or answers a comment").by_link();
pub const GET: Op<(CommentId,), NoQuery, (), Comment> =
    Op::new("get_comments_id", Get, "/comments/{comment_id}", Scope::Items, "A comment").by_link();
pub const UPDATE: Op<(CommentId,), NoQuery, CommentUpdate, Comment> =
    Op::new("put_comments_id", Put, "/comments/{comment_id}", Scope::Items, "Changes a comment");
pub const DELETE: Op<(CommentId,), NoQuery, NoBody, ()> =
    Op::new("delete_comments_id", Delete, "/comments/{comment_id}", Scope::Items, "Deletes a comment");

pub fn resource() -> Resource {
    Resource::new()
        .scan(OF_FILE, ops::of_file)
        .write(CREATE, ops::create)
        .read(GET, ops::get)
        .write(UPDATE, ops::update)
        .write(DELETE, ops::delete)
}
