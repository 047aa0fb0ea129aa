//! What is said about files, and what is to be done with them.
use super::door;
use crate::{
    Call, Pages,
    contract::{
        NoQuery,
        resources::{
            comments::{self, Comment, CommentUpdate, NewComment, Target, TargetKind},
            groups::OffsetQuery,
            tasks::{
                self, NewTask, Task, TaskItem, TaskItemKind, TaskUpdate, Tasks as List,
                assignments::{
                    self, Assignee, AssignmentUpdate, Assignments as OfTask, NewAssignment, OfTask as InTask,
                    TaskAssignment, TaskKind,
                },
            },
        },
        wire::{CommentId, FileId, ItemId, Maybe, TaskAssignmentId, TaskId, Text, UserId},
    },
    pages::Way,
};

door! {
    /// Comments on files.
    Comments, comments
}

impl Comments {
    /// What is said about a file.
    pub fn of_file(&self, id: FileId) -> Pages<Comment> {
        self.0.list(&comments::OF_FILE, (id,), OffsetQuery::default(), Way::Offset)
    }

    /// Comments on a file.
    pub fn create(&self, file: FileId, message: &str) -> Call<Comment> {
        self.add(ItemId(file.0), TargetKind::File, message)
    }

    /// Answers a comment.
    pub fn reply(&self, comment: CommentId, message: &str) -> Call<Comment> {
        self.add(ItemId(comment.0), TargetKind::Comment, message)
    }

    fn add(&self, id: ItemId, kind: TargetKind, message: &str) -> Call<Comment> {
        let new = NewComment { item: Target { id, kind }, said: said(message) };
        self.0.call(&comments::CREATE, (), NoQuery {}, new)
    }

    /// A comment.
    pub fn get(&self, id: CommentId) -> Call<Comment> {
        self.0.call(&comments::GET, (id,), NoQuery {}, ())
    }

    /// Changes a comment.
    pub fn update(&self, id: CommentId, message: &str) -> Call<Comment> {
        self.0.call(&comments::UPDATE, (id,), NoQuery {}, said(message))
    }

    /// Deletes a comment.
    pub fn delete(&self, id: CommentId) -> Call<()> {
        self.0.call(&comments::DELETE, (id,), NoQuery {}, ())
    }
}

fn said(message: &str) -> CommentUpdate {
    CommentUpdate { message: message.to_owned().into(), tagged_message: Maybe::Absent }
}

door! {
    /// What is to be done with files.
    Tasks, tasks
}

impl Tasks {
    /// The tasks of a file.
    pub fn of_file(&self, id: FileId) -> Call<List> {
        self.0.call(&tasks::OF_FILE, (id,), NoQuery {}, ())
    }

    /// Asks for something to be done with a file.
    pub fn create(&self, file: FileId, fields: TaskUpdate) -> Call<Task> {
        let item = TaskItem { id: file, kind: Some(TaskItemKind::File) };
        self.0.call(&tasks::CREATE, (), NoQuery {}, NewTask { item, fields })
    }

    /// A task, and to whom it is given.
    pub fn get(&self, id: TaskId) -> Call<Task> {
        self.0.call(&tasks::GET, (id,), NoQuery {}, ())
    }

    /// Changes what is said, and nothing else.
    pub fn update(&self, id: TaskId, change: TaskUpdate) -> Call<Task> {
        self.0.call(&tasks::UPDATE, (id,), NoQuery {}, change)
    }

    /// Deletes a task.
    pub fn delete(&self, id: TaskId) -> Call<()> {
        self.0.call(&tasks::DELETE, (id,), NoQuery {}, ())
    }
}

door! {
    /// Who has which task.
    Assignments, task_assignments
}

impl Assignments {
    /// To whom a task is given.
    pub fn of_task(&self, id: TaskId) -> Call<OfTask> {
        self.0.call(&assignments::OF_TASK, (id,), NoQuery {}, ())
    }

    /// Gives a task to a user.
    pub fn create(&self, task: TaskId, to: UserId) -> Call<TaskAssignment> {
        let assign_to = Assignee { id: Text(to.to_string()).into(), login: Maybe::Absent };
        let new = NewAssignment { task: InTask { id: task, kind: TaskKind::Task }, assign_to };
        self.0.call(&assignments::CREATE, (), NoQuery {}, new)
    }

    /// What became of a task that somebody was given.
    pub fn get(&self, id: TaskAssignmentId) -> Call<TaskAssignment> {
        self.0.call(&assignments::GET, (id,), NoQuery {}, ())
    }

    /// Completes, approves or rejects.
    pub fn update(&self, id: TaskAssignmentId, change: AssignmentUpdate) -> Call<TaskAssignment> {
        self.0.call(&assignments::UPDATE, (id,), NoQuery {}, change)
    }

    /// Takes a task back from somebody.
    pub fn delete(&self, id: TaskAssignmentId) -> Call<()> {
        self.0.call(&assignments::DELETE, (id,), NoQuery {}, ())
    }
}
