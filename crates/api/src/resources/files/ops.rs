//! What can be done with files.
use super::{
    db::{self, NewRow, VersionRow},
    download, view,
    wire::{
        ContentQuery, File, FileCopy, FileUpdate, FileVersion, NewFile, NewFileLock, NewVersionOf, Offered, Promoted,
        Question, Restored, Uploaded, VersionsQuery,
    },
};
use crate::{
    Caller, Content, Error, In, NoBody, NoQuery, Result, Site, Upload,
    access::{self, Allowed, CopyOut, Download, NewVersion, Remove, See},
    events::EventKind,
    items::{self, AFile, AFolder, Content as Kind, Item, New, NewLock, Place, Wish},
    resources::previews,
    wire::{Empty, FileId, FileVersionId, FolderId, Maybe, Mini, OnlyHeader, Page, Paging, Start},
};
use boxwood_store::{Read, Tx, Write};
use std::sync::Arc;

type Node = items::Node<AFile>;
type Folder = items::Node<AFolder>;

/// Looks at what is said of a new file, before its bytes are taken; answers how many there may be.
pub fn check_new(tx: &mut Tx<Read>, who: &Caller, req: &In<(), NoQuery, NewFile>) -> Result<i64> {
    let name = items::checked(&req.body.name)?;
    items::checked_description(req.body.description.value().map_or("", String::as_str))?;
    let parent = access::get::<Folder, access::Upload>(tx, who, req.body.parent.id)?;
    free(tx, &Place { parent: parent.inside(), name }, None)?;
    most(tx, who, &parent)
}

pub fn create(tx: &mut Tx<Write>, who: &Caller, req: &In<(), NoQuery, Upload<NewFile>>) -> Result<Allowed<Node, See>> {
    put(tx, who, &req.body.attributes, &req.body.content)
}

/// A new file of content that is stored, however it came.
pub(crate) fn put(tx: &mut Tx<Write>, who: &Caller, said: &NewFile, content: &Content) -> Result<Allowed<Node, See>> {
    let name = items::checked(&said.name)?;
    let description = items::checked_description(said.description.value().map_or("", String::as_str))?;
    let parent = access::get::<Folder, access::Upload>(tx, who, said.parent.id)?;
    fits(tx, who, &parent, content.size)?;
    let new = New {
        name,
        description,
        created_at: said.content_created_at.value().copied(),
        modified_at: said.content_modified_at.value().copied(),
        content: Kind::File { version: None, size: content.size, sha1: &content.sha1 },
        is_copy: false,
    };
    let Some(file) = items::insert::<AFile>(tx, who, &parent, &new)? else {
        return Err(taken(items::named(tx, &Place { parent: parent.inside(), name })?));
    };
    let blob = db::blob(tx, content)?;
    let modified_at = file.content_modified_at;
    db::begin(tx, who, &file, &NewRow { name, blob, size: content.size, sha1: &content.sha1, modified_at })
}

/// A new file with the content of another, of which no byte is copied (contract: content §3.6).
pub fn copy(tx: &mut Tx<Write>, who: &Caller, req: &In<(FileId,), NoQuery, FileCopy>) -> Result<Allowed<Node, See>> {
    let FileCopy { parent, name, version } = &req.body;
    let file = access::get::<Node, CopyOut>(tx, who, req.path.0)?;
    let version = version.value().copied().or(file.version_id).unwrap_or_default();
    let from = db::version(tx, &file, version)?;
    if from.trashed_at.is_some() {
        return Err(Error::not_found("file_version", version));
    }
    let name = new_name(&file, name)?;
    let parent = access::get::<Folder, access::Upload>(tx, who, parent.id)?;
    let (room, _) = db::room(tx, who, parent.owner())?;
    if from.size > room {
        return Err(Error::storage_limit_exceeded());
    }
    let new = New {
        name,
        description: &file.description,
        created_at: Some(file.content_created_at),
        modified_at: Some(from.modified_at),
        content: Kind::File { version: None, size: from.size, sha1: &from.sha1 },
        is_copy: true,
    };
    let Some(made) = items::insert::<AFile>(tx, who, &parent, &new)? else {
        return Err(all_taken(items::named(tx, &Place { parent: parent.inside(), name })?));
    };
    let VersionRow { blob_id: blob, size, modified_at, .. } = from;
    db::begin(tx, who, &made, &NewRow { name, blob, size, sha1: &from.sha1, modified_at })
}

