//! The way in: open a place, store in it, read from it, tidy it.
use crate::{
    BadPlace, Clock, Config, Digest, Error, Get, Nonce, ObjectName, Place, Put, Result, Stored,
    directory::{Directory, Writer},
    lane::Lane,
    store::{Store, removed, within},
    testing::Faults,
};
use futures_util::{Stream, TryStreamExt};
use object_store::{GetOptions, ObjectStore, ObjectStoreExt};
use std::{
    ops::Range,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use tokio::{
    runtime::Handle,
    sync::oneshot,
    task::{JoinSet, spawn_blocking},
};

/// A place for bytes that is open. Clones share it.
#[derive(Clone)]
pub struct Blobs(Arc<Inner>);

struct Inner {
    store: Arc<Store>,
    /// Where puts are this crate's own work.
    directory: Option<Arc<Directory>>,
    clock: Clock,
    nonce: Nonce,
    faults: Faults,
    /// Puts that were given up and are not yet cleaned away.
    cleaning: Mutex<JoinSet<()>>,
}

/// An object that is in the place, whether a row names it or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Its name, by which it can be read and deleted.
    pub object: ObjectName,
    /// How many bytes it has.
    pub size: u64,
    /// When its put began, by the clock of the server that stored it: microseconds since 1970. Not when the file system
    /// or S3 say it changed: a copy that is restored would be new again, and clocks differ.
    pub begun_at: i64,
}

impl Blobs {
    /// Opens a place; a directory is made if it is not there. A bucket is not asked yet.
    ///
    /// # Errors
    /// What whoever runs the server has to do about it.
    pub fn open(config: &Config) -> Result<Blobs, BadPlace> {
        let (place, directory) = match &config.place {
            Place::Directory(path) => {
                let directory = Directory::open(path).map_err(|error| {
                    let path = path.display();
                    BadPlace(format!("no files can be kept in {path}: {error}; make it writable, or name another"))
                })?;
                (Place::Directory(directory.root().to_owned()), Some(Arc::new(directory)))
            }
            other => (other.clone(), None),
        };
        Ok(Blobs(Arc::new(Inner {
            store: Arc::new(Store::open(&place, config.stall)?),
            directory,
            clock: config.clock.clone(),
            nonce: config.nonce.clone(),
            faults: config.faults.clone(),
            cleaning: Mutex::default(),
        })))
    }

    /// Another place with the same objects, by another clock. What is stored or deleted in the one is not so in the other; the
    /// bytes are shared. None: the place is not in memory.
    #[must_use]
    pub fn fork(&self, clock: Clock) -> Option<Blobs> {
        let store = Arc::new(self.store().fork()?);
        let (nonce, faults) = (self.0.nonce.clone(), self.0.faults.clone());
        Some(Blobs(Arc::new(Inner { store, directory: None, clock, nonce, faults, cleaning: Mutex::default() })))
    }

    /// Begins to store at most `limit` bytes. Nothing happens until the first of them comes.
    pub fn put(&self, limit: u64) -> Put {
        Put::new(self.clone(), limit)
    }

    /// Reads an object, or the given range of it, which may end beyond its end.
    ///
    /// # Errors
    /// `Missing`; `Unavailable`; `Corrupt` if the range begins at its end or beyond: who asks knows how large it was when
    /// it was stored. The stream reports `Unavailable`, and `Corrupt` when bytes are missing. An object that is deleted
    /// while it is read from a directory or the memory is read to its end.
    pub async fn get(&self, object: &ObjectName, range: Option<Range<u64>>) -> Result<Get> {
        if let Some(range) = range.as_ref().filter(|range| range.is_empty()) {
            return Ok(Get::empty(self.size(object).await?, range.start));
        }
        let (store, path) = (self.store(), self.store().path(*object));
        let options = GetOptions::default().with_range(range.clone());
        let result = within(store.stall, async { Ok(store.objects.get_opts(&path, options).await?) }).await;
        match (result, range) {
            // Places have no common word for it.
            (Err(Error::Unavailable), Some(range)) if range.start >= self.size(object).await? => Err(Error::Corrupt),
            (result, _) => Ok(Get::new(result?, store.stall, self.faults().clone())),
        }
    }

    /// Makes one object of several, in their order, and hashes the whole. They stay.
    ///
    /// # Errors
    /// Those of [`get`](Self::get) and of [`Put::finish`].
    pub async fn concat(&self, parts: &[ObjectName]) -> Result<Stored> {
        let mut put = self.put(u64::MAX);
        for part in parts {
            let mut chunks = self.get(part, None).await?;
            while let Some(chunk) = chunks.try_next().await? {
                put.write(chunk).await?;
            }
        }
        put.finish().await
    }

