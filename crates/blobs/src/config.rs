//! Where bytes are kept and how their keeper behaves.
use crate::{Error, Place, Result, testing::Faults};
use std::{
    sync::Arc,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

/// Microseconds since 1970; tests bring one that stands still until it is moved.
pub type Clock = Arc<dyn Fn() -> i64 + Send + Sync>;

/// Draws the part of an object's name that makes it the only one. It need not be secret, for names are not shown; but two
/// servers of one place must not draw the same.
pub type Nonce = Arc<dyn Fn() -> Result<u64> + Send + Sync>;

/// What [`Blobs::open`](crate::Blobs::open) wants to know.
#[derive(Clone)]
pub struct Config {
    /// Where the bytes go.
    pub place: Place,
    /// How long the place may take for one step (a part of 8 MiB, a chunk) until it counts as unavailable.
    pub stall: Duration,
    /// Says when a put began, and so what is old enough to be collected.
    pub clock: Clock,
    /// The operating system's randomness, if nobody brings another.
    pub nonce: Nonce,
    /// What is to go wrong, in tests.
    pub faults: Faults,
}

impl Config {
    /// With the system's clock and randomness, and a minute for each step.
    pub fn new(place: Place) -> Self {
        Config {
            place,
            stall: Duration::from_secs(60),
            clock: Arc::new(system_clock),
            nonce: Arc::new(system_nonce),
            faults: Faults::default(),
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "the clock where nobody brings another")]
fn system_clock() -> i64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |passed| passed.as_micros() as i64)
}

#[expect(clippy::disallowed_methods, reason = "the randomness where nobody brings another")]
fn system_nonce() -> Result<u64> {
    getrandom::u64().map_err(|_| Error::Unavailable)
}
