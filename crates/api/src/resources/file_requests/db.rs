//! The table of file requests.
use super::wire::FileRequestStatus;
use crate::{
    Caller, Error, Result,
    access::{Allowed, Edit, Guarded, Key, Remove, Rights, ShareSettings},
    identity::Limit,
    items::{self, AFolder, Item, Node},
    wire::{EnterpriseId, FileRequestId, ItemId, Time, UserId},
};
use boxwood_store::{Read, Tx, Write, row};
use std::ops::Deref;

row! {
    #[derive(Clone, Debug)]
    pub struct RequestRow {
        id: FileRequestId,
        item_id: ItemId,
        title: String,
        description: Option<String>,
        is_active: bool,
        is_email_required: bool,
        is_description_required: bool,
        expires_at: Option<Time>,
        etag: i64,
        created_by: UserId,
        created_at: Time,
        updated_by: UserId,
        updated_at: Time,
    }
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT r.id, r.item_id, r.title, r.description, r.is_active, r.is_email_required, r.is_description_required, \
             r.expires_at, r.etag, r.created_by, r.created_at, r.updated_by, r.updated_at FROM file_requests r ",
            $rest
        )
    };
}
const BY_ID: &str = select!("WHERE r.id = $1");
/// By `id + 0`, as its index has it.
const OF_ENTERPRISE: &str = select!(
    "JOIN users u ON u.id = r.created_by WHERE u.enterprise_id = $1 AND r.id + 0 > $2 ORDER BY r.id + 0 LIMIT $3"
);
const INSERT: &str = "INSERT INTO file_requests (item_id, title, description, is_active, is_email_required, \
    is_description_required, expires_at, created_by, created_at, updated_by, updated_at) \
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $8, $9)";
const UPDATE: &str = "UPDATE file_requests SET title = $2, description = $3, is_active = $4, is_email_required = $5, \
    is_description_required = $6, expires_at = $7, etag = etag + 1, updated_by = $8, updated_at = $9 WHERE id = $1";
const DELETE: &str = "DELETE FROM file_requests WHERE id = $1";

impl RequestRow {
    /// One that has run out is as one that somebody has closed.
    pub fn status_at(&self, now: i64) -> FileRequestStatus {
        let is_over = self.expires_at.is_some_and(|end| end.micros() <= now);
        if self.is_active && !is_over { FileRequestStatus::Active } else { FileRequestStatus::Inactive }
    }
}

/// A file request with its folder.
pub struct TheRequest {
    row: RequestRow,
    pub folder: Item,
}

impl Deref for TheRequest {
    type Target = RequestRow;
    fn deref(&self) -> &RequestRow {
        &self.row
    }
}

impl Guarded for TheRequest {
    type Id = FileRequestId;
    const NOUN: &'static str = "file_request";
    const IS_CONTENT: bool = true;

    fn load(tx: &mut Tx<Read>, _: &Caller, id: FileRequestId, _: &Key) -> Result<Option<Self>> {
        let Some(row) = by_id(tx, id)? else { return Ok(None) };
        Ok(items::load(tx, row.item_id)?.map(|folder| TheRequest { row, folder }))
    }

    /// Those who set the folder's links have all of it, others who see the folder know that there is something (contract:
    /// content §2.1).
    fn rights(&self, tx: &mut Tx<Read>, who: &Caller) -> Result<Rights> {
        if self.folder.is_gone() {
            return Ok(Rights::NONE);
        }
        let there = self.folder.rights(tx, who)?;
        Ok(match () {
            () if there.include(Rights::SHARE_SETTINGS) => {
                Rights::KNOWN | Rights::SEE | Rights::SHARE_SETTINGS | Rights::EDIT | Rights::REMOVE
            }
            () if there.include(Rights::SEE) => Rights::KNOWN,
            () => Rights::NONE,
        })
    }

    fn is_within(&self, _: &mut Tx<Read>, _: &Caller, limit: Limit) -> Result<bool> {
        Ok(self.folder.lies_within(limit))
    }
}

/// # Errors
/// Those of the store.
pub(super) fn by_id(tx: &mut Tx<Read>, id: FileRequestId) -> Result<Option<RequestRow>> {
    Ok(tx.opt(BY_ID, (id,))?)
}

/// What users of an enterprise have made, for the command line.
///
/// # Errors
/// Those of the store.
pub fn of_enterprise(
    tx: &mut Tx<Read>,
    enterprise: EnterpriseId,
    after: FileRequestId,
    limit: i64,
) -> Result<Vec<RequestRow>> {
    Ok(tx.many(OF_ENTERPRISE, (enterprise, after, limit))?)
}

/// What is said of a request: all of it.
#[derive(Clone, Debug)]
pub struct Said {
    pub title: String,
    pub description: Option<String>,
    pub is_active: bool,
    pub is_email_required: bool,
    pub is_description_required: bool,
    pub expires_at: Option<Time>,
}

impl Said {
    pub fn of(row: &RequestRow) -> Self {
        Said {
            title: row.title.clone(),
            description: row.description.clone(),
            is_active: row.is_active,
            is_email_required: row.is_email_required,
            is_description_required: row.is_description_required,
            expires_at: row.expires_at,
        }
    }
}

/// # Errors
/// Those of the store.
pub(super) fn insert(
    tx: &mut Tx<Write>,
    who: &Caller,
    folder: &Allowed<Node<AFolder>, ShareSettings>,
    said: &Said,
) -> Result<FileRequestId> {
    let (now, Said { title, description, is_active, is_email_required, is_description_required, expires_at }) =
        (tx.now(), said);
    let required = (*is_email_required, *is_description_required);
    let values = (folder.id, title, description, *is_active, required.0, required.1, *expires_at, who.user().id, now);
    tx.insert(INSERT, values)?.map(FileRequestId).ok_or_else(Error::unavailable)
}

/// # Errors
/// Those of the store.
pub(super) fn update(tx: &mut Tx<Write>, who: &Caller, request: &Allowed<TheRequest, Edit>, said: &Said) -> Result<()> {
    let (now, Said { title, description, is_active, is_email_required, is_description_required, expires_at }) =
        (tx.now(), said);
    let required = (*is_email_required, *is_description_required);
    let values = (request.id, title, description, *is_active, required.0, required.1, *expires_at, who.user().id, now);
    tx.exec(UPDATE, values)?;
    Ok(())
}

/// # Errors
/// Those of the store.
pub(super) fn delete(tx: &mut Tx<Write>, request: &Allowed<TheRequest, Remove>) -> Result<()> {
    tx.exec(DELETE, (request.id,))?;
    Ok(())
}
