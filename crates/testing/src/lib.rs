//! A server of one's own for each test, with a small company in it, on either engine.
#![expect(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "tests come by the side doors, to see from outside"
)]
mod browser;
mod cluster;
mod company;
mod durable;
mod fill;
mod laboratory;
mod oauth;
mod postgres;
mod provider;
mod requests;
mod served;
mod unzip;

use axum::body::Body;
pub use boxwood_api::Settings;
pub use boxwood_server::Collected;
use boxwood_server::{App, Config, Failure, lab::Lab};
pub use browser::{Browser, PASSWORD, Page};
use bytes::Bytes;
pub use cluster::Cluster;
pub use company::FULL;
pub use durable::DurableCluster;
pub use fill::fill;
use futures_util::TryStreamExt;
use http::{HeaderMap, Request};
use http_body_util::BodyExt;
pub use laboratory::LAB_TOKEN;
pub use oauth::Signer;
pub use postgres::Database;
pub use provider::{Answer, OpenIdProvider, Script, Signed};
pub use requests::Wanted;
use serde_json::Value;
pub use served::{Served, served, served_by_tls, served_in_laboratory};
use std::{
    io::{self, Write},
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering::SeqCst},
    },
    time::Duration,
};
pub use unzip::unzipped;

/// The time in every test world: 2025-06-15T15:06:40 UTC. Snapshots show it as it is.
pub const NOW: i64 = 1_750_000_000_000_000;

pub struct World {
    app: Arc<App>,
    clock: Arc<AtomicI64>,
    files: Files,
    /// What its requests go through, where it is one of several worlds of a laboratory.
    lab: Option<Lab>,
}

/// Where a world is stored; deleted with the last world that has it.
#[derive(Clone)]
pub enum Files {
    Sqlite(Arc<tempfile::TempDir>),
    Memory,
    Postgres(Arc<Database>),
}

impl Files {
    #[expect(clippy::expect_used, reason = "a test without a world is over")]
    fn sqlite() -> Files {
        Files::Sqlite(Arc::new(tempfile::tempdir().expect("a directory")))
    }

    /// A file's path, or a database's URL.
    pub fn place(&self) -> String {
        match self {
            Files::Sqlite(directory) => directory.path().join("boxwood.db").to_string_lossy().into_owned(),
            Files::Memory => boxwood_store::Config::MEMORY.to_owned(),
            Files::Postgres(database) => database.url(),
        }
    }
}

/// Runs a test in a fresh world on SQLite and in another on PostgreSQL; a snapshot in it is the same for both.
///
/// # Panics
/// When a world cannot be made.
pub fn on_both_engines(test: impl AsyncFn(World)) {
    on_both(test, World::filled);
}

/// The same in worlds with nobody in them.
///
/// # Panics
/// When a world cannot be made.
pub fn on_both_engines_empty(test: impl AsyncFn(World)) {
    on_both(test, World::open);
}

fn on_both(test: impl AsyncFn(World), open: fn(Files) -> World) {
    insta::allow_duplicates! {
        wait_for(test(open(Files::sqlite())));
        match Database::with_tables() {
            Some(database) => wait_for(test(open(Files::Postgres(Arc::new(database))))),
            // Not eprintln: what a passing test prints is never shown.
            None => {
                let _ = writeln!(io::stderr(), "SKIPPED on PostgreSQL: no server found; set BOXWOOD_PG_BIN to its directory");
            }
        }
    }
}

impl World {
    /// # Panics
    /// When the world cannot be made.
    pub fn on_sqlite() -> World {
        World::filled(Files::sqlite())
    }

    fn filled(files: Files) -> World {
        World::filled_at(files, NOW)
    }

    #[expect(clippy::expect_used, reason = "a test without a world is over")]
    fn filled_at(files: Files, now: i64) -> World {
        let world = World::open_at(files, now);
        wait_for(company::found(world.app.db())).expect("a company");
        world
    }

    fn open(files: Files) -> World {
        World::open_at(files, NOW)
    }

    #[expect(clippy::expect_used, reason = "a test without a world is over")]
    fn open_at(files: Files, now: i64) -> World {
        let clock = Arc::new(AtomicI64::new(now));
        let app = start(&files, &clock, |_| {}).expect("a server");
        World { app, clock, files, lab: None }
    }