    /// Deletes an object; that it is not there is no error.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn delete(&self, object: &ObjectName) -> Result<()> {
        let (store, path) = (self.store(), self.store().path(*object));
        within(store.stall, async { removed(store.objects.delete(&path).await) }).await
    }

    /// How many bytes an object has.
    ///
    /// # Errors
    /// `Missing`, `Unavailable`.
    pub async fn size(&self, object: &ObjectName) -> Result<u64> {
        let (store, path) = (self.store(), self.store().path(*object));
        within(store.stall, async { Ok(store.objects.head(&path).await?.size) }).await
    }

    /// Whether an object is there.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn exists(&self, object: &ObjectName) -> Result<bool> {
        match self.size(object).await {
            Err(Error::Missing) => Ok(false),
            size => size.map(|_| true),
        }
    }

    /// Reads an object and computes its digest again.
    ///
    /// # Errors
    /// `Corrupt` if it is another; `Missing`, `Unavailable`.
    pub async fn verify(&self, object: &ObjectName, digest: &Digest) -> Result<()> {
        let (found, _) = self.digests(object).await?;
        if found == *digest { Ok(()) } else { Err(Error::Corrupt) }
    }

    /// The same by its SHA-1, where that is what was written down.
    ///
    /// # Errors
    /// As [`Blobs::verify`].
    pub async fn verify_sha1(&self, object: &ObjectName, sha1: &[u8]) -> Result<()> {
        let (_, found) = self.digests(object).await?;
        if found == sha1 { Ok(()) } else { Err(Error::Corrupt) }
    }

    async fn digests(&self, object: &ObjectName) -> Result<(Digest, [u8; 20])> {
        let mut chunks = self.get(object, None).await?;
        let lane = Lane::new(Writer::new(None, self.faults().clone()));
        while let Some(chunk) = chunks.try_next().await? {
            lane.push(chunk).await?;
        }
        Ok(lane.rest().await?.finish()?)
    }

    /// All objects whose put began at least so long ago, in no order. One that nothing refers to is garbage only if it is
    /// older than [`LONGEST_PUT`](crate::LONGEST_PUT) and a transaction: before, its row may be on its way.
    ///
    /// # Errors
    /// `Unavailable`, after which the stream ends.
    pub fn list(&self, older_than: Duration) -> impl Stream<Item = Result<Listed>> + Send + use<> {
        let (store, before) = (self.store().clone(), self.before(older_than));
        self.store().all().try_filter_map(move |object| {
            let name = store.name(&object).filter(|name| name.begun_at() <= before);
            let listed = |name: ObjectName| Listed { object: name, size: object.size, begun_at: name.begun_at() };
            std::future::ready(Ok(name.map(listed)))
        })
    }

    /// Removes what puts have left that began at least so long ago and were cut short by a crash; how many there were. One
    /// that is still under way fails, so ask for nothing younger than [`LONGEST_PUT`](crate::LONGEST_PUT), unless nobody
    /// else uses the place and no put has begun.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn sweep(&self, older_than: Duration) -> Result<u64> {
        let before = self.before(older_than);
        let Some(directory) = self.directory().cloned() else { return self.store().sweep(before).await };
        let swept = spawn_blocking(move || directory.sweep(before)).await.map_err(|_| Error::Unavailable)?;
        swept.map_err(|error| Error::from(error).unasked())
    }

    /// Waits until all puts that were dropped are cleaned away.
    pub async fn close(&self) {
        let mut cleaning = std::mem::take(&mut *self.0.cleaning.lock().unwrap_or_else(PoisonError::into_inner));
        while cleaning.join_next().await.is_some() {}
    }

    /// Cleans away on a task that [`close`](Self::close) waits for. The future that it returns need not be awaited.
    pub(crate) fn clean(&self, work: impl Future<Output = ()> + Send + 'static) -> impl Future<Output = Result<()>> {
        let (done, ended) = oneshot::channel();
        // Without a runtime the work is dropped, and drafts with it; uploads are left to a sweep.
        if Handle::try_current().is_ok() {
            let mut cleaning = self.0.cleaning.lock().unwrap_or_else(PoisonError::into_inner);
            while cleaning.try_join_next().is_some() {}
            cleaning.spawn(async move {
                work.await;
                let _ = done.send(());
            });
        }
        async { ended.await.map_err(|_| Error::Unavailable) }
    }

    pub(crate) fn draw(&self) -> Result<ObjectName> {
        Ok(ObjectName::new(self.now(), (self.0.nonce)()?))
    }

    pub(crate) fn now(&self) -> i64 {
        (self.0.clock)()
    }

    fn before(&self, older_than: Duration) -> i64 {
        self.now().saturating_sub(i64::try_from(older_than.as_micros()).unwrap_or(i64::MAX))
    }

    pub(crate) fn store(&self) -> &Arc<Store> {
        &self.0.store
    }

    pub(crate) fn directory(&self) -> Option<&Arc<Directory>> {
        self.0.directory.as_ref()
    }

    /// What goes wrong in it on purpose; nothing, but in tests.
    pub fn faults(&self) -> &Faults {
        &self.0.faults
    }

    pub(crate) fn stall(&self) -> Duration {
        self.0.store.stall
    }
}
