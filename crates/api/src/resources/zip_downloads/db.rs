//! The table of archives that were asked for.
use super::{ZipDownloadId, ZipItemKind, ZipState, ops::Picked, sent::Progress};
use crate::{
    Caller, Error, Result,
    access::{Guarded, Key, Rights},
    identity::{Limit, TokenHash},
    items,
    signed::SigningKey,
    wire::{AppId, EnterpriseId, ItemId, UserId},
};
use boxwood_store::{Read, Tx, Write, row};
use serde::{Deserialize, Serialize};
use std::ops::Deref;

row! {
    #[derive(Clone, Debug)]
    pub struct ZipRow {
        id: i64,
        user_id: UserId,
        actor_id: UserId,
        app_id: AppId,
        enterprise_id: Option<EnterpriseId>,
        name: String,
        items: String,
        expires_at: i64,
        state: Option<ZipState>,
        seen_at: i64,
        total: i64,
        downloaded: i64,
        skipped_files: i64,
        skipped_folders: i64,
    }
}

/// An item as the row names it.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(super) struct Packed {
    pub kind: ZipItemKind,
    pub id: ItemId,
    pub name: String,
}

const MINUTE: i64 = 60 * 1_000_000;
/// How long an address waits for somebody to come to it, in microseconds.
const LIFE: i64 = 5 * MINUTE;
/// How long it can be asked what became of a download (contract: content §5.5).
const TOLD: i64 = 12 * 60 * MINUTE;
/// A download that has not been heard of for so long is over: the server that sent it is gone.
const QUIET: i64 = 10 * MINUTE;
/// How many can go on at the same time (contract: content §5.5).
const MOST_OF_USER: i64 = 5;
const MOST_OF_ENTERPRISE: i64 = 10;
const PURPOSE: &str = "zip download";

const BY_SECRET: &str = "SELECT id, user_id, actor_id, app_id, enterprise_id, name, items, expires_at, state, seen_at, total, \
    downloaded, skipped_files, skipped_folders FROM zip_downloads WHERE secret = $1 AND dropped_at > $2";
const INSERT: &str = "INSERT INTO zip_downloads (secret, user_id, actor_id, app_id, enterprise_id, name, items, expires_at, \
    seen_at, dropped_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $8)";
const OF_USER: &str =
    "SELECT count(*) FROM zip_downloads WHERE user_id = $1 AND seen_at > $2 AND state = 'in_progress'";
const OF_ENTERPRISE: &str =
    "SELECT count(*) FROM zip_downloads WHERE enterprise_id = $1 AND seen_at > $2 AND state = 'in_progress'";
const BEGIN: &str = "UPDATE zip_downloads SET state = 'in_progress', seen_at = $2, dropped_at = $3 WHERE id = $1";
const TELL: &str = "UPDATE zip_downloads SET state = $2, seen_at = $3, total = $4, downloaded = $5, skipped_files = $6, \
    skipped_folders = $7 WHERE id = $1";
const DELETE_EXPIRED: &str = "DELETE FROM zip_downloads WHERE dropped_at <= $1";

/// An archive that somebody has asked for, and may ask about.
pub(super) struct TheZip(ZipRow);

impl Deref for TheZip {
    type Target = ZipRow;
    fn deref(&self) -> &ZipRow {
        &self.0
    }
}

impl ZipRow {
    /// None: it has not begun.
    pub fn state_at(&self, now: i64) -> Option<ZipState> {
        let is_quiet = self.state == Some(ZipState::InProgress) && self.seen_at + QUIET <= now;
        if is_quiet { Some(ZipState::Failed) } else { self.state }
    }

    pub fn packed(&self) -> Vec<Packed> {
        serde_json::from_str(&self.items).unwrap_or_default()
    }
}

impl Guarded for TheZip {
    type Id = ZipDownloadId;
    const NOUN: &'static str = "zip_download";
    const IS_CONTENT: bool = true;

    fn load(tx: &mut Tx<Read>, _: &Caller, id: ZipDownloadId, _: &Key) -> Result<Option<Self>> {
        Ok(by_id(tx, id)?.map(TheZip))
    }

