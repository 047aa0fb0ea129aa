use super::*;
use crate::{lane::QUEUE, testing::Fault};

/// For what is to run into its time limit.
const SOON: Duration = Duration::from_millis(50);

#[tokio::test]
async fn a_put_that_fails_leaves_nothing_and_the_next_one_succeeds() {
    for (fault, error) in
        [(Fault::Fails, Error::Unavailable), (Fault::Cut, Error::Unavailable), (Fault::Full, Error::Full)]
    {
        let content = bytes(20 * MIB, 1);
        for rig in Rig::both() {
            // At the first byte, in a chunk, between parts, at the very end.
            for after in [0, 150_000, 8 * MIB as u64, 20 * MIB as u64] {
                rig.faults.on_put(after, fault);
                assert_eq!(rig.put(&content).await, Err(error), "{fault:?} after {after}");
                assert_eq!(rig.everything().await, [""; 0], "{fault:?} after {after}");
                rig.faults.clear();
                let object = rig.put(&content).await.unwrap().object;
                rig.blobs.delete(&object).await.unwrap();
            }
            rig.faults.on_put(0, fault);
            assert_eq!(rig.put(&Bytes::new()).await, Err(error), "even without a byte");
        }
    }
}

#[tokio::test]
async fn a_place_that_stalls_is_unavailable_and_memory_is_bounded() {
    for rig in Rig::each(SOON) {
        rig.faults.on_put(MIB as u64, Fault::Stalls);
        let mut put = rig.blobs.put(u64::MAX);
        let (chunk, mut taken) = (bytes(64 * KIB, 1), 0);
        let failed = loop {
            match put.write(chunk.clone()).await {
                Ok(()) => taken += chunk.len(),
                Err(error) => break error,
            }
            assert!(taken < 100 * MIB, "it takes all without end");
        };
        assert_eq!(failed, Error::Unavailable);
        // A directory holds what has queued up; other places two parts under way, and one that is gathered.
        let most = if rig.directory.is_some() { MIB + QUEUE as usize } else { 24 * MIB };
        assert!(taken <= most + chunk.len(), "{taken}");
        rig.faults.clear();
        drop(put);
        assert_eq!(rig.everything().await, [""; 0]);
    }
}

#[tokio::test]
async fn a_put_that_was_stalled_for_a_while_succeeds() {
    for rig in Rig::both() {
        rig.faults.on_put(MIB as u64, Fault::Stalls);
        let content = bytes(30 * MIB, 1);
        let mut put = Box::pin(rig.put(&content));
        // It has to wait: the queue is shorter than what is left.
        let waited = tokio::time::timeout(SOON, &mut put).await;
        assert!(waited.is_err());
        rig.faults.clear();
        let stored = put.await.unwrap();
        assert!(rig.get(&stored.object, None).await.unwrap() == content);
    }
}

#[tokio::test]
async fn a_put_whose_write_was_cancelled_cannot_go_on() {
    for rig in Rig::both() {
        rig.faults.on_put(0, Fault::Stalls);
        let mut put = rig.blobs.put(u64::MAX);
        put.write(bytes(1, 1)).await.unwrap();
        let cancelled = async {
            loop {
                put.write(bytes(MIB, 1)).await.unwrap();
            }
        };
        assert!(tokio::time::timeout(SOON, cancelled).await.is_err());
        rig.faults.clear();
        assert_eq!(put.write(bytes(1, 1)).await, Err(Error::Unavailable), "a chunk may be missing");
        assert_eq!(put.finish().await, Err(Error::Unavailable));
        assert_eq!(rig.everything().await, [""; 0]);
    }
}

async fn fails_after(rig: &Rig, after: usize, fault: Fault, error: Error) {
    let content = bytes(MIB, 1);
    let object = rig.put(&content).await.unwrap().object;
    rig.faults.on_get(after as u64, fault);
    let mut get = rig.blobs.get(&object, None).await.unwrap();
    let (mut came, mut failed) = (Vec::new(), None);
    while let Some(chunk) = get.next().await {
        match chunk {
            Ok(chunk) => came.extend_from_slice(&chunk),
            Err(error) => failed = Some(error),
        }
    }
    assert_eq!(failed, Some(error), "{fault:?} after {after}");
    assert!(came == content[..after], "{fault:?} after {after}: {}", came.len());
    assert_eq!(rig.blobs.concat(&[object]).await, Err(error), "nor is there a whole of it");
    rig.faults.clear();
    assert!(rig.get(&object, None).await.unwrap() == content);
    assert_eq!(rig.everything().await, [object.to_string()]);
    rig.blobs.delete(&object).await.unwrap();
}

