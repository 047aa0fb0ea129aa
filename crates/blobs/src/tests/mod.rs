use crate::{Blobs, Config, Digest, Error, Listed, ObjectName, Place, Result, Stored, testing::Faults};
use bytes::Bytes;
use futures_util::{StreamExt, TryStreamExt};
use std::{
    ops::Range,
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicI64, AtomicU64, Ordering::Relaxed},
    },
    time::Duration,
};
use tempfile::TempDir;

mod faults;
mod names;
#[cfg(feature = "s3")]
mod s3;
mod stored;
mod tidy;

const KIB: usize = 1 << 10;
const MIB: usize = 1 << 20;
const HOUR: i64 = 3_600_000_000;
const NOON: i64 = 1_800_000_000_000_000;

/// A place with a clock that tests move, and faults that they plan.
struct Rig {
    blobs: Blobs,
    faults: Faults,
    clock: Arc<AtomicI64>,
    directory: Option<TempDir>,
}

impl Rig {
    fn new(place: Place, directory: Option<TempDir>, stall: Duration) -> Self {
        let clock = Arc::new(AtomicI64::new(NOON));
        let (now, drawn) = (clock.clone(), AtomicU64::new(1));
        let mut config = Config::new(place);
        config.clock = Arc::new(move || now.load(Relaxed));
        // All over the folders, and the same in each run.
        config.nonce = Arc::new(move || Ok(drawn.fetch_add(1, Relaxed).wrapping_mul(0x9e37_79b9_7f4a_7c15)));
        config.stall = stall;
        Rig { blobs: Blobs::open(&config).unwrap(), faults: config.faults, clock, directory }
    }

    /// One with a directory and one with the memory; `stall` is for those that are to run into it.
    fn each(stall: Duration) -> [Self; 2] {
        let directory = tempfile::tempdir().unwrap();
        let place = Place::Directory(directory.path().join("files"));
        [Rig::new(place, Some(directory), stall), Rig::new(Place::Memory, None, stall)]
    }

    fn both() -> [Self; 2] {
        Rig::each(Duration::from_secs(60))
    }

    fn directory() -> Self {
        let [directory, _] = Rig::both();
        directory
    }

    fn pass(&self, hours: i64) {
        self.clock.fetch_add(hours * HOUR, Relaxed);
    }

    /// Stored in chunks of a size that fits nothing.
    async fn put(&self, bytes: &Bytes) -> Result<Stored> {
        let mut put = self.blobs.put(u64::MAX);
        let mut left = bytes.clone();
        while !left.is_empty() {
            put.write(left.split_to(left.len().min(100_003))).await?;
        }
        put.finish().await
    }

    async fn get(&self, object: &ObjectName, range: Option<Range<u64>>) -> Result<Bytes> {
        let chunks: Vec<Bytes> = self.blobs.get(object, range).await?.try_collect().await?;
        assert!(chunks.iter().all(|chunk| (1..=256 * KIB).contains(&chunk.len())));
        Ok(chunks.concat().into())
    }

    async fn list(&self, hours: u64) -> Vec<Listed> {
        self.blobs.list(Duration::from_hours(hours)).try_collect().await.unwrap()
    }

    /// Everything that the place holds, drafts and notes among it, by its name there.
    async fn everything(&self) -> Vec<String> {
        self.blobs.close().await;
        let all: Vec<_> = self.blobs.store().all().try_collect().await.unwrap();
        all.iter().map(|object| object.location.to_string()).collect()
    }

    fn file(&self, object: &ObjectName) -> PathBuf {
        self.directory.as_ref().unwrap().path().join("files").join(object.to_string())
    }
}

/// Some bytes, others for each seed.
fn bytes(size: usize, seed: u64) -> Bytes {
    let mut bytes = vec![0; size];
    fastrand::Rng::with_seed(seed).fill(&mut bytes);
    bytes.into()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
