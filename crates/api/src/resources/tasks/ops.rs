//! What can be done with tasks.
use super::{
    assignments::{self, AssignmentRow, Assignments},
    db::{self, Set, TaskRow, TheTask},
    wire::{CompletionRule, NewTask, Task, TaskAction, TaskUpdate, Tasks},
};
use crate::{
    Caller, Error, In, NoBody, NoQuery, Result,
    access::{self, Allowed, Comment, Edit, Preview, Remove, See},
    enterprises,
    events::{self, EventKind, Source},
    items::{AFile, Item, Node},
    resources::{comments::MAX_COMMENT, files, users},
    wire::{Empty, FileId, Maybe, Mini, Plain, TaskId},
};
use boxwood_store::{Read, Tx, Write};
use std::sync::Arc;

pub fn of_file(tx: &mut Tx<Read>, who: &Caller, req: &In<(FileId,), NoQuery, ()>) -> Result<Plain<Tasks>> {
    let file = access::get::<Node<AFile>, Preview>(tx, who, req.path.0)?;
    let mut given = assignments::of_file(tx, &file)?;
    let mut entries = Vec::new();
    for task in db::of_file(tx, &file)? {
        let own = given.remove(&task.id).unwrap_or_default();
        entries.push(shown(tx, who, &task, Some(&file), &own)?);
    }
    Ok(Plain(Tasks { total_count: entries.len(), entries }))
}

pub fn create(tx: &mut Tx<Write>, who: &Caller, req: &In<(), NoQuery, NewTask>) -> Result<Task> {
    let file = access::get::<Node<AFile>, Comment>(tx, who, req.body.item.id)?;
    let blank = Set { action: TaskAction::Review, message: String::new(), due_at: None, rule: CompletionRule::All };
    let new = merged(&req.body.fields, blank)?;
    if db::is_full(tx, &file)? {
        return Err(Error::bad_request("The file has as many tasks as it can have"));
    }
    let id = db::insert(tx, who, &file, &new)?;
    emit(tx, who, EventKind::TaskCreate, id)?;
    one(tx, who, id)
}

pub fn get(tx: &mut Tx<Read>, who: &Caller, req: &In<(TaskId,), NoQuery, ()>) -> Result<Task> {
    one(tx, who, req.path.0)
}

fn one(tx: &mut Tx<Read>, who: &Caller, id: TaskId) -> Result<Task> {
    let task = access::get::<TheTask, See>(tx, who, id)?;
    let item = if task.shows_item(tx, who)? { Some(task.item()) } else { None };
    shown(tx, who, &task, item, &task.assignments)
}

pub fn update(tx: &mut Tx<Write>, who: &Caller, req: &In<(TaskId,), NoQuery, TaskUpdate>) -> Result<Task> {
    let task = access::get::<TheTask, Edit>(tx, who, req.path.0)?;
    check_open(&task)?;
    let TaskRow { action, message, due_at, completion_rule, .. } = TaskRow::clone(&task);
    let to = merged(&req.body, Set { action, message, due_at, rule: completion_rule })?;
    // What somebody has approved cannot have been something to complete.
    if to.action != action && task.assignments.iter().any(AssignmentRow::is_resolved) {
        return Err(Error::bad_request("Somebody has done their part of the task: its action cannot change any more"));
    }
    db::update(tx, &task, &to)?;
    emit(tx, who, EventKind::TaskUpdate, task.id)?;
    one(tx, who, task.id)
}

pub fn delete(tx: &mut Tx<Write>, who: &Caller, req: &In<(TaskId,), NoQuery, NoBody>) -> Result<Empty> {
    let task = access::get::<TheTask, Remove>(tx, who, req.path.0)?;
    db::delete(tx, &task)?;
    emit(tx, who, EventKind::TaskDelete, task.id)?;
    Ok(Empty)
}

/// A completed task stays as it is.
///
/// # Errors
/// `access_denied_insufficient_permissions`.
pub fn check_open<R>(task: &Allowed<TheTask, R>) -> Result<()> {
    if task.is_completed() { Err(Error::access_denied()) } else { Ok(()) }
}

fn merged(change: &TaskUpdate, before: Set) -> Result<Set> {
    let message = match &change.message {
        Maybe::Absent => before.message,
        Maybe::Null => String::new(),
        Maybe::Value(text) if text.chars().count() > MAX_COMMENT => {
            return Err(Error::bad_request("The message is too long"));
        }
        Maybe::Value(text) => text.clone(),
    };
    let due_at = match change.due_at {
        Maybe::Absent => before.due_at,
        Maybe::Null => None,
        Maybe::Value(time) => Some(time),
    };
    let action = change.action.value().copied().unwrap_or(before.action);
    let rule = change.completion_rule.value().copied().unwrap_or(before.rule);
    Ok(Set { action, message, due_at, rule })
}

fn shown(
    tx: &mut Tx<Read>,
    who: &Caller,
    task: &TaskRow,
    item: Option<&Item>,
    given: &[AssignmentRow],
) -> Result<Task> {
    let zone = enterprises::zone(tx, who.user().enterprise_id)?;
    let mut entries = Vec::with_capacity(given.len());
    for assignment in given {
        entries.push(assignments::shown(tx, who, assignment, item)?);
    }
    Ok(Task {
        id: task.id,
        item: item.map(|item| Mini(Arc::new(files::mini(item)))).into(),
        due_at: task.due_at.map(|time| time.seen_in(&zone)).into(),
        action: task.action.into(),
        message: task.message.clone().into(),
        task_assignment_collection: Assignments { total_count: entries.len(), entries }.into(),
        is_completed: task.is_completed(given).into(),
        created_by: users::shown(tx, task.created_by)?.map(Mini).into(),
        created_at: task.created_at.seen_in(&zone).into(),
        completion_rule: task.completion_rule.into(),
    })
}

fn emit(tx: &mut Tx<Write>, who: &Caller, event: EventKind, id: TaskId) -> Result<()> {
    events::emit(tx, who, event, Source { kind: "task", id: id.0 })
}
