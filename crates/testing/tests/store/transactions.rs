//! What closures over a transaction may rely on, on both engines.
use crate::{RENAME, name};
use boxwood_store::{Cost, Db, Ended, Error, Result};
use boxwood_testing::{World, on_both_engines};
use futures_util::future::join_all;
use std::sync::{
    Arc, Mutex,
    atomic::{AtomicU32, Ordering::SeqCst},
};

const COUNT: &str = "SELECT default_space FROM enterprises WHERE id = $1";
const SET_COUNT: &str = "UPDATE enterprises SET default_space = $2 WHERE id = $1";
const TAKE_CLIENT_ID: &str = "INSERT INTO apps (enterprise_id, client_id, secret_hash, name, settings, created_at, \
    modified_at) SELECT enterprise_id, client_id, secret_hash, name, settings, created_at, modified_at FROM apps WHERE id = 1";

/// `RENAME` names `$2` before `$1`, which SQLite by itself would mix up.
#[test]
fn parameters_go_by_their_numbers() {
    on_both_engines(async |world: World| {
        let db = world.app().db();
        db.write("rename", |tx| tx.exec(RENAME, (1i64, "New"))).await.unwrap();
        assert_eq!((name(db, 1).await.as_str(), name(db, 2).await.as_str()), ("New", "Other"));
    });
}

#[test]
fn errors_and_panics_roll_back_their_own_writes_only() {
    on_both_engines(async |world: World| {
        let (db, hooks) = (world.app().db(), Arc::new(AtomicU32::new(0)));
        let rename = |to: &'static str, end: fn() -> Result<()>| {
            let hooks = hooks.clone();
            db.write("rename", move |tx| {
                let hooks = hooks.clone();
                tx.on_commit(move || {
                    hooks.fetch_add(1, SeqCst);
                });
                tx.exec(RENAME, (if to == "good" { 1i64 } else { 2 }, to))?;
                end()
            })
        };
        // Queued together, so that they share a commit.
        let outcomes = tokio::join!(
            rename("bad", || Err(Error::NoRow)),
            rename("good", || Ok(())),
            rename("bad", || panic!("on purpose")),
        );
        assert_eq!(outcomes, (Err(Error::NoRow), Ok(()), Err(Error::Panicked)));
        assert_eq!((name(db, 1).await.as_str(), name(db, 2).await.as_str()), ("good", "Other"));
        assert_eq!(hooks.load(SeqCst), 1);
    });
}

#[test]
fn an_insert_answers_the_id_of_its_row_or_none_where_a_conflict_left_none() {
    const APP: &str = "INSERT INTO apps (enterprise_id, client_id, secret_hash, name, settings, created_at, modified_at) \
        VALUES (1, $1, $2, 'app', 0, 0, 0) ON CONFLICT DO NOTHING";
    const CLIENT_IDS: &str = "SELECT id, client_id FROM apps WHERE name = 'app' ORDER BY id";
    on_both_engines(async |world: World| {
        let db = world.app().db();
        let add = |client: &'static str| db.write("add", move |tx| tx.insert::<i64>(APP, (client, vec![0u8])));
        let made = [add("a").await, add("b").await, add("a").await].map(Result::unwrap);
        let rows: Vec<(i64, String)> = db.read(Cost::Scan, |tx| tx.many(CLIENT_IDS, ())).await.unwrap();
        let expected = [(made[0].unwrap(), "a".to_owned()), (made[1].unwrap(), "b".to_owned())];
        assert_eq!((rows.as_slice(), made[2]), (&expected[..], None));
    });
}

/// PostgreSQL ends a transaction with its first error, so a closure that overlooks one must fail on SQLite too.
#[test]
fn an_error_that_the_closure_drops_is_still_an_error() {
    on_both_engines(async |world: World| {
        let db = world.app().db();
        let outcome = db.write("careless", |tx| {
            tx.exec(RENAME, (1i64, "New"))?;
            let _ = tx.exec(TAKE_CLIENT_ID, ());
            Ok(())
        });
        assert_eq!(outcome.await, Err(Error::Constraint("apps_client_id".to_owned())));
        assert_eq!(name(db, 1).await, "Acme");
    });
}

