//! Files.
mod view;
mod wire;

pub(crate) use view::{file, mini};
pub use wire::{File, FileVersion, Permissions};
