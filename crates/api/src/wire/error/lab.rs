//! Refusals of the laboratory, which is no part of Box's API.
use super::Error;

impl Error {
    /// What a test names is not there; the message says how to make it.
    #[track_caller]
    pub fn lab_not_found(message: String) -> Self {
        Self::new(404, "not_found", message)
    }

    /// It is there already, or cannot be on this server; the message says what to do instead.
    #[track_caller]
    pub fn lab_conflict(message: String) -> Self {
        Self::new(409, "conflict", message)
    }
}
