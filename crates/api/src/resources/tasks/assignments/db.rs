//! The table of task assignments.
use super::wire::Resolution;
use crate::{
    Caller, Error, Result,
    access::{Allowed, Arrange, Comment, Guarded, Key, Preview, Remove, Rights},
    identity::Limit,
    items::{AFile, Node},
    resources::{tasks::db::TheTask, users::Person},
    wire::{TaskAssignmentId, TaskId, Time, UserId},
};
use boxwood_store::{Read, Tx, Write, row};
use std::{collections::HashMap, ops::Deref};

row! {
    #[derive(Clone, Debug)]
    pub struct AssignmentRow {
        id: TaskAssignmentId,
        task_id: TaskId,
        assigned_to: UserId,
        assigned_by: UserId,
        message: String,
        resolution_state: Resolution,
        assigned_at: Time,
        completed_at: Option<Time>,
    }
}

impl AssignmentRow {
    pub fn is_resolved(&self) -> bool {
        self.resolution_state != Resolution::Incomplete
    }
}

/// An assignment of its task.
pub struct TheAssignment {
    row: AssignmentRow,
    pub task: TheTask,
}

/// The most people who have one task.
pub const MOST: usize = 1000;

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT a.id, a.task_id, a.assigned_to, a.assigned_by, a.message, a.resolution_state, a.assigned_at, \
             a.completed_at FROM ",
            $rest
        )
    };
}
const BY_ID: &str = select!("task_assignments a WHERE a.id = $1");
/// By `id + 0`, as its index has it.
const OF_TASK: &str = select!("task_assignments a WHERE a.task_id = $1 ORDER BY a.id + 0");
const OF_FILE: &str = select!("tasks t JOIN task_assignments a ON a.task_id = t.id WHERE t.item_id = $1 ORDER BY a.id");
const INSERT: &str = "INSERT INTO task_assignments (task_id, assigned_to, assigned_by, message, resolution_state, \
    assigned_at) VALUES ($1, $2, $3, '', $4, $5) ON CONFLICT (task_id, assigned_to) DO NOTHING";
const UPDATE: &str = "UPDATE task_assignments SET message = $2, resolution_state = $3, completed_at = $4 WHERE id = $1";
const DELETE: &str = "DELETE FROM task_assignments WHERE id = $1";
const FORGET: &str = "DELETE FROM task_assignments WHERE assigned_to = $1 AND completed_at IS NULL";

impl Deref for TheAssignment {
    type Target = AssignmentRow;
    fn deref(&self) -> &AssignmentRow {
        &self.row
    }
}

impl Guarded for TheAssignment {
    type Id = TaskAssignmentId;
    const NOUN: &'static str = "task_assignment";
    const IS_CONTENT: bool = true;

    fn load(tx: &mut Tx<Read>, who: &Caller, id: TaskAssignmentId, key: &Key) -> Result<Option<Self>> {
        let Some(row) = tx.opt::<AssignmentRow>(BY_ID, (id,))? else { return Ok(None) };
        Ok(TheTask::load(tx, who, row.task_id, key)?.map(|task| TheAssignment { row, task }))
    }

    /// Seen by who sees the task. The one who has it and the one who gave it change it, as long as they read the file; who
    /// gave it, and who gives the task to people, take it back.
    fn rights(&self, tx: &mut Tx<Read>, who: &Caller) -> Result<Rights> {
        let (user, task) = (who.user().id, self.task.rights(tx, who)?);
        let reads = self.task.shows_item(tx, who)?;
        let (has, gave) = (self.row.assigned_to == user, self.row.assigned_by == user);
        let rights = [
            (true, task & (Rights::KNOWN | Rights::SEE)),
            (reads && (has || gave), Rights::COMMENT),
            (reads && (gave || task.include(Rights::ARRANGE)), Rights::REMOVE),
        ];
        Ok(rights.into_iter().filter(|(has, _)| *has).fold(Rights::NONE, |all, (_, right)| all | right))
    }

    fn is_within(&self, tx: &mut Tx<Read>, who: &Caller, limit: Limit) -> Result<bool> {
        self.task.is_within(tx, who, limit)
    }
}

/// Those of one task, by id: they are part of it.
pub fn of_task(tx: &mut Tx<Read>, task: TaskId) -> Result<Vec<AssignmentRow>> {
    Ok(tx.many(OF_TASK, (task,))?)
}

/// Those of all tasks of a file.
pub fn of_file(tx: &mut Tx<Read>, file: &Allowed<Node<AFile>, Preview>) -> Result<HashMap<TaskId, Vec<AssignmentRow>>> {
    let mut all: HashMap<TaskId, Vec<AssignmentRow>> = HashMap::new();
    for row in tx.many::<AssignmentRow>(OF_FILE, (file.id,))? {
        all.entry(row.task_id).or_default().push(row);
    }
    Ok(all)
}

/// # Errors
/// `conflict` for one who has it.
pub fn insert(
    tx: &mut Tx<Write>,
    who: &Caller,
    task: &Allowed<TheTask, Arrange>,
    to: UserId,
) -> Result<TaskAssignmentId> {
    let now = tx.now();
    let values = (task.id, to, who.user().id, Resolution::Incomplete, now);
    tx.insert(INSERT, values)?.ok_or_else(Error::task_assigned_already)
}

pub fn update(
    tx: &mut Tx<Write>,
    assignment: &Allowed<TheAssignment, Comment>,
    message: &str,
    state: Resolution,
    completed_at: Option<Time>,
) -> Result<()> {
    tx.exec(UPDATE, (assignment.id, message, state, completed_at))?;
    Ok(())
}

pub fn delete(tx: &mut Tx<Write>, assignment: &Allowed<TheAssignment, Remove>) -> Result<()> {
    tx.exec(DELETE, (assignment.id,))?;
    Ok(())
}

/// Takes all that is still open from a user who goes: nobody else could do it.
///
/// # Errors
/// Those of the store.
pub(crate) fn forget(tx: &mut Tx<Write>, user: &Allowed<Person, Remove>) -> Result<()> {
    tx.exec(FORGET, (user.id,))?;
    Ok(())
}
