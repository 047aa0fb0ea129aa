//! All content that is kept, whoever's it is: for those who collect what nobody has any more, and who look whether it is
//! as it was.
use super::db;
use crate::{Content, Result, resources::upload_sessions};
use boxwood_store::{Read, Tx, Write};

pub use db::{Kept, Unread};

/// How many contents are looked at in one transaction.
const BATCH: i64 = 500;

/// Numbers of contents, from the first to the last of them.
#[derive(Clone, Copy, Debug)]
pub struct Batch {
    after: i64,
    to: i64,
}

/// All batches there are to look at: content that comes later is in none of them.
///
/// # Errors
/// Those of the store.
pub fn batches(tx: &mut Tx<Read>) -> Result<impl Iterator<Item = Batch> + Send + use<>> {
    let last = db::last_blob(tx)?;
    Ok((0..).map(|n| Batch { after: n * BATCH, to: (n + 1) * BATCH }).take_while(move |batch| batch.after < last))
}

/// The row of some content: the same for all who ever bring it.
///
/// # Errors
/// Those of the store.
pub fn put(tx: &mut Tx<Write>, content: &Content) -> Result<i64> {
    db::blob(tx, content)
}

/// Those that no version has, and that were made of nothing that one has.
///
/// # Errors
/// Those of the store.
pub fn unused(tx: &mut Tx<Read>, of: Batch) -> Result<Vec<i64>> {
    db::unused_blobs(tx, of.after, of.to)
}

/// Forgets those of them that no version has now either. Answers the objects that held them, which nothing names from
/// now on, and nothing will: no name is given twice.
///
/// # Errors
/// Those of the store.
pub fn forget(tx: &mut Tx<Write>, unused: &[i64]) -> Result<Vec<Option<String>>> {
    let mut objects = Vec::new();
    for id in unused {
        objects.extend(db::delete_unused_blob(tx, *id)?);
    }
    Ok(objects)
}

/// Whether a row names an object, that of some content or of a file that comes in parts: one that none does is nobody's.
///
/// # Errors
/// Those of the store.
pub fn is_named(tx: &mut Tx<Read>, object: &str) -> Result<bool> {
    Ok(db::is_named(tx, object)? || upload_sessions::is_named(tx, object)?)
}

/// What is kept, to be compared with what was stored.
///
/// # Errors
/// Those of the store.
pub fn kept(tx: &mut Tx<Read>, of: Batch) -> Result<Vec<Kept>> {
    db::kept_blobs(tx, of.after, of.to)
}

/// Whether it is still kept.
///
/// # Errors
/// Those of the store.
pub fn is_kept(tx: &mut Tx<Read>, id: i64) -> Result<bool> {
    db::is_kept(tx, id)
}

/// Some of the content whose words are to be read yet, behind one; the first is behind 0.
///
/// # Errors
/// Those of the store.
pub fn unread(tx: &mut Tx<Read>, after: i64) -> Result<Vec<Unread>> {
    db::unread_blobs(tx, after)
}

/// Notes that content is about to be read: what cannot be read is not to be tried for ever.
///
/// # Errors
/// Those of the store.
pub fn begin_reading(tx: &mut Tx<Write>, content: i64) -> Result<()> {
    db::begin_reading(tx, content)
}

/// Content has these words; the files that have it are found by them from now on.
///
/// # Errors
/// Those of the store.
pub fn set_words(tx: &mut Tx<Write>, content: i64, words: &str) -> Result<()> {
    db::set_words(tx, content, words)
}
