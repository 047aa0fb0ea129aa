//! Where a store is and how it behaves.
use boxwood_pages::Image;
use std::{
    any::Any,
    sync::Arc,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

/// Microseconds since 1970; tests bring one that stands still until it is moved.
pub type Clock = Arc<dyn Fn() -> i64 + Send + Sync>;

/// Something of the opener's own that closures need and that never changes.
pub type Context = Arc<dyn Any + Send + Sync>;

/// Hears of every write that has ended. It is called on the store's own threads, so it had better be quick.
pub type Observer = Arc<dyn Fn(&Ended) + Send + Sync>;

#[derive(Clone)]
pub struct Config {
    /// A file's path, or `postgres://…`, or [`MEMORY`](Config::MEMORY).
    pub place: String,
    /// What a store in memory begins with; nothing, where none is given.
    pub image: Option<Image>,
    /// Connection threads (PostgreSQL) or scan threads (SQLite).
    pub threads: usize,
    /// How many bytes the cache holds, roughly.
    pub cache: usize,
    /// How old a cached value may be where other nodes write, and so how long a revoked token may live on another node.
    /// Nobody else writes to a SQLite file, so there it means nothing.
    pub max_age: Duration,
    /// A group of writes of SQLite's ends after that time even if more is waiting, so that the first in it does not wait for
    /// ever.
    pub group_time: Duration,
    /// Whether what was acknowledged must survive a power cut. Only for a store that is thrown away anyway it need not;
    /// a process that is killed loses nothing either way.
    pub durable: bool,
    pub observer: Observer,
    /// Microseconds since 1970; tests bring their own.
    pub clock: Clock,
    /// What every transaction has at hand besides the store; see [`Tx::context`](crate::Tx::context).
    pub context: Context,
}

impl Config {
    /// The memory of this process, which forgets it with the last handle of the store.
    pub const MEMORY: &str = "memory:";

    pub fn new(place: impl Into<String>) -> Self {
        Config {
            place: place.into(),
            image: None,
            threads: 4,
            cache: 16 << 20,
            max_age: Duration::from_secs(1),
            group_time: Duration::from_millis(5),
            durable: true,
            observer: Arc::new(|_| {}),
            clock: Arc::new(system_clock),
            context: Arc::new(()),
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "the clock where nobody brings another")]
fn system_clock() -> i64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |passed| passed.as_micros() as i64)
}

/// A write that has ended.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ended {
    /// As `Db::write` was told.
    pub name: &'static str,
    /// Whether it was kept: not if the closure refused, and not if the commit failed.
    pub committed: bool,
    /// How often it lost to another, and was run again.
    pub conflicts: u32,
    /// In its closure: on SQLite that is time of the one writer, and so everybody's.
    pub ran: Duration,
    /// From the call until it was durable.
    pub took: Duration,
}
