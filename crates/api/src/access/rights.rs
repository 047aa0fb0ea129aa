//! What can be done to a thing, as sets; and what a token or a user's status leaves of them.
use crate::{Settings, resources::users::Status};
use std::ops::{BitAnd, BitOr, Not};

/// A set of rights.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rights(u32);

pub trait Right {
    const NEEDS: Rights;
}

/// A right to change something, which nobody has who may not see what came of it.
pub trait Changes: Right {}
impl Changes for Upload {}
impl Changes for Edit {}
impl Changes for Remove {}
impl Changes for NewVersion {}
impl Changes for Lock {}

macro_rules! rights {
    ($($(#[$meta:meta])* $name:ident $constant:ident = $bit:literal;)*) => {
        $(
            $(#[$meta])*
            pub struct $name;
            impl Right for $name { const NEEDS: Rights = Rights::$constant; }
        )*
        impl Rights {
            $($(#[$meta])* pub const $constant: Rights = Rights(1 << $bit);)*
            pub const ALL: Rights = Rights(0 $(| 1 << $bit)*);
        }
    };
}
rights! {
    /// Know that it exists, and no more than that.
    Know KNOWN = 0;
    /// Know that it is there, its name and its place, and what is in it.
    See SEE = 1;
    Preview PREVIEW = 2;
    Download DOWNLOAD = 3;
    /// Put something into it.
    Upload UPLOAD = 4;
    NewVersion NEW_VERSION = 5;
    /// Name, description, tags.
    Edit EDIT = 6;
    WriteMetadata WRITE_METADATA = 7;
    /// Move or delete what is in it.
    Arrange ARRANGE = 8;
    /// Move or delete the thing itself.
    Remove REMOVE = 9;
    /// Copy it to elsewhere.
    CopyOut COPY = 10;
    Lock LOCK = 11;
    /// Make and read a shared link.
    Share SHARE = 12;
    ShareSettings SHARE_SETTINGS = 13;
    Invite INVITE = 14;
    /// What only owners and co-owners set.
    Set SET = 15;
    Comment COMMENT = 16;
    /// Give it to another owner.
    Transfer TRANSFER = 17;
}

impl Rights {
    /// Does not even exist, as far as the caller can tell.
    pub const NONE: Rights = Rights(0);

    pub const fn and(self, other: Rights) -> Rights {
        Rights(self.0 | other.0)
    }

    pub const fn without(self, other: Rights) -> Rights {
        Rights(self.0 & !other.0)
    }

    pub const fn include(self, other: Rights) -> bool {
        self.0 & other.0 == other.0
    }

    /// What the scopes of a token leave of its user's rights to content (contract: identity §3.4).
    pub fn of_settings(may: Settings) -> Rights {
        const READING: Rights = Rights::SEE.and(Rights::PREVIEW);
        const NARROW: [(Settings, Rights); 17] = [
            (Settings::READ, READING),
            (Settings::ITEM_READ, READING),
            (Settings::ITEM_PREVIEW, READING),
            (Settings::ITEM_DOWNLOAD, READING.and(Rights::DOWNLOAD).and(Rights::COPY)),
            (Settings::ITEM_RENAME, Rights::SEE.and(Rights::EDIT)),
            (Settings::ITEM_DELETE, Rights::SEE.and(Rights::REMOVE).and(Rights::ARRANGE)),
            (Settings::ITEM_UPLOAD, Rights::SEE.and(Rights::UPLOAD).and(Rights::NEW_VERSION)),
            (Settings::ITEM_SHARE, Rights::SEE.and(Rights::SHARE).and(Rights::SHARE_SETTINGS).and(Rights::INVITE)),
            (Settings::BASE_EXPLORER, Rights::SEE),
            (Settings::BASE_PICKER, Rights::SEE),
            (Settings::BASE_PREVIEW, READING),
            (Settings::BASE_SIDEBAR, Rights::SEE.and(Rights::COMMENT)),
            (Settings::BASE_UPLOAD, Rights::SEE.and(Rights::UPLOAD).and(Rights::NEW_VERSION)),
            (Settings::ANNOTATION_EDIT, READING.and(Rights::COMMENT)),
            (Settings::ANNOTATION_VIEW_ALL, READING),
            (Settings::ANNOTATION_VIEW_SELF, READING),
            (Settings::ENTERPRISE_CONTENT, READING),
        ];
        if may.has(Settings::READ_WRITE) {
            return Rights::ALL;
        }
        NARROW.iter().filter(|(setting, _)| may.has(*setting)).fold(Rights::NONE, |all, (_, rights)| all | *rights)
    }

    /// What the status of a user leaves of their rights to content (contract: identity §4.4).
    pub fn of_status(status: Status) -> Rights {
        const CHANGING: Rights = Rights::EDIT
            .and(Rights::WRITE_METADATA)
            .and(Rights::ARRANGE)
            .and(Rights::REMOVE)
            .and(Rights::LOCK)
            .and(Rights::SET)
            .and(Rights::TRANSFER);
        match status {
            Status::Active => Rights::ALL,
            Status::CannotDeleteEdit => Rights::ALL.without(CHANGING),
            Status::CannotDeleteEditUpload => {
                Rights::ALL.without(CHANGING).without(Rights::UPLOAD).without(Rights::NEW_VERSION)
            }
            Status::Inactive => Rights::NONE,
        }
    }
}

impl BitOr for Rights {
    type Output = Self;
    fn bitor(self, other: Self) -> Self {
        self.and(other)
    }
}

impl BitAnd for Rights {
    type Output = Self;
    fn bitand(self, other: Self) -> Self {
        Rights(self.0 & other.0)
    }
}

impl Not for Rights {
    type Output = Self;
    fn not(self) -> Self {
        Rights(!self.0)
    }
}