    /// Nobody else's business.
    fn rights(&self, _: &mut Tx<Read>, who: &Caller) -> Result<Rights> {
        Ok(if self.user_id == who.user().id { Rights::KNOWN | Rights::SEE } else { Rights::NONE })
    }

    fn is_within(&self, tx: &mut Tx<Read>, _: &Caller, limit: Limit) -> Result<bool> {
        for item in self.packed() {
            let is_within = match limit {
                Limit::File(id) => item.id == id.into(),
                Limit::Folder(top) => items::lies_in(tx, item.id, top)?,
            };
            if !is_within {
                return Ok(false);
            }
        }
        Ok(true)
    }
}

/// # Errors
/// Those of the store.
pub(super) fn by_id(tx: &mut Tx<Read>, id: ZipDownloadId) -> Result<Option<ZipRow>> {
    let now = tx.now();
    Ok(tx.opt(BY_SECRET, (secret(id), now))?)
}

/// Whoever reads the store reads no address.
fn secret(id: ZipDownloadId) -> TokenHash {
    TokenHash::of(&id.to_string())
}

/// What is to be in the archive, and what that is called.
pub(super) struct New<'a> {
    pub name: &'a str,
    pub packed: Vec<Packed>,
}

/// Who may download it all, has the witnesses. The address is made of the request's name, so that a transaction that runs
/// again makes the same, and of the server's key, so that nobody can guess it. Answers it, and until when it is good.
///
/// # Errors
/// Those of the store.
pub(super) fn insert(tx: &mut Tx<Write>, who: &Caller, _: &[Picked], new: &New<'_>) -> Result<(ZipDownloadId, i64)> {
    SigningKey::ensure(tx)?;
    let key = SigningKey::of(tx)?.ok_or_else(Error::unavailable)?;
    let id = ZipDownloadId(key.derive(PURPOSE, who.request().as_str()));
    let (now, user, actor) = (tx.now(), who.user(), who.actor().id);
    let (expires_at, items) = (now + LIFE, serde_json::to_string(&new.packed).map_err(|_| Error::unavailable())?);
    let values = (secret(id), user.id, actor, who.app(), user.enterprise_id, new.name, &items, expires_at, now);
    tx.insert::<i64>(INSERT, values)?.ok_or_else(Error::unavailable)?;
    Ok((id, expires_at))
}

/// Takes the address out of use: somebody has come to it.
///
/// # Errors
/// `not_found` where it was used before, has run out or never was; that too much goes on at the same time.
pub(super) fn begin(tx: &mut Tx<Write>, id: ZipDownloadId) -> Result<ZipRow> {
    let now = tx.now();
    let found = by_id(tx, id)?.filter(|row| row.state.is_none() && row.expires_at > now);
    let row = found.ok_or_else(Error::no_such_path)?;
    let since = now - QUIET;
    let (of_user,): (i64,) = tx.one(OF_USER, (row.user_id, since))?;
    if of_user >= MOST_OF_USER {
        return Err(Error::user_downloads_enough());
    }
    if let Some(enterprise) = row.enterprise_id {
        let (of_enterprise,): (i64,) = tx.one(OF_ENTERPRISE, (enterprise, since))?;
        if of_enterprise >= MOST_OF_ENTERPRISE {
            return Err(Error::enterprise_downloads_enough());
        }
    }
    tx.exec(BEGIN, (row.id, now, now + TOLD))?;
    Ok(row)
}

/// # Errors
/// Those of the store.
pub(super) fn tell(tx: &mut Tx<Write>, id: i64, progress: &Progress) -> Result<()> {
    let now = tx.now();
    let &Progress { state, total, downloaded, skipped_files, skipped_folders } = progress;
    tx.exec(TELL, (id, state, now, total, downloaded, skipped_files, skipped_folders))?;
    Ok(())
}

/// Those that nobody can use or ask about any more.
///
/// # Errors
/// Those of the store.
pub fn delete_expired(tx: &mut Tx<Write>) -> Result<()> {
    let now = tx.now();
    tx.exec(DELETE_EXPIRED, (now,))?;
    Ok(())
}
