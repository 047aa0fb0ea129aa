//! Web links: addresses that stand among files.
//!
//! What surprises:
//! - One without a name is called by its address, slashes and all, though nobody may give it such a name.
//! - One in the trash is still there for who asks about it, and for nothing else.
mod ops;
#[cfg(test)]
mod tests;
mod view;
mod wire;

pub(crate) use view::{mini, shown, web_link};
pub use wire::{NewWebLink, Permissions, WebLink, WebLinkCopy, WebLinkUpdate};

use crate::{
    Method::{Delete, Get, Post, Put},
    NoBody, NoQuery, Op, Resource, Scope,
    wire::WebLinkId,
};

pub const CREATE: Op<(), NoQuery, NewWebLink, WebLink> =
    Op::new("post_web_links", Post, "/web_links", Scope::Items, "Makes a web link");
pub const GET: Op<(WebLinkId,), NoQuery, (), WebLink> =
    Op::new("get_web_links_id", Get, "/web_links/{web_link_id}", Scope::Items, "A web link").conditional().by_link();
pub const UPDATE: Op<(WebLinkId,), NoQuery, WebLinkUpdate, WebLink> =
    Op::new("put_web_links_id", Put, "/web_links/{web_link_id}", Scope::Items, "Changes or moves a web link")
        .conditional()
        .by_link();
pub const DELETE: Op<(WebLinkId,), NoQuery, NoBody, ()> =
    Op::new("delete_web_links_id", Delete, "/web_links/{web_link_id}", Scope::Items, "Moves a web link to the trash")
        .conditional();
pub const COPY: Op<(WebLinkId,), NoQuery, WebLinkCopy, WebLink> =
    Op::new("post_web_links_id_copy", Post, "/web_links/{web_link_id}/copy", Scope::Items, "Copies a web link")
        .by_link();

pub fn resource() -> Resource {
    Resource::new()
        .write_then(CREATE, ops::create, ops::shown)
        .read(GET, ops::get)
        .write_then(UPDATE, ops::update, ops::shown)
        .write(DELETE, ops::delete)
        .write_then(COPY, ops::copy, ops::shown)
}
