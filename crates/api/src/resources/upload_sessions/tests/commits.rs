//! Commits: two at once, again, after a restart, and those that take long.
use super::*;

/// A world whose objects outlive a restart.
fn on_disk(world: World, directory: &std::path::Path, join: Duration) -> World {
    let place = directory.to_str().unwrap().parse().unwrap();
    world
        .reopened(|config| {
            config.blobs = place;
            config.limits.join = join;
        })
        .unwrap()
}

#[test]
fn of_two_commits_at_once_one_makes_the_file_and_both_answer_it() {
    on_both_engines(async |world: World| {
        let file = bytes(11);
        let session = begun(&world, "una", "a", "0").await;
        let parts = sent(&world, "una", &session, &file).await;
        let send = || commit(&world, &session, &file, &parts, Value::Null).by("una").send();
        let (one, other) = tokio::join!(send(), send());
        assert_eq!((one.status, other.status), (201, 201), "{one:?} {other:?}");
        let later = send().await;
        assert_eq!((&one.body, &one.body), (&other.body, &later.body));
        let items = world.get("/folders/0/items").by("una").send().await.body;
        assert_eq!((&items["total_count"], world.objects().await), (&json!(1), 1));
        assert_eq!(world.get("/users/me").by("una").send().await.body["space_used"], SIZE);
    });
}

#[test]
fn the_same_bytes_as_another_file_has_are_stored_once() {
    on_both_engines(async |world: World| {
        let file = bytes(12);
        for (by, name) in [("una", "a"), ("max", "b"), ("una", "c")] {
            let done = made(&world, by, name, &file).await;
            assert_eq!((done.status, world.objects().await), (201, 1), "{done:?}");
        }
        assert_eq!(world.collected().await, Collected::default());
    });
}

#[test]
fn a_commit_that_takes_long_is_asked_again_and_is_done_meanwhile() {
    on_both_engines(async |world: World| {
        let directory = tempfile::tempdir().unwrap();
        let world = on_disk(world, directory.path(), Duration::ZERO);
        let file = bytes(13);
        let session = begun(&world, "una", "a", "0").await;
        let parts = sent(&world, "una", &session, &file).await;
        let send = || commit(&world, &session, &file, &parts, Value::Null).by("una").send();
        let first = send().await;
        assert!(first.status == 202 && first.headers["retry-after"] == "10", "{first:?}");
        assert!(first.bytes.is_empty(), "{first:?}");
        let done = loop {
            let reply = send().await;
            if reply.status != 202 {
                break reply;
            }
            tokio::task::yield_now().await;
        };
        assert_eq!(done.status, 201, "{done:?}");
        assert!(content(&world, "una", &done.body["entries"][0]["id"]).await == file, "the bytes are others");
        assert_eq!(world.objects().await, 1);
    });
}

#[test]
fn a_session_goes_on_after_a_restart_wherever_it_was() {
    on_both_engines(async |world: World| {
        let directory = tempfile::tempdir().unwrap();
        let world = on_disk(world, directory.path(), Duration::from_secs(60));
        let file = bytes(14);
        let session = begun(&world, "una", "a", "0").await;
        let mut parts = vec![part(&world, &session, &file, 0).by("una").send().await.body["part"].clone()];
        // In the middle of the parts.
        let world = on_disk(world, directory.path(), Duration::from_secs(60));
        for n in 1..3 {
            parts.push(part(&world, &session, &file, n).by("una").send().await.body["part"].clone());
        }
        // The whole is joined, and refused for its digest; then the server is started anew.
        let refused = commit(&world, &session, b"other", &parts, Value::Null).by("una").send().await;
        assert_eq!((refused.outcome().as_str(), world.objects().await), ("400 bad_digest", 1));
        let world = on_disk(world, directory.path(), Duration::from_secs(60));
        assert_eq!(world.collected().await, Collected::default());
        let done = commit(&world, &session, &file, &parts, Value::Null).by("una").send().await;
        assert_eq!(done.status, 201, "{done:?}");
        let world = on_disk(world, directory.path(), Duration::from_secs(60));
        let again = commit(&world, &session, &file, &parts, Value::Null).by("una").send().await;
        assert_eq!((again.status, &again.body), (201, &done.body));
        assert!(content(&world, "una", &done.body["entries"][0]["id"]).await == file, "the bytes are others");
    });
}

/// As it is after a kill in the middle of joining: no row tells of it, and what it wrote is left in the place of the objects.
#[test]
fn what_a_join_leaves_that_was_cut_short_is_in_nobodys_way() {
    on_both_engines(async |world: World| {
        let file = bytes(15);
        let session = begun(&world, "una", "a", "0").await;
        let parts = sent(&world, "una", &session, &file).await;
        let mut left = world.app().blobs().put(u64::MAX);
        left.write(file.clone().into()).await.unwrap();
        left.finish().await.unwrap();
        let done = commit(&world, &session, &file, &parts, Value::Null).by("una").send().await;
        assert_eq!((done.status, world.objects().await), (201, 2), "{done:?}");
        world.advance(Duration::from_hours(26));
        assert_eq!(world.collected().await, Collected { contents: 0, objects: 1 });
    });
}
