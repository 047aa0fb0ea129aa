//! What a shared link leads to, whatever kind of item that is.
//!
//! What surprises:
//! - The link is no parameter: it comes in the header `BoxApi`, as it may with every call on content.
//! - A link that is not there for the caller is 404; only a password is told to be wrong, with 403.
//! - Who has nothing but the link sees the item in no place: its path is empty and its parent null.
mod ops;
#[cfg(test)]
mod tests;
mod wire;

pub use wire::SharedItem;

use crate::{Method::Get, NoQuery, Op, Resource, Scope};

pub const GET: Op<(), NoQuery, (), SharedItem> =
    Op::new("get_shared_items", Get, "/shared_items", Scope::Items, "What a shared link leads to")
        .conditional()
        .by_link();

pub fn resource() -> Resource {
    Resource::new().read(GET, ops::get)
}
