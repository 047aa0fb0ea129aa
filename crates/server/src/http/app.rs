//! What the server is made of.
use super::{
    archive,
    door::Proofs,
    download::Shelf,
    join::Joins,
    ledger::Ledger,
    others::Others,
    picture,
    rate::RateLimit,
    respond,
    slow::Slow,
    studio::Studio,
    table::{Table, below},
};
use crate::{
    Config, Failure, Limits,
    metrics::{Meter, Page, Writes},
};
use axum::body::Body;
use boxwood_api::{Error, SCHEMA, Site, audit::Recorder, resources, signed::SigningKey};
use boxwood_blobs::Blobs;
use boxwood_store::{Clock, Db, Ended, Image};
use http::{Request, Response};
use hyper::body::Body as HttpBody;
use std::{
    future::poll_fn,
    panic::{AssertUnwindSafe, catch_unwind},
    pin::{Pin, pin},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering::Relaxed},
    },
    task::Poll,
};

/// How many bytes the cache of a fork holds: there may be many, each for a test.
const FORKS_CACHE: usize = 1 << 20;

pub struct App {
    pub(crate) db: Db,
    pub(super) blobs: Blobs,
    pub(crate) recorder: Arc<Recorder>,
    pub(crate) connections: Arc<AtomicUsize>,
    /// Forks have the same, and count in it together.
    pub(super) table: Arc<Table>,
    pub(super) rate: RateLimit,
    pub(super) limits: Limits,
    pub(super) slow: Slow,
    pub(super) joins: Joins,
    pub(super) studio: Studio,
    /// Of passwords of shared links.
    pub(super) proofs: Proofs,
    /// Scheme, host and port of the server's own pages.
    pub(super) own_origin: String,
    /// Calls of the API that are no operation.
    pub(super) unknown: Meter,
    pub(super) others: Others,
    pub(super) shelf: Shelf,
    writes: Arc<Writes>,
    /// How many calls wait for the store to write.
    pub(super) waiting: AtomicUsize,
    /// What it was opened with.
    config: Config,
}

impl App {
    /// Opens the store and wires every operation of the registry.
    ///
    /// # Errors
    /// When the store cannot be opened or migrated.
    pub fn open(config: &Config) -> Result<Arc<App>, Failure> {
        App::of(config.clone(), Arc::new(Table::new(resources::all())), open_blobs(config)?)
    }

    /// Another that goes on from an image of a store, and from those files, in a time of its own.
    ///
    /// # Errors
    /// When the store cannot be opened.
    pub(crate) fn fork(&self, image: &Image, blobs: Blobs, clock: Clock) -> Result<Arc<App>, Failure> {
        let mut config = self.config.clone();
        config.store.image = Some(image.clone());
        config.store.clock = clock;
        config.store.threads = 1;
        config.store.cache = FORKS_CACHE;
        App::of(config, self.table.clone(), blobs)
    }

    fn of(config: Config, table: Arc<Table>, blobs: Blobs) -> Result<Arc<App>, Failure> {
        let (writes, recorder, base) = (Arc::<Writes>::default(), Arc::<Recorder>::default(), config.base());
        let store = store(&config, writes.clone(), &base).map_err(|cause| Failure::new("a key to sign with", cause))?;
        // Without its place: a database's URL has a password in it.
        let db = Db::open(&store, &SCHEMA).map_err(|cause| Failure::new("the store cannot be opened", cause))?;
        let shelf = Shelf { ledger: Ledger::new(db.clone()), db: db.clone(), blobs: blobs.clone() };
        Ok(Arc::new(App {
            connections: Arc::default(),
            table,
            rate: RateLimit::per_minute(config.rate_limit),
            limits: config.limits.clone(),
            slow: Slow::default(),
            joins: Joins::default(),
            studio: Studio::new(config.limits.making),
            proofs: Proofs::default(),
            own_origin: base.splitn(4, '/').take(3).collect::<Vec<_>>().join("/"),
            unknown: Meter::default(),
            others: Others::new(&config, shelf.clone(), recorder.clone()),
            shelf,
            blobs,
            recorder,
            writes,
            waiting: AtomicUsize::default(),
            db,
            config,
        }))
    }

