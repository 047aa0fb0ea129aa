//! Who has a part in what: collaborations, shared links, file requests, locks on folders.
use super::door;
use crate::{
    Call, CollaborationRole, Pages,
    contract::{
        InFolder, NoQuery,
        resources::{
            collaborations::{
                self, Collaboration, CollaborationUpdate, CreateQuery, GranteeKind, InItem, ItemKind, ListQuery,
                NewCollaboration, NewGrantee, PendingQuery,
            },
            file_requests::{self, FileRequest, FileRequestCopy, FileRequestUpdate},
            folder_locks::{
                self, FolderKind, FolderLock, FolderLocks as Locks, LockedFolder, LockedOperations, NewFolderLock,
                OfFolderQuery,
            },
            shared_items::{self, SharedItem},
        },
        wire::{CollaborationId, FileId, FileRequestId, FolderId, FolderLockId, ItemId, Maybe, Text, UserId},
    },
    pages::Way,
};

door! {
    /// Who collaborates in what.
    Collaborations, collaborations
}

impl Collaborations {
    /// Gives a user a role in a folder.
    pub fn invite(&self, folder: FolderId, user: UserId, role: CollaborationRole) -> Call<Collaboration> {
        let item = InItem { kind: Some(ItemKind::Folder), id: ItemId(folder.0) };
        self.create(new(item, role, Maybe::Value(Text(user.to_string())), Maybe::Absent))
    }

    /// Gives a role in a folder to whoever has that address, or will have an account with it.
    pub fn invite_login(&self, folder: FolderId, login: &str, role: CollaborationRole) -> Call<Collaboration> {
        let item = InItem { kind: Some(ItemKind::Folder), id: ItemId(folder.0) };
        self.create(new(item, role, Maybe::Absent, Maybe::Value(login.to_owned())))
    }

    /// Gives somebody, or a group, a role in something.
    pub fn create(&self, collaboration: NewCollaboration) -> Call<Collaboration> {
        self.0.call(&collaborations::CREATE, (), CreateQuery::default(), collaboration)
    }

    /// A collaboration.
    pub fn get(&self, id: CollaborationId) -> Call<Collaboration> {
        self.0.call(&collaborations::GET, (id,), NoQuery {}, ())
    }

    /// Changes or answers a collaboration. None, where it has ended: who becomes the owner is no collaborator any more.
    pub fn update(&self, id: CollaborationId, change: CollaborationUpdate) -> Call<Option<Collaboration>> {
        let Call { client, request, .. } = self.0.call(&collaborations::UPDATE, (id,), NoQuery {}, change);
        Call::new(&client, request)
    }

    /// Ends a collaboration.
    pub fn delete(&self, id: CollaborationId) -> Call<()> {
        self.0.call(&collaborations::DELETE, (id,), NoQuery {}, ())
    }

    /// The invitations that wait for the caller.
    pub fn pending(&self) -> Pages<Collaboration> {
        let query = PendingQuery { status: "pending".to_owned(), ..PendingQuery::default() };
        self.0.list(&collaborations::PENDING, (), query, Way::Offset)
    }

    /// Who collaborates in a folder.
    pub fn of_folder(&self, id: FolderId) -> Pages<Collaboration> {
        self.0.list(&collaborations::OF_FOLDER, (id,), ListQuery::default(), Way::Marker)
    }

    /// Who collaborates in a file.
    pub fn of_file(&self, id: FileId) -> Pages<Collaboration> {
        self.0.list(&collaborations::OF_FILE, (id,), ListQuery::default(), Way::Marker)
    }
}

fn new(item: InItem, role: CollaborationRole, id: Maybe<Text>, login: Maybe<String>) -> NewCollaboration {
    NewCollaboration {
        item,
        accessible_by: NewGrantee { kind: GranteeKind::User, id, login },
        role,
        is_access_only: Maybe::Absent,
        can_view_path: Maybe::Absent,
        expires_at: Maybe::Absent,
    }
}

door! {
    /// What shared links lead to.
    SharedItems, shared_items
}

impl SharedItems {
    /// What the link leads to that the client comes by ([`Client::with_shared_link`](crate::Client::with_shared_link)).
    pub fn get(&self) -> Call<SharedItem> {
        self.0.call(&shared_items::GET, (), NoQuery {}, ())
    }
}

door! {
    /// Requests for files, which people answer who have no account.
    FileRequests, file_requests
}

impl FileRequests {
    /// A file request.
    pub fn get(&self, id: FileRequestId) -> Call<FileRequest> {
        self.0.call(&file_requests::GET, (id,), NoQuery {}, ())
    }

    /// Changes a file request, or closes it.
    pub fn update(&self, id: FileRequestId, change: FileRequestUpdate) -> Call<FileRequest> {
        self.0.call(&file_requests::UPDATE, (id,), NoQuery {}, change)
    }

    /// Deletes a file request.
    pub fn delete(&self, id: FileRequestId) -> Call<()> {
        self.0.call(&file_requests::DELETE, (id,), NoQuery {}, ())
    }

    /// Makes a file request like another, for another folder.
    pub fn copy(&self, id: FileRequestId, to: FolderId, fields: FileRequestUpdate) -> Call<FileRequest> {
        let copy = FileRequestCopy { folder: InFolder { id: to }, fields };
        self.0.call(&file_requests::COPY, (id,), NoQuery {}, copy)
    }
}

door! {
    /// Locks on folders: what is locked can be neither moved nor deleted.
    FolderLocks, folder_locks
}

impl FolderLocks {
    /// The lock on a folder.
    pub fn of_folder(&self, id: FolderId) -> Call<Locks> {
        self.0.call(&folder_locks::LIST, (), OfFolderQuery { folder_id: id.to_string() }, ())
    }

    /// Locks a folder.
    pub fn create(&self, folder: FolderId) -> Call<FolderLock> {
        let folder = LockedFolder { kind: FolderKind::Folder, id: folder };
        let new = NewFolderLock { folder, locked_operations: Some(LockedOperations::ALL) };
        self.0.call(&folder_locks::CREATE, (), NoQuery {}, new)
    }

    /// Takes the lock off a folder.
    pub fn delete(&self, id: FolderLockId) -> Call<()> {
        self.0.call(&folder_locks::DELETE, (id,), NoQuery {}, ())
    }
}
