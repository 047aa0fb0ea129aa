//! The bodies of tasks.
use super::assignments::Assignments;
use crate::{
    resources::{comments::MAX_COMMENT, files::File, users::User},
    wire::{FileId, Maybe, Mini, TaskId, Time},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

crate::wire! {
    pub struct Task: "task", TaskId {
        mini {}
        standard {
            item: Mini<File>,
            due_at: Time,
            action: TaskAction,
            message: String,
            task_assignment_collection: Assignments,
            is_completed: bool,
            created_by: Mini<User>,
            created_at: Time,
            completion_rule: CompletionRule,
        }
        full {}
    }
}

crate::wire_texts! {
    pub enum TaskAction { Review = "review", Complete = "complete" }
}
crate::wire_texts! {
    pub enum CompletionRule { All = "all_assignees", Any = "any_assignee" }
}
crate::wire_texts! {
    pub enum TaskItemKind { File = "file" }
}

#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
pub struct Tasks {
    pub total_count: usize,
    pub entries: Vec<Task>,
}

/// What is to be done something with. Nothing but a file can be.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
pub struct TaskItem {
    pub id: FileId,
    #[serde(default, rename = "type")]
    pub kind: Option<TaskItemKind>,
}

#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
pub struct NewTask {
    pub item: TaskItem,
    #[serde(flatten)]
    pub fields: TaskUpdate,
}

#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(default)]
pub struct TaskUpdate {
    pub action: Maybe<TaskAction>,
    #[schemars(length(max = MAX_COMMENT))]
    pub message: Maybe<String>,
    /// Null: whenever.
    pub due_at: Maybe<Time>,
    pub completion_rule: Maybe<CompletionRule>,
}
