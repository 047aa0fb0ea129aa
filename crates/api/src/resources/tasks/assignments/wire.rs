//! The bodies of task assignments.
use crate::{
    resources::{comments::MAX_COMMENT, files::File, users::User},
    wire::{Maybe, Mini, TaskAssignmentId, TaskId, Text, Time, UserId},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

crate::wire! {
    pub struct TaskAssignment: "task_assignment", TaskAssignmentId {
        mini {}
        standard {
            item: Mini<File>,
            assigned_to: Mini<User>,
            message: String,
            completed_at: Time,
            assigned_at: Time,
            reminded_at: Time,
            resolution_state: Resolution,
            assigned_by: Mini<User>,
        }
        full {}
    }
}

crate::wire_texts! {
    pub enum Resolution {
        Completed = "completed",
        Incomplete = "incomplete",
        Approved = "approved",
        Rejected = "rejected",
    }
}
crate::wire_texts! {
    pub enum TaskKind { Task = "task" }
}

#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
pub struct Assignments {
    pub total_count: usize,
    pub entries: Vec<TaskAssignment>,
}

#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
pub struct OfTask {
    pub id: TaskId,
    #[serde(rename = "type")]
    pub kind: TaskKind,
}

/// To whom: by id or by login.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(default)]
pub struct Assignee {
    /// Kept as text, because what is no id is told from what is no body.
    #[schemars(with = "Option<String>")]
    pub id: Maybe<Text>,
    pub login: Maybe<String>,
}

impl Assignee {
    pub fn user_id(&self) -> Option<Option<UserId>> {
        self.id.value().map(|id| id.0.parse().ok())
    }
}

#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
pub struct NewAssignment {
    pub task: OfTask,
    pub assign_to: Assignee,
}

#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(default)]
pub struct AssignmentUpdate {
    #[schemars(length(max = MAX_COMMENT))]
    pub message: Maybe<String>,
    pub resolution_state: Maybe<Resolution>,
}