    /// Stops the server and starts it again on the same store, with another configuration.
    ///
    /// # Errors
    /// Those of the store.
    pub fn reopened(self, change: impl FnOnce(&mut Config)) -> Result<World, Failure> {
        let World { app, clock, files, .. } = self;
        drop(app);
        let app = start(&files, &clock, change)?;
        Ok(World { app, clock, files, lab: None })
    }

    /// Stops the server, and leaves what it stored.
    pub fn closed(self) -> Files {
        self.files
    }

    /// Another server on the same store; only PostgreSQL has more than one.
    ///
    /// # Panics
    /// When the store refuses.
    #[expect(clippy::expect_used, reason = "a test without a world is over")]
    pub fn another_node(&self) -> Option<World> {
        self.database()?;
        let app = start(&self.files, &self.clock, |_| {}).expect("a server");
        Some(World { app, clock: self.clock.clone(), files: self.files.clone(), lab: None })
    }

    /// A file's path, or a database's URL.
    pub fn place(&self) -> String {
        self.files.place()
    }

    /// None on SQLite.
    pub fn database(&self) -> Option<&Database> {
        if let Files::Postgres(database) = &self.files { Some(database) } else { None }
    }

    /// The time of this world, in microseconds since 1970.
    pub fn now(&self) -> i64 {
        self.clock.load(SeqCst)
    }

    /// Writes down what waits to be recorded, as the server does every second.
    ///
    /// # Panics
    /// When the store refuses.
    #[expect(clippy::expect_used, reason = "the test has failed then")]
    pub async fn flush(&self) {
        self.app.flush().await.expect("flushed");
    }

    /// Collects what nothing has, as the server does once a day.
    ///
    /// # Panics
    /// When the store or the place of the objects refuses.
    #[expect(clippy::expect_used, reason = "the test has failed then")]
    pub async fn collected(&self) -> Collected {
        boxwood_server::collect(self.app.db(), self.app.blobs()).await.expect("collected")
    }

    /// How many objects there are, whether a row names them or not.
    ///
    /// # Panics
    /// When the place of the objects refuses.
    #[expect(clippy::expect_used, reason = "the test has failed then")]
    pub async fn objects(&self) -> usize {
        self.app.blobs().list(Duration::ZERO).try_collect::<Vec<_>>().await.expect("listed").len()
    }

    /// What `boxwood explain` knows of the request; null if nothing. `id` is a body's or a header's.
    ///
    /// # Panics
    /// When the store refuses.
    #[expect(clippy::expect_used, reason = "the test has failed then")]
    pub async fn explain(&self, id: &str) -> Value {
        self.flush().await;
        let id = boxwood_api::wire::RequestId::of(id).expect("a request id");
        let read = self.app.db().read(boxwood_store::Cost::Point, move |tx| boxwood_api::audit::explain(tx, id));
        serde_json::to_value(read.await.expect("read")).expect("JSON")
    }

    /// Moves the time of this world.
    pub fn advance(&self, by: Duration) {
        self.clock.fetch_add(i64::try_from(by.as_micros()).unwrap_or(i64::MAX), SeqCst);
    }

    pub fn app(&self) -> &Arc<App> {
        &self.app
    }

    pub fn delete(&self, path: &str) -> Ask {
        self.ask("DELETE", path, Value::Null)
    }

    pub fn get(&self, path: &str) -> Ask {
        self.ask("GET", path, Value::Null)
    }

    pub fn post(&self, path: &str, body: Value) -> Ask {
        self.ask("POST", path, body)
    }

    pub fn put(&self, path: &str, body: Value) -> Ask {
        self.ask("PUT", path, body)
    }

    /// `path` is below `/2.0`.
    pub fn ask(&self, method: &str, path: &str, body: Value) -> Ask {
        let body = if body.is_null() { Vec::new() } else { body.to_string().into_bytes() };
        Ask { body, ..self.at(method, &format!("/2.0{path}")) }
    }

