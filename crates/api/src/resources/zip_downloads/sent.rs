//! An archive on its way to whoever has come to its address: for the server, which makes it.
use super::{
    ZipDownloadId, ZipItemKind, ZipState,
    db::{self, Packed},
    walk::{Entry, Walk},
};
use crate::{
    Caller, Error, Result, access,
    events::{self, EventKind, Holder, Source},
    items::{AFile, Kind, Node},
    resources::files::{self, Blob},
    wire::{FileId, FolderId, RequestId},
};
use boxwood_store::{Read, Tx, Write};

/// An archive whose download has begun.
#[derive(Clone, Debug)]
pub struct Begun {
    /// With its ending.
    pub name: String,
    id: i64,
    by: Holder,
    packed: Vec<Packed>,
}

/// What is to go into it.
pub struct Contents {
    pub entries: Vec<Entry>,
    /// Nothing of it is sent yet.
    pub progress: Progress,
}

/// How far a download is.
#[derive(Clone, Copy, Debug)]
pub struct Progress {
    pub state: ZipState,
    pub total: i64,
    pub downloaded: i64,
    pub skipped_files: i64,
    pub skipped_folders: i64,
}

/// # Errors
/// `not_found` for an address that was used before, has run out or never was; that too much goes on at the same time.
pub fn begin(tx: &mut Tx<Write>, id: ZipDownloadId) -> Result<Begun> {
    let row = db::begin(tx, id)?;
    let by = Holder { user: row.user_id, actor: row.actor_id, app: row.app_id };
    Ok(Begun { id: row.id, by, packed: row.packed(), name: row.name })
}

/// All that is in the items by now, of what whoever asked for them may have.
///
/// # Errors
/// `not_found` where they are gone, that there is too much, those of the store.
pub fn contents(tx: &mut Tx<Read>, begun: &Begun, request: RequestId) -> Result<Contents> {
    let who = Caller::holding(tx, begun.by, request)?.ok_or_else(Error::no_such_path)?;
    let mut walk = Walk::default();
    for Packed { kind, id, name } in begun.packed.iter().cloned() {
        match kind {
            ZipItemKind::Folder => match access::get(tx, &who, FolderId(id.0)) {
                Ok(folder) => walk.folder(tx, &who, &folder, name)?,
                Err(error) if error.status() >= 500 => return Err(error),
                Err(_) => walk.skipped_folders += 1,
            },
            ZipItemKind::File => match access::get::<Node<AFile>, access::Download>(tx, &who, FileId(id.0)) {
                Ok(file) => walk.file(&file, name)?,
                Err(error) if error.status() >= 500 => return Err(error),
                Err(_) => {
                    walk.files += 1;
                    walk.skipped_files += 1;
                }
            },
        }
    }
    let Walk { entries, files: total, skipped_files, skipped_folders, .. } = walk;
    let state = ZipState::InProgress;
    Ok(Contents { entries, progress: Progress { state, total, downloaded: 0, skipped_files, skipped_folders } })
}

/// The bytes of a file whose turn has come; None: it is not for them any more.
///
/// # Errors
/// Those of the store.
pub fn open(tx: &mut Tx<Read>, begun: &Begun, file: FileId, request: RequestId) -> Result<Option<Blob>> {
    let Some(who) = Caller::holding(tx, begun.by, request)? else { return Ok(None) };
    match files::current(tx, &who, file) {
        Err(error) if error.status() >= 500 => Err(error),
        opened => Ok(opened.ok()),
    }
}

/// Writes down how far it is, and that these files have been downloaded since (contract: content §7.1).
///
/// # Errors
/// Those of the store.
pub fn tell(
    tx: &mut Tx<Write>,
    begun: &Begun,
    progress: &Progress,
    since: &[FileId],
    request: RequestId,
) -> Result<()> {
    db::tell(tx, begun.id, progress)?;
    for file in since {
        let source = Source { kind: Kind::File.name(), id: file.0 };
        events::emit_by_address(tx, EventKind::ItemDownload, source, begun.by, request)?;
    }
    Ok(())
}
