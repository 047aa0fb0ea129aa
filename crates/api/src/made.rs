//! Answers that are bytes which the server keeps, and those that first have to be made of others.
use crate::resources::{files::Blob, previews::Make};

/// Kept bytes as an answer, with ranges and all.
#[derive(Clone, Debug)]
pub struct Served {
    pub blob: Blob,
    pub media: &'static str,
    /// Whether it is to be stored rather than shown, where somebody has said so.
    pub is_attachment: Option<bool>,
}

/// What comes of a call that wants something made.
pub enum Step<R> {
    Done(R),
    /// That first, and the call once more. What is answered if it takes too long.
    First(Order, R),
}

/// Something to be made of content.
#[derive(Clone, Debug)]
pub struct Order {
    /// The row of the content.
    pub content: i64,
    pub make: Make,
    pub size: i64,
    pub bytes: Option<Vec<u8>>,
    pub object: Option<String>,
}
