//! Folders that are copied, bit by bit, while the server is killed: each copy is there with all that is in it, or is nowhere to
//! be seen; and what there is of one that was not ended is taken apart.
use super::{
    PATIENCE,
    client::{Client, Server},
    content::{check, entries, folder, left, sha1, upload},
    filled, kills,
};
use boxwood_store::{Cost, Read, Tx};
use boxwood_testing::Database;
use serde_json::json;
use std::{
    collections::{BTreeMap, HashSet},
    path::Path,
    sync::mpsc,
    thread,
};

const WORKERS: usize = 3;
/// So many that a copy takes several transactions.
const FOLDERS: usize = 12;
const FILES: usize = 25;

/// What is left of copies: those that somebody is at, and items without a place.
const PIECES: &str = "SELECT (SELECT count(*) FROM copies) + (SELECT count(*) FROM copy_folders)";

/// Everything below a folder: the SHA-1 of files by their paths.
fn tree(client: &mut Client, top: &str) -> BTreeMap<String, String> {
    let (mut all, mut open) = (BTreeMap::new(), vec![(String::new(), top.to_owned())]);
    while let Some((path, id)) = open.pop() {
        for item in entries(client, &format!("/2.0/folders/{id}/items")) {
            let path = format!("{path}/{}", item["name"].as_str().unwrap());
            if item["type"] == "folder" {
                open.push((path.clone(), item["id"].as_str().unwrap().to_owned()));
            }
            all.insert(path, item["sha1"].as_str().unwrap_or_default().to_owned());
        }
    }
    all
}

/// The folder that is copied: some files are rows, others objects.
fn source(client: &mut Client) -> (String, BTreeMap<String, String>) {
    let top = folder(client, "source", "0").unwrap();
    let mut known = BTreeMap::new();
    for f in 0..FOLDERS {
        let below = folder(client, &format!("folder {f}"), &top).unwrap();
        known.insert(format!("/folder {f}"), String::new());
        for n in 0..FILES {
            let (name, size) = (format!("file {n}"), if n == 0 { 100_000 } else { 100 });
            let bytes: Vec<u8> = name.bytes().cycle().take(size).collect();
            let (status, file) = upload(client, &name, &below, &bytes).unwrap();
            assert_eq!(status, 201, "{file}");
            known.insert(format!("/folder {f}/{name}"), sha1(&bytes));
        }
    }
    assert_eq!(tree(client, &top), known);
    (top, known)
}

/// One who makes copies into a folder of their own, one after the other.
struct Worker {
    home: String,
    promised: HashSet<String>,
    /// The one that was asked for last, and whose answer did not come.
    asked: Option<String>,
}

impl Worker {
    /// Until the server is gone.
    fn work(&mut self, server: &Server, source: &str, round: u32, done: &mpsc::Sender<()>) {
        let Some(mut client) = Client::new(server.port) else { return };
        for n in 0.. {
            let name = format!("copy {round}-{n}");
            self.asked = Some(name.clone());
            let body = json!({ "name": name, "parent": { "id": self.home } }).to_string();
            let Some((status, copy)) = client.ask("POST", &format!("/2.0/folders/{source}/copy"), &body) else {
                return;
            };
            assert_eq!(status, 201, "{copy}");
            self.promised.extend(self.asked.take());
            // Nobody counts any more once the server is killed.
            let _ = done.send(());
        }
    }

    fn compare(&mut self, client: &mut Client, known: &BTreeMap<String, String>) {
        let mut found = HashSet::new();
        for copy in entries(client, &format!("/2.0/folders/{}/items", self.home)) {
            let name = copy["name"].as_str().unwrap().to_owned();
            assert!(&tree(client, copy["id"].as_str().unwrap()) == known, "{name} is not whole");
            found.insert(name);
        }
        self.promised.extend(self.asked.take().filter(|name| found.contains(name)));
        assert_eq!(found, self.promised);
    }
}

fn kill_and_compare(place: &str, directory: &Path) {
    filled(place);
    let blobs = directory.join("files").to_string_lossy().into_owned();
    let mut server = Server::start_with(place, &blobs);
    let mut client = Client::new(server.port).unwrap();
    let (top, known) = source(&mut client);
    let home = |n| folder(&mut client, &format!("worker {n}"), "0").unwrap();
    let mut workers: Vec<Worker> =
        (0..WORKERS).map(home).map(|home| Worker { home, promised: HashSet::new(), asked: None }).collect();
    for round in 0..kills() {
        let (done, count) = mpsc::channel();
        thread::scope(|scope| {
            for worker in &mut workers {
                let (server, top, done) = (&server, &top, done.clone());
                scope.spawn(move || worker.work(server, top, round, &done));
            }
            for _ in 0..1 + round % 3 {
                count.recv_timeout(PATIENCE).unwrap();
            }
            server.kill();
        });
        server = Server::start_with(place, &blobs);
        let mut client = Client::new(server.port).unwrap();
        workers.iter_mut().for_each(|worker| worker.compare(&mut client, &known));
    }
    server.stop();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let app = left(place, &blobs).unwrap();
        check(app.clone()).await;
        let pieces = |tx: &mut Tx<Read>| tx.one::<(i64,)>(PIECES, ());
        assert_eq!(app.db().read::<_, boxwood_store::Error>(Cost::Scan, pieces).await.unwrap().0, 0);
    });
}

#[test]
fn copies_of_folders_survive_kill_9_whole_or_not_at_all() {
    let directory = tempfile::tempdir().unwrap();
    kill_and_compare(&directory.path().join("boxwood.db").to_string_lossy(), directory.path());
}

#[test]
fn copies_of_folders_survive_kill_9_whole_or_not_at_all_on_postgres() {
    let Some(database) = Database::new() else { return };
    let directory = tempfile::tempdir().unwrap();
    kill_and_compare(&database.url(), directory.path());
}
