use super::*;
use std::{collections::HashSet, os::unix::fs::PermissionsExt};
use tokio::task::JoinSet;

#[tokio::test]
async fn what_is_put_comes_back() {
    for rig in Rig::both() {
        for size in [0, 1, 256 * KIB - 1, 256 * KIB, 256 * KIB + 1, 8 * MIB, 20 * MIB] {
            let content = bytes(size, 7);
            let stored = rig.put(&content).await.unwrap();
            assert_eq!((stored.size, stored.digest), (size as u64, Digest::of(&content)));
            let sha1 = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA1_FOR_LEGACY_USE_ONLY, &content);
            assert_eq!(hex(&stored.sha1), hex(sha1.as_ref()));
            assert_eq!(rig.blobs.size(&stored.object).await, Ok(size as u64));
            assert!(rig.get(&stored.object, None).await.unwrap() == content, "{size}");
            assert_eq!(rig.blobs.verify(&stored.object, &stored.digest).await, Ok(()));
        }
        assert_eq!(rig.everything().await.len(), 7, "and nothing else stayed");
    }
}

#[tokio::test]
async fn digests_are_the_known_ones() {
    for rig in Rig::both() {
        let empty = rig.put(&Bytes::new()).await.unwrap();
        assert_eq!(hex(&empty.sha1), "da39a3ee5e6b4b0d3255bfef95601890afd80709");
        assert_eq!(empty.digest.to_string(), "af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262");
        let abc = rig.put(&Bytes::from_static(b"abc")).await.unwrap();
        assert_eq!(hex(&abc.sha1), "a9993e364706816aba3e25717850c26c9cd0d89d");
    }
}

#[tokio::test]
async fn ranges_are_those_bytes() {
    for rig in Rig::both() {
        let size = 600 * KIB;
        let content = bytes(size, 3);
        let object = rig.put(&content).await.unwrap().object;
        for range in [0..1, 0..size, 1..size, 255 * KIB..257 * KIB, size - 1..size, 512 * KIB..size] {
            let asked = range.start as u64..range.end as u64;
            let get = rig.blobs.get(&object, Some(asked.clone())).await.unwrap();
            assert_eq!((get.size(), get.range()), (size as u64, asked.clone()));
            drop(get);
            assert!(rig.get(&object, Some(asked)).await.unwrap() == content.slice(range.clone()), "{range:?}");
        }
        let last = rig.get(&object, Some(size as u64 - 2..u64::MAX)).await.unwrap();
        assert_eq!(last, content.slice(size - 2..), "a range may end beyond the end");
        assert_eq!(rig.get(&object, Some(5..5)).await, Ok(Bytes::new()));
        for beyond in [size as u64..size as u64 + 1, size as u64 + 1..u64::MAX] {
            assert_eq!(rig.get(&object, Some(beyond)).await, Err(Error::Corrupt));
        }
    }
}

#[tokio::test]
async fn more_than_the_limit_is_refused_at_once_and_leaves_nothing() {
    for rig in Rig::both() {
        for limit in [0, 5, 9 * MIB] {
            let mut put = rig.blobs.put(limit as u64);
            if limit > 0 {
                put.write(bytes(limit, 1)).await.unwrap();
            }
            assert_eq!(put.write(Bytes::from_static(b"x")).await, Err(Error::TooLarge));
            assert_eq!(rig.everything().await, [""; 0], "before the put is even dropped");
            assert_eq!(put.write(Bytes::new()).await, Err(Error::TooLarge));
            assert_eq!(put.finish().await, Err(Error::TooLarge));
        }
        let mut put = rig.blobs.put(5);
        put.write(bytes(5, 1)).await.unwrap();
        assert_eq!(put.size(), 5);
        assert_eq!(put.finish().await.unwrap().size, 5);
    }
}

