//! Files and their versions.
use super::door;
use crate::{
    Call, Pages, Result, Source,
    contract::{
        InFolder, NoQuery,
        resources::files::{
            self, File, FileCopy, FileUpdate, FileVersion, Files as Uploaded, NewFile, NewVersionOf, Offer, Promoted,
            Question, Restored, VersionsQuery,
        },
        wire::{FileId, FileVersionId, FolderId, Maybe},
    },
    pages::Way,
};

door! {
    /// Files and their versions. For large ones see [`Files::upload_large`].
    Files, files
}

impl Files {
    /// A file.
    pub fn get(&self, id: FileId) -> Call<File> {
        self.0.call(&files::GET, (id,), NoQuery {}, ())
    }

    /// Uploads a file.
    pub fn upload(&self, name: &str, parent: FolderId, content: impl Into<Source>) -> Call<Uploaded> {
        self.upload_as(new(name, parent), content)
    }

    /// Uploads a file of which more is said.
    pub fn upload_as(&self, file: NewFile, content: impl Into<Source>) -> Call<Uploaded> {
        self.0.call(&files::CREATE, (), NoQuery {}, (file, content.into()))
    }

    /// Uploads a new version of a file.
    pub fn upload_version(&self, id: FileId, content: impl Into<Source>) -> Call<Uploaded> {
        self.upload_version_as(id, NewVersionOf::default(), content)
    }

    /// Uploads a new version of a file, of which more is said.
    pub fn upload_version_as(&self, id: FileId, version: NewVersionOf, content: impl Into<Source>) -> Call<Uploaded> {
        self.0.call(&files::ADD_VERSION, (id,), NoQuery {}, (version, content.into()))
    }

    /// Whether a file of that name and size could be uploaded, and where to.
    pub fn could_upload(&self, name: &str, parent: FolderId, size: u64) -> Call<Offer> {
        let (name, parent) = (name.to_owned().into(), InFolder { id: parent }.into());
        self.0.call(&files::ASK_NEW, (), NoQuery {}, Question { name, parent, size: bytes(size) })
    }

    /// Whether a new version of that size could be uploaded.
    pub fn could_upload_version(&self, id: FileId, size: u64) -> Call<Offer> {
        self.0.call(&files::ASK_VERSION, (id,), NoQuery {}, Question { size: bytes(size), ..Question::default() })
    }

    /// Changes what is said, and nothing else: its name, its place, its lock, its shared link.
    pub fn update(&self, id: FileId, change: FileUpdate) -> Call<File> {
        self.0.call(&files::UPDATE, (id,), NoQuery {}, change)
    }

    /// Moves a file to the trash.
    pub fn delete(&self, id: FileId) -> Call<()> {
        self.0.call(&files::DELETE, (id,), NoQuery {}, ())
    }

    /// Copies a file, under its own name or another.
    pub fn copy(&self, id: FileId, to: FolderId, name: Option<&str>) -> Call<File> {
        let name = name.map_or(Maybe::Absent, |name| Maybe::Value(name.to_owned()));
        let copy = FileCopy { parent: InFolder { id: to }, name, version: Maybe::Absent };
        self.0.call(&files::COPY, (id,), NoQuery {}, copy)
    }

    /// The past versions of a file.
    pub fn versions(&self, id: FileId) -> Pages<FileVersion> {
        self.0.list(&files::VERSIONS, (id,), VersionsQuery::default(), Way::Offset)
    }

    /// A version of a file.
    pub fn version(&self, id: FileId, version: FileVersionId) -> Call<FileVersion> {
        self.0.call(&files::VERSION, (id, version), NoQuery {}, ())
    }

    /// Deletes a past version.
    pub fn delete_version(&self, id: FileId, version: FileVersionId) -> Call<()> {
        self.0.call(&files::DELETE_VERSION, (id, version), NoQuery {}, ())
    }

    /// Brings back a past version that was deleted.
    pub fn restore_version(&self, id: FileId, version: FileVersionId) -> Call<FileVersion> {
        let restored = Restored { trashed_at: Maybe::Null };
        self.0.call(&files::RESTORE_VERSION, (id, version), NoQuery {}, restored)
    }

    /// Makes a past version the current one: a copy of it becomes a new version.
    pub fn promote(&self, id: FileId, version: FileVersionId) -> Call<FileVersion> {
        let kind = Some(files::VersionKind::FileVersion);
        self.0.call(&files::PROMOTE, (id,), NoQuery {}, Promoted { id: version, kind })
    }

    /// The only file of an upload's answer.
    pub(crate) fn only(uploaded: Uploaded, operation: &'static str) -> Result<File> {
        let missing = || crate::Error::Unreadable { operation, cause: "no file in it".to_owned() };
        uploaded.entries.into_iter().next().ok_or_else(missing)
    }
}

/// Of which nothing is said but its name and its place.
fn new(name: &str, parent: FolderId) -> NewFile {
    NewFile {
        name: name.to_owned(),
        parent: InFolder { id: parent },
        description: Maybe::Absent,
        content_created_at: Maybe::Absent,
        content_modified_at: Maybe::Absent,
    }
}

fn bytes(size: u64) -> Maybe<i64> {
    i64::try_from(size).unwrap_or(i64::MAX).into()
}
