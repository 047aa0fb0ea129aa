mod fake;

use super::*;
use crate::S3;
use fake::{Fake, Trouble};

async fn start(stall: Duration) -> (Fake, Rig) {
    let fake = Fake::start().await;
    let options = [
        ("endpoint", fake.endpoint.as_str()),
        ("region", "eu-1"),
        ("access_key_id", "key"),
        ("secret_access_key", "secret"),
    ];
    let options = options.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    let place = Place::S3(S3 { bucket: "files".to_owned(), prefix: "of/mine".to_owned(), options });
    let rig = Rig::new(place, None, stall);
    (fake, rig)
}

const PATIENT: Duration = Duration::from_secs(60);
/// Long enough for what does not hang.
const IMPATIENT: Duration = Duration::from_secs(1);
const ALWAYS: usize = usize::MAX;

#[tokio::test]
async fn what_is_put_into_a_bucket_comes_back() {
    let (fake, rig) = start(PATIENT).await;
    for size in [0, 1, 256 * KIB + 1, 8 * MIB, 20 * MIB] {
        let content = bytes(size, 7);
        let stored = rig.put(&content).await.unwrap();
        assert_eq!((stored.size, stored.digest), (size as u64, Digest::of(&content)));
        assert_eq!(rig.blobs.size(&stored.object).await, Ok(size as u64));
        assert!(rig.get(&stored.object, None).await.unwrap() == content, "{size}");
        assert_eq!(rig.blobs.verify(&stored.object, &stored.digest).await, Ok(()));
        assert_eq!(fake.state().objects[&format!("of/mine/{}", stored.object)], content);
    }
    let mut sizes: Vec<_> = rig.list(0).await.iter().map(|listed| listed.size as usize).collect();
    sizes.sort();
    assert_eq!(sizes, [0, 1, 256 * KIB + 1, 8 * MIB, 20 * MIB]);
    let state = fake.state();
    assert_eq!((state.objects.len(), state.uploads.len()), (5, 0), "and nothing else stayed");
    assert_eq!(
        state.asked.iter().filter(|asked| **asked == "POST upload").count(),
        1,
        "what is small takes one request"
    );
    assert!(state.most_parts_at_once <= 2, "{}", state.most_parts_at_once);
}

#[tokio::test]
async fn a_bucket_gives_ranges() {
    let (_fake, rig) = start(PATIENT).await;
    let content = bytes(MIB, 3);
    let object = rig.put(&content).await.unwrap().object;
    let get = rig.blobs.get(&object, Some(10..20)).await.unwrap();
    assert_eq!((get.size(), get.range()), (MIB as u64, 10..20));
    drop(get);
    assert_eq!(rig.get(&object, Some(10..20)).await.unwrap(), content.slice(10..20));
    assert_eq!(rig.get(&object, Some(MIB as u64 - 1..u64::MAX - 1)).await.unwrap(), content.slice(MIB - 1..));
    assert_eq!(rig.get(&object, Some(MIB as u64..MIB as u64 + 1)).await, Err(Error::Corrupt));
}

#[tokio::test]
async fn what_is_not_in_a_bucket_is_missing() {
    let (_fake, rig) = start(PATIENT).await;
    let object = rig.put(&bytes(1, 1)).await.unwrap().object;
    assert_eq!(rig.blobs.delete(&object).await, Ok(()));
    assert_eq!(rig.blobs.delete(&object).await, Ok(()));
    assert_eq!(rig.get(&object, None).await, Err(Error::Missing));
    assert_eq!(rig.get(&object, Some(0..1)).await, Err(Error::Missing));
    assert_eq!(rig.blobs.exists(&object).await, Ok(false));
}

#[tokio::test]
async fn a_bucket_that_was_asked_twice_has_it_whole() {
    for kind in ["PUT object", "POST upload", "PUT part", "POST complete"] {
        let (fake, rig) = start(PATIENT).await;
        fake.state().trouble = Some((kind, Trouble::Refuses(503), 1));
        let content = bytes(20 * MIB, 1);
        let stored = rig.put(&content).await.unwrap();
        assert!(rig.get(&stored.object, None).await.unwrap() == content, "{kind}");
    }
}

