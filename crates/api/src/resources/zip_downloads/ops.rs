//! What can be done with archives.
use super::{
    NewZipDownload, ZipDownload, ZipDownloadId, ZipDownloadStatus, ZipItemKind,
    db::{self, New, Packed, TheZip},
    names::{Asked, told_apart},
    walk::{MOST_FILES, Walk},
};
use crate::{
    Caller, Error, In, NoQuery, Plan, Result, Site,
    access::{self, Allowed, Download, See},
    items::{self, AFile, AFolder, Item, Node},
    wire::{FileId, FolderId, Plain, Time},
};
use boxwood_store::{Read, Tx, Write};
use std::{collections::HashSet, ops::Deref};

/// The name of an archive of several items, where nobody says one.
const NAME: &str = "Download";
const ENDING: &str = ".zip";

/// Something that is to be in an archive, by one who may download it.
pub(super) enum Picked {
    File(Allowed<Node<AFile>, Download>),
    Folder(Allowed<Node<AFolder>, Download>),
}

impl Deref for Picked {
    type Target = Item;
    fn deref(&self) -> &Item {
        match self {
            Picked::File(file) => file,
            Picked::Folder(folder) => folder,
        }
    }
}

impl Picked {
    fn kind(&self) -> ZipItemKind {
        if let Picked::File(_) = self { ZipItemKind::File } else { ZipItemKind::Folder }
    }
}

/// Looks whether it is not too much for one archive.
pub fn weigh(tx: &mut Tx<Read>, who: &Caller, req: &In<(), NoQuery, NewZipDownload>) -> Result<Plan> {
    let mut walk = Walk::default();
    for item in &picked(tx, who, &req.body)? {
        match item {
            Picked::File(file) => walk.file(file, String::new())?,
            Picked::Folder(folder) => walk.folder(tx, who, folder, String::new())?,
        }
    }
    Ok(Plan::Ready(None))
}

pub fn create(tx: &mut Tx<Write>, who: &Caller, req: &In<(), NoQuery, NewZipDownload>) -> Result<ZipDownload> {
    let picked = picked(tx, who, &req.body)?;
    let asked: Vec<_> = picked.iter().map(|item| Asked { kind: item.kind(), id: item.id, name: &item.name }).collect();
    let (names, name_conflicts) = told_apart(&asked);
    let name = match (req.body.download_file_name.value(), &*picked) {
        (Some(name), _) => items::checked(name)?,
        (None, [one]) => &one.name,
        (None, _) => NAME,
    };
    let packed = asked.iter().zip(names).map(|(item, name)| Packed { kind: item.kind, id: item.id, name }).collect();
    let (id, expires_at) = db::insert(tx, who, &picked, &New { name: &format!("{name}{ENDING}"), packed })?;
    let base = format!("{}2.0/zip_downloads/{id}", Site::of(tx).url());
    Ok(ZipDownload {
        download_url: format!("{base}/content"),
        status_url: format!("{base}/status"),
        expires_at: Time::at(expires_at),
        name_conflicts,
    })
}

pub fn created(
    _: &mut Tx<Read>,
    _: &Caller,
    _: &In<(), NoQuery, NewZipDownload>,
    made: &ZipDownload,
) -> Result<Plain<ZipDownload>> {
    Ok(Plain(made.clone()))
}

pub fn status(
    tx: &mut Tx<Read>,
    who: &Caller,
    req: &In<(ZipDownloadId,), NoQuery, ()>,
) -> Result<Plain<ZipDownloadStatus>> {
    let zip = access::get::<TheZip, See>(tx, who, req.path.0)?;
    let now = tx.now();
    let state = zip.state_at(now).ok_or_else(|| Error::not_found("zip_download", req.path.0))?;
    Ok(Plain(ZipDownloadStatus {
        total_file_count: zip.total,
        downloaded_file_count: zip.downloaded,
        skipped_file_count: zip.skipped_files,
        skipped_folder_count: zip.skipped_folders,
        state,
    }))
}

/// The items that are asked for, each once.
fn picked(tx: &mut Tx<Read>, who: &Caller, said: &NewZipDownload) -> Result<Vec<Picked>> {
    match said.items.len() as i64 {
        0 => return Err(Error::bad_request("There is nothing to download")),
        count if count > MOST_FILES => return Err(Error::zip_has_too_many_files()),
        _ => {}
    }
    let (mut seen, mut picked) = (HashSet::new(), Vec::with_capacity(said.items.len()));
    for item in said.items.iter().filter(|item| seen.insert(item.id)) {
        picked.push(match item.kind {
            ZipItemKind::Folder if item.id.0 == 0 => {
                return Err(Error::bad_request("The root folder cannot be downloaded"));
            }
            ZipItemKind::Folder => Picked::Folder(access::get(tx, who, FolderId(item.id.0)).map_err(refused)?),
            ZipItemKind::File => Picked::File(access::get(tx, who, FileId(item.id.0)).map_err(refused)?),
        });
    }
    Ok(picked)
}

/// What is not there is not for the caller, whatever the reason (contract: content §2.5).
fn refused(error: Error) -> Error {
    if error.status() == 404 { Error::access_denied() } else { error }
}
