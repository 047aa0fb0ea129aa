//! To whom tasks are given, and what became of it.
//!
//! What surprises:
//! - A task is given to people who may read the file, and to nobody else: 400 `task_assignee_not_allowed`, also for people
//!   whom there are not.
//! - Only the one who has it says what became of it, and only until the task is completed. A task to review is approved or
//!   rejected, one to complete is completed.
//! - What was done is kept: an assignment is taken back only as long as it is incomplete.
mod db;
mod ops;
mod wire;

pub use db::AssignmentRow;
pub(crate) use db::forget;
pub(super) use db::{of_file, of_task};
pub(super) use ops::shown;
pub use wire::{Assignee, AssignmentUpdate, Assignments, NewAssignment, OfTask, Resolution, TaskAssignment, TaskKind};

use crate::{
    Method::{Delete, Get, Post, Put},
    NoBody, NoQuery, Op, Resource, Scope,
    wire::{TaskAssignmentId, TaskId},
};

pub const OF_TASK: Op<(TaskId,), NoQuery, (), Assignments> =
    Op::new("get_tasks_id_assignments", Get, "/tasks/{task_id}/assignments", Scope::Items, "To whom a task is given");
pub const CREATE: Op<(), NoQuery, NewAssignment, TaskAssignment> =
    Op::new("post_task_assignments", Post, "/task_assignments", Scope::Items, "Gives a task to somebody");
pub const GET: Op<(TaskAssignmentId,), NoQuery, (), TaskAssignment> = Op::new(
    "get_task_assignments_id",
    Get,
    "/task_assignments/{task_assignment_id}",
    Scope::Items,
    "What became of a task that somebody was given",
);
pub const UPDATE: Op<(TaskAssignmentId,), NoQuery, AssignmentUpdate, TaskAssignment> = Op::new(
    "put_task_assignments_id",
    Put,
    "/task_assignments/{task_assignment_id}",
    Scope::Items,
    "Completes, approves or rejects",
);
pub const DELETE: Op<(TaskAssignmentId,), NoQuery, NoBody, ()> = Op::new(
    "delete_task_assignments_id",
    Delete,
    "/task_assignments/{task_assignment_id}",
    Scope::Items,
    "Takes a task back from somebody",
);

pub fn resource() -> Resource {
    Resource::new()
        .read(OF_TASK, ops::of_task)
        .write(CREATE, ops::create)
        .read(GET, ops::get)
        .write(UPDATE, ops::update)
        .write(DELETE, ops::delete)
}
