//! Tasks: what people are asked to do with a file. To whom a task is given is in [`assignments`].
//!
//! What surprises:
//! - Whether a task is completed is read from its assignments: as its rule says, by one of them or by all. One that nobody
//!   was given is never completed.
//! - A file that is gone, or hidden from the caller, takes its tasks along, but for who made them and who has them: they
//!   read `item: null`.
//! - A completed task stays as it is.
pub mod assignments;
mod db;
mod ops;
#[cfg(test)]
mod tests;
mod wire;

pub use wire::{CompletionRule, NewTask, Task, TaskAction, TaskItem, TaskItemKind, TaskUpdate, Tasks};

use crate::{
    Method::{Delete, Get, Post, Put},
    NoBody, NoQuery, Op, Resource, Scope,
    wire::{FileId, TaskId},
};

pub const OF_FILE: Op<(FileId,), NoQuery, (), Tasks> =
    Op::new("get_files_id_tasks", Get, "/files/{file_id}/tasks", Scope::Items, "The tasks of a file");
pub const CREATE: Op<(), NoQuery, NewTask, Task> =
    Op::new("post_tasks", Post, "/tasks", Scope::Items, "Asks for something to be done with a file");
pub const GET: Op<(TaskId,), NoQuery, (), Task> =
    Op::new("get_tasks_id", Get, "/tasks/{task_id}", Scope::Items, "A task and to whom it is given");
pub const UPDATE: Op<(TaskId,), NoQuery, TaskUpdate, Task> =
    Op::new("put_tasks_id", Put, "/tasks/{task_id}", Scope::Items, "Changes a task");
pub const DELETE: Op<(TaskId,), NoQuery, NoBody, ()> =
    Op::new("delete_tasks_id", Delete, "/tasks/{task_id}", Scope::Items, "Deletes a task");

pub fn resource() -> Resource {
    Resource::new()
        .scan(OF_FILE, ops::of_file)
        .write(CREATE, ops::create)
        .read(GET, ops::get)
        .write(UPDATE, ops::update)
        .write(DELETE, ops::delete)
}