pub fn check_version(tx: &mut Tx<Read>, who: &Caller, req: &In<(FileId,), NoQuery, NewVersionOf>) -> Result<i64> {
    let file = access::get::<Node, See>(tx, who, req.path.0)?;
    req.if_unchanged(&file.etag.to_string())?;
    let file = file.also::<NewVersion>()?;
    let name = new_name(&file, &req.body.name)?;
    free(tx, &Place { parent: file.parent_id, name }, Some(&file))?;
    most(tx, who, &file)
}

pub fn add_version(
    tx: &mut Tx<Write>,
    who: &Caller,
    req: &In<(FileId,), NoQuery, Upload<NewVersionOf>>,
) -> Result<Allowed<Node, See>> {
    let file = access::get::<Node, See>(tx, who, req.path.0)?;
    req.if_unchanged(&file.etag.to_string())?;
    put_version(tx, who, &file.also::<NewVersion>()?, &req.body.attributes, &req.body.content)
}

/// A new version of content that is stored, however it came.
pub(crate) fn put_version(
    tx: &mut Tx<Write>,
    who: &Caller,
    file: &Allowed<Node, NewVersion>,
    said: &NewVersionOf,
    content: &Content,
) -> Result<Allowed<Node, See>> {
    let name = new_name(file, &said.name)?;
    free(tx, &Place { parent: file.parent_id, name }, Some(file))?;
    fits(tx, who, file, content.size)?;
    let blob = db::blob(tx, content)?;
    let modified_at = said.content_modified_at.value().copied().unwrap_or(crate::wire::Time::at(tx.now()));
    let new = NewRow { name, blob, size: content.size, sha1: &content.sha1, modified_at };
    db::add(tx, who, file, &new, EventKind::ItemUpload)
}

/// What an upload answers: a list of one.
pub fn uploaded<P, B>(
    tx: &mut Tx<Read>,
    who: &Caller,
    req: &In<P, NoQuery, B>,
    file: &Allowed<Node, See>,
) -> Result<Uploaded> {
    view::shown(tx, who, file, req.show).map(|file| Uploaded(Arc::new(file)))
}

/// Whether a file could be uploaded: asked before it is sent, and by some only to learn whether it is there.
pub fn ask_new(tx: &mut Tx<Read>, who: &Caller, req: &In<(), NoQuery, Question>) -> Result<Offered> {
    let name = req.body.name.value().map_or("", String::as_str);
    let name = items::checked(name)?;
    let parent = req.body.parent.value().ok_or_else(|| Error::bad_request("The parent is missing"))?;
    could_put(tx, who, parent.id, name, req.body.size.value().copied())?;
    Ok(Offered::at(format!("{}api/2.0/files/content", Site::of(tx).url())))
}

/// Whether a file of that name and size could be put there.
pub(crate) fn could_put(
    tx: &mut Tx<Read>,
    who: &Caller,
    into: FolderId,
    name: &str,
    size: Option<i64>,
) -> Result<Allowed<Folder, access::Upload>> {
    let parent = access::get::<Folder, access::Upload>(tx, who, into)?;
    free(tx, &Place { parent: parent.inside(), name }, None)?;
    would_fit(tx, who, &parent, size)?;
    Ok(parent)
}

/// Whether a version of that size could be added, under that name or the one that the file has.
pub(crate) fn could_put_version(
    tx: &mut Tx<Read>,
    who: &Caller,
    file: &Allowed<Node, NewVersion>,
    name: &Maybe<String>,
    size: Option<i64>,
) -> Result<()> {
    let name = new_name(file, name)?;
    free(tx, &Place { parent: file.parent_id, name }, Some(file))?;
    would_fit(tx, who, file, size)
}

pub fn ask_version(tx: &mut Tx<Read>, who: &Caller, req: &In<(FileId,), NoQuery, Question>) -> Result<Offered> {
    let file = access::get::<Node, NewVersion>(tx, who, req.path.0)?;
    could_put_version(tx, who, &file, &req.body.name, req.body.size.value().copied())?;
    Ok(Offered::at(format!("{}api/2.0/files/{}/content", Site::of(tx).url(), req.path.0)))
}

pub fn get(tx: &mut Tx<Read>, who: &Caller, req: &In<(FileId,), NoQuery, ()>) -> Result<File> {
    let file = access::get_even_trashed::<Node, See>(tx, who, req.path.0)?;
    view::shown(tx, who, &file, req.show)
}

