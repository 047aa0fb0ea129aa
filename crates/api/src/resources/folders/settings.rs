//! What the owner of a folder has set for it: one integer, `items.settings`. It holds for all that is in the folder, too.
use std::ops::BitOr;

/// A set of the constants below; a new folder has none of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FolderSettings(pub i64);

impl FolderSettings {
    /// `can_non_owners_invite` is off: only owners and co-owners invite.
    pub const ONLY_OWNERS_INVITE: FolderSettings = FolderSettings(1);
    /// `can_non_owners_view_collaborators` is off: only owners and co-owners see who collaborates.
    pub const HIDDEN_COLLABORATORS: FolderSettings = FolderSettings(1 << 1);
    /// `is_collaboration_restricted_to_enterprise`: nobody from outside of the owner's enterprise is invited.
    pub const ENTERPRISE_ONLY: FolderSettings = FolderSettings(1 << 2);

    /// With `bits`, or without them.
    #[must_use]
    pub const fn set(self, bits: FolderSettings, on: bool) -> Self {
        FolderSettings(if on { self.0 | bits.0 } else { self.0 & !bits.0 })
    }

    pub const fn has(self, other: FolderSettings) -> bool {
        self.0 & other.0 == other.0
    }
}

impl BitOr for FolderSettings {
    type Output = Self;
    fn bitor(self, other: Self) -> Self {
        FolderSettings(self.0 | other.0)
    }
}
