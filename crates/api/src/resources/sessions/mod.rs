//! Ending sessions: every token that a user has is dead at once, although the contract speaks of a job.
//!
//! What surprises:
//! - Ids must be texts here, and both lists be there, or there are errors with texts of their own.
//! - Users whom the caller may not change, and groups that they may not, are passed over: what became of each user stands
//!   in the events.
mod ops;
#[cfg(test)]
mod tests;
mod wire;

pub use wire::{GroupSessions, Message, UserSessions};

use crate::{Method::Post, NoQuery, Op, Resource, Scope};

pub const TERMINATE: Op<(), NoQuery, UserSessions, Message> = Op::new(
    "post_users_terminate_sessions",
    Post,
    "/users/terminate_sessions",
    Scope::ManageEnterprise,
    "Ends all sessions of users",
)
.answers(202);

pub const TERMINATE_GROUPS: Op<(), NoQuery, GroupSessions, Message> = Op::new(
    "post_groups_terminate_sessions",
    Post,
    "/groups/terminate_sessions",
    Scope::ManageEnterprise,
    "Ends all sessions of the members of groups",
)
.answers(202);

pub fn resource() -> Resource {
    Resource::new().write(TERMINATE, ops::terminate).write(TERMINATE_GROUPS, ops::terminate_groups)
}
