//! Recent items: files that the caller has had to do with lately.
//!
//! What surprises:
//! - A file is in it once, with what was done to it last: uploaded, commented on or changed. To read a file leaves no trace.
//! - What is in the trash, or hidden from the caller by now, is left out.
mod ops;
#[cfg(test)]
mod tests;
mod wire;

pub use wire::{RecentItem, RecentItems, RecentKey, RecentKind, RecentOrder, RecentQuery};

use crate::{Method::Get, Op, Resource, Scope};

pub const LIST: Op<(), RecentQuery, (), RecentItems> =
    Op::new("get_recent_items", Get, "/recent_items", Scope::Items, "What the caller has had to do with lately");

pub fn resource() -> Resource {
    Resource::new().scan(LIST, ops::list)
}
