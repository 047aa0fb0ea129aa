//! Bytes on their way in.
use crate::{
    Digest, Error, ObjectName, Result,
    blobs::Blobs,
    directory::{Draft, Writer},
    lane::Lane,
    store::within,
    upload::Upload,
};
use bytes::{Bytes, BytesMut};
use std::time::Duration;
use tokio::task::spawn_blocking;

/// A put that takes longer fails, so that whoever collects garbage can tell an object that nobody refers to yet from one
/// that nobody will: what began longer ago than this, and the time that a transaction can take, is garbage.
pub const LONGEST_PUT: Duration = Duration::from_hours(24);

/// Chunks below this are copied together, for each one that waits costs more than its bytes: who sends single ones must not
/// cost a server its memory.
const SMALL: usize = 16 << 10;
/// Until there are so many of them.
const GATHERED: usize = 64 << 10;

/// What a put has stored. Until a row names the object, it is garbage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stored {
    /// The object that holds the bytes.
    pub object: ObjectName,
    /// What identifies the bytes.
    pub digest: Digest,
    /// What clients know the bytes by.
    pub sha1: [u8; 20],
    /// How many bytes there are.
    pub size: u64,
}

/// One object that is being stored; made by [`Blobs::put`]. Nobody sees it until it has finished, and if it is dropped
/// before, nothing stays of it.
pub struct Put {
    blobs: Blobs,
    name: Result<ObjectName>,
    limit: u64,
    size: u64,
    /// Small chunks, in their order.
    small: BytesMut,
    way: Option<Way>,
    /// Once failed, always failed. Also while a call runs: if its future is dropped, a chunk may be missing.
    failed: Option<Error>,
}

/// A directory has no upload: there the lane writes what it hashes.
struct Way {
    lane: Lane,
    upload: Option<Upload>,
}

impl Put {
    pub(crate) fn new(blobs: Blobs, limit: u64) -> Self {
        let name = blobs.draw();
        let way = name.ok().map(|name| match blobs.directory() {
            Some(directory) => {
                let draft = Draft::new(directory.clone(), name);
                Way { lane: Lane::new(Writer::new(Some(draft), blobs.faults().clone())), upload: None }
            }
            None => Way {
                lane: Lane::new(Writer::new(None, blobs.faults().clone())),
                upload: Some(Upload::new(blobs.store().clone(), name, blobs.faults().clone())),
            },
        });
        Put { blobs, name, limit, size: 0, small: BytesMut::new(), way, failed: None }
    }

    /// How many bytes were written.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Takes more bytes, in the order of the calls. It waits while the place is slower than whoever brings them.
    ///
    /// # Errors
    /// `TooLarge` with the first byte beyond the limit, `Full`, `Unavailable`. After an error nothing is left of the put,
    /// and all further calls report the same.
    pub async fn write(&mut self, chunk: Bytes) -> Result<()> {
        if let Some(error) = self.failed {
            return Err(error);
        }
        self.failed = Some(Error::Unavailable);
        let taken = self.take(chunk).await.map_err(Error::unasked);
        self.failed = taken.err();
        if self.failed.is_some() {
            self.discard().await;
        }
        taken
    }

    async fn take(&mut self, chunk: Bytes) -> Result<()> {
        self.name?;
        let size = self.size.saturating_add(chunk.len() as u64);
        if size > self.limit {
            return Err(Error::TooLarge);
        }
        self.size = size;
        if chunk.len() >= SMALL {
            self.push_small().await?;
            return self.push(chunk).await;
        }
        self.small.extend_from_slice(&chunk);
        if self.small.len() < GATHERED { Ok(()) } else { self.push_small().await }
    }

    async fn push_small(&mut self) -> Result<()> {
        let small = std::mem::take(&mut self.small).freeze();
        if small.is_empty() { Ok(()) } else { self.push(small).await }
    }

    async fn push(&mut self, chunk: Bytes) -> Result<()> {
        let Some(way) = &mut self.way else { return Err(Error::Unavailable) };
        within(self.blobs.stall(), way.lane.push(chunk.clone())).await?;
        match &mut way.upload {
            // It has its own time limit for each part.
            Some(upload) => upload.push(chunk).await,
            None => Ok(()),
        }
    }

    /// Afterwards the object is there, and stays there whatever happens to the machine. If this future is dropped, it may
    /// be there as well, as garbage.
    ///
    /// # Errors
    /// Those of [`write`](Self::write); `Unavailable` also for a put that took longer than [`LONGEST_PUT`].
    pub async fn finish(mut self) -> Result<Stored> {
        let stored = match self.failed {
            Some(error) => Err(error),
            None => self.complete().await.map_err(Error::unasked),
        };
        if stored.is_err() {
            self.discard().await;
        }
        stored
    }

    async fn complete(&mut self) -> Result<Stored> {
        let object = self.name?;
        let age = self.blobs.now().saturating_sub(object.begun_at());
        if i128::from(age) > LONGEST_PUT.as_micros() as i128 {
            return Err(Error::Unavailable);
        }
        self.push_small().await?;
        let Some(way) = &mut self.way else { return Err(Error::Unavailable) };
        let writer = within(self.blobs.stall(), way.lane.rest()).await?;
        // Without a time limit: much may have to be synced, and who asks has limits of his own.
        let finished = spawn_blocking(move || writer.finish());
        let (digest, sha1) = finished.await.map_err(|_| Error::Unavailable)??;
        if let Some(upload) = &mut way.upload {
            upload.finish().await?;
        }
        self.way = None;
        Ok(Stored { object, digest, sha1, size: self.size })
    }

    /// Nothing is left of it when this returns, but for what cannot be removed just now. Dropping it does the same a
    /// little later.
    pub async fn abort(mut self) {
        self.discard().await;
    }

    async fn discard(&mut self) {
        if let Some(way) = self.way.take() {
            // On a task of its own, which goes on if who waits here goes away, or the place stalls.
            let done = self.blobs.clean(way.discard());
            let _ = within(self.blobs.stall(), done).await;
        }
    }
}

impl Way {
    async fn discard(self) {
        if let Some(writer) = self.lane.abandon() {
            // A large file is not removed in an instant.
            let _ = spawn_blocking(move || drop(writer)).await;
        }
        self.lane.quiet().await;
        if let Some(upload) = self.upload {
            upload.abort().await;
        }
    }
}

impl Drop for Put {
    fn drop(&mut self) {
        if let Some(way) = self.way.take() {
            drop(self.blobs.clean(way.discard()));
        }
    }
}