/// The same with an address for a page of somebody else's.
pub fn get_embedded(tx: &mut Tx<Write>, who: &Caller, req: &In<(FileId,), NoQuery, ()>) -> Result<File> {
    let file = access::get_even_trashed::<Node, See>(tx, who, req.path.0)?;
    let link = previews::embed(tx, who, &file)?;
    Ok(File { expiring_embed_link: link.into(), ..view::shown(tx, who, &file, req.show)? })
}

pub fn content(tx: &mut Tx<Read>, who: &Caller, req: &In<(FileId,), ContentQuery, ()>) -> Result<OnlyHeader> {
    let file = access::get::<Node, Download>(tx, who, req.path.0)?;
    let version = match req.query.version {
        Some(version) if Some(version) != file.version_id => {
            let found = db::version(tx, &file, version)?;
            if found.trashed_at.is_some() {
                return Err(Error::not_found("file_version", version));
            }
            version
        }
        _ => file.version_id.ok_or_else(|| Error::not_found("file", req.path.0))?,
    };
    Ok(OnlyHeader("location", download::address(tx, who, &file, version)?))
}

pub fn update(
    tx: &mut Tx<Write>,
    who: &Caller,
    req: &In<(FileId,), NoQuery, FileUpdate>,
) -> Result<Allowed<Node, See>> {
    let file = access::get::<Node, See>(tx, who, req.path.0)?;
    req.if_unchanged(&file.etag.to_string())?;
    let file = match &req.body.lock {
        Maybe::Absent => file,
        Maybe::Null => items::unlock(tx, who, &file)?,
        Maybe::Value(lock) => {
            let lock = new_lock(lock, tx.now())?;
            items::lock(tx, who, &file.also()?, lock)?
        }
    };
    let FileUpdate { item, content_created_at, content_modified_at, lock } = &req.body;
    let wish = Wish {
        locks: !lock.is_absent(),
        content_created_at: content_created_at.value().copied(),
        content_modified_at: content_modified_at.value().copied(),
        ..Wish::of(item)
    };
    items::update(tx, who, file, &wish)
}

fn new_lock(said: &NewFileLock, now: i64) -> Result<NewLock> {
    let expires_at = said.expires_at.value().copied();
    if expires_at.is_some_and(|end| end.micros() <= now) {
        return Err(Error::invalid_parameter("expires_at"));
    }
    let is_download_prevented = said.is_download_prevented.value().copied().unwrap_or_default();
    Ok(NewLock { expires_at, is_download_prevented })
}

pub fn shown<P, Q, B>(tx: &mut Tx<Read>, who: &Caller, req: &In<P, Q, B>, file: &Allowed<Node, See>) -> Result<File> {
    view::shown(tx, who, file, req.show)
}

pub fn delete(tx: &mut Tx<Write>, who: &Caller, req: &In<(FileId,), NoQuery, NoBody>) -> Result<Empty> {
    let file = access::get_even_trashed::<Node, See>(tx, who, req.path.0)?;
    if file.is_gone() {
        return Err(Error::trashed("file", format_args!("f_{}", req.path.0)));
    }
    req.if_unchanged(&file.etag.to_string())?;
    items::trash(tx, who, &file.also::<Remove>()?)?;
    Ok(Empty)
}

pub fn versions(
    tx: &mut Tx<Read>,
    who: &Caller,
    req: &In<(FileId,), VersionsQuery, ()>,
) -> Result<Page<Arc<FileVersion>>> {
    let file = access::get::<Node, See>(tx, who, req.path.0)?;
    let paging = req.query.paging()?;
    let Start::Offset(offset) = paging.start else { return Err(Error::invalid_parameter("marker")) };
    let (rows, total) = db::past(tx, &file, paging.limit, offset)?;
    let versions = rows.into_iter().map(|row| view::version(tx, who, row).map(Arc::new)).collect::<Result<_>>()?;
    Ok(Paging { limit: paging.limit, start: paging.start }.page(versions, Some(total), |version| version.id.0))
}

pub fn version(tx: &mut Tx<Read>, who: &Caller, req: &In<(FileId, FileVersionId), NoQuery, ()>) -> Result<FileVersion> {
    let file = access::get::<Node, See>(tx, who, req.path.0)?;
    let row = db::version(tx, &file, req.path.1)?;
    view::version(tx, who, row)
}