#[tokio::test]
async fn a_put_that_is_given_up_leaves_nothing() {
    for rig in Rig::both() {
        for size in [1, 12 * MIB] {
            let mut put = rig.blobs.put(u64::MAX);
            put.write(bytes(size, 1)).await.unwrap();
            drop(put);
            assert_eq!(rig.everything().await, [""; 0]);
            let mut put = rig.blobs.put(u64::MAX);
            put.write(bytes(size, 1)).await.unwrap();
            put.abort().await;
            assert_eq!(rig.everything().await, [""; 0]);
        }
    }
}

#[test]
fn a_put_that_outlives_its_runtime_leaves_no_draft() {
    let rig = Rig::directory();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let mut put = rig.blobs.put(u64::MAX);
    runtime.block_on(put.write(bytes(MIB, 1))).unwrap();
    drop(runtime);
    drop(put);
    let drafts = rig.directory.as_ref().unwrap().path().join("files/incoming");
    assert_eq!(std::fs::read_dir(drafts).unwrap().count(), 0);
}

#[tokio::test]
async fn nobody_sees_a_put_before_it_has_finished() {
    for rig in Rig::both() {
        let mut put = rig.blobs.put(u64::MAX);
        put.write(bytes(9 * MIB, 1)).await.unwrap();
        assert_eq!(rig.list(0).await, []);
        let stored = put.finish().await.unwrap();
        assert_eq!(rig.list(0).await, [Listed { object: stored.object, size: stored.size, begun_at: NOON }]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_bytes_at_once_are_objects_of_their_own() {
    for rig in Rig::both() {
        let (rig, content) = (Arc::new(rig), bytes(MIB, 4));
        let mut puts = JoinSet::new();
        for _ in 0..16 {
            let (rig, content) = (rig.clone(), content.clone());
            puts.spawn(async move { rig.put(&content).await.unwrap() });
        }
        let stored = puts.join_all().await;
        assert!(stored.iter().all(|put| put.digest == stored[0].digest && put.sha1 == stored[0].sha1));
        let objects: HashSet<_> = stored.iter().map(|put| put.object).collect();
        assert_eq!(objects.len(), 16);
        rig.blobs.delete(&stored[0].object).await.unwrap();
        assert!(rig.get(&stored[1].object, None).await.unwrap() == content);
    }
}

#[tokio::test]
async fn empty_chunks_are_chunks() {
    for rig in Rig::both() {
        let mut put = rig.blobs.put(3);
        for chunk in ["", "a", "", "bc", ""] {
            put.write(chunk.into()).await.unwrap();
        }
        assert_eq!(put.finish().await.unwrap().digest, Digest::of(b"abc"));
    }
}

#[tokio::test]
async fn single_bytes_are_gathered() {
    for rig in Rig::both() {
        let content = bytes(300 * KIB, 9);
        let mut put = rig.blobs.put(u64::MAX);
        for at in 0..1000 {
            put.write(content.slice(at..at + 1)).await.unwrap();
        }
        assert_eq!(rig.faults.written(), 0, "a thousand chunks are one, and not even a whole one");
        // Large and small ones, in this order.
        let mut rest = content.slice(1000..);
        for size in [100, 16 * KIB, 16 * KIB - 1, 70 * KIB, 1].into_iter().cycle() {
            if rest.is_empty() {
                break;
            }
            put.write(rest.split_to(size.min(rest.len()))).await.unwrap();
        }
        let stored = put.finish().await.unwrap();
        assert_eq!(stored.digest, Digest::of(&content));
        assert!(rig.get(&stored.object, None).await.unwrap() == content);
    }
}

#[tokio::test]
async fn an_object_that_is_deleted_is_read_to_its_end() {
    for rig in Rig::both() {
        let content = bytes(3 * MIB, 5);
        let object = rig.put(&content).await.unwrap().object;
        let mut get = rig.blobs.get(&object, None).await.unwrap();
        let first = get.next().await.unwrap().unwrap();
        rig.blobs.delete(&object).await.unwrap();
        let rest: Vec<Bytes> = get.try_collect().await.unwrap();
        assert!([&[first], rest.as_slice()].concat().concat() == content);
        assert_eq!(rig.get(&object, None).await, Err(Error::Missing));
    }
}

#[tokio::test]
async fn what_is_not_there_is_missing() {
    for rig in Rig::both() {
        let object = "5f/0006651728988000-5f0123456789abcd".parse().unwrap();
        assert_eq!(rig.get(&object, None).await, Err(Error::Missing));
        assert_eq!(rig.get(&object, Some(0..1)).await, Err(Error::Missing));
        assert_eq!(rig.get(&object, Some(0..0)).await, Err(Error::Missing));
        assert_eq!(rig.blobs.size(&object).await, Err(Error::Missing));
        assert_eq!(rig.blobs.exists(&object).await, Ok(false));
        assert_eq!(rig.blobs.verify(&object, &Digest::of(b"")).await, Err(Error::Missing));
        assert_eq!(rig.blobs.concat(&[object]).await, Err(Error::Missing));
        assert_eq!(rig.blobs.delete(&object).await, Ok(()));
        assert_eq!(rig.everything().await, [""; 0]);
    }
}

#[tokio::test]
async fn parts_make_a_whole() {
    for rig in Rig::both() {
        let parts = [bytes(8 * MIB, 1), bytes(0, 2), bytes(5 * MIB + 1, 3)];
        let mut objects = Vec::new();
        for part in &parts {
            objects.push(rig.put(part).await.unwrap().object);
        }
        let whole = Bytes::from(parts.concat());
        let stored = rig.blobs.concat(&objects).await.unwrap();
        assert_eq!(
            rig.put(&whole).await.map(|put| (put.size, put.digest, put.sha1)),
            Ok((stored.size, stored.digest, stored.sha1,))
        );
        assert!(rig.get(&stored.object, None).await.unwrap() == whole);
        assert!(rig.blobs.exists(&objects[0]).await.unwrap(), "the parts stay");
        let none = rig.blobs.concat(&[]).await.unwrap();
        assert_eq!((none.size, none.digest), (0, Digest::of(b"")));
    }
}

#[tokio::test]
async fn what_was_stored_is_there_when_the_place_is_opened_again() {
    let rig = Rig::directory();
    let content = bytes(MIB, 6);
    let stored = rig.put(&content).await.unwrap();
    let place = Place::Directory(rig.directory.as_ref().unwrap().path().join("files"));
    let again = Rig::new(place, None, Duration::from_secs(60));
    assert!(again.get(&stored.object, None).await.unwrap() == content);
}

#[tokio::test]
async fn damage_is_seen() {
    let rig = Rig::directory();
    let content = bytes(MIB, 6);
    let stored = rig.put(&content).await.unwrap();
    let mut damaged = content.to_vec();
    damaged[MIB / 2] ^= 1;
    std::fs::write(rig.file(&stored.object), &damaged).unwrap();
    assert_eq!(rig.blobs.verify(&stored.object, &stored.digest).await, Err(Error::Corrupt));

    let mut get = rig.blobs.get(&stored.object, None).await.unwrap();
    std::fs::OpenOptions::new().write(true).open(rig.file(&stored.object)).unwrap().set_len(MIB as u64 / 2).unwrap();
    let mut error = None;
    while let Some(chunk) = get.next().await {
        error = chunk.err();
    }
    assert_eq!(error, Some(Error::Corrupt), "a file that has become shorter");
}

#[tokio::test]
async fn nobody_else_may_read_the_files() {
    let rig = Rig::directory();
    let object = rig.put(&bytes(1, 1)).await.unwrap().object;
    let file = rig.file(&object);
    let folder = file.parent().unwrap();
    let modes =
        [file.as_path(), folder, folder.parent().unwrap()].map(|path| path.metadata().unwrap().permissions().mode());
    assert_eq!(modes.map(|mode| mode & 0o777), [0o600, 0o700, 0o700]);
}
