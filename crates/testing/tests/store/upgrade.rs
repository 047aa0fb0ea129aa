//! What an older version has stored is there in this one.
use boxwood_api::{Error, MIGRATIONS};
use boxwood_store::{Config, Db, Migration, Tx, Write};
use boxwood_testing::{Database, World, on_both_engines_empty};

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
const ITEMS: &str = "SELECT id, parent_id, coalesce(trashed_at, 0), coalesce(trash_owner, 0) FROM items ORDER BY id";
const DATES: &str = "SELECT content_created_at, content_modified_at FROM items WHERE id = 2";
const SHARED: &str = "SELECT item_id, user_id, role, status FROM collaborations";
const COUNTED: &str = "SELECT kind, owner_id, value FROM counters ORDER BY owner_id";
/// Ids go on after those that there were.
const NEXT: &str = "INSERT INTO items (parent_id, name, name_key, created_by, modified_by, created_at, modified_at) \
    VALUES (-1, 'New', 'new', 1, 1, 0, 0)";

#[test]
fn folders_become_items_and_keep_all_that_they_had() {
    on_both_engines_empty(async |world: World| {
        // A place of the same engine, without anything in it.
        let directory = tempfile::tempdir().unwrap();
        let database = world.database().and_then(|_| Database::new());
        let file = directory.path().join("old.db").to_string_lossy().into_owned();
        let place = database.as_ref().map_or(file, Database::url);
        let known: Vec<_> = MIGRATIONS.iter().take(BEFORE).map(|known| Migration { ..*known }).collect();
        let old = Db::open(&Config::new(&place), &known).unwrap();
        let fill = |tx: &mut Tx<Write>| {
            for sql in OLD {
                tx.exec(sql, ())?;
            }
            Ok::<_, Error>(())
        };
        old.write("test.old", fill).await.unwrap();
        drop(old);
        // SQLite gives the file back once its threads have ended.
        let db = std::iter::repeat_with(|| Db::open(&Config::new(&place), MIGRATIONS)).find_map(Result::ok).unwrap();
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
