//! What `object_store` does for every place, and for those that are not directories, puts as well.
use crate::{BadPlace, Error, ObjectName, Place, Result, directory::DRAFTS};
use futures_util::StreamExt;
use object_store::{
    MultipartId, ObjectMeta, ObjectStore, ObjectStoreExt, local::LocalFileSystem, memory::InMemory,
    multipart::MultipartStore, path::Path,
};
use std::{sync::Arc, time::Duration};

/// A place that is in use.
pub(crate) struct Store {
    pub objects: Arc<dyn ObjectStore>,
    uploads: Option<Arc<dyn MultipartStore>>,
    /// Of a place in memory, which can be forked.
    memory: Option<Arc<InMemory>>,
    /// What all names in the place begin with.
    base: Path,
    pub stall: Duration,
}

impl Store {
    pub fn open(place: &Place, stall: Duration) -> Result<Self, BadPlace> {
        match place {
            Place::Directory(path) => {
                let objects = LocalFileSystem::new_with_prefix(path).map_err(|error| BadPlace(error.to_string()))?;
                Ok(Store { objects: Arc::new(objects), uploads: None, memory: None, base: Path::default(), stall })
            }
            Place::Memory => Ok(Self::in_memory(InMemory::new(), stall)),
            #[cfg(feature = "s3")]
            Place::S3(s3) => {
                let base = Path::parse(&s3.prefix)
                    .map_err(|_| BadPlace(format!("S3 takes no prefix like {}: use plain letters", s3.prefix)))?;
                Ok(Self::remote(crate::s3::open(s3)?, base, stall))
            }
            #[cfg(not(feature = "s3"))]
            Place::S3(_) => Err(BadPlace(
                "this program was built without S3: build it with the feature `s3`, or give a directory".to_owned(),
            )),
        }
    }

    fn remote<T: ObjectStore + MultipartStore>(both: Arc<T>, base: Path, stall: Duration) -> Self {
        Store { objects: both.clone(), uploads: Some(both), memory: None, base, stall }
    }

    fn in_memory(memory: InMemory, stall: Duration) -> Self {
        let memory = Arc::new(memory);
        Store { memory: Some(memory.clone()), ..Self::remote(memory, Path::default(), stall) }
    }

    /// Another with the same objects, of which each goes its own way. The bytes are shared. None: it is not in memory.
    pub fn fork(&self) -> Option<Self> {
        self.memory.as_ref().map(|memory| Self::in_memory(memory.fork(), self.stall))
    }

    /// Whoever has an `Upload` has a place that takes them.
    pub fn uploads(&self) -> Result<&dyn MultipartStore> {
        self.uploads.as_deref().ok_or(Error::Unavailable)
    }

    pub fn path(&self, name: ObjectName) -> Path {
        self.base.clone().join(name.folder()).join(name.leaf())
    }

    /// Where it is noted that a multipart upload has begun.
    pub fn draft(&self, name: ObjectName) -> Path {
        self.drafts().join(name.leaf())
    }

    fn drafts(&self) -> Path {
        self.base.clone().join(DRAFTS)
    }

    /// None: it is something else.
    pub fn name(&self, object: &ObjectMeta) -> Option<ObjectName> {
        let parts = object.location.prefix_match(&self.base)?;
        let parts: Vec<_> = parts.collect();
        parts.iter().map(AsRef::as_ref).collect::<Vec<&str>>().join("/").parse().ok()
    }

    /// Every object below the base, drafts and strangers among them.
    pub fn all(&self) -> impl futures_util::Stream<Item = Result<ObjectMeta>> + Send + use<> {
        self.below(&self.base)
    }

    fn below(&self, path: &Path) -> impl futures_util::Stream<Item = Result<ObjectMeta>> + Send + use<> {
        let (objects, stall) = (self.objects.list(Some(path)), self.stall);
        futures_util::stream::try_unfold(objects, move |mut objects| async move {
            let next = within(stall, async { Ok(objects.next().await.transpose()?) }).await?;
            Ok(next.map(|object| (object, objects)))
        })
    }

    /// Uploads that were begun until `before` and have not ended are aborted; how many there were.
    pub async fn sweep(&self, before: i64) -> Result<u64> {
        let mut swept = 0;
        let mut notes = Box::pin(self.below(&self.drafts()));
        while let Some(note) = notes.next().await.transpose()? {
            let name = note.location.filename().and_then(ObjectName::from_leaf);
            let Some(name) = name.filter(|name| name.begun_at() <= before) else { continue };
            let id = within(self.stall, async { Ok(self.objects.get(&note.location).await?.bytes().await?) }).await?;
            match within(self.stall, self.abort(name, &String::from_utf8_lossy(&id).into_owned())).await {
                // It ended, and only its note was left.
                Err(Error::Missing) => within(self.stall, self.forget(name)).await?,
                done => done?,
            }
            swept += 1;
        }
        Ok(swept)
    }

    pub async fn abort(&self, name: ObjectName, id: &MultipartId) -> Result<()> {
        self.uploads()?.abort_multipart(&self.path(name), id).await?;
        self.forget(name).await
    }

    /// Removes the note of an upload that has ended.
    pub async fn forget(&self, name: ObjectName) -> Result<()> {
        removed(self.objects.delete(&self.draft(name)).await)
    }
}

/// That something is gone already is as good as removing it.
pub(crate) fn removed(done: object_store::Result<()>) -> Result<()> {
    match done {
        Err(object_store::Error::NotFound { .. }) => Ok(()),
        done => Ok(done?),
    }
}

/// What takes too long has failed, for a place that stalls had better not stall everybody.
pub(crate) async fn within<T>(stall: Duration, work: impl Future<Output = Result<T>>) -> Result<T> {
    tokio::time::timeout(stall, work).await.unwrap_or_else(|_| {
        tracing::warn!(?stall, "bytes: the place does not answer");
        Err(Error::Unavailable)
    })
}
