//! What can be done with file requests.
use super::{
    FileRequest, FileRequestCopy, FileRequestKind, FileRequestStatus, FileRequestUpdate,
    db::{self, Said, TheRequest},
    submitted::FileRequestAddress,
    wire::{MAX_DESCRIPTION, MAX_TITLE},
};
use crate::{
    Caller, Error, In, NoBody, NoQuery, Result,
    access::{self, Edit, Remove, See, ShareSettings},
    events::{self, EventKind, Holder, Source},
    items::{self, AFolder, Node},
    resources::{folders, users},
    signed::SigningKey,
    wire::{AppId, Empty, FileRequestId, FolderId, Maybe, Mini, Plain, Time},
};
use boxwood_store::{Read, Tx, Write};
use std::sync::Arc;

pub fn get(tx: &mut Tx<Read>, who: &Caller, req: &In<(FileRequestId,), NoQuery, ()>) -> Result<Plain<FileRequest>> {
    one(tx, who, req.path.0)
}

pub fn update(
    tx: &mut Tx<Write>,
    who: &Caller,
    req: &In<(FileRequestId,), NoQuery, FileRequestUpdate>,
) -> Result<Plain<FileRequest>> {
    let request = access::get::<TheRequest, See>(tx, who, req.path.0)?;
    req.if_unchanged(&request.etag.to_string())?;
    let said = changed(Said::of(&request), &req.body, tx.now())?;
    db::update(tx, who, &request.also::<Edit>()?, &said)?;
    emit(tx, who, EventKind::FileRequestUpdate, request.id)?;
    one(tx, who, request.id)
}

pub fn delete(tx: &mut Tx<Write>, who: &Caller, req: &In<(FileRequestId,), NoQuery, NoBody>) -> Result<Empty> {
    let request = access::get::<TheRequest, Remove>(tx, who, req.path.0)?;
    req.if_unchanged(&request.etag.to_string())?;
    db::delete(tx, &request)?;
    emit(tx, who, EventKind::FileRequestDelete, request.id)?;
    Ok(Empty)
}

pub fn copy(
    tx: &mut Tx<Write>,
    who: &Caller,
    req: &In<(FileRequestId,), NoQuery, FileRequestCopy>,
) -> Result<Plain<FileRequest>> {
    let request = access::get::<TheRequest, See>(tx, who, req.path.0)?;
    let said = changed(Said::of(&request), &req.body.fields, tx.now())?;
    let id = put(tx, who, req.body.folder.id, &said)?;
    one(tx, who, id)
}

/// Makes a request of nothing, which no call does; in the name of the folder's owner, by `operator`.
///
/// # Errors
/// `not_found`, and what would be wrong with an update.
pub fn make(
    tx: &mut Tx<Write>,
    operator: &Caller,
    folder: FolderId,
    title: &str,
    said: &FileRequestUpdate,
) -> Result<FileRequest> {
    let missing = || Error::not_found("folder", format_args!("d_{folder}"));
    let owner = items::load(tx, folder.into())?.and_then(|item| item.owner()).ok_or_else(missing)?;
    let by = Holder { user: owner, actor: operator.actor().id, app: AppId::default() };
    let who = Caller::holding(tx, by, operator.request())?.ok_or_else(missing)?;
    let blank = Said {
        title: title.to_owned(),
        description: None,
        is_active: true,
        is_email_required: false,
        is_description_required: false,
        expires_at: None,
    };
    let said = FileRequestUpdate { title: title.to_owned().into(), ..said.clone() };
    let said = changed(blank, &said, tx.now())?;
    let id = put(tx, &who, folder, &said)?;
    one(tx, &who, id).map(|Plain(made)| made)
}

fn put(tx: &mut Tx<Write>, who: &Caller, folder: FolderId, said: &Said) -> Result<FileRequestId> {
    let folder = access::get::<Node<AFolder>, ShareSettings>(tx, who, folder)?;
    SigningKey::ensure(tx)?;
    let id = db::insert(tx, who, &folder, said)?;
    emit(tx, who, EventKind::FileRequestCreate, id)?;
    Ok(id)
}

/// What it says after a change.
fn changed(mut said: Said, change: &FileRequestUpdate, now: i64) -> Result<Said> {
    let long = |text: &str, most| text.chars().count() > most;
    if let Maybe::Value(title) = &change.title {
        if title.trim().is_empty() || long(title, MAX_TITLE) {
            return Err(Error::invalid_parameter("title"));
        }
        said.title.clone_from(title);
    }
    match &change.description {
        Maybe::Absent => {}
        Maybe::Null => said.description = None,
        Maybe::Value(text) if long(text, MAX_DESCRIPTION) => return Err(Error::invalid_parameter("description")),
        Maybe::Value(text) => said.description = Some(text.clone()),
    }
    if let Some(status) = change.status.value() {
        said.is_active = *status == FileRequestStatus::Active;
    }
    said.is_email_required = change.is_email_required.value().copied().unwrap_or(said.is_email_required);
    said.is_description_required =
        change.is_description_required.value().copied().unwrap_or(said.is_description_required);
    match &change.expires_at {
        Maybe::Absent => {}
        Maybe::Null => said.expires_at = None,
        Maybe::Value(end) if end.micros() <= now => return Err(Error::invalid_parameter("expires_at")),
        Maybe::Value(end) => said.expires_at = Some(*end),
    }
    Ok(said)
}

fn one(tx: &mut Tx<Read>, who: &Caller, id: FileRequestId) -> Result<Plain<FileRequest>> {
    let request = access::get::<TheRequest, See>(tx, who, id)?;
    let (now, folder) = (tx.now(), Mini(Arc::new(folders::mini(&request.folder))));
    let with_letter = |time: Time| Time::at(time.micros()).to_string().replace("+00:00", "Z");
    Ok(Plain(FileRequest {
        id: request.id,
        kind: FileRequestKind::FileRequest,
        title: request.title.clone(),
        description: request.description.clone(),
        status: request.status_at(now),
        is_email_required: request.is_email_required,
        is_description_required: request.is_description_required,
        expires_at: request.expires_at.map(with_letter),
        folder,
        url: FileRequestAddress::of(tx, request.id)?.path(),
        etag: request.etag.to_string(),
        created_by: users::shown(tx, request.created_by)?.map(Mini),
        created_at: with_letter(request.created_at),
        updated_by: users::shown(tx, request.updated_by)?.map(Mini),
        updated_at: with_letter(request.updated_at),
    }))
}

fn emit(tx: &mut Tx<Write>, who: &Caller, event: EventKind, id: FileRequestId) -> Result<()> {
    events::emit(tx, who, event, Source { kind: "file_request", id: id.0 })
}
