//! The bodies of comments.
use crate::{
    resources::users::User,
    wire::{CommentId, FileId, ItemId, Maybe, Mini, Time},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The most characters of a comment (contract: content §8.1).
pub const MAX_COMMENT: usize = 10_000;

crate::wire! {
    pub struct Comment: "comment", CommentId {
        mini {}
        standard {
            is_reply_comment: bool,
            message: String,
            created_by: Mini<User>,
            created_at: Time,
            modified_at: Time,
            item: Commented,
        }
        full {
            tagged_message: String,
        }
    }
}

/// What it is about: the file, even of an answer to another comment.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
pub struct Commented {
    pub id: FileId,
    #[serde(rename = "type")]
    pub kind: CommentedKind,
}

crate::wire_texts! {
    pub enum CommentedKind { File = "file" }
}
crate::wire_texts! {
    pub enum TargetKind { File = "file", Comment = "comment" }
}

/// What is commented on: a file, or a comment, which is answered.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
pub struct Target {
    pub id: ItemId,
    #[serde(rename = "type")]
    pub kind: TargetKind,
}

/// With one of the two texts.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
pub struct NewComment {
    pub item: Target,
    #[serde(flatten)]
    pub said: CommentUpdate,
}

#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(default)]
pub struct CommentUpdate {
    #[schemars(length(min = 1, max = MAX_COMMENT))]
    pub message: Maybe<String>,
    #[schemars(length(min = 1, max = MAX_COMMENT))]
    pub tagged_message: Maybe<String>,
}
