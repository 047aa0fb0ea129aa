//! Puts to a place that is not a directory: one request for little, a multipart upload for more.
use crate::{
    Error, ObjectName, Result,
    store::{Store, within},
    testing::Faults,
};
use bytes::Bytes;
use object_store::{MultipartId, ObjectStoreExt, PutPayload, multipart::PartId};
use std::{collections::BTreeMap, sync::Arc};
use tokio::task::JoinSet;

/// No part but the last may be smaller than 5 MiB.
const PART: u64 = 8 << 20;
/// S3 takes 10,000 parts, which would be 80 GiB. After so many they double, so that 300 GiB fit; files below 20 GiB keep
/// the memory that an upload takes, and the one size for all parts that some servers insist on.
const DOUBLED_AFTER: usize = 2500;
/// More would be quicker on a line that is long and empty, and cost memory on all others.
const IN_FLIGHT: usize = 2;

/// One put's way to a remote place.
pub(crate) struct Upload {
    store: Arc<Store>,
    name: ObjectName,
    faults: Faults,
    pending: Vec<Bytes>,
    pending_size: u64,
    /// What was handed to the place, in whole parts.
    sent: u64,
    id: Option<MultipartId>,
    parts: usize,
    running: JoinSet<Result<(usize, PartId)>>,
    done: BTreeMap<usize, PartId>,
}

impl Upload {
    pub fn new(store: Arc<Store>, name: ObjectName, faults: Faults) -> Self {
        Upload {
            store,
            name,
            faults,
            pending: Vec::new(),
            pending_size: 0,
            sent: 0,
            id: None,
            parts: 0,
            running: JoinSet::new(),
            done: BTreeMap::new(),
        }
    }

    /// Returns when there was room for the chunk: at most two parts are under way, and one is gathered.
    pub async fn push(&mut self, mut chunk: Bytes) -> Result<()> {
        while !chunk.is_empty() {
            if self.pending_size == self.part_size() {
                self.send().await?;
            }
            let room = usize::try_from(self.part_size() - self.pending_size).unwrap_or(usize::MAX);
            let piece = chunk.split_to(room.min(chunk.len()));
            self.pending_size += piece.len() as u64;
            self.pending.push(piece);
        }
        Ok(())
    }

    fn part_size(&self) -> u64 {
        PART << (self.parts / DOUBLED_AFTER).min(3)
    }

    /// How long a part may take: what the place has for one of the usual size, for each of them.
    fn patience(&self) -> std::time::Duration {
        self.store.stall.saturating_mul(1 << (self.parts / DOUBLED_AFTER).min(3))
    }

    async fn send(&mut self) -> Result<()> {
        let id = match &self.id {
            Some(id) => id.clone(),
            None => self.begin().await?,
        };
        while self.running.len() >= IN_FLIGHT {
            self.join().await?;
        }
        let (number, patience) = (self.parts, self.patience());
        let (payload, size) = self.take();
        let (store, faults, at, path) =
            (self.store.clone(), self.faults.clone(), self.sent, self.store.path(self.name));
        self.parts += 1;
        self.sent += size;
        self.running.spawn(async move {
            let part = async {
                check(&faults, at, size).await?;
                Ok(store.uploads()?.put_part(&path, &id, number, payload).await?)
            };
            Ok((number, within(patience, part).await?))
        });
        Ok(())
    }

    fn take(&mut self) -> (PutPayload, u64) {
        let size = std::mem::take(&mut self.pending_size);
        (std::mem::take(&mut self.pending).into_iter().collect(), size)
    }

    async fn join(&mut self) -> Result<()> {
        if let Some(part) = self.running.join_next().await {
            let (number, id) = part.map_err(|_| Error::Unavailable)??;
            self.done.insert(number, id);
        }
        Ok(())
    }

    /// A place does not list uploads that were begun and never ended, but keeps their parts, and has them paid for. So an
    /// object tells of each of them, which is there before the first part is.
    async fn begin(&mut self) -> Result<MultipartId> {
        let path = self.store.path(self.name);
        let id = within(self.store.stall, async { Ok(self.store.uploads()?.create_multipart(&path).await?) }).await?;
        self.id = Some(id.clone());
        let (draft, note) = (self.store.draft(self.name), PutPayload::from(id.clone()));
        within(self.store.stall, async { Ok(self.store.objects.put(&draft, note).await?) }).await?;
        Ok(id)
    }

    /// Afterwards the object is there. If it fails, [`abort`](Self::abort) is what is left to do.
    pub async fn finish(&mut self) -> Result<()> {
        let path = self.store.path(self.name);
        if self.id.is_none() {
            let (payload, size) = self.take();
            let put = async {
                check(&self.faults, 0, size).await?;
                check(&self.faults, size, 1).await?;
                Ok(self.store.objects.put(&path, payload).await?)
            };
            return within(self.store.stall, put).await.map(drop);
        }
        if self.pending_size > 0 {
            self.send().await?;
        }
        while !self.running.is_empty() {
            self.join().await?;
        }
        let Some(id) = self.id.clone() else { return Err(Error::Unavailable) };
        let parts = std::mem::take(&mut self.done).into_values().collect();
        let complete = async {
            check(&self.faults, self.sent, 1).await?;
            Ok(self.store.uploads()?.complete_multipart(&path, &id, parts).await?)
        };
        within(self.store.stall, complete).await?;
        self.id = None;
        // A note that stays is removed by a sweep, which finds no upload to it.
        let _ = within(self.store.stall, self.store.forget(self.name)).await;
        Ok(())
    }

    /// Nothing of it stays. What cannot be removed now is found by a sweep.
    pub async fn abort(mut self) {
        self.running.shutdown().await;
        if let Some(id) = self.id.take() {
            let _ = within(self.store.stall, self.store.abort(self.name, &id)).await;
        }
    }
}

async fn check(faults: &Faults, at: u64, size: u64) -> Result<()> {
    match faults.put(at, usize::try_from(size).unwrap_or(usize::MAX)) {
        (_, Some(fault)) => faults.strike(fault).await,
        _ => Ok(()),
    }
}
