//! The table of tasks.
use super::wire::{CompletionRule, TaskAction};
use crate::{
    Caller, Result,
    access::{self, Allowed, Comment, Edit, Guarded, Key, Preview, Remove, Rights},
    identity::Limit,
    items::{self, AFile, Item, Node},
    resources::tasks::assignments::{self, AssignmentRow},
    wire::{ItemId, TaskId, Time, UserId},
};
use boxwood_store::{Read, Tx, Write, row};
use std::ops::Deref;

row! {
    #[derive(Clone, Debug)]
    pub struct TaskRow {
        id: TaskId,
        item_id: ItemId,
        action: TaskAction,
        message: String,
        due_at: Option<Time>,
        completion_rule: CompletionRule,
        created_by: UserId,
        created_at: Time,
    }
}

/// A task, what it is about, and to whom it is given.
pub struct TheTask {
    row: TaskRow,
    item: Item,
    pub assignments: Vec<AssignmentRow>,
}

/// What of a task can be set.
pub struct Set {
    pub action: TaskAction,
    pub message: String,
    pub due_at: Option<Time>,
    pub rule: CompletionRule,
}

/// The most tasks that one file has: they are listed without pages.
pub const MOST: i64 = 1000;

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT id, item_id, action, message, due_at, completion_rule, created_by, created_at FROM tasks ",
            $rest
        )
    };
}
const BY_ID: &str = select!("WHERE id = $1");
/// By `id + 0`, as its index has it.
const OF_ITEM: &str = select!("WHERE item_id = $1 ORDER BY id + 0 LIMIT $2");
const COUNT: &str = "SELECT count(*) FROM tasks WHERE item_id = $1";
const INSERT: &str = "INSERT INTO tasks (item_id, action, message, due_at, completion_rule, created_by, created_at) \
    VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id";
const UPDATE: &str = "UPDATE tasks SET action = $2, message = $3, due_at = $4, completion_rule = $5 WHERE id = $1";
const DELETE: &str = "DELETE FROM tasks WHERE id = $1";

impl Deref for TheTask {
    type Target = TaskRow;
    fn deref(&self) -> &TaskRow {
        &self.row
    }
}

impl TheTask {
    pub fn item(&self) -> &Item {
        &self.item
    }

    pub fn is_completed(&self) -> bool {
        self.row.is_completed(&self.assignments)
    }

    /// Whether the caller reads the file.
    ///
    /// # Errors
    /// Those of the store.
    pub fn shows_item(&self, tx: &mut Tx<Read>, who: &Caller) -> Result<bool> {
        Ok(!self.item.is_gone() && self.item.rights(tx, who)?.include(Rights::PREVIEW))
    }
}

impl TaskRow {
    /// By one of its assignments, or by all that there are (contract: content §8.1).
    pub fn is_completed(&self, assignments: &[AssignmentRow]) -> bool {
        match self.completion_rule {
            CompletionRule::Any => assignments.iter().any(AssignmentRow::is_resolved),
            CompletionRule::All => !assignments.is_empty() && assignments.iter().all(AssignmentRow::is_resolved),
        }
    }
}

impl Guarded for TheTask {
    type Id = TaskId;
    const NOUN: &'static str = "task";
    const IS_CONTENT: bool = true;

    fn load(tx: &mut Tx<Read>, _: &Caller, id: TaskId, _: &Key) -> Result<Option<Self>> {
        let Some(row) = tx.opt::<TaskRow>(BY_ID, (id,))? else { return Ok(None) };
        let Some(item) = items::load(tx, row.item_id)? else { return Ok(None) };
        let assignments = assignments::of_task(tx, id)?;
        Ok(Some(TheTask { row, item, assignments }))
    }

    /// Who may read what is said about the file sees it; so do who made it and who has it, even where the file is hidden from
    /// them. Who made it changes it; they and those who set things for the file give it to people and delete it.
    fn rights(&self, tx: &mut Tx<Read>, who: &Caller) -> Result<Rights> {
        let (user, Some(owner)) = (who.user().id, self.item.owner()) else { return Ok(Rights::NONE) };
        if !access::is_in_reach(tx, who, owner)? {
            return Ok(Rights::NONE);
        }
        let there = if self.item.is_gone() { Rights::NONE } else { self.item.rights(tx, who)? };
        let reads = there.include(Rights::PREVIEW);
        let is_own = self.row.created_by == user;
        let has = self.assignments.iter().any(|assignment| assignment.assigned_to == user);
        let rights = [
            (there.include(Rights::SEE), Rights::KNOWN),
            (reads || is_own || has, Rights::KNOWN | Rights::SEE),
            (reads && is_own, Rights::EDIT | Rights::ARRANGE | Rights::REMOVE),
            (reads && there.include(Rights::SET), Rights::ARRANGE | Rights::REMOVE),
        ];
        Ok(rights.into_iter().filter(|(has, _)| *has).fold(Rights::NONE, |all, (_, right)| all | right))
    }

    fn is_within(&self, _: &mut Tx<Read>, _: &Caller, limit: Limit) -> Result<bool> {
        Ok(self.item.lies_within(limit))
    }
}

/// All of a file, by id.
pub fn of_file(tx: &mut Tx<Read>, file: &Allowed<Node<AFile>, Preview>) -> Result<Vec<TaskRow>> {
    Ok(tx.many(OF_ITEM, (file.id, MOST))?)
}

/// Whether a file has as many tasks as it can have.
pub fn is_full(tx: &mut Tx<Read>, file: &Allowed<Node<AFile>, Comment>) -> Result<bool> {
    let (count,): (i64,) = tx.one(COUNT, (file.id,))?;
    Ok(count >= MOST)
}

pub fn insert(tx: &mut Tx<Write>, who: &Caller, file: &Allowed<Node<AFile>, Comment>, new: &Set) -> Result<TaskId> {
    let now = tx.now();
    let Set { action, message, due_at, rule } = new;
    let (id,) = tx.one(INSERT, (file.id, *action, message, *due_at, *rule, who.user().id, now))?;
    Ok(id)
}

pub fn update(tx: &mut Tx<Write>, task: &Allowed<TheTask, Edit>, to: &Set) -> Result<()> {
    let Set { action, message, due_at, rule } = to;
    tx.exec(UPDATE, (task.id, *action, message, *due_at, *rule))?;
    Ok(())
}

/// With all its assignments.
pub fn delete(tx: &mut Tx<Write>, task: &Allowed<TheTask, Remove>) -> Result<()> {
    tx.exec(DELETE, (task.id,))?;
    Ok(())
}
