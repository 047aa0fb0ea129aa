//! Folders and what is in them.
use super::door;
use crate::{
    Call, Pages,
    contract::{
        Entry, InFolder, NoQuery,
        resources::folders::{
            self, DeleteQuery, FirstItemsQuery, Folder, FolderCopy, FolderUpdate, ItemsQuery, NewFolder,
        },
        wire::{FolderId, Maybe},
    },
    pages::Way,
};

door! {
    /// Folders and what is in them. [`Folders::ROOT`] is where all that a user has begins.
    Folders, folders
}

impl Folders {
    /// The folder that everything of a user's is in.
    pub const ROOT: FolderId = FolderId(0);

    /// A folder and its first items.
    pub fn get(&self, id: FolderId) -> Call<Folder> {
        self.0.call(&folders::GET, (id,), FirstItemsQuery::default(), ())
    }

    /// The items of a folder.
    pub fn items(&self, id: FolderId) -> Pages<Entry> {
        self.sorted_items(id, ItemsQuery::default())
    }

    /// The items of a folder, in an order of one's own.
    pub fn sorted_items(&self, id: FolderId, query: ItemsQuery) -> Pages<Entry> {
        self.0.list(&folders::ITEMS, (id,), query, Way::Either)
    }

    /// Makes a folder.
    pub fn create(&self, name: &str, parent: FolderId) -> Call<Folder> {
        let new = NewFolder { name: name.to_owned(), parent: InFolder { id: parent }, description: Maybe::Absent };
        self.0.call(&folders::CREATE, (), NoQuery {}, new)
    }

    /// Changes what is said, and nothing else: its name, its place, its shared link.
    pub fn update(&self, id: FolderId, change: FolderUpdate) -> Call<Folder> {
        self.0.call(&folders::UPDATE, (id,), NoQuery {}, change)
    }

    /// Moves a folder to the trash; `recursive`: even if it is not empty.
    pub fn delete(&self, id: FolderId, recursive: bool) -> Call<()> {
        let recursive = if recursive { "true".to_owned() } else { String::new() };
        self.0.call(&folders::DELETE, (id,), DeleteQuery { recursive }, ())
    }

    /// Copies a folder with all that is in it, under its own name or another.
    pub fn copy(&self, id: FolderId, to: FolderId, name: Option<&str>) -> Call<Folder> {
        let name = name.map_or(Maybe::Absent, |name| Maybe::Value(name.to_owned()));
        self.0.call(&folders::COPY, (id,), NoQuery {}, FolderCopy { parent: InFolder { id: to }, name })
    }
}
