//! Search.
//!
//! What surprises:
//! - Several words are any of them: what has more of them, and closer to each other, comes first. AND, OR and NOT count in
//!   upper case only.
//! - A name is found by how one of its words begins; everything else by whole words, whatever their endings.
//! - Of a file's content the first 16,000 words count, of plain texts and PDF.
//! - What is in the trash is only found by who asks for it, and so is what is in a folder there.
mod ops;
#[cfg(test)]
mod tests;
mod wire;

pub use wire::{
    ContentType, ItemsKind, LinksKind, ResultKind, SearchQuery, SearchResult, SearchResults, SearchResultsItems,
    SearchResultsWithSharedLinks,
};

use crate::{Method::Get, Op, Resource, Scope};

pub const SEARCH: Op<(), SearchQuery, (), SearchResults> =
    Op::new("get_search", Get, "/search", Scope::Items, "Searches for files, folders and web links");

pub fn resource() -> Resource {
    Resource::new().scan(SEARCH, ops::search)
}
