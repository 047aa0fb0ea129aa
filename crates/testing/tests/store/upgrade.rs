//! What an older version has stored is there in this one.
use boxwood_api::{Error, SCHEMA};
use boxwood_store::{Config, Cost, Db, Migration, Schema, Tx, Write};
use boxwood_testing::{Database, World, on_both_engines_empty};
use tempfile::TempDir;

/// The last version before folders became items.
const BEFORE: usize = 8;

/// Two users; a folder of the first with another in it, which the second collaborates in; one in the trash with one in it,
/// and in that one which had been deleted before.
const OLD: [&str; 5] = [
    "INSERT INTO enterprises (id, name, timezone, default_space, created_at) VALUES (1, 'Acme', 'UTC', 0, 0)",
    "INSERT INTO users (id, enterprise_id, kind, role, permissions, status, name, name_key, created_at, modified_at, \
     space_amount, profile) VALUES (1, 1, 'managed', 'user', 0, 'active', 'a', 'a', 0, 0, 0, '{}'), \
     (2, 1, 'managed', 'user', 0, 'active', 'b', 'b', 0, 0, 0, '{}')",
    "INSERT INTO folders (id, parent_id, owner_id, name, name_key, created_by, modified_by, created_at, modified_at, \
     trashed_at, trash_root) VALUES (1, 0, 1, 'Top', 'top', 1, 1, 5, 6, NULL, NULL), (2, 1, 1, 'In', 'in', 1, 2, 7, 8, NULL, \
     NULL), (3, 0, 1, 'Gone', 'gone', 1, 1, 0, 0, 9, 3), (4, 3, 1, 'Below', 'below', 1, 1, 0, 0, 9, 3), \
     (5, 3, 1, 'Earlier', 'earlier', 1, 1, 0, 0, 4, 5)",
    "INSERT INTO collaborations (folder_id, user_id, role) VALUES (2, 2, 'editor')",
    "INSERT INTO counters (kind, owner_id, shard, value) VALUES ('root_items', 1, 0, 1), ('folder_items', 1, 0, 1)",
];
const APPLIED: &str = "SELECT count(*) FROM migrations";
const ITEMS: &str = "SELECT id, parent_id, coalesce(trashed_at, 0), coalesce(trash_owner, 0) FROM items ORDER BY id";
const DATES: &str = "SELECT content_created_at, content_modified_at FROM items WHERE id = 2";
const SHARED: &str = "SELECT item_id, user_id, role, status FROM collaborations";
const COUNTED: &str = "SELECT kind, owner_id, value FROM counters ORDER BY owner_id";
/// Ids go on after those that there were.
const NEXT: &str = "INSERT INTO items (parent_id, name, name_key, created_by, modified_by, created_at, modified_at) \
    VALUES (-1, 'New', 'new', 1, 1, 0, 0)";

/// Everything that a store's schema says, a line for each part of it, in an order of its own.
const SQLITE: [&str; 4] = [
    "SELECT m.name || ' ' || x.name || ' ' || x.type || ' ' || x.\"notnull\" || ' ' || coalesce(x.dflt_value, '-') || ' ' || x.pk \
     || ' ' || x.hidden AS said FROM sqlite_master m, pragma_table_xinfo(m.name) x WHERE m.type = 'table' ORDER BY m.name, x.cid",
    "SELECT m.name || ' ' || f.\"from\" || ' ' || f.\"table\" || ' ' || f.\"to\" || ' ' || f.on_delete AS said FROM \
     sqlite_master m, pragma_foreign_key_list(m.name) f WHERE m.type = 'table' ORDER BY said",
    "SELECT name || ' ' || coalesce(sql, tbl_name) AS said FROM sqlite_master WHERE type <> 'table' ORDER BY said",
    "SELECT name || ' ' || (sql LIKE '%WITHOUT ROWID%') || (sql LIKE '%AUTOINCREMENT%') AS said FROM sqlite_master \
     WHERE type = 'table' ORDER BY said",
];
/// Primary keys keep the names of tables that were renamed.
const POSTGRES: [&str; 4] = [
    "SELECT CAST(table_name || ' ' || column_name || ' ' || data_type || ' ' || coalesce(collation_name, '-') || ' ' || is_nullable \
     || ' ' || coalesce(column_default, '-') || ' ' || is_identity || ' ' || coalesce(generation_expression, '-') AS TEXT) AS said \
     FROM information_schema.columns WHERE table_schema = 'public' ORDER BY table_name, ordinal_position",
    "SELECT CASE WHEN indexname LIKE '%\\_pkey' THEN replace(indexdef, indexname, '-') ELSE indexdef END AS said FROM pg_indexes \
     WHERE schemaname = 'public' ORDER BY said",
    "SELECT CAST(CAST(conrelid AS REGCLASS) AS TEXT) || ' ' || pg_get_constraintdef(oid) AS said FROM pg_constraint \
     WHERE conrelid <> 0 AND connamespace = 'public'::regnamespace ORDER BY said",
    "SELECT CAST(proname || ' ' || prosrc AS TEXT) AS said FROM pg_proc WHERE pronamespace = 'public'::regnamespace UNION ALL \
     SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal ORDER BY said",
];

