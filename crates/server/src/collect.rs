//! Content that nothing has any more: rows without a version, and objects without a row.
use boxwood_api::{
    Error, items,
    resources::{files::stock, upload_sessions},
};
use boxwood_blobs::{Blobs, LONGEST_PUT, Listed, ObjectName};
use boxwood_store::{Cost, Db, Read, Tx, Write};
use futures_util::TryStreamExt;
use std::{fmt, time::Duration};

/// An object that no row names may be one whose transaction is under way. That a put ends within a day, its place sees to;
/// and no transaction waits for an hour.
const UNDER_WAY: Duration = LONGEST_PUT.saturating_add(Duration::from_hours(1));
/// How many objects are asked about at a time.
const BATCH: usize = 500;

/// What was collected.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Collected {
    /// Contents that no version had.
    pub contents: u64,
    /// Objects that no row named, be it that one did until now.
    pub objects: u64,
}

/// Why it was not done to its end. What is left is there the next time.
#[derive(Debug)]
pub enum Failed {
    Store(Error),
    Blobs(boxwood_blobs::Error),
}

impl fmt::Display for Failed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Failed::Store(error) => error.fmt(f),
            Failed::Blobs(error) => error.fmt(f),
        }
    }
}

impl From<Error> for Failed {
    fn from(error: Error) -> Self {
        Failed::Store(error)
    }
}

impl From<boxwood_blobs::Error> for Failed {
    fn from(error: boxwood_blobs::Error) -> Self {
        Failed::Blobs(error)
    }
}

/// Deletes content that nothing has. A file that comes meanwhile, or is still coming, loses nothing: a row goes in a
/// transaction that finds it without a version, and then its object, which nobody can name again; an object without a row
/// goes when its put is long over.
///
/// # Errors
/// Those of the store, and of the place of the objects.
pub async fn collect(db: &Db, blobs: &Blobs) -> Result<Collected, Failed> {
    // What was broken off, or deleted for good, and still has its content.
    while db.write("items.end_copies", items::end_copies).await? {}
    while db.write("items.take_apart", items::take_apart).await? {}
    let mut collected = Collected { contents: 0, objects: end_uploads(db, blobs).await? };
    for batch in db.read(Cost::Point, |tx: &mut Tx<Read>| stock::batches(tx)).await? {
        // What was made of content is unused when that is gone: mostly it came later, and so it is in a later round or batch.
        loop {
            let unused = db.read(Cost::Scan, move |tx: &mut Tx<Read>| stock::unused(tx, batch)).await?;
            if unused.is_empty() {
                break;
            }
            let forget = move |tx: &mut Tx<Write>| stock::forget(tx, &unused);
            for object in db.write("files.collect", forget).await? {
                collected.contents += 1;
                let Some(name) = object.and_then(|name| name.parse::<ObjectName>().ok()) else { continue };
                blobs.delete(&name).await?;
                collected.objects += 1;
            }
        }
    }
    let mut listed = std::pin::pin!(blobs.list(UNDER_WAY).try_chunks(BATCH));
    while let Some(objects) = listed.try_next().await.map_err(|error| error.1)? {
        for name in unnamed(db, objects).await? {
            blobs.delete(&name).await?;
            collected.objects += 1;
        }
    }
    Ok(collected)
}

/// Takes apart the files in parts that were given up, or have expired a while ago; answers how many objects went with them.
///
/// # Errors
/// Those of the store, and of the place of the objects.
pub(crate) async fn end_uploads(db: &Db, blobs: &Blobs) -> Result<u64, Failed> {
    let mut count = 0;
    while let Some(objects) = db.write("upload_sessions.take_apart", upload_sessions::take_apart).await? {
        for name in objects.iter().filter_map(|object| object.parse::<ObjectName>().ok()) {
            blobs.delete(&name).await?;
            count += 1;
        }
    }
    Ok(count)
}

async fn unnamed(db: &Db, objects: Vec<Listed>) -> Result<Vec<ObjectName>, Error> {
    let ask = move |tx: &mut Tx<Read>| {
        let mut unnamed = Vec::new();
        for object in &objects {
            if !stock::is_named(tx, &object.object.to_string())? {
                unnamed.push(object.object);
            }
        }
        Ok::<_, Error>(unnamed)
    };
    db.read(Cost::Scan, ask).await
}