/// Read, add, write back: SERIALIZABLE refuses all but one at a time, and the others run again.
#[test]
fn no_increment_is_lost_and_the_observer_hears_of_all() {
    on_both_engines(async |world: World| {
        let heard: Arc<Mutex<Vec<Ended>>> = Arc::default();
        let listener = heard.clone();
        let observer = Arc::new(move |ended: &Ended| listener.lock().unwrap().push(*ended));
        let world = world.reopened(|config| config.store.observer = observer).unwrap();
        let db = world.app().db().clone();
        let add = move |db: Db| async move {
            for _ in 0..10 {
                let one_more = db.write("add", |tx| {
                    let (count,): (i64,) = tx.one(COUNT, (1i64,))?;
                    tx.exec(SET_COUNT, (1i64, count + 1))
                });
                one_more.await.unwrap();
            }
        };
        db.write("reset", |tx| tx.exec(SET_COUNT, (1i64, 0i64))).await.unwrap();
        db.write("refuse", |_| Err::<(), _>(Error::NoRow)).await.unwrap_err();
        tokio::join!(add(db.clone()), add(db.clone()), add(db.clone()), add(db.clone()));
        let (count,): (i64,) = db.read(Cost::Point, |tx| tx.one(COUNT, (1i64,))).await.unwrap();
        assert_eq!(count, 40);

        let on_postgres = world.database().is_some();
        // Whoever has an answer finds it counted.
        let heard = heard.lock().unwrap();
        let of = |name| heard.iter().filter(move |ended| ended.name == name);
        assert_eq!((of("reset").count(), of("refuse").count(), of("add").count()), (1, 1, 40));
        assert!(of("add").all(|ended| ended.committed && ended.ran <= ended.took));
        assert!(of("refuse").all(|ended| !ended.committed));
        assert_eq!(of("add").any(|ended| ended.conflicts > 0), on_postgres);
    });
}

/// Each reads what all the others write: of those that run side by side only one can be right, and yet all get through.
#[test]
fn writes_that_refuse_each_other_all_get_through() {
    const WRITES: i64 = 300;
    const SUM: &str =
        "SELECT CAST(coalesce(sum(value), 0) AS BIGINT) FROM counters WHERE kind = 'users' AND owner_id = 99";
    const ADD: &str = "INSERT INTO counters (kind, owner_id, part_id, shard, value) VALUES ('users', 99, 0, $1, 1) \
        ON CONFLICT (kind, owner_id, part_id, shard) DO UPDATE SET value = counters.value + 1";
    on_both_engines(async |world: World| {
        let db = world.app().db();
        let write = |_| {
            db.write("add", |tx| {
                let (sum,): (i64,) = tx.one(SUM, ())?;
                // As much as an upload reads in between.
                for _ in 0..20 {
                    tx.one::<(i64,)>(COUNT, (1i64,))?;
                }
                let shard = tx.shard();
                tx.exec(ADD, (shard,))?;
                Ok::<_, Error>(sum)
            })
        };
        let mut seen: Vec<i64> = join_all((0..WRITES).map(write)).await.into_iter().map(Result::unwrap).collect();
        seen.sort_unstable();
        assert_eq!(seen, (0..WRITES).collect::<Vec<_>>(), "as if one had come after the other");
    });
}

#[test]
fn a_refused_row_names_its_index() {
    on_both_engines(async |world: World| {
        let refused = world.app().db().write("again", |tx| tx.exec(TAKE_CLIENT_ID, ())).await;
        assert_eq!(refused, Err(Error::Constraint("apps_client_id".to_owned())));
    });
}

#[test]
fn a_row_that_has_drifted_from_its_statement_is_refused() {
    boxwood_store::row! {
        #[derive(Debug, PartialEq)]
        struct Drifted { name: String, id: i64 }
    }
    on_both_engines(async |world: World| {
        let drifted =
            world.app().db().read(Cost::Point, |tx| tx.many::<Drifted>("SELECT id, name FROM enterprises", ()));
        assert!(matches!(drifted.await, Err(Error::Engine(text)) if text.contains("the row has [\"name\", \"id\"]")));
    });
}
