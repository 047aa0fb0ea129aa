use super::*;
use proptest::prelude::*;
use rusqlite::{Connection, OpenFlags};

#[expect(clippy::disallowed_methods, reason = "what is tested is what the store opens")]
fn connect(name: &str) -> rusqlite::Result<Connection> {
    Connection::open_with_flags_and_vfs(name, OpenFlags::default(), VFS)
}

fn open(memory: &Memory) -> Connection {
    let connection = connect(memory.name()).unwrap();
    connection
        .execute_batch("PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF; PRAGMA busy_timeout = 0")
        .unwrap();
    connection
}

fn filled(rows: i64) -> Memory {
    let memory = Memory::new(None).unwrap();
    let all = format!(
        "CREATE TABLE t (id INTEGER PRIMARY KEY, text TEXT); \
         WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {rows}) \
         INSERT INTO t SELECT i, hex(zeroblob(100)) FROM n"
    );
    open(&memory).execute_batch(&all).unwrap();
    memory
}

fn count(connection: &Connection) -> i64 {
    connection.query_row("SELECT count(*) FROM t", (), |row| row.get(0)).unwrap()
}

#[test]
fn a_reader_keeps_what_it_began_with_while_another_commits() {
    let memory = filled(100);
    let (reader, writer) = (open(&memory), open(&memory));
    reader.execute_batch("BEGIN").unwrap();
    assert_eq!(count(&reader), 100);
    writer.execute_batch("DELETE FROM t WHERE id > 10").unwrap();
    assert_eq!((count(&reader), count(&writer)), (100, 10));
    reader.execute_batch("COMMIT").unwrap();
    assert_eq!(count(&reader), 10);
}

#[test]
fn what_is_rolled_back_was_never_there() {
    let memory = filled(2000);
    let writer = open(&memory);
    // So small a cache that pages are written before the end.
    let all = "PRAGMA cache_size = 10; BEGIN; UPDATE t SET text = id; DELETE FROM t WHERE id % 2 = 0; ROLLBACK";
    writer.execute_batch(all).unwrap();
    writer.execute_batch("BEGIN; SAVEPOINT a; DELETE FROM t; ROLLBACK TO a; RELEASE a; COMMIT").unwrap();
    assert_eq!(count(&writer), 2000);
    let checked: String = open(&memory).query_row("PRAGMA integrity_check", (), |row| row.get(0)).unwrap();
    assert_eq!(checked, "ok");
    let text: String = writer.query_row("SELECT text FROM t WHERE id = 7", (), |row| row.get(0)).unwrap();
    assert_eq!(text.len(), 200);
}

#[test]
fn one_writes_at_a_time() {
    let memory = filled(1);
    let (one, other) = (open(&memory), open(&memory));
    one.execute_batch("BEGIN IMMEDIATE").unwrap();
    assert!(other.execute_batch("BEGIN IMMEDIATE").is_err());
    drop(one);
    other.execute_batch("BEGIN IMMEDIATE; INSERT INTO t (text) VALUES ('x'); COMMIT").unwrap();
    assert_eq!(count(&other), 2);
}

#[test]
fn who_has_read_what_is_old_by_now_does_not_write_upon_it() {
    let memory = filled(1);
    let (one, other) = (open(&memory), open(&memory));
    one.execute_batch("BEGIN").unwrap();
    assert_eq!(count(&one), 1);
    other.execute_batch("INSERT INTO t (text) VALUES ('x')").unwrap();
    assert!(one.execute_batch("INSERT INTO t (text) VALUES ('y')").is_err());
    one.execute_batch("ROLLBACK; INSERT INTO t (text) VALUES ('y')").unwrap();
    assert_eq!(count(&other), 3);
}

#[test]
fn forks_go_their_own_ways() {
    let memory = filled(1000);
    let image = memory.image();
    let fork = Memory::new(Some(image.clone())).unwrap();
    let (old, new) = (open(&memory), open(&fork));
    old.execute_batch("DELETE FROM t").unwrap();
    new.execute_batch("INSERT INTO t (text) VALUES ('x')").unwrap();
    assert_eq!((count(&old), count(&new)), (0, 1001));
    let third = Memory::new(Some(image)).unwrap();
    assert_eq!(count(&open(&third)), 1000);
}

#[test]
fn it_is_gone_with_its_last_connection() {
    let memory = filled(1);
    let (name, reader) = (memory.name().to_owned(), open(&memory));
    drop(memory);
    assert_eq!(count(&reader), 1);
    drop(reader);
    assert!(named(&name).is_none());
    assert!(connect(&name).is_err());
}

#[test]
fn what_is_given_is_read_where_it_lies_and_never_changed() {
    let file: &'static [u8] = filled(1000).image().bytes().leak();
    let (one, other) = (Memory::new(Some(Image::of(file))).unwrap(), Memory::new(Some(Image::of(file))).unwrap());
    let was = file.to_vec();
    open(&one).execute_batch("DELETE FROM t WHERE id > 10; UPDATE t SET text = 'y'").unwrap();
    assert_eq!((count(&open(&one)), count(&open(&other))), (10, 1000));
    assert_eq!(other.image().bytes(), was);
    assert!(file == was);
}

#[derive(Clone, Debug)]
enum Step {
    Write(usize, Vec<u8>),
    Truncate(usize),
    Fork,
}

fn step() -> impl Strategy<Value = Step> {
    const END: usize = 3 << 20;
    prop_oneof![
        (0..END, proptest::collection::vec(any::<u8>(), 1..9000)).prop_map(|(at, bytes)| Step::Write(at, bytes)),
        (0..END / 4096, any::<u8>()).prop_map(|(page, byte)| Step::Write(page * 4096, vec![byte; 4096])),
        (0..END).prop_map(Step::Truncate),
        Just(Step::Fork),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn an_image_is_a_file(given in 0..300_usize, steps in proptest::collection::vec(step(), 1..24)) {
        let mut file: Vec<u8> = (0..given * 4096).map(|at| (at / 7) as u8).collect();
        let mut image = Image::of(file.clone().leak());
        let mut forks = Vec::new();
        for step in steps {
            match step {
                Step::Write(at, bytes) => {
                    image.write(at, &bytes);
                    if file.len() < at + bytes.len() {
                        file.resize(at + bytes.len(), 0);
                    }
                    file[at..at + bytes.len()].copy_from_slice(&bytes);
                }
                Step::Truncate(size) => {
                    image.truncate(size);
                    file.truncate(size);
                }
                Step::Fork => forks.push((image.clone(), file.clone())),
            }
        }
        forks.push((image, file));
        for (image, file) in forks {
            let mut read = vec![1; file.len() + 10];
            prop_assert_eq!(image.size(), file.len());
            prop_assert_eq!(image.read(0, &mut read), file.len());
            prop_assert!(read[..file.len()] == file[..]);
        }
    }
}
