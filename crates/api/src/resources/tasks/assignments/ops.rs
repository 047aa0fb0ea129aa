//! What can be done with task assignments.
use super::{
    db::{self, AssignmentRow, TheAssignment},
    wire::{Assignee, AssignmentUpdate, Assignments, NewAssignment, Resolution, TaskAssignment},
};
use crate::{
    Caller, Error, In, NoBody, NoQuery, Result,
    access::{self, Arrange, Comment, Remove, Rights, See},
    enterprises,
    events::{self, EventKind, Source},
    items::Item,
    resources::{
        comments::MAX_COMMENT,
        files,
        tasks::{TaskAction, db::TheTask, ops::check_open},
        users::{self, Status},
    },
    wire::{Empty, Maybe, Mini, Plain, TaskAssignmentId, TaskId, Time, UserId},
};
use boxwood_store::{Read, Tx, Write};
use std::sync::Arc;

pub fn of_task(tx: &mut Tx<Read>, who: &Caller, req: &In<(TaskId,), NoQuery, ()>) -> Result<Plain<Assignments>> {
    let task = access::get::<TheTask, See>(tx, who, req.path.0)?;
    let item = if task.shows_item(tx, who)? { Some(task.item()) } else { None };
    let mut entries = Vec::with_capacity(task.assignments.len());
    for row in &task.assignments {
        entries.push(shown(tx, who, row, item)?);
    }
    Ok(Plain(Assignments { total_count: entries.len(), entries }))
}

pub fn create(tx: &mut Tx<Write>, who: &Caller, req: &In<(), NoQuery, NewAssignment>) -> Result<TaskAssignment> {
    let task = access::get::<TheTask, Arrange>(tx, who, req.body.task.id)?;
    check_open(&task)?;
    let to = assignee(tx, task.item(), &req.body.assign_to)?;
    if task.assignments.len() >= db::MOST {
        return Err(Error::bad_request("As many people have the task as can have it"));
    }
    let id = db::insert(tx, who, &task, to)?;
    emit(tx, who, EventKind::TaskAssignmentCreate, id)?;
    one(tx, who, id)
}

/// Who is meant, if they may read the file. That there is nobody of that id or login is told in the same words.
fn assignee(tx: &mut Tx<Read>, item: &Item, to: &Assignee) -> Result<UserId> {
    let login = to.login.value().filter(|login| !login.trim().is_empty());
    let person = match (to.user_id(), login) {
        (Some(Some(id)), _) => users::person(tx, id)?,
        (None, Some(login)) => users::person_by_address(tx, login)?,
        (Some(None), _) | (None, None) => return Err(Error::invalid_parameter("assign_to")),
    };
    let person = person.filter(|person| person.status != Status::Inactive);
    let person = person.ok_or_else(Error::task_assignee_not_allowed)?;
    let reads = item.rights_of(tx, person.id)?.include(Rights::PREVIEW);
    if reads { Ok(person.id) } else { Err(Error::task_assignee_not_allowed()) }
}

pub fn get(tx: &mut Tx<Read>, who: &Caller, req: &In<(TaskAssignmentId,), NoQuery, ()>) -> Result<TaskAssignment> {
    one(tx, who, req.path.0)
}

fn one(tx: &mut Tx<Read>, who: &Caller, id: TaskAssignmentId) -> Result<TaskAssignment> {
    let assignment = access::get::<TheAssignment, See>(tx, who, id)?;
    let item = if assignment.task.shows_item(tx, who)? { Some(assignment.task.item()) } else { None };
    shown(tx, who, &assignment, item)
}

pub fn update(
    tx: &mut Tx<Write>,
    who: &Caller,
    req: &In<(TaskAssignmentId,), NoQuery, AssignmentUpdate>,
) -> Result<TaskAssignment> {
    let assignment = access::get::<TheAssignment, Comment>(tx, who, req.path.0)?;
    let message = match &req.body.message {
        Maybe::Absent => &assignment.message,
        Maybe::Null => "",
        Maybe::Value(text) if text.chars().count() > MAX_COMMENT => {
            return Err(Error::bad_request("The message is too long"));
        }
        Maybe::Value(text) => text,
    };
    let state = req.body.resolution_state.value().copied().unwrap_or(assignment.resolution_state);
    let is_change = state != assignment.resolution_state;
    if req.body.resolution_state.value().is_some() && assignment.assigned_to != who.user().id {
        return Err(Error::access_denied());
    }
    check_state(assignment.task.action, state)?;
    if is_change && assignment.task.is_completed() {
        return Err(Error::access_denied());
    }
    let now = Time::at(tx.now());
    let completed_at = match (is_change, state) {
        (false, _) => assignment.completed_at,
        (true, Resolution::Incomplete) => None,
        (true, _) => Some(now),
    };
    db::update(tx, &assignment, message, state, completed_at)?;
    emit(tx, who, EventKind::TaskAssignmentUpdate, assignment.id)?;
    one(tx, who, assignment.id)
}

/// What is to be reviewed is not completed, and what is to be completed is not approved (contract: content §8.1).
fn check_state(action: TaskAction, state: Resolution) -> Result<()> {
    match (action, state) {
        (_, Resolution::Incomplete)
        | (TaskAction::Complete, Resolution::Completed)
        | (TaskAction::Review, Resolution::Approved | Resolution::Rejected) => Ok(()),
        _ => Err(Error::bad_request("The state does not go with the task's action")),
    }
}

pub fn delete(tx: &mut Tx<Write>, who: &Caller, req: &In<(TaskAssignmentId,), NoQuery, NoBody>) -> Result<Empty> {
    let assignment = access::get::<TheAssignment, Remove>(tx, who, req.path.0)?;
    if assignment.is_resolved() {
        return Err(Error::access_denied());
    }
    db::delete(tx, &assignment)?;
    emit(tx, who, EventKind::TaskAssignmentDelete, assignment.id)?;
    Ok(Empty)
}

/// `item` is what is shown of the file: None where the caller may not know.
pub fn shown(tx: &mut Tx<Read>, who: &Caller, row: &AssignmentRow, item: Option<&Item>) -> Result<TaskAssignment> {
    let zone = enterprises::zone(tx, who.user().enterprise_id)?;
    Ok(TaskAssignment {
        id: row.id,
        item: item.map(|item| Mini(Arc::new(files::mini(item)))).into(),
        assigned_to: users::shown(tx, row.assigned_to)?.map(Mini).into(),
        message: row.message.clone().into(),
        completed_at: row.completed_at.map(|time| time.seen_in(&zone)).into(),
        assigned_at: row.assigned_at.seen_in(&zone).into(),
        reminded_at: Maybe::Null,
        resolution_state: row.resolution_state.into(),
        assigned_by: users::shown(tx, row.assigned_by)?.map(Mini).into(),
    })
}

fn emit(tx: &mut Tx<Write>, who: &Caller, event: EventKind, id: TaskAssignmentId) -> Result<()> {
    events::emit(tx, who, event, Source { kind: "task_assignment", id: id.0 })
}