pub fn delete_version(
    tx: &mut Tx<Write>,
    who: &Caller,
    req: &In<(FileId, FileVersionId), NoQuery, NoBody>,
) -> Result<Empty> {
    let file = access::get::<Node, See>(tx, who, req.path.0)?;
    req.if_unchanged(&file.etag.to_string())?;
    let file = file.also::<NewVersion>()?;
    let version = db::version(tx, &file, req.path.1)?;
    if file.version_id == Some(version.id) {
        return Err(Error::bad_request(
            "The current version cannot be deleted: delete the file, or promote another one",
        ));
    }
    if version.trashed_at.is_none() {
        db::trash_version(tx, who, &file, &version)?;
    }
    Ok(Empty)
}

pub fn restore_version(
    tx: &mut Tx<Write>,
    who: &Caller,
    req: &In<(FileId, FileVersionId), NoQuery, Restored>,
) -> Result<FileVersion> {
    let file = access::get::<Node, NewVersion>(tx, who, req.path.0)?;
    if !matches!(req.body.trashed_at, Maybe::Null) {
        return Err(Error::bad_request("'trashed_at' can only be set to null"));
    }
    let version = db::version(tx, &file, req.path.1)?;
    if version.trashed_at.is_some() {
        db::restore_version(tx, who, &file, &version)?;
    }
    let version = db::version(tx, &file, req.path.1)?;
    view::version(tx, who, version)
}

/// An old version becomes the newest: with its bytes, its name and an id of its own (contract: content §3.5).
pub fn promote(tx: &mut Tx<Write>, who: &Caller, req: &In<(FileId,), NoQuery, Promoted>) -> Result<FileVersion> {
    let file = access::get::<Node, NewVersion>(tx, who, req.path.0)?;
    let old = db::version(tx, &file, req.body.id)?;
    if old.trashed_at.is_some() {
        return Err(Error::not_found("file_version", old.id));
    }
    if file.version_id == Some(old.id) {
        return Err(Error::bad_request("The version is the current one already"));
    }
    free(tx, &Place { parent: file.parent_id, name: &old.name }, Some(&file))?;
    fits(tx, who, &file, old.size)?;
    let new =
        NewRow { name: &old.name, blob: old.blob_id, size: old.size, sha1: &old.sha1, modified_at: old.modified_at };
    let file = db::add(tx, who, &file, &new, EventKind::ItemMakeCurrentVersion)?;
    let version = db::version(tx, &file, file.version_id.unwrap_or_default())?;
    view::version(tx, who, version)
}

fn new_name<'a>(file: &'a Node, said: &'a Maybe<String>) -> Result<&'a str> {
    said.value().map_or(Ok(file.name.as_str()), |name| items::checked(name))
}

/// Refuses a name that something else there has.
fn free(tx: &mut Tx<Read>, place: &Place<'_>, but: Option<&Item>) -> Result<()> {
    match items::named(tx, place)? {
        Some(other) if but.is_none_or(|file| file.id != other.id) => Err(taken(Some(other))),
        _ => Ok(()),
    }
}

/// How many bytes the next file there may have.
pub(crate) fn most(tx: &mut Tx<Read>, who: &Caller, place: &Item) -> Result<i64> {
    let (room, most) = db::room(tx, who, place.owner())?;
    if room <= 0 { Err(Error::storage_limit_exceeded()) } else { Ok(most) }
}

fn fits(tx: &mut Tx<Read>, who: &Caller, place: &Item, size: i64) -> Result<()> {
    let (room, most) = db::room(tx, who, place.owner())?;
    match () {
        () if size > most => Err(Error::file_size_limit_exceeded()),
        () if size > room => Err(Error::storage_limit_exceeded()),
        () => Ok(()),
    }
}

/// Who does not say how large a file is only asks for its name.
fn would_fit(tx: &mut Tx<Read>, who: &Caller, place: &Item, size: Option<i64>) -> Result<()> {
    match size {
        None => Ok(()),
        Some(size) if size < 0 => Err(Error::invalid_parameter("size")),
        Some(size) => fits(tx, who, place, size),
    }
}

/// What is in the way of an upload: told alone, where other operations tell a list (contract: content §3.3).
fn taken(by: Option<Item>) -> Error {
    let mini = by.map(|item| Mini(Arc::new(items::mini(&item))));
    Error::item_name_in_use(serde_json::to_value(mini).unwrap_or_default())
}

fn all_taken(by: Option<Item>) -> Error {
    let minis: Vec<_> = by.iter().map(|item| Mini(Arc::new(items::mini(item)))).collect();
    Error::item_name_in_use(serde_json::to_value(minis).unwrap_or_default())
}
