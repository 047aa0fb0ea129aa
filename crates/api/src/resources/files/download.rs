//! Downloads by address: the API redirects to one that needs no token, because clients that follow it send none to another
//! origin (contract: content §3.4).
use super::db::{self, Blob};
use crate::{
    Caller, Error, Result, Site,
    access::{self, Allowed},
    counters::Counter,
    events::{self, EventKind, Holder, Source},
    items::{self, AFile, Node},
    signed::SigningKey,
    wire::{AppId, FileId, FileVersionId, ItemId, RequestId, UserId},
};
use boxwood_store::{Read, Tx, Write};

/// How long an address is good for, in microseconds.
const LIFE: i64 = 15 * 60 * 1_000_000;
const PURPOSE: &str = "download";

/// The address of a version's bytes, for a quarter of an hour.
///
/// # Errors
/// Those of the store.
pub(super) fn address(
    tx: &mut Tx<Read>,
    who: &Caller,
    file: &Allowed<Node<AFile>, access::Download>,
    version: FileVersionId,
) -> Result<String> {
    // Whoever stored the file saw to it that there is a key.
    let key = SigningKey::of(tx)?.ok_or_else(Error::unavailable)?;
    let until = tx.now() + LIFE;
    let (user, actor, app) = (who.user().id.0, who.actor().id.0, who.app().0);
    let link = who.visit().map_or(0, |visit| visit.item().id.0);
    let token = key.sign(PURPOSE, [file.id.0, version.0, user, actor, app, link, until]);
    Ok(format!("{}d/1/{token}/download", Site::of(tx).url()))
}

/// The address of a file's bytes as they are now.
///
/// # Errors
/// `not_found`, `access_denied_insufficient_permissions`.
pub fn address_of(tx: &mut Tx<Read>, who: &Caller, file: FileId) -> Result<String> {
    let file = access::get::<Node<AFile>, access::Download>(tx, who, file)?;
    let version = file.version_id.ok_or_else(|| Error::not_found("file", file.id))?;
    address(tx, who, &file, version)
}

/// A file's bytes as they are now.
///
/// # Errors
/// `not_found`, `access_denied_insufficient_permissions`, `access_denied_item_locked`.
pub(crate) fn current(tx: &mut Tx<Read>, who: &Caller, file: FileId) -> Result<Blob> {
    let file = access::get::<Node<AFile>, access::Download>(tx, who, file)?;
    let missing = || Error::not_found("file", file.id);
    let version = file.version_id.ok_or_else(missing)?;
    db::bytes_of(tx, version, FileId(file.id.0))?.ok_or_else(missing)
}

/// What an address leads to.
pub struct Opened {
    pub download: Download,
    pub blob: Blob,
}

/// What is to be put on record of a download.
#[derive(Clone, Copy)]
pub struct Download {
    pub file: FileId,
    /// Who asked for it.
    pub by: Holder,
    /// The item whose shared link they came by.
    pub link: Option<ItemId>,
}

/// The content behind the token of an address; None for one that was forged or has run out, or whose file is gone.
///
/// # Errors
/// Those of the store.
pub fn open(tx: &mut Tx<Read>, token: &str) -> Result<Option<Opened>> {
    let Some(key) = SigningKey::of(tx)? else { return Ok(None) };
    let Some([file, version, user, actor, app, link, until]) = key.open(PURPOSE, token) else { return Ok(None) };
    if until <= tx.now() {
        return Ok(None);
    }
    let (file, version) = (FileId(file), FileVersionId(version));
    let by = Holder { user: UserId(user), actor: UserId(actor), app: AppId(app) };
    let Some(parent) = db::place_of(tx, file)? else { return Ok(None) };
    let line = items::line(tx, parent)?;
    if line.is_trashed || line.owner.is_none() {
        return Ok(None);
    }
    let blob = db::bytes_of(tx, version, file)?;
    let link = Some(ItemId(link)).filter(|link| link.0 != 0);
    Ok(blob.map(|blob| Opened { download: Download { file, by, link }, blob }))
}

/// Records that a file was downloaded (contract: content §7.1).
///
/// # Errors
/// Those of the store.
pub fn downloaded(tx: &mut Tx<Write>, download: Download, request: RequestId) -> Result<()> {
    let Download { file, by, link } = download;
    if let Some(link) = link {
        Counter::LinkDownloads.add(tx, link.0, 1)?;
    }
    let source = Source { kind: items::Kind::File.name(), id: file.0 };
    events::emit_by_address(tx, EventKind::ItemDownload, source, by, request)
}
