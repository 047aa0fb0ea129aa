//! Web links: addresses that stand among files.
mod view;
mod wire;

pub(crate) use view::{mini, web_link};
pub use wire::{Permissions, WebLink};
