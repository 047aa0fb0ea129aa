//! The way in: open a store, read from it, write to it.
use crate::{
    Config, Error, Image, Read, Result, Schema, Tx, Write,
    cache::Cache,
    engine::Absent,
    group,
    home::Home,
    job::{Named, Work, guarded},
    migrate::migrate,
    postgres::Postgres,
    server::Server,
    sqlite::{self, Sqlite},
    threads::{Threads, pause},
    tx::Common,
    workers,
};
use std::{fs::File, sync::Arc, thread, time::Duration};

/// How much a read may touch, which decides where it runs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Cost {
    /// A few rows by key: inline, on the thread that asks.
    Point,
    /// A list, a search, a report: on a reader thread.
    Scan,
}

/// An open store. Clones share it; it closes with the last of them, which waits for the writes that were queued.
#[derive(Clone)]
pub struct Db(Arc<Inner>);

struct Inner {
    engine: Kind,
    common: Common,
}

/// Fields are dropped in order: the writer ends after the scans, so that it can fold its log; the lock goes last.
enum Kind {
    Sqlite { home: Arc<Home>, scans: Threads<Work>, writer: Threads<Named>, _lock: Option<File> },
    Postgres(Threads<Work>),
}

impl Db {
    /// Opens the store and brings it up to date.
    ///
    /// # Errors
    /// When it cannot be opened, a migration fails, or it is newer than this program.
    pub fn open(config: &Config, schema: &Schema<'_>) -> Result<Db> {
        let is_shared = config.place.starts_with("postgres:") || config.place.starts_with("postgresql:");
        let cache = Arc::new(Cache::new(config.cache, is_shared.then_some(config.max_age)));
        let common = Common { cache, clock: config.clock.clone(), context: config.context.clone() };
        let engine =
            if is_shared { Kind::Postgres(connect(config, &common, schema)?) } else { open(config, &common, schema)? };
        Ok(Db(Arc::new(Inner { engine, common })))
    }

    /// The store's clock: microseconds since 1970.
    pub fn now(&self) -> i64 {
        (self.0.common.clock)()
    }

    /// The state of a store in memory after the last commit, for another store to go on from. None: it is not in memory.
    pub fn image(&self) -> Option<Image> {
        if let Kind::Sqlite { home, .. } = &self.0.engine { home.image() } else { None }
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
            Kind::Sqlite { home, .. } if cost == Cost::Point => {
                let open = || Ok(Tx::new(Box::new(Sqlite::reader(home)?), &self.0.common));
                return sqlite::inline(home, open, |tx| guarded(&work, tx))?;
            }
            Kind::Sqlite { scans, .. } => scans,
            Kind::Postgres(workers) => {
                // Closures can run twice, so the first run is here, on the caches alone: a hit needs no connection.
                let mut tx = Tx::new(Box::new(Absent), &self.0.common);
                tx.restart();
                let outcome = guarded(&work, &mut tx);
                if !tx.is_unanswered() {
                    return outcome;
                }
                workers
            }
        };
        let (work, answer) = Work::read(work);
        workers.send(work);
        answer.await.unwrap_or_else(|_| Err(gone().into()))
    }

    /// Runs a closure that may write. When this returns Ok, what it wrote is on the disk; when it returns an error,
    /// nothing was written, but for a connection that is lost during the COMMIT itself. `name` is for the observer.
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
        let (write, answer) = Named::new(name, work);
        match &self.0.engine {
            Kind::Sqlite { writer, .. } => writer.send(write),
            Kind::Postgres(workers) => workers.send(Work::Write(write)),
        }
        answer.await.unwrap_or_else(|_| Err(gone().into()))
    }
}

fn open(config: &Config, common: &Common, schema: &Schema<'_>) -> Result<Kind> {
    let in_memory = config.place == Config::MEMORY;
    let whole = schema.whole.map(|whole| whole.image);
    let (home, lock) = if in_memory {
        (Home::memory(config.image.clone().or_else(|| whole.map(Image::of)))?, None)
    } else {
        let home = Home::File((&config.place).into());
        let lock = sqlite::lock(home.path())?;
        let begun = whole.map_or(Ok(()), |image| home.begin(image, config.durable));
        begun.map_err(|error| sqlite::unusable(home.path(), &error))?;
        (home, Some(lock))
    };
    let home = Arc::new(home);
    let mut writing = Tx::writing(Box::new(Sqlite::writer(&home, config.durable)?), common);
    // The image of a configuration is of a store that this very process has brought up to date.
    if config.image.is_none() {
        migrate(&mut writing, schema)?;
    }
    let writer = group::start(writing, config.observer.clone(), config.group_time);
    let (of, common) = (home.clone(), common.clone());
    let open = move || Ok(Tx::writing(Box::new(Sqlite::reader(&of)?), &common));
    let scans = workers::start(config.threads, &config.observer, open);
    Ok(Kind::Sqlite { home, scans, writer, _lock: lock })
}

/// Nodes that start at the same time can fail each other's migrations; who is second finds them applied.
const MIGRATIONS: u32 = 8;

fn connect(config: &Config, common: &Common, schema: &Schema<'_>) -> Result<Threads<Work>> {
    let (server, common) = (Server::new(&config.place)?, common.clone());
    let open = move || Ok(Tx::writing(Box::new(Postgres::new(server.clone())?), &common));
    let prepare = || {
        let mut tx = open()?;
        let mut left = MIGRATIONS;
        loop {
            left -= 1;
            match migrate(&mut tx, schema) {
                Err(_) if left > 0 => pause(Duration::from_millis(100)),
                done => return done,
            }
        }
    };
    // On a thread of its own: a connection waits for its answers, which an async runtime would not suffer.
    thread::scope(|scope| scope.spawn(prepare).join()).unwrap_or(Err(Error::Panicked))?;
    Ok(workers::start(config.threads, &config.observer, open))
}

fn gone() -> Error {
    Error::Engine("the store is closing".to_owned())
}
