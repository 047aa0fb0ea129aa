//! The client against a server of ours on a socket, and where that will not do, against answers that are written down.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests, and what they share")]
mod common;
mod events;
mod every_operation;
mod laboratory;
mod large;
mod lists;
mod patience;
mod tokens;
