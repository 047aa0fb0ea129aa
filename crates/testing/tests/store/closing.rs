//! Opening and closing.
use crate::{RENAME, ask_and_leave, name};
use boxwood_api::SCHEMA;
use boxwood_store::{Config, Db, Error, Migration, Schema};
use boxwood_testing::{World, on_both_engines};
use std::sync::{Arc, Barrier};

const INSERT: &str = "INSERT INTO counters (kind, owner_id, shard, value) VALUES ('test', $1, 0, $1)";
const COUNT: &str = "SELECT count(*) FROM counters WHERE kind = 'test'";

#[test]
fn what_was_queued_is_written_before_the_store_closes() {
    on_both_engines(async |world: World| {
        for n in 0..200i64 {
            ask_and_leave(world.app().db().write("queued", move |tx| tx.exec(INSERT, (n,)))).await;
        }
        let world = world.reopened(|_| {}).unwrap();
        let count = world.app().db().read(boxwood_store::Cost::Point, |tx| tx.one::<(i64,)>(COUNT, ()));
        assert_eq!(count.await, Ok((200,)));
    });
}

/// The last owner may be a closure, on the thread that would then have to wait for itself.
#[test]
fn a_closure_may_hold_the_last_handle() {
    on_both_engines(async |world: World| {
        let (mine, gate) = (world.app().db().clone(), Arc::new(Barrier::new(2)));
        let open = gate.clone();
        let write = world.app().db().write("last", move |tx| {
            let _mine = &mine;
            open.wait();
            tx.exec(RENAME, (1i64, "New"))
        });
        ask_and_leave(write).await;
        let place = world.place().to_owned();
        let files = world.closed();
        gate.wait();
        // Nobody is left who could be waited for.
        let db = std::iter::repeat_with(|| Db::open(&Config::new(&place), &SCHEMA)).find_map(Result::ok).unwrap();
        while name(&db, 1).await != "New" {
            std::thread::yield_now();
        }
        drop((db, files));
    });
}

#[test]
fn a_file_is_whole_without_its_log_once_it_is_closed() {
    let world = World::on_sqlite();
    let log = format!("{}-wal", world.place());
    assert!(std::fs::metadata(&log).unwrap().len() > 0);
    let (place, copy) = (world.place().to_owned(), tempfile::tempdir().unwrap());
    let world =
        world.reopened(|config| config.store.place = copy.path().join("other.db").to_string_lossy().into_owned());
    drop(world);
    assert_eq!(std::fs::metadata(&log).map_or(0, |log| log.len()), 0, "{place}");
}

#[test]
fn a_database_of_a_newer_program_is_refused() {
    on_both_engines(async |world: World| {
        let place = world.place().to_owned();
        let newer = [Migration { name: "9999_wings", sql: "CREATE TABLE wings (id {id})" }];
        let known = SCHEMA.migrations.iter().map(|known| Migration { ..*known });
        let newer: Vec<_> = known.chain(newer).collect();
        let _files = world.closed();
        drop(Db::open(&Config::new(&place), &Schema { migrations: &newer, ..SCHEMA }).unwrap());
        let refused = Db::open(&Config::new(&place), &SCHEMA).err();
        let sentence = "the database belongs to a newer version of this program: it has '9999_wings', which this one does \
            not know";
        assert_eq!(refused, Some(Error::Engine(sentence.to_owned())));
    });
}

#[test]
fn a_file_has_one_owner() {
    let world = World::on_sqlite();
    let second = Db::open(&Config::new(world.place()), &SCHEMA).err();
    assert_eq!(second, Some(Error::InUse(world.place().to_owned())));
}

#[test]
fn a_file_that_cannot_be_made_is_explained() {
    let refused = Db::open(&Config::new("/nowhere/boxwood.db"), &SCHEMA).err();
    let sentence = "/nowhere/boxwood.db: No such file or directory (os error 2); is its directory there, and writable for \
        this user?";
    assert_eq!(refused, Some(Error::Engine(sentence.to_owned())));
}
