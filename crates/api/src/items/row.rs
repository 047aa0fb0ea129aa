//! The items table.
use super::Parent;
use crate::wire::{FileVersionId, FolderId, ItemId, LockId, Time, UserId};
use boxwood_store::{FromValue, ToValue, Value, row};

/// What an item is, in the order in which lists show them (contract: content §4).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    Folder,
    File,
    WebLink,
}

impl Kind {
    pub const ALL: [Kind; 3] = [Kind::Folder, Kind::File, Kind::WebLink];

    /// As the wire calls it.
    pub const fn name(self) -> &'static str {
        match self {
            Kind::Folder => "folder",
            Kind::File => "file",
            Kind::WebLink => "web_link",
        }
    }

    pub const fn number(self) -> i64 {
        match self {
            Kind::Folder => 0,
            Kind::File => 1,
            Kind::WebLink => 2,
        }
    }

    pub fn of(number: i64) -> Option<Self> {
        Kind::ALL.into_iter().find(|kind| kind.number() == number)
    }
}

impl ToValue for Kind {
    fn to_value(&self) -> Value<'_> {
        Value::Int(self.number())
    }
}

impl FromValue for Kind {
    fn from_value(value: Value<'_>) -> Option<Self> {
        i64::from_value(value).and_then(Kind::of)
    }
}

row! {
    #[derive(Clone, Debug)]
    pub struct ItemRow {
        id: ItemId,
        kind: Kind,
        parent_id: Parent,
        name: String,
        etag: i64,
        description: String,
        tags: String,
        settings: i64,
        created_by: UserId,
        modified_by: UserId,
        created_at: Time,
        modified_at: Time,
        content_created_at: Time,
        content_modified_at: Time,
        trashed_at: Option<Time>,
        trash_owner: Option<UserId>,
        version_id: Option<FileVersionId>,
        size: i64,
        sha1: Option<Vec<u8>>,
        url: Option<String>,
        lock_id: Option<LockId>,
        is_linked: bool,
    }
}

/// The columns of an [`ItemRow`]: without the table's name, which RETURNING must not have.
macro_rules! columns {
    () => {
        "id, kind, parent_id, name, etag, description, tags, settings, created_by, modified_by, created_at, modified_at, \
         content_created_at, content_modified_at, trashed_at, trash_owner, version_id, size, sha1, url, lock_id, \
         is_linked"
    };
}
pub(super) use columns;

/// A user's root: it has no row, and this id for everybody.
pub(super) const ROOT: ItemId = ItemId(0);
pub(super) const ALL_FILES: &str = "All Files";

impl ItemRow {
    pub(super) fn root(user: UserId) -> Self {
        let never = Time::default();
        ItemRow {
            id: ROOT,
            kind: Kind::Folder,
            parent_id: Parent::NOWHERE,
            name: ALL_FILES.to_owned(),
            etag: 0,
            description: String::new(),
            tags: String::new(),
            settings: 0,
            created_by: user,
            modified_by: user,
            created_at: never,
            modified_at: never,
            content_created_at: never,
            content_modified_at: never,
            trashed_at: None,
            trash_owner: None,
            version_id: None,
            size: 0,
            sha1: None,
            url: None,
            lock_id: None,
            is_linked: false,
        }
    }

    /// Of a folder; of a root it is 0.
    pub fn folder_id(&self) -> FolderId {
        FolderId(self.id.0)
    }
}