    /// `path` is that of the origin.
    pub fn at(&self, method: &str, path: &str) -> Ask {
        let request = Request::builder().method(method).uri(path);
        Ask { app: self.app.clone(), lab: self.lab.clone(), request, body: Vec::new() }
    }
}

impl World {
    /// Posts a form to a path of the origin, as `/oauth2/token`.
    pub fn form(&self, path: &str, fields: &[(&str, &str)]) -> Ask {
        self.form_text(path, &serde_urlencoded::to_string(fields).unwrap_or_default())
    }

    /// A form as it is written, for what clients escape otherwise.
    pub fn form_text(&self, path: &str, text: &str) -> Ask {
        let media = "application/x-www-form-urlencoded";
        let request = Request::builder().method("POST").uri(path).header("Content-Type", media);
        Ask { app: self.app.clone(), lab: self.lab.clone(), request, body: text.as_bytes().to_vec() }
    }
}

fn start(files: &Files, clock: &Arc<AtomicI64>, change: impl FnOnce(&mut Config)) -> Result<Arc<App>, Failure> {
    let mut config = config(files, clock);
    change(&mut config);
    App::open(&config)
}

/// Of a server on that store, with a clock that is moved.
fn config(files: &Files, clock: &Arc<AtomicI64>) -> Config {
    let now = clock.clone();
    let mut config = Config::new(files.place());
    config.store.clock = Arc::new(move || now.load(SeqCst));
    config
}

/// A request on its way; await [`send`](Ask::send).
pub struct Ask {
    app: Arc<App>,
    lab: Option<Lab>,
    request: http::request::Builder,
    body: Vec<u8>,
}

#[derive(Debug)]
pub struct Reply {
    pub status: u16,
    pub headers: HeaderMap,
    /// Null when there is none, or when it is no JSON.
    pub body: Value,
    /// The body as it came.
    pub bytes: Bytes,
}

impl Ask {
    /// Sends these bytes, whatever they are.
    #[must_use]
    pub fn bytes(mut self, media: &str, body: Vec<u8>) -> Self {
        self.request = self.request.header("Content-Type", media);
        self.body = body;
        self
    }

    /// With that token of the company; `by("ada")` is the admin's.
    #[must_use]
    pub fn by(mut self, token: &str) -> Self {
        self.request = self.request.header("Authorization", format!("Bearer {token}"));
        self
    }

    #[must_use]
    pub fn as_user(mut self, id: impl ToString) -> Self {
        self.request = self.request.header("As-User", id.to_string());
        self
    }

    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.request = self.request.header(name, value);
        self
    }

    /// The answer with nothing of its body read; to drop it is to go away.
    ///
    /// # Panics
    /// When the request is none.
    #[expect(clippy::expect_used, reason = "the test has failed then")]
    pub async fn begun(self) -> http::Response<Body> {
        let request = self.request.body(Body::from(self.body)).expect("a request");
        match &self.lab {
            Some(lab) => lab.handle(request, None).await,
            None => self.app.handle(request).await,
        }
    }

    /// # Panics
    /// When the answer says that it is JSON and is not.
    #[expect(clippy::expect_used, reason = "the test has failed then")]
    pub async fn send(self) -> Reply {
        let (head, body) = self.begun().await.into_parts();
        let bytes = body.collect().await.expect("a body").to_bytes();
        let is_json =
            head.headers.get("content-type").is_some_and(|media| media.as_bytes().starts_with(b"application/json"));
        let body =
            if is_json && !bytes.is_empty() { serde_json::from_slice(&bytes).expect("JSON") } else { Value::Null };
        Reply { status: head.status.as_u16(), headers: head.headers, body, bytes }
    }
}

impl Reply {
    /// Status and code in one line, "403 access_denied_insufficient_permissions"; "-" for a body without a code.
    pub fn outcome(&self) -> String {
        let code = self.body.get("code").or_else(|| self.body.get("error")).and_then(Value::as_str).unwrap_or("-");
        format!("{} {code}", self.status)
    }
}

/// The tests are plain functions: the store has threads of its own, and the world must be opened outside of a runtime.
#[expect(clippy::expect_used, reason = "a test without a runtime is over")]
fn wait_for<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime").block_on(future)
}
