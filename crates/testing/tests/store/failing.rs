//! When the disk is full, or the commit itself fails.
use crate::{RENAME, ask_and_leave, name};
use boxwood_store::{Error, Result, Tx, Write};
use boxwood_testing::World;
use std::{
    sync::{Arc, Barrier, Once},
    time::Duration,
};

const GROW: &str = "INSERT INTO avatars (user_id, media, picture, modified_at) VALUES ($1, '', $2, 0)";
const LIMIT: &str = "PRAGMA max_page_count = 1";
const UNLIMITED: &str = "PRAGMA max_page_count = 1073741823";
const LATER: &str = "PRAGMA defer_foreign_keys = ON";

/// A group of its writes waits for all that is to be in it, however busy the machine is.
fn patient() -> World {
    let world = World::on_sqlite().reopened(|config| config.store.group_time = Duration::from_secs(60));
    world.unwrap_or_else(|error| panic!("{error}"))
}

/// Three writes in one commit: a good one, the one that ruins it, and another good one.
async fn ruined(world: &World, ruin: fn(&mut Tx<Write>) -> Result<u64>) -> [Result<u64>; 3] {
    let db = world.app().db();
    let (full, hold) = (Arc::new(Barrier::new(2)), Arc::new(Barrier::new(2)));
    let rename = |id: i64, after: fn(&mut Tx<Write>) -> Result<u64>| {
        db.write("group", move |tx| {
            tx.exec(RENAME, (id, "New"))?;
            after(tx)
        })
    };
    // The first keeps the writer busy until the others have queued up behind it.
    let (held, once) = ((full.clone(), hold.clone()), Once::new());
    let first = db.write("group", move |tx| {
        once.call_once(|| {
            held.0.wait();
            held.1.wait();
        });
        tx.exec(RENAME, (1i64, "New"))
    });
    let mut first = std::pin::pin!(first);
    ask_and_leave(&mut first).await;
    full.wait();
    let (mut second, mut third) = (std::pin::pin!(rename(1, ruin)), std::pin::pin!(rename(2, |_| Ok(1))));
    ask_and_leave(&mut second).await;
    ask_and_leave(&mut third).await;
    hold.wait();
    [first.await, second.await, third.await]
}

async fn names(world: &World) -> (String, String) {
    (name(world.app().db(), 1).await, name(world.app().db(), 2).await)
}

#[tokio::test]
async fn a_commit_that_fails_fails_for_all_that_share_it() {
    let world = tokio::task::spawn_blocking(patient).await.unwrap();
    let ruin = |tx: &mut Tx<Write>| {
        tx.opt::<(i64,)>(LATER, ())?;
        tx.exec(GROW, (999_999i64, vec![0u8]))
    };
    let outcomes = ruined(&world, ruin).await;
    assert!(outcomes.iter().all(|outcome| matches!(outcome, Err(Error::Engine(_)))), "{outcomes:?}");
    assert_eq!(names(&world).await, ("Acme".to_owned(), "Other".to_owned()));
    // And the store goes on.
    world.app().db().write("next", |tx| tx.exec(RENAME, (2i64, "Next"))).await.unwrap();
    assert_eq!(names(&world).await, ("Acme".to_owned(), "Next".to_owned()));
}

#[tokio::test]
async fn a_full_disk_fails_every_write_so_far_and_leaves_nothing() {
    let world = tokio::task::spawn_blocking(patient).await.unwrap();
    let ruin = |tx: &mut Tx<Write>| {
        tx.opt::<(i64,)>(LIMIT, ())?;
        tx.exec(GROW, (1i64, vec![7u8; 1 << 20]))
    };
    let outcomes = ruined(&world, ruin).await;
    let full = Error::Unavailable("the database cannot be written: database or disk is full".to_owned());
    // SQLite has given up the transaction, so the third came into the next one, where there was room enough for it.
    assert_eq!(outcomes, [Err(full.clone()), Err(full), Ok(1)]);
    assert_eq!(names(&world).await, ("Acme".to_owned(), "New".to_owned()));
    // Once there is room, it goes on.
    let db = world.app().db();
    db.write("room", |tx| tx.opt::<(i64,)>(UNLIMITED, ())).await.unwrap();
    db.write("again", |tx| tx.exec(GROW, (1i64, vec![7u8; 1 << 20]))).await.unwrap();
}

/// Jobs of a group run without savepoints until one has to be told from the others: then all of them run again.
#[tokio::test]
async fn a_write_that_fails_after_it_wrote_takes_no_other_with_it() {
    let world = tokio::task::spawn_blocking(patient).await.unwrap();
    let ruin = |tx: &mut Tx<Write>| {
        tx.exec(RENAME, (1i64, "Ruined"))?;
        Err(Error::NoRow)
    };
    assert_eq!(ruined(&world, ruin).await, [Ok(1), Err(Error::NoRow), Ok(1)]);
    assert_eq!(names(&world).await, ("New".to_owned(), "New".to_owned()));
}
