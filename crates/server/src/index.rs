//! What is still to be put into the index of the search: items from before there was one, and the words of content that is
//! too large, or too hard to read, for the transaction that brought it. Its row says so until it is done.
use crate::{collect::Failed, pdf};
use boxwood_api::{
    Error,
    items::search::{
        has_backlog, index_backlog,
        text::{self, MOST_TEXT, Sort},
    },
    resources::files::stock::{self, Unread},
};
use boxwood_blobs::{Blobs, ObjectName};
use boxwood_store::{Cost, Db, Read, Tx, Write};
use futures_util::TryStreamExt;

/// How often content is tried that nobody comes back from, or that cannot be got at.
const TRIES: i64 = 3;

/// Indexes all that there is to be indexed; answers how many contents were read.
///
/// # Errors
/// Those of the store.
pub async fn index(db: &Db, blobs: &Blobs) -> Result<u64, Failed> {
    // Mostly there is none, and then nothing has to be written to find that out.
    if db.read(Cost::Point, has_backlog).await? {
        while db.write("search.backlog", index_backlog).await? {}
    }
    let (mut count, mut after) = (0, 0);
    loop {
        let batch = db.read(Cost::Point, move |tx: &mut Tx<Read>| stock::unread(tx, after)).await?;
        let Some(last) = batch.last() else { return Ok(count) };
        after = last.id;
        for content in batch {
            let id = content.id;
            db.write("search.begin", move |tx: &mut Tx<Write>| stock::begin_reading(tx, id)).await?;
            let words = match words(blobs, &content).await {
                Ok(words) => words,
                Err(error) if content.reads + 1 < TRIES => {
                    tracing::warn!(%error, content = id, "the words of some content are read later");
                    continue;
                }
                Err(error) => {
                    tracing::error!(%error, content = id, "the words of some content cannot be read");
                    String::new()
                }
            };
            db.write("search.words", move |tx: &mut Tx<Write>| stock::set_words(tx, id, &words)).await?;
            count += 1;
        }
    }
}

async fn words(blobs: &Blobs, content: &Unread) -> Result<String, Failed> {
    // Whoever began and never came back was killed by what is in it, or would be before long.
    if content.reads >= TRIES {
        return Ok(String::new());
    }
    let place = (content.bytes.as_deref(), content.object.as_deref());
    let beginning = bytes_of(blobs, place, content.size, MOST_TEXT).await?;
    Ok(match Sort::of(&beginning) {
        Sort::Other => String::new(),
        Sort::Plain => text::plain(&beginning),
        Sort::Pdf if content.size > pdf::MOST_BYTES as i64 => String::new(),
        Sort::Pdf => pdf::words(bytes_of(blobs, place, content.size, pdf::MOST_BYTES).await?).await,
    })
}

/// Content of that size, which is there or in an object: as much of its beginning as `most` says.
pub(crate) async fn bytes_of(
    blobs: &Blobs,
    (here, object): (Option<&[u8]>, Option<&str>),
    size: i64,
    most: usize,
) -> Result<Vec<u8>, Failed> {
    if let Some(bytes) = here {
        return Ok(bytes.to_vec());
    }
    let name = object.and_then(|name| name.parse::<ObjectName>().ok());
    let name = name.ok_or_else(|| Failed::Store(Error::unavailable()))?;
    let most = (most as u64).min(u64::try_from(size).unwrap_or_default());
    let mut got = blobs.get(&name, Some(0..most)).await?;
    let mut all = Vec::new();
    while let Some(chunk) = got.try_next().await? {
        all.extend_from_slice(&chunk);
    }
    Ok(all)
}
