//! A door for each resource, with a method for each of its operations.
mod access;
mod content;
mod files;
mod folders;
mod groups;
mod people;
mod talk;
mod trash;
mod users;

pub use access::{Collaborations, FileRequests, FolderLocks, SharedItems};
pub use content::{Collections, Previews, Search, WebLinks, ZipDownloads};
pub use files::Files;
pub use folders::Folders;
pub use groups::{Groups, Memberships};
pub use people::{Invites, Sessions};
pub use talk::{Assignments, Comments, Tasks};
pub use trash::Trash;
pub use users::Users;

/// The type of a door, and the method of the client that leads to it.
macro_rules! door {
    ($(#[$doc:meta])* $name:ident, $method:ident) => {
        $(#[$doc])*
        #[derive(Clone, Debug)]
        pub struct $name(pub(crate) crate::Client);

        impl crate::Client {
            $(#[$doc])*
            pub fn $method(&self) -> $name {
                $name(self.clone())
            }
        }
    };
}
pub(crate) use door;
