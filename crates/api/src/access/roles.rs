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