#[tokio::test]
async fn a_bucket_that_fails_or_hangs_is_unavailable_and_keeps_nothing() {
    for trouble in [Trouble::Refuses(403), Trouble::Hangs] {
        for (kind, size) in [
            ("PUT object", MIB),
            ("PUT object", 20 * MIB),
            ("POST upload", 20 * MIB),
            ("PUT part", 20 * MIB),
            ("POST complete", 20 * MIB),
        ] {
            let (fake, rig) = start(IMPATIENT).await;
            fake.state().trouble = Some((kind, trouble, ALWAYS));
            assert_eq!(rig.put(&bytes(size, 1)).await, Err(Error::Unavailable), "{kind} {trouble:?}");
            rig.blobs.close().await;
            let state = fake.state();
            assert_eq!((state.objects.len(), state.uploads.len()), (0, 0), "{kind} {trouble:?}");
        }
    }
}

#[tokio::test]
async fn a_full_bucket_says_so() {
    let (fake, rig) = start(PATIENT).await;
    fake.state().trouble = Some(("PUT object", Trouble::Full, ALWAYS));
    assert_eq!(rig.put(&bytes(MIB, 1)).await, Err(Error::Full));
}

#[tokio::test]
async fn a_download_that_is_cut_goes_on_where_it_was() {
    let (fake, rig) = start(PATIENT).await;
    let content = bytes(4 * MIB, 1);
    let object = rig.put(&content).await.unwrap().object;
    fake.state().trouble = Some(("GET object", Trouble::Cuts, 1));
    assert!(rig.get(&object, None).await.unwrap() == content);
    assert_eq!(fake.state().asked.iter().filter(|asked| **asked == "GET object").count(), 2);
}

#[tokio::test]
async fn a_download_that_hangs_is_unavailable() {
    let (fake, rig) = start(IMPATIENT).await;
    let object = rig.put(&bytes(4 * MIB, 1)).await.unwrap().object;
    fake.state().trouble = Some(("GET object", Trouble::Hangs, ALWAYS));
    assert_eq!(rig.get(&object, None).await, Err(Error::Unavailable));
    // Cut in the middle first: what goes on then hangs.
    fake.state().trouble = Some(("GET object", Trouble::Cuts, 1));
    let mut get = rig.blobs.get(&object, None).await.unwrap();
    fake.state().trouble = Some(("GET object", Trouble::Hangs, ALWAYS));
    let mut last = None;
    while let Some(chunk) = get.next().await {
        last = Some(chunk.map(drop));
    }
    assert_eq!(last, Some(Err(Error::Unavailable)));
}

#[tokio::test]
async fn what_a_crash_has_left_in_a_bucket_is_swept() {
    let (fake, rig) = start(PATIENT).await;
    let mut put = rig.blobs.put(u64::MAX);
    put.write(bytes(17 * MIB, 2)).await.unwrap();
    std::mem::forget(put);
    assert_eq!(fake.held(), (1, 1), "the upload, and the note of it");
    rig.pass(25);
    assert_eq!(rig.blobs.sweep(Duration::from_hours(24)).await, Ok(1));
    assert_eq!(fake.held(), (0, 0));

    // An upload that ended, while its note could not be removed.
    fake.state().trouble = Some(("DELETE object", Trouble::Refuses(403), 1));
    let stored = rig.put(&bytes(17 * MIB, 2)).await.unwrap();
    assert_eq!(fake.state().objects.len(), 2);
    assert_eq!(rig.blobs.sweep(Duration::from_hours(24)).await, Ok(0), "only what is older");
    rig.pass(25);
    assert_eq!(rig.blobs.sweep(Duration::from_hours(24)).await, Ok(1));
    assert_eq!(rig.blobs.exists(&stored.object).await, Ok(true));
    assert_eq!(fake.state().objects.len(), 1);
}
