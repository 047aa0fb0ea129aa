//! Files that come, move and go while the server is killed: each is where it was promised to be, or where it was about to go,
//! with its bytes; and whatever is left of the others is collected.
use super::{
    PATIENCE,
    client::{Client, Server},
    filled, kills,
};
use aws_lc_rs::digest::{SHA1_FOR_LEGACY_USE_ONLY, digest};
use boxwood_api::Random;
use boxwood_server::{
    App, Config, Failure,
    admin::{Admin, Answer, Command, Doctor, Verdict},
    collect,
};
use boxwood_store::{Cost, Read, Tx};
use boxwood_testing::Database;
use futures_util::TryStreamExt;
use serde_json::{Value, json};
use std::{
    collections::HashMap,
    path::Path,
    sync::{Arc, mpsc},
    thread,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

const WORKERS: usize = 8;

/// Where a file can be.
#[derive(Clone, Debug, PartialEq)]
enum Place {
    Nowhere,
    /// In a folder, by its id.
    In(String),
    /// In the trash, be it in a folder that is there.
    Trashed,
}

/// What is known of a file: its digest, and the places that it may be in, of which the last is where it was to go.
struct Known {
    sha1: String,
    places: Vec<Place>,
}

/// One who works in a folder of their own, one call after the other, so that only the last one's end is ever unknown.
struct Worker {
    name: String,
    home: String,
    files: HashMap<String, Known>,
}

impl Worker {
    fn new(client: &mut Client, number: usize) -> Worker {
        let name = format!("worker {number}");
        let home = folder(client, &name, "0").unwrap();
        Worker { name, home, files: HashMap::new() }
    }

    /// Until the server is gone.
    fn work(&mut self, server: &Server, round: u32, done: &mpsc::Sender<()>) {
        let Some(mut client) = Client::new(server.port) else { return };
        for n in 0.. {
            if self.turn(&mut client, &format!("{round}-{n}"), n).is_none() {
                return;
            }
            // Nobody counts any more once the server is killed.
            let _ = done.send(());
        }
    }

    /// A file comes into a folder, moves to another one, and every other time goes with that. None when the server is gone.
    fn turn(&mut self, client: &mut Client, turn: &str, n: usize) -> Option<()> {
        let (from, to) = (format!("from {turn}"), format!("to {turn}"));
        let (from, to) = (folder(client, &from, &self.home)?, folder(client, &to, &self.home)?);
        let name = format!("{} {turn}", self.name);
        // Some are rows, others objects.
        let bytes: Vec<u8> = name.bytes().cycle().take(if n.is_multiple_of(3) { 100_000 } else { 1_000 }).collect();
        let sha1 = sha1(&bytes);
        self.files.insert(name.clone(), Known { sha1, places: vec![Place::Nowhere, Place::In(from.clone())] });
        let (status, file) = upload(client, &name, &from, &bytes)?;
        assert_eq!(status, 201, "{file}");
        self.settled(&name);
        let id = file["entries"][0]["id"].as_str().unwrap();

        self.about(&name, Place::In(to.clone()));
        let body = json!({ "parent": { "id": to } }).to_string();
        let (status, moved) = client.ask("PUT", &format!("/2.0/files/{id}"), &body)?;
        assert_eq!(status, 200, "{moved}");
        self.settled(&name);

        if n.is_multiple_of(2) {
            self.about(&name, Place::Trashed);
            let (status, _) = client.ask("DELETE", &format!("/2.0/folders/{to}?recursive=true"), "")?;
            assert_eq!(status, 204);
            self.settled(&name);
        }
        if n.is_multiple_of(4) {
            self.about(&name, Place::Nowhere);
            let (status, _) = client.ask("DELETE", &format!("/2.0/folders/{to}/trash"), "")?;
            assert_eq!(status, 204);
            self.settled(&name);
        }
        Some(())
    }

    fn about(&mut self, name: &str, place: Place) {
        self.files.get_mut(name).unwrap().places.push(place);
    }

    /// What was asked is promised.
    fn settled(&mut self, name: &str) {
        let places = &mut self.files.get_mut(name).unwrap().places;
        places.drain(..places.len() - 1);
    }

    /// Looks for all files, and takes what is found for what is known from now on.
    fn compare(&mut self, client: &mut Client) {
        let mut found = HashMap::new();
        for folder in entries(client, &format!("/2.0/folders/{}/items", self.home)) {
            let id = folder["id"].as_str().unwrap();
            for file in entries(client, &format!("/2.0/folders/{id}/items")) {
                found.insert(file["name"].as_str().unwrap().to_owned(), (Place::In(id.to_owned()), file));
            }
        }
        for (name, known) in &mut self.files {
            let place = match found.remove(name) {
                Some((place, file)) => {
                    assert_eq!(file["sha1"], json!(known.sha1), "{name}");
                    place
                }
                // In a folder that is in the trash, or was purged: both are nowhere to be seen.
                None if known.places.contains(&Place::Trashed) => Place::Trashed,
                None => Place::Nowhere,
            };
            assert!(known.places.contains(&place), "{name} is {place:?}, and was to be {:?}", known.places);
            known.places = vec![place];
        }
        assert!(found.is_empty(), "invented: {found:?}");
    }
}

pub(super) fn folder(client: &mut Client, name: &str, parent: &str) -> Option<String> {
    let body = json!({ "name": name, "parent": { "id": parent } }).to_string();
    let (status, folder) = client.ask("POST", "/2.0/folders", &body)?;
    assert_eq!(status, 201, "{folder}");
    Some(folder["id"].as_str().unwrap().to_owned())
}

/// As the wire shows it.
pub(super) fn sha1(bytes: &[u8]) -> String {
    digest(&SHA1_FOR_LEGACY_USE_ONLY, bytes).as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
}

pub(super) fn upload(client: &mut Client, name: &str, parent: &str, bytes: &[u8]) -> Option<(u16, Value)> {
    let said = json!({ "name": name, "parent": { "id": parent } });
    let said = format!("--b\r\nContent-Disposition: form-data; name=\"attributes\"\r\n\r\n{said}\r\n");
    let head = "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"f\"\r\n\r\n";
    let form = [said.as_bytes(), head.as_bytes(), bytes, b"\r\n--b--\r\n"].concat();
    client.send("POST", "/api/2.0/files/content", "Content-Type: multipart/form-data; boundary=b\r\n", &form)
}

pub(super) fn entries(client: &mut Client, list: &str) -> Vec<Value> {
    let (mut entries, mut marker) = (Vec::new(), String::new());
    loop {
        let page = client.ask("GET", &format!("{list}?fields=name,sha1&limit=1000&usemarker=true&marker={marker}"), "");
        let (status, mut page) = page.unwrap();
        assert_eq!(status, 200, "{page}");
        entries.append(page["entries"].as_array_mut().unwrap());
        match page["next_marker"].as_str() {
            Some(next) if !next.is_empty() => next.clone_into(&mut marker),
            _ => return entries,
        }
    }
}

/// Opens the store as it was left, two days later: whatever was under way then is long over.
pub(super) fn left(place: &str, blobs: &str) -> Result<Arc<App>, Failure> {
    let mut config = Config::new(place);
    config.blobs = blobs.parse().unwrap();
    config.store.clock = Arc::new(|| {
        let passed = SystemTime::now().duration_since(UNIX_EPOCH).unwrap() + Duration::from_hours(48);
        i64::try_from(passed.as_micros()).unwrap()
    });
    App::open(&config)
}

/// No object is without a row, none is missing, and all are as they were stored.
pub(super) async fn check(app: Arc<App>) {
    collect(app.db(), app.blobs()).await.unwrap();
    let count = |tx: &mut Tx<Read>| tx.one::<(i64,)>("SELECT count(*) FROM blobs WHERE object IS NOT NULL", ());
    let (named,) = app.db().read::<_, boxwood_store::Error>(Cost::Scan, count).await.unwrap();
    let objects = app.blobs().list(Duration::ZERO).try_collect::<Vec<_>>().await.unwrap();
    assert_eq!(objects.len(), usize::try_from(named).unwrap(), "an object without a row");
    let admin = Admin::of_server(app, Random::seeded(1));
    let Ok(Answer::Report(checks)) = admin.run(Command::Doctor(Doctor { verify: true })).await else { panic!() };
    let bad: Vec<_> = checks.iter().filter(|check| check.verdict == Verdict::Bad).collect();
    assert!(bad.is_empty(), "{:?}", bad.iter().map(|check| &check.found).collect::<Vec<_>>());
}

fn kill_and_compare(place: &str, directory: &Path) {
    filled(place);
    let blobs = directory.join("files").to_string_lossy().into_owned();
    let mut server = Server::start_with(place, &blobs);
    let mut client = Client::new(server.port).unwrap();
    let mut workers: Vec<Worker> = (0..WORKERS).map(|n| Worker::new(&mut client, n)).collect();
    for round in 0..kills() {
        let (done, count) = mpsc::channel();
        thread::scope(|scope| {
            for worker in &mut workers {
                let (server, done) = (&server, done.clone());
                scope.spawn(move || worker.work(server, round, &done));
            }
            for _ in 0..20 + 17 * (round % 8) {
                count.recv_timeout(PATIENCE).unwrap();
            }
            server.kill();
        });
        server = Server::start_with(place, &blobs);
        let mut client = Client::new(server.port).unwrap();
        workers.iter_mut().for_each(|worker| worker.compare(&mut client));
    }
    server.stop();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.block_on(async { check(left(place, &blobs).unwrap()).await });
}

#[test]
fn files_survive_kill_9_where_they_were_promised_to_be() {
    let directory = tempfile::tempdir().unwrap();
    kill_and_compare(&directory.path().join("boxwood.db").to_string_lossy(), directory.path());
}

#[test]
fn files_survive_kill_9_where_they_were_promised_to_be_on_postgres() {
    let Some(database) = Database::new() else { return };
    let directory = tempfile::tempdir().unwrap();
    kill_and_compare(&database.url(), directory.path());
}