    /// Answers one request: operations by the dispatcher, everything else (pages, streams, OAuth) by axum. A bug that
    /// panics is its own request's, and nobody else's.
    pub async fn handle<B>(&self, request: Request<B>) -> Response<Body>
    where
        B: HttpBody<Data = bytes::Bytes, Error: std::error::Error + Send + Sync> + Send + 'static,
    {
        let request = picture::readdressed(request);
        let answered = async {
            let path = request.uri().path();
            if below(path).is_some() && !archive::is_at(path) {
                self.dispatch(request).await
            } else {
                Box::pin(self.others.answer(request)).await
            }
        };
        // Pinned where it is: it is large, and whoever takes it by value has it twice.
        caught(pin!(answered)).await
    }

    /// What was counted since the start, for Prometheus.
    pub(crate) fn metrics(&self) -> String {
        let operations = self.table.entries().map(|entry| (entry.endpoint.about.id, &entry.meter));
        let all: Vec<_> = operations.chain(self.others.meters()).chain([("unknown", &self.unknown)]).collect();
        let (connections, waiting) = (self.connections.load(Relaxed), self.waiting.load(Relaxed));
        Page { meters: &all, writes: &self.writes, connections, waiting }.text()
    }

    /// Writes down what waits to be recorded.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn flush(&self) -> boxwood_api::Result<()> {
        self.shelf.ledger.write().await;
        self.recorder.flush(&self.db).await
    }

    /// Ends what goes on though nobody waits for it.
    pub(crate) async fn stop(&self) {
        self.joins.stop().await;
        self.studio.stop().await;
        self.others.stop().await;
    }

    pub fn db(&self) -> &Db {
        &self.db
    }

    /// Where the bytes of files are.
    pub fn blobs(&self) -> &Blobs {
        &self.blobs
    }
}

/// Where bytes are kept, by the store's clock.
fn open_blobs(config: &Config) -> Result<Blobs, Failure> {
    let mut blobs = boxwood_blobs::Config::new(config.blobs.clone());
    blobs.clock = config.store.clock.clone();
    Blobs::open(&blobs).map_err(|cause| Failure::new("the files cannot be kept", cause))
}

/// The store's configuration, with what the server adds to it.
fn store(config: &Config, writes: Arc<Writes>, base: &str) -> boxwood_api::Result<boxwood_store::Config> {
    let site = Site::new(base).with_key(SigningKey::new(&config.random)?);
    let theirs = config.store.observer.clone();
    let observer = Arc::new(move |ended: &Ended| {
        writes.count(ended);
        theirs(ended);
    });
    Ok(boxwood_store::Config { context: Arc::new(site), observer, ..config.store.clone() })
}

pub(crate) fn refusal(error: &Error) -> Response<Body> {
    respond::error(error, respond::new_request_id())
}

async fn caught(mut answer: Pin<&mut impl Future<Output = Response<Body>>>) -> Response<Body> {
    poll_fn(|cx| {
        let polled = catch_unwind(AssertUnwindSafe(|| answer.as_mut().poll(cx)));
        polled.unwrap_or_else(|_| {
            tracing::error!("a request panicked");
            Poll::Ready(refusal(&boxwood_store::Error::Panicked.into()))
        })
    })
    .await
}

#[cfg(test)]
mod tests {
    use super::*;
    use boxwood_api::{
        Caller, In,
        Method::{Get, Options},
        NoQuery, Op, Resource, Scope,
        wire::Plain,
    };
    use boxwood_store::{Read, Tx};
    use http_body_util::BodyExt;

    #[tokio::test]
    async fn a_panic_is_an_internal_error() {
        let answer = caught(pin!(async { panic!("a bug") })).await;
        assert_eq!(answer.status(), 500);
    }

