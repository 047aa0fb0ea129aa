//! The eight roles of a collaboration and what each may: ONE table (contract: content §2.1).
use super::Rights;

crate::wire_texts! {
    pub enum CollaborationRole {
        Owner = "owner",
        CoOwner = "co-owner",
        Editor = "editor",
        ViewerUploader = "viewer uploader",
        PreviewerUploader = "previewer uploader",
        Viewer = "viewer",
        Previewer = "previewer",
        Uploader = "uploader",
    }
}

const SEE: Rights = Rights::KNOWN.and(Rights::SEE);
const PREVIEW: Rights = SEE.and(Rights::PREVIEW).and(Rights::COMMENT);
const DOWNLOAD: Rights = PREVIEW.and(Rights::DOWNLOAD).and(Rights::COPY).and(Rights::SHARE);
const UPLOAD: Rights = Rights::UPLOAD.and(Rights::WRITE_METADATA);
const EDIT: Rights = DOWNLOAD
    .and(UPLOAD)
    .and(Rights::NEW_VERSION)
    .and(Rights::LOCK)
    .and(Rights::EDIT)
    .and(Rights::ARRANGE)
    .and(Rights::SHARE_SETTINGS)
    .and(Rights::INVITE);

/// What a shared link gives to whoever comes by it, on the linked item and below. It passes nothing on: to share further
/// takes a role (contract: content §2.6).
pub const fn of_link(can_download: bool, can_edit: bool) -> Rights {
    let rights = if can_download { PREVIEW.and(Rights::DOWNLOAD).and(Rights::COPY) } else { PREVIEW };
    if can_edit { rights.and(Rights::NEW_VERSION).and(Rights::EDIT) } else { rights }
}

impl CollaborationRole {
    /// What the role gives on the item that it was given on, or, `inherited`, on all that is below it.
    pub const fn rights(self, inherited: bool) -> Rights {
        let rights = match self {
            CollaborationRole::Owner => EDIT.and(Rights::REMOVE).and(Rights::SET).and(Rights::TRANSFER),
            CollaborationRole::CoOwner => EDIT.and(Rights::REMOVE).and(Rights::SET),
            CollaborationRole::Editor => EDIT,
            CollaborationRole::ViewerUploader => DOWNLOAD.and(UPLOAD).and(Rights::NEW_VERSION).and(Rights::LOCK),
            CollaborationRole::PreviewerUploader => PREVIEW.and(UPLOAD),
            CollaborationRole::Viewer => DOWNLOAD,
            CollaborationRole::Previewer => PREVIEW,
            CollaborationRole::Uploader => SEE.and(UPLOAD),
        };
        // An editor may move and delete what is in the folder, but not the shared folder itself.
        if inherited && rights.include(Rights::ARRANGE) { rights.and(Rights::REMOVE) } else { rights }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::access::sum;
    use proptest::prelude::*;

    /// The contract's table (content §2.1), copied by hand: owner, co-owner, editor, viewer uploader, previewer uploader,
    /// viewer, previewer, uploader.
    const TABLE: [(Rights, [u8; 8]); 17] = [
        (Rights::SEE, *b"11111111"),
        (Rights::PREVIEW, *b"11111110"),
        (Rights::DOWNLOAD, *b"11110100"),
        (Rights::UPLOAD, *b"11111001"),
        (Rights::NEW_VERSION, *b"11110000"),
        (Rights::EDIT, *b"11100000"),
        (Rights::WRITE_METADATA, *b"11111001"),
        (Rights::ARRANGE, *b"11100000"),
        (Rights::REMOVE, *b"11000000"),
        (Rights::COPY, *b"11110100"),
        (Rights::LOCK, *b"11110000"),
        (Rights::SHARE, *b"11110100"),
        (Rights::SHARE_SETTINGS, *b"11100000"),
        (Rights::INVITE, *b"11100000"),
        (Rights::SET, *b"11000000"),
        (Rights::COMMENT, *b"11111110"),
        (Rights::TRANSFER, *b"10000000"),
    ];

    fn roles() -> Vec<CollaborationRole> {
        CollaborationRole::TEXTS.iter().filter_map(|text| CollaborationRole::of(text)).collect()
    }

    #[test]
    fn every_role_has_the_rights_of_the_table_and_no_others() {
        let known = TABLE.iter().fold(Rights::KNOWN, |all, (right, _)| all | *right);
        assert_eq!(known, Rights::ALL, "the table knows all rights");
        for (column, role) in roles().into_iter().enumerate() {
            for (right, row) in TABLE {
                let given = row[column] == b'1';
                assert_eq!(role.rights(false).include(right), given, "{role:?}, {right:?}");
                // What lies in a folder is moved and deleted by whoever may arrange what is in it.
                let below = if right == Rights::REMOVE { role.rights(false).include(Rights::ARRANGE) } else { given };
                assert_eq!(role.rights(true).include(right), below, "{role:?}, {right:?}, below");
            }
        }
    }

    #[test]
    fn a_stronger_role_has_all_that_a_weaker_one_has() {
        use CollaborationRole::*;
        for (stronger, weaker) in [
            (Owner, CoOwner),
            (CoOwner, Editor),
            (Editor, ViewerUploader),
            (ViewerUploader, Viewer),
            (ViewerUploader, PreviewerUploader),
            (Viewer, Previewer),
            (PreviewerUploader, Previewer),
            (PreviewerUploader, Uploader),
        ] {
            for below in [false, true] {
                assert!(stronger.rights(below).include(weaker.rights(below)), "{stronger:?}, {weaker:?}");
            }
        }
    }

    proptest! {
        /// Roles add up: one more never takes anything away, and nothing comes of them that none of them gives.
        #[test]
        fn roles_add_up(given in prop::collection::vec((prop::sample::select(roles()), any::<bool>()), 0..6)) {
            let all = sum(given.iter().copied());
            for (role, below) in &given {
                prop_assert!(all.include(role.rights(*below)));
            }
            for (right, _) in TABLE {
                prop_assert_eq!(all.include(right), given.iter().any(|(role, below)| role.rights(*below).include(right)));
            }
        }
    }
}
