//! What was deleted, and can come back.
use super::door;
use crate::{
    Call, Pages,
    contract::{
        Entry, NoQuery,
        resources::{
            files::File,
            folders::{Folder, ItemsQuery},
            trash::{self, Restored},
            web_links::WebLink,
        },
        wire::{FileId, FolderId, WebLinkId},
    },
    pages::Way,
};

door! {
    /// What was deleted, and can come back.
    Trash, trash
}

impl Trash {
    /// What is in it.
    pub fn items(&self) -> Pages<Entry> {
        self.0.list(&trash::ITEMS, (), ItemsQuery::default(), Way::Either)
    }

    /// A folder in the trash.
    pub fn folder(&self, id: FolderId) -> Call<Folder> {
        self.0.call(&trash::FOLDER, (id,), NoQuery {}, ())
    }

    /// A file in the trash.
    pub fn file(&self, id: FileId) -> Call<File> {
        self.0.call(&trash::FILE, (id,), NoQuery {}, ())
    }

    /// A web link in the trash.
    pub fn web_link(&self, id: WebLinkId) -> Call<WebLink> {
        self.0.call(&trash::WEB_LINK, (id,), NoQuery {}, ())
    }

    /// Takes a folder out of the trash: as it was, or under another name or elsewhere.
    pub fn restore_folder(&self, id: FolderId, otherwise: Option<Restored>) -> Call<Folder> {
        self.0.call(&trash::RESTORE_FOLDER, (id,), NoQuery {}, otherwise)
    }

    /// Takes a file out of the trash: as it was, or under another name or elsewhere.
    pub fn restore_file(&self, id: FileId, otherwise: Option<Restored>) -> Call<File> {
        self.0.call(&trash::RESTORE_FILE, (id,), NoQuery {}, otherwise)
    }

    /// Takes a web link out of the trash: as it was, or under another name or elsewhere.
    pub fn restore_web_link(&self, id: WebLinkId, otherwise: Option<Restored>) -> Call<WebLink> {
        self.0.call(&trash::RESTORE_WEB_LINK, (id,), NoQuery {}, otherwise)
    }

    /// Deletes a folder for good, with all that is in it.
    pub fn delete_folder(&self, id: FolderId) -> Call<()> {
        self.0.call(&trash::DELETE_FOLDER, (id,), NoQuery {}, ())
    }

    /// Deletes a file for good.
    pub fn delete_file(&self, id: FileId) -> Call<()> {
        self.0.call(&trash::DELETE_FILE, (id,), NoQuery {}, ())
    }

    /// Deletes a web link for good.
    pub fn delete_web_link(&self, id: WebLinkId) -> Call<()> {
        self.0.call(&trash::DELETE_WEB_LINK, (id,), NoQuery {}, ())
    }
}
