//! The way in: open a store, read from it, write to it.
use crate::{
    Clock, Context, Error, Migration, Read, Result, Tx, Write,
    cache::Cache,
    engine::{Absent, Engine, Job, Pending, Work, guarded},
    migrate::migrate,
    postgres::Postgres,
    sqlite::{self, Sqlite},
    workers::Workers,
};
use std::{
    path::Path,
    sync::{
        Arc,
        mpsc::{Sender, channel},
    },
    thread,
    time::{SystemTime, UNIX_EPOCH},
};

/// How much a read may touch, which decides where it runs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Cost {
    /// A few rows by key: inline, on the thread that asks.
    Point,
    /// A list, a search, a report: on a reader thread.
    Scan,
}

#[derive(Clone)]
pub struct Config {
    /// A file's path, or `postgres://…`.
    pub place: String,
    /// Connection threads (PostgreSQL) or scan threads (SQLite).
    pub threads: usize,
    /// How many values the cache holds.
    pub cache: usize,
    /// Microseconds since 1970; tests bring their own.
    pub clock: Clock,
    /// What every transaction has at hand besides the store; see [`Tx::context`].
    pub context: Context,
}

impl Config {
    pub fn new(place: impl Into<String>) -> Self {
        Config { place: place.into(), threads: 4, cache: 100_000, clock: Arc::new(system_clock), context: Arc::new(()) }
    }
}

fn system_clock() -> i64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |passed| passed.as_micros() as i64)
}

/// An open store. Clones share it; it closes with the last of them.
#[derive(Clone)]
pub struct Db(Arc<Inner>);

struct Inner {
    engine: Kind,
    cache: Arc<Cache>,
    clock: Clock,
    context: Context,
}

enum Kind {
    Sqlite { file: Arc<Path>, writer: Sender<Box<dyn Job<Write>>>, scans: Workers },
    Postgres(Workers),
}

impl Db {
    /// Opens the store and brings it up to date.
    ///
    /// # Errors
    /// When it cannot be opened or a migration fails.
    pub fn open(config: &Config, migrations: &[Migration]) -> Result<Db> {
        let (clock, context) = (config.clock.clone(), config.context.clone());
        let cache = Arc::new(Cache::new(config.cache));
        let parts = (cache.clone(), clock.clone(), context.clone());
        let tx = move |engine: Box<dyn Engine>| Tx::new(engine, parts.0.clone(), parts.1.clone(), parts.2.clone());
        let engine = if config.place.starts_with("postgres:") {
            let url = config.place.clone();
            let open = move || Ok(tx(Box::new(Postgres::connect(&url)?)));
            // On a thread of its own: the client is blocking, and refuses to be so inside an async runtime.
            let prepare = || open().and_then(|tx| migrate(&mut Tx::writing(tx), migrations));
            thread::scope(|scope| scope.spawn(prepare).join()).unwrap_or(Err(Error::Panicked))?;
            Kind::Postgres(Workers::start(config.threads, open))
        } else {
            let file: Arc<Path> = Path::new(&config.place).into();
            let mut writing = Tx::writing(tx(Box::new(Sqlite::writer(&file)?)));
            migrate(&mut writing, migrations)?;
            let (writer, jobs) = channel();
            thread::spawn(move || sqlite::write_in_groups(writing, &jobs));
            let path = file.clone();
            let open = move || Ok(tx(Box::new(Sqlite::reader(&path)?)));
            Kind::Sqlite { file, writer, scans: Workers::start(config.threads, open) }
        };
        Ok(Db(Arc::new(Inner { engine, cache, clock, context })))
    }

    /// Runs a closure on one consistent view of the store.
    ///
    /// # Errors
    /// The closure's own, or the store's turned into its type.
    pub async fn read<T, E>(
        &self,
        cost: Cost,
        work: impl Fn(&mut Tx<Read>) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        let workers = match &self.0.engine {
            Kind::Sqlite { file, .. } if cost == Cost::Point => {
                let open = || Ok(self.tx(Box::new(Sqlite::reader(file)?)));
                return sqlite::inline(file, open, |tx| guarded(&work, tx))?;
            }
            Kind::Sqlite { scans, .. } => scans,
            Kind::Postgres(workers) => {
                // Closures can run twice, so the first run is here, on the caches alone: a hit needs no connection.
                let mut tx = self.tx(Box::new(Absent));
                tx.restart();
                let outcome = guarded(&work, &mut tx);
                if !tx.is_unanswered() {
                    return outcome;
                }
                workers
            }
        };
        let (job, answer) = Pending::new(work);
        workers.send(Work::Read(job));
        answer.await.unwrap_or_else(|_| Err(gone().into()))
    }

    /// Runs a closure that may write. When this returns Ok, what it wrote is on the disk; when it returns an error,
    /// nothing was written. `name` tells retries and slow transactions apart in the logs.
    ///
    /// # Errors
    /// The closure's own, or the store's turned into its type.
    pub async fn write<T, E>(
        &self,
        name: &'static str,
        work: impl Fn(&mut Tx<Write>) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        tracing::trace!(name, "write");
        let (job, answer) = Pending::new(work);
        match &self.0.engine {
            // A send fails only when the writer is gone; the dropped answer then says so.
            Kind::Sqlite { writer, .. } => drop(writer.send(job)),
            Kind::Postgres(workers) => workers.send(Work::Write(job)),
        }
        answer.await.unwrap_or_else(|_| Err(gone().into()))
    }

    fn tx(&self, engine: Box<dyn Engine>) -> Tx<Read> {
        Tx::new(engine, self.0.cache.clone(), self.0.clock.clone(), self.0.context.clone())
    }
}

fn gone() -> Error {
    Error::Engine("the store is closing".to_owned())
}