async fn said(db: &Db) -> Vec<String> {
    let read = |tx: &mut Tx<Write>| {
        let all = if tx.is_embedded() { SQLITE } else { POSTGRES };
        let mut said: Vec<(String,)> = Vec::new();
        for sql in all {
            said.extend(tx.many::<(String,)>(sql, ())?);
        }
        Ok::<_, Error>(said.into_iter().map(|(line,)| line).collect())
    };
    db.write("test.said", read).await.unwrap()
}

#[test]
fn a_new_store_is_as_if_it_had_been_brought_up_to_date() {
    on_both_engines_empty(async |world: World| {
        let (_directory, _database, place) = another(&world);
        let grown = Db::open(&Config::new(&place), &Schema { whole: None, ..SCHEMA }).unwrap();
        let (new, grown) = (said(world.app().db()).await, said(&grown).await);
        assert!(new.len() > 400, "{}", new.len());
        let only =
            |some: &[String], of: &[String]| some.iter().filter(|line| !of.contains(line)).cloned().collect::<Vec<_>>();
        assert_eq!(
            (only(&new, &grown), only(&grown, &new)),
            (Vec::new(), Vec::new()),
            "migrations/schema.sql has to follow"
        );
        assert_eq!(new, grown, "the columns are in another order");
    });
}

/// The program that had it was killed, and then somebody removed the store, but not its log.
#[tokio::test]
async fn a_log_without_its_store_is_thrown_away() {
    let directory = tempfile::tempdir().unwrap();
    let file = |name: &str| directory.path().join(name);
    let config = |name: &str| Config::new(file(name).to_string_lossy());
    let old = Db::open(&config("old.db"), &SCHEMA).unwrap();
    let change = |tx: &mut Tx<Write>| tx.exec("DELETE FROM migrations WHERE name <> '0001_identity'", ());
    old.write("test.old", change).await.unwrap();
    std::fs::copy(file("old.db-wal"), file("new.db-wal")).unwrap();
    let new = Db::open(&config("new.db"), &SCHEMA).unwrap();
    let applied = |tx: &mut Tx<_>| tx.one::<(i64,)>(APPLIED, ());
    assert_eq!(new.read(Cost::Point, applied).await.unwrap().0, SCHEMA.migrations.len() as i64);
    let grown = Db::open(&config("grown.db"), &Schema { whole: None, ..SCHEMA }).unwrap();
    assert_eq!(said(&new).await, said(&grown).await);
}

/// The program was killed when the file of its new store was there, and before it had opened it.
#[tokio::test]
async fn a_store_that_was_only_just_begun_is_gone_on_with() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("new.db");
    std::fs::write(&file, SCHEMA.whole.unwrap().image).unwrap();
    let db = Db::open(&Config::new(file.to_string_lossy()), &SCHEMA).unwrap();
    let applied = |tx: &mut Tx<_>| tx.one::<(i64,)>(APPLIED, ());
    assert_eq!(db.read(Cost::Point, applied).await.unwrap().0, SCHEMA.migrations.len() as i64);
}

