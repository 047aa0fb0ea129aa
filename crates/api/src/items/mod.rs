//! The tree that folders, files and web links stand in.
//!
//! What all of them have in common is here: rows, places, names, rights, lists, moves and the trash. A resource adds what
//! only its kind has.
//!
//! - A place says whose it is. The parent of what lies directly in a root is the owner themselves ([`Parent`]), and all below
//!   is theirs too: nothing else names an owner, so that to give a tree away is to change one row.
//! - What lies above an item is read once and kept ([`Line`]): a right costs the same at any depth.
//! - Only what was deleted by itself is marked as trashed. What is in it is gone with it.
mod change;
mod copies;
mod entry;
mod favorites;
mod freeze;
mod line;
mod links;
mod list;
mod locks;
mod name;
mod node;
mod owned;
mod recent;
mod roles;
mod row;
pub mod search;
mod shown;
mod sizes;
mod transfer;
mod trashed;
mod wire;
mod wish;

pub use change::{Change, Content, Edited, Moved, New, Place, apply, give, insert, named, trash};
pub(crate) use change::{NewContent, emit, first_version, set_version};
pub use copies::{Copying, copy, end_copies, give_up_copy};
pub use entry::{Entry, STANDARD, Shows, select, select_standard};
pub use favorites::{collect, favorites, favorites_id};
pub use freeze::{FolderLock, Frozen, folder_lock, freeze, thaw};
pub use line::{Line, Link, Parent, lies_in, line};
pub use links::{
    Door, LinkPermissions, LinkRef, LinkUpdate, Named, Opening, Permitted, Secret, SharedLink, SharedLinkAccess,
    SharedLinkPermission, Visit, link_token, needed_password, open_link, prove, share,
};
pub(crate) use list::marker;
pub use list::{Listing, has_items, is_shared, items, shared_of, turns_private};
pub use locks::{Lock, NewLock, delete_expired_locks, lock, lock_of, unlock};
pub use name::{MAX_DESCRIPTION, MAX_NAME, checked, checked_description, folded};
pub(crate) use node::load;
pub use node::{AFile, AFolder, AWebLink, Item, Node, Sort};
pub(crate) use owned::{collaborates_with, delete_all_of, leave_all, leave_all_with_app, owns_any};
pub(crate) use recent::touch;
pub use recent::{Interaction, RecentRow, delete_old_recents, recent};
pub use roles::{Grant, Roles, roles};
pub use row::{ItemRow, Kind};
pub(crate) use shown::common;
pub use shown::{Common, Frame, Wanted, entries, entries_of_trash, mini, scattered, taken};
pub use sizes::size_of;
pub(crate) use transfer::transfer_all;
pub use trashed::{
    Trashed, delete_expired_trash, delete_expired_versions, get_trashed, purge, purged_at, restore, take_apart,
    trash_items,
};
pub(crate) use wire::permissions;
pub use wire::{InCollection, InFolder, ItemStatus, NewOwner, NewParent, Object, Path, WatermarkInfo};
pub use wish::{ItemUpdate, Wish, update};
