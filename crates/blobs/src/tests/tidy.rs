use super::*;

#[tokio::test]
async fn objects_are_listed_by_age() {
    for rig in Rig::both() {
        let old = rig.put(&bytes(3, 1)).await.unwrap();
        rig.pass(2);
        let young = rig.put(&bytes(MIB, 2)).await.unwrap();
        let mut all = rig.list(0).await;
        all.sort_by_key(|listed| listed.begun_at);
        let old = Listed { object: old.object, size: 3, begun_at: NOON };
        let young = Listed { object: young.object, size: MIB as u64, begun_at: NOON + 2 * HOUR };
        assert_eq!(all, [old, young]);
        assert_eq!(rig.list(1).await, [old]);
        assert_eq!(rig.list(3).await, []);
    }
}

#[tokio::test]
async fn many_objects_are_listed_once_each() {
    let rig = Rig::directory();
    let mut names = Vec::new();
    for number in 0..60 {
        names.push(rig.put(&bytes(1, number)).await.unwrap().object);
    }
    names.sort();
    let mut listed: Vec<_> = rig.list(0).await.iter().map(|listed| listed.object).collect();
    listed.sort();
    assert_eq!(listed, names);
}

#[tokio::test]
async fn strangers_are_not_listed() {
    let rig = Rig::directory();
    let stored = rig.put(&bytes(1, 1)).await.unwrap();
    let files = rig.file(&stored.object).parent().unwrap().parent().unwrap().to_owned();
    std::fs::write(files.join("README"), "a note of whoever runs the server").unwrap();
    std::fs::create_dir(files.join("lost+found")).unwrap();
    std::fs::write(rig.file(&stored.object).with_extension("bak"), "").unwrap();
    assert_eq!(rig.list(0).await.len(), 1);
}

#[tokio::test]
async fn deleting_twice_is_no_error() {
    for rig in Rig::both() {
        let object = rig.put(&bytes(10, 1)).await.unwrap().object;
        assert_eq!(rig.blobs.delete(&object).await, Ok(()));
        assert_eq!(rig.blobs.delete(&object).await, Ok(()));
        assert_eq!(rig.blobs.exists(&object).await, Ok(false));
        assert_eq!(rig.everything().await, [""; 0]);
    }
}

/// A put that a crash cut short: it is forgotten, so that nothing cleans up after it.
#[tokio::test]
async fn what_a_crash_has_left_is_swept() {
    for rig in Rig::both() {
        let kept = rig.put(&bytes(10, 1)).await.unwrap();
        let mut put = rig.blobs.put(u64::MAX);
        // A chunk may wait for its thread when `write` returns, but not while the next one is as large as the whole queue.
        for part in 0..2 {
            put.write(bytes(9 * MIB, part)).await.unwrap();
        }
        std::mem::forget(put);
        assert_eq!(rig.everything().await.len(), 2);
        assert_eq!(rig.blobs.sweep(Duration::from_hours(24)).await, Ok(0), "it may still be under way");
        rig.pass(25);
        assert_eq!(rig.blobs.sweep(Duration::from_hours(24)).await, Ok(1));
        assert_eq!(rig.everything().await, [kept.object.to_string()]);
        assert_eq!(rig.blobs.sweep(Duration::ZERO).await, Ok(0));
    }
}

/// It was asked for by somebody who was wrong about nobody else using the place.
#[tokio::test]
async fn a_put_that_is_swept_while_it_is_under_way_fails() {
    for rig in Rig::both() {
        let mut put = rig.blobs.put(u64::MAX);
        for part in 0..3 {
            put.write(bytes(8 * MIB, part)).await.unwrap();
        }
        assert_eq!(rig.blobs.sweep(Duration::ZERO).await, Ok(1));
        assert_eq!(put.finish().await, Err(Error::Unavailable));
        assert_eq!(rig.everything().await, [""; 0]);
    }
}

#[tokio::test]
async fn a_put_that_takes_too_long_fails() {
    for rig in Rig::both() {
        let mut put = rig.blobs.put(u64::MAX);
        put.write(bytes(10 * MIB, 1)).await.unwrap();
        rig.pass(25);
        assert_eq!(put.finish().await, Err(Error::Unavailable));
        assert_eq!(rig.everything().await, [""; 0]);
    }
}