/// A store is where the link leads, whether something is there already or not.
#[cfg(unix)]
#[test]
fn a_link_to_a_store_stays_a_link() {
    let directory = tempfile::tempdir().unwrap();
    let file = |name: &str| directory.path().join(name);
    for (link, target) in [("a.db", "elsewhere-a.db"), ("b.db", "elsewhere-b.db")] {
        if link == "a.db" {
            std::fs::write(file(target), "").unwrap();
        }
        std::os::unix::fs::symlink(file(target), file(link)).unwrap();
        drop(Db::open(&Config::new(file(link).to_string_lossy()), &SCHEMA).unwrap());
        assert!(file(link).is_symlink() && std::fs::metadata(file(target)).unwrap().len() > 0, "{link}");
    }
}

/// Who made the empty file has said who may read it; and nothing else is left of the beginning.
#[cfg(unix)]
#[test]
fn a_new_store_keeps_the_mode_of_an_empty_file() {
    use std::{fs::OpenOptions, os::unix::fs::OpenOptionsExt, os::unix::fs::PermissionsExt};
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("new.db");
    OpenOptions::new().create_new(true).write(true).mode(0o600).open(&file).unwrap();
    let db = Db::open(&Config::new(file.to_string_lossy()), &SCHEMA).unwrap();
    let mut modes: Vec<_> = std::fs::read_dir(&directory)
        .unwrap()
        .map(|entry| entry.unwrap())
        .map(|entry| (entry.file_name().into_string().unwrap(), entry.metadata().unwrap().permissions().mode() & 0o777))
        .filter(|(name, _)| name != "new.db-lock")
        .collect();
    modes.sort();
    drop(db);
    let expected = ["new.db", "new.db-shm", "new.db-wal"].map(|name| (name.to_owned(), 0o600));
    assert_eq!(modes, expected);
}

/// A place of the same engine, without anything in it, for as long as what keeps it is kept.
fn another(world: &World) -> (TempDir, Option<Database>, String) {
    let directory = tempfile::tempdir().unwrap();
    let database = world.database().and_then(|_| Database::new());
    let file = directory.path().join("old.db").to_string_lossy().into_owned();
    let place = database.as_ref().map_or(file, Database::url);
    (directory, database, place)
}

#[test]
fn folders_become_items_and_keep_all_that_they_had() {
    on_both_engines_empty(async |world: World| {
        let (_directory, _database, place) = another(&world);
        let known: Vec<_> = SCHEMA.migrations.iter().take(BEFORE).map(|known| Migration { ..*known }).collect();
        let old = Db::open(&Config::new(&place), &Schema { whole: None, migrations: &known }).unwrap();
        let fill = |tx: &mut Tx<Write>| {
            for sql in OLD {
                tx.exec(sql, ())?;
            }
            Ok::<_, Error>(())
        };
        old.write("test.old", fill).await.unwrap();
        drop(old);
        // SQLite gives the file back once its threads have ended.
        let db = std::iter::repeat_with(|| Db::open(&Config::new(&place), &SCHEMA)).find_map(Result::ok).unwrap();
        let read = |tx: &mut Tx<Write>| {
            let items: Vec<(i64, i64, i64, i64)> = tx.many(ITEMS, ())?;
            let dates: (i64, i64) = tx.one(DATES, ())?;
            let shared: Vec<(i64, i64, String, String)> = tx.many(SHARED, ())?;
            let counted: Vec<(String, i64, i64)> = tx.many(COUNTED, ())?;
            // PostgreSQL counts ids that it gave itself, and here it gave none.
            let next = if tx.is_embedded() { tx.insert::<i64>(NEXT, ())? } else { Some(6) };
            Ok::<_, Error>((items, dates, shared, counted, next))
        };
        let (items, dates, shared, counted, next) = db.write("test.new", read).await.unwrap();
        assert_eq!(items, [(1, -1, 0, 0), (2, 1, 0, 0), (3, -1, 9, 1), (4, 3, 0, 0), (5, 3, 4, 1)]);
        assert_eq!(dates, (7, 8));
        assert_eq!(shared, [(2, 2, "editor".to_owned(), "accepted".to_owned())]);
        let items = "folder_items".to_owned();
        assert_eq!(counted, [(items.clone(), -1, 1), (items, 1, 1), ("trash_items".to_owned(), 1, 2)]);
        assert_eq!(next, Some(6));
    });
}
