//! How sessions end that nobody commits, and what is collected meanwhile.
use super::*;
use std::cell::Cell;

const DAY: Duration = Duration::from_hours(24);

#[test]
fn a_session_expires_and_says_so_until_it_is_collected() {
    on_both_engines(async |world: World| {
        let file = bytes(21);
        let session = begun(&world, "una", "a", "0").await;
        let parts = sent(&world, "una", &session, &file).await;
        world.advance(7 * DAY);
        world.token("later", "una", 1, boxwood_testing::FULL.0).await;
        for reply in [
            world.at("GET", place(&session)).by("later").send().await,
            world.at("GET", &format!("{}/parts", place(&session))).by("later").send().await,
            part(&world, &session, &file, 0).by("later").send().await,
            commit(&world, &session, &file, &parts, Value::Null).by("later").send().await,
        ] {
            assert_eq!(reply.outcome(), "410 session_expired");
        }
        assert_eq!((world.collected().await, world.objects().await), (Collected::default(), 3));
        world.advance(DAY);
        assert_eq!(world.collected().await, Collected { contents: 0, objects: 3 });
        world.token("last", "una", 1, boxwood_testing::FULL.0).await;
        assert_eq!(world.at("GET", place(&session)).by("last").send().await.outcome(), "404 not_found");
        assert_eq!(world.objects().await, 0);
    });
}

/// Parts are older than any put when they are joined, and no content has them: the collector must know whose they are.
#[test]
fn collecting_takes_nothing_of_a_session_that_lives() {
    on_both_engines(async |world: World| {
        let file = bytes(22);
        let session = begun(&world, "una", "a", "0").await;
        let parts = sent(&world, "una", &session, &file).await;
        world.advance(6 * DAY);
        world.token("later", "una", 1, boxwood_testing::FULL.0).await;
        assert_eq!((world.collected().await, world.objects().await), (Collected::default(), 3));
        let done = Cell::new(false);
        let come = async || {
            let one = begun(&world, "later", "b", "0").await;
            let listed = sent(&world, "later", &one, &file).await;
            let two = commit(&world, &session, &file, &parts, Value::Null).by("later").send().await;
            let three = commit(&world, &one, &file, &listed, Value::Null).by("later").send().await;
            done.set(true);
            [two, three]
        };
        let never_rest = async || {
            while !done.get() {
                world.collected().await;
                tokio::task::yield_now().await;
            }
        };
        let (made, ()) = tokio::join!(come(), never_rest());
        for reply in made {
            assert_eq!(reply.status, 201, "{reply:?}");
            assert!(content(&world, "later", &reply.body["entries"][0]["id"]).await == file, "the bytes are others");
        }
        assert_eq!(world.objects().await, 1);
    });
}

#[test]
fn the_whole_of_a_session_that_is_given_up_goes_with_it() {
    on_both_engines(async |world: World| {
        let file = bytes(23);
        let session = begun(&world, "una", "a", "0").await;
        let parts = sent(&world, "una", &session, &file).await;
        let refused = commit(&world, &session, b"other", &parts, Value::Null).by("una").send().await;
        assert_eq!((refused.status, world.objects().await), (400, 1));
        assert_eq!(world.at("DELETE", place(&session)).by("una").send().await.status, 204);
        assert_eq!(world.collected().await, Collected { contents: 0, objects: 1 });
        assert_eq!(world.collected().await, Collected::default());
    });
}