    #[tokio::test]
    async fn what_a_request_remembers_is_small() {
        let directory = tempfile::tempdir().unwrap();
        let config = Config::new(directory.path().join("boxwood.db").to_string_lossy());
        let app = App::open(&config).unwrap();
        let answered = app.handle(Request::new(Body::empty()));
        // It is moved some times before it runs; 64 KiB took a third of the time of a call.
        assert!(size_of_val(&answered) < 5000, "{}", size_of_val(&answered));
    }

    const OLD: Op<(), NoQuery, (), i64> = Op::new("get_hubs", Get, "/hubs", Scope::Items, "An operation");
    const NEW: Op<(), NoQuery, (), i64> = Op::new("get_hubs_v2025.0", Get, "/hubs", Scope::Items, "A later one");
    const LATE: Op<(), NoQuery, (), i64> = Op::new("get_notes", Get, "/notes", Scope::Items, "Of a later version");
    const CHECK: Op<(), NoQuery, (), i64> =
        Op::new("options_files_content", Options, "/files/content", Scope::Items, "Not CORS");

    fn nothing(_: &mut Tx<Read>, _: &Caller, _: &In<(), NoQuery, ()>) -> boxwood_api::Result<Plain<i64>> {
        Ok(Plain(0))
    }

    /// Status, echoed version, code.
    async fn ask(method: &str, path: &str, headers: &[(&str, &str)]) -> (u16, Option<String>, String) {
        let directory = tempfile::tempdir().unwrap();
        let config = Config::new(directory.path().join("boxwood.db").to_string_lossy());
        let operations = Resource::new()
            .read(OLD, nothing)
            .read(NEW.since("2025.0"), nothing)
            .read(LATE.since("2026.0"), nothing)
            .read(CHECK, nothing);
        let blobs = open_blobs(&config).unwrap();
        let app = App::of(config, Arc::new(Table::new(vec![operations])), blobs).unwrap();
        let request = headers
            .iter()
            .fold(Request::builder().method(method).uri(path), |all, (name, value)| all.header(*name, *value));
        let (head, body) = app.handle(request.body(Body::empty()).unwrap()).await.into_parts();
        let body = body.collect().await.unwrap().to_bytes();
        let body: serde_json::Value = serde_json::from_slice(&body).unwrap_or_default();
        let echoed = head.headers.get("box-version").map(|version| version.to_str().unwrap().to_owned());
        (head.status.as_u16(), echoed, body["message"].as_str().unwrap_or_default().to_owned())
    }

    #[tokio::test]
    async fn content_row_72_a_version_tells_the_operations_of_one_path_apart() {
        // Nobody has a token here: 401 says that the operation was found.
        assert_eq!(ask("GET", "/2.0/hubs", &[]).await, (401, None, String::new()));
        assert_eq!(ask("GET", "/2.0/hubs", &[("box-version", "2024.0")]).await, (401, None, String::new()));
        let later = ask("GET", "/2.0/hubs", &[("box-version", "2025.0")]).await;
        assert_eq!(later, (401, Some("2025.0".to_owned()), String::new()), "the later one echoes its version");
        let neither = ask("GET", "/2.0/hubs", &[("box-version", "2026.0")]).await;
        assert!(neither.0 == 400 && neither.2.ends_with("Supported API versions: [2024.0, 2025.0]."), "{neither:?}");
        let (status, _, message) = ask("GET", "/2.0/notes", &[]).await;
        assert_eq!((status, message.as_str()), (400, "Missing required box-version header."));
    }

    #[tokio::test]
    async fn options_is_a_call_of_the_api_unless_a_browser_asks() {
        for path in ["/2.0/files/content", "/2.0/files/content/", "/api/2.0/files/content"] {
            assert_eq!(ask("OPTIONS", path, &[]).await.0, 401, "{path}");
            assert_eq!(ask("OPTIONS", path, &[("Origin", "https://a.example")]).await.0, 401, "{path}");
        }
        let browser = [("Origin", "https://a.example"), ("Access-Control-Request-Method", "OPTIONS")];
        assert_eq!(ask("OPTIONS", "/2.0/files/content", &browser).await.0, 204);
        assert_eq!(ask("GET", "/2.0/files/content", &[]).await.0, 405);
    }
}
