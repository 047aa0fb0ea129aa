//! Whether the bytes of all files are those that were stored.
use super::{Admin, Check, Refused, Result};
use boxwood_api::{
    items::search::has_backlog,
    resources::{
        files::stock::{self, Kept},
        upload_sessions::{self, KeptObject},
    },
};
use boxwood_blobs::{Blobs, Digest, Error, ObjectName};
use boxwood_store::{Cost, Read, Tx};

const REMEDY: &str = "Restore these from a backup; until then their downloads break off, or fail.";
const AGAIN: &str = "The clients of these have to begin again: their commits fail.";

/// Items that no search finds, and what a search finds that is no item.
const UNINDEXED: &str = "SELECT (SELECT count(*) FROM items i WHERE i.parent_id <> 0 AND NOT EXISTS \
    (SELECT 1 FROM search_index s WHERE s.rowid = i.id)) AS missing, (SELECT count(*) FROM search_index s WHERE NOT EXISTS \
    (SELECT 1 FROM items i WHERE i.id = s.rowid)) AS loose";

/// What is wrong with some content.
enum Fault {
    Missing,
    Damaged,
}

impl Admin {
    /// Reads everything again, and computes its digest.
    pub(super) async fn verify(&self) -> Result<Check> {
        let Some(blobs) = &self.blobs else { return Err(Refused::failed("It is not known where the files are.")) };
        let (mut contents, mut bytes, mut faults) = (0_u64, 0_i64, Vec::new());
        for batch in self.db.read(Cost::Point, |tx: &mut Tx<Read>| Ok::<_, Refused>(stock::batches(tx)?)).await? {
            let kept = self.db.read(Cost::Scan, move |tx: &mut Tx<Read>| Ok::<_, Refused>(stock::kept(tx, batch)?));
            for content in kept.await? {
                contents += 1;
                bytes += content.size;
                if let Some(fault) = fault(blobs, &content).await?
                    && self.is_kept(content.id).await?
                {
                    let object = content.object.map(|name| format!("object {name}"));
                    faults.push((object.unwrap_or_else(|| format!("row {}", content.id)), fault));
                }
            }
        }
        Ok(match &*faults {
            [] => Check::good("files", format!("contents: {contents}, bytes: {bytes}, all as they were stored")),
            [first, ..] => Check::bad("files", found(faults.len(), contents, first), REMEDY),
        })
    }

    /// The same of uploads in parts that are not over.
    pub(super) async fn uploads(&self) -> Result<Check> {
        let Some(blobs) = &self.blobs else { return Err(Refused::failed("It is not known where the files are.")) };
        let (mut objects, mut faults) = (0_u64, Vec::new());
        let (mut part, mut whole) = ((0, -1), 0);
        loop {
            let read = move |tx: &mut Tx<Read>| {
                Ok::<_, Refused>((upload_sessions::kept_parts(tx, part)?, upload_sessions::kept_wholes(tx, whole)?))
            };
            let (parts, wholes) = self.db.read(Cost::Scan, read).await?;
            part = parts.last().map_or(part, |last| (last.session_id, last.number));
            whole = wholes.last().map_or(whole, |last| last.session_id);
            if parts.is_empty() && wholes.is_empty() {
                break;
            }
            for KeptObject { object, sha1, .. } in parts.into_iter().chain(wholes) {
                objects += 1;
                let name = object.parse::<ObjectName>().map_err(|_| Error::Missing);
                let read = async { blobs.verify_sha1(&name?, &sha1).await };
                if let Some(fault) = told(read.await)?
                    && self.is_named(object.clone()).await?
                {
                    faults.push((format!("object {object}"), fault));
                }
            }
        }
        Ok(match &*faults {
            [] => Check::good("uploads", format!("objects of uploads in parts: {objects}, all as they were stored")),
            [first, ..] => Check::bad("uploads", found(faults.len(), objects, first), AGAIN),
        })
    }

    async fn is_named(&self, object: String) -> Result<bool> {
        let read = move |tx: &mut Tx<Read>| Ok::<_, Refused>(upload_sessions::is_named(tx, &object)?);
        self.db.read(Cost::Point, read).await
    }

    /// Whether each item can be found by a search.
    pub(super) async fn indexed(&self) -> Result<Check> {
        let read = |tx: &mut Tx<Read>| {
            let (missing, loose): (i64, i64) = tx.one(UNINDEXED, ())?;
            Ok::<_, Refused>((missing, loose, has_backlog(tx)?))
        };
        Ok(match self.db.read(Cost::Scan, read).await? {
            (_, _, true) => {
                Check::doubtful("search", "items from before are still put into the index", "Ask again later.")
            }
            (0, 0, false) => Check::good("search", "every item can be found"),
            (missing, loose, false) => {
                let what = format!("{missing} items cannot be found, and {loose} are found that are gone");
                Check::bad("search", what, "Searches leave these out; please report how it came about.")
            }
        })
    }

    /// What was collected in between is missing, and no fault.
    async fn is_kept(&self, id: i64) -> Result<bool> {
        self.db.read(Cost::Point, move |tx: &mut Tx<Read>| Ok::<_, Refused>(stock::is_kept(tx, id)?)).await
    }
}

async fn fault(blobs: &Blobs, content: &Kept) -> Result<Option<Fault>> {
    let Ok(digest) = <[u8; 32]>::try_from(&*content.digest) else { return Ok(Some(Fault::Damaged)) };
    let digest = Digest::from_bytes(digest);
    if let Some(bytes) = &content.bytes {
        return Ok((Digest::of(bytes) != digest).then_some(Fault::Damaged));
    }
    let name = content.object.as_deref().and_then(|name| name.parse::<ObjectName>().ok());
    let Some(name) = name else { return Ok(Some(Fault::Missing)) };
    told(blobs.verify(&name, &digest).await)
}

fn told(read: std::result::Result<(), Error>) -> Result<Option<Fault>> {
    match read {
        Ok(()) => Ok(None),
        Err(Error::Missing) => Ok(Some(Fault::Missing)),
        Err(Error::Corrupt) => Ok(Some(Fault::Damaged)),
        Err(error) => Err(Refused::failed(format!("The place of the files cannot be read: {error}"))),
    }
}

fn found(faults: usize, contents: u64, (which, fault): &(String, Fault)) -> String {
    let what = if matches!(fault, Fault::Missing) { "is missing" } else { "is damaged" };
    format!("of {contents} contents {faults} are not as they were stored; the first is {which}, which {what}")
}
