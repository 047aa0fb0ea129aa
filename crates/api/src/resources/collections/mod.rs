//! Collections: what a user likes.
//!
//! What surprises:
//! - There is one, `Favorites`, and everybody has their own, whether anything is in it or not.
//! - An item is put into it by changing the item, which takes no more than seeing it.
//! - What is in the trash, or hidden from the user, is left out, and back in it once it comes back.
mod ops;
#[cfg(test)]
mod tests;
mod wire;

pub(crate) use wire::favorites;
pub use wire::{Collection, CollectionName, CollectionType};

use super::groups::OffsetQuery;
use crate::{
    Method::Get,
    NoQuery, Op, Resource, Scope,
    items::Entry,
    wire::{CollectionId, Page},
};

pub const LIST: Op<(), OffsetQuery, (), Page<Collection>> =
    Op::new("get_collections", Get, "/collections", Scope::Items, "The caller's collections");
pub const GET: Op<(CollectionId,), NoQuery, (), Collection> =
    Op::new("get_collections_id", Get, "/collections/{collection_id}", Scope::Items, "A collection");
pub const ITEMS: Op<(CollectionId,), OffsetQuery, (), Page<Entry>> = Op::new(
    "get_collections_id_items",
    Get,
    "/collections/{collection_id}/items",
    Scope::Items,
    "What is in a collection",
);

pub fn resource() -> Resource {
    Resource::new().read(LIST, ops::list).read(GET, ops::get).scan(ITEMS, ops::items)
}