#[tokio::test]
async fn a_get_that_fails_says_so_after_what_came() {
    for rig in Rig::both() {
        for after in [0, 100, 256 * KIB, MIB - 1] {
            fails_after(&rig, after, Fault::Fails, Error::Unavailable).await;
            fails_after(&rig, after, Fault::Full, Error::Unavailable).await;
            fails_after(&rig, after, Fault::Cut, Error::Corrupt).await;
        }
    }
    // Long enough for what does not stall.
    for rig in Rig::each(Duration::from_millis(700)) {
        fails_after(&rig, 300_000, Fault::Stalls, Error::Unavailable).await;
    }
}

#[tokio::test]
async fn a_get_that_was_stalled_for_a_while_goes_on() {
    for rig in Rig::both() {
        let content = bytes(MIB, 1);
        let object = rig.put(&content).await.unwrap().object;
        rig.faults.on_get(300_000, Fault::Stalls);
        let mut get = Box::pin(rig.get(&object, None));
        assert!(tokio::time::timeout(SOON, &mut get).await.is_err());
        rig.faults.clear();
        assert!(get.await.unwrap() == content);
    }
}

#[tokio::test]
async fn who_goes_away_stops_the_reading() {
    let rig = Rig::directory();
    let object = rig.put(&bytes(20 * MIB, 1)).await.unwrap().object;
    let small = rig.put(&bytes(1, 1)).await.unwrap().object;
    let mut get = rig.blobs.get(&object, None).await.unwrap();
    get.next().await.unwrap().unwrap();
    drop(get);
    rig.get(&small, None).await.unwrap();
    assert!(rig.faults.read() <= 2 * 256 * KIB as u64 + 1, "{}", rig.faults.read());
}

#[tokio::test]
async fn a_range_is_not_read_from_the_beginning() {
    let rig = Rig::directory();
    let object = rig.put(&bytes(20 * MIB, 1)).await.unwrap().object;
    rig.get(&object, Some(20 * MIB as u64 - 10..20 * MIB as u64)).await.unwrap();
    assert_eq!(rig.faults.read(), 10);
}

#[tokio::test]
async fn without_randomness_nothing_is_stored() {
    let mut config = Config::new(Place::Memory);
    config.nonce = Arc::new(|| Err(Error::Unavailable));
    let blobs = Blobs::open(&config).unwrap();
    let mut put = blobs.put(1);
    assert_eq!(put.write(Bytes::from_static(b"x")).await, Err(Error::Unavailable));
    assert_eq!(blobs.put(1).finish().await, Err(Error::Unavailable));
}

#[tokio::test]
async fn a_name_that_is_drawn_twice_takes_nobodys_place() {
    let directory = tempfile::tempdir().unwrap();
    let mut config = Config::new(Place::Directory(directory.path().to_owned()));
    config.nonce = Arc::new(|| Ok(7));
    config.clock = Arc::new(|| NOON);
    let blobs = Blobs::open(&config).unwrap();
    let mut put = blobs.put(1);
    put.write(Bytes::from_static(b"x")).await.unwrap();
    let stored = put.finish().await.unwrap();
    let mut put = blobs.put(1);
    let _ = put.write(Bytes::from_static(b"y")).await;
    assert_eq!(put.finish().await, Err(Error::Unavailable));
    assert_eq!(blobs.verify(&stored.object, &Digest::of(b"x")).await, Ok(()));
}

#[tokio::test]
async fn a_place_that_was_taken_away_is_unavailable() {
    let rig = Rig::directory();
    std::fs::remove_dir_all(rig.directory.as_ref().unwrap().path().join("files")).unwrap();
    assert_eq!(rig.put(&bytes(MIB, 1)).await, Err(Error::Unavailable));
    assert_eq!(rig.put(&Bytes::new()).await, Err(Error::Unavailable));
    assert_eq!(rig.blobs.sweep(Duration::ZERO).await, Err(Error::Unavailable));
}
