//! Time, as a client sees it: what it is, and how it passes.
use std::{
    fmt,
    future::Future,
    pin::Pin,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

/// When a token has run out, and how a client waits before it asks again. Tests have one that they move themselves.
pub trait Clock: fmt::Debug + Send + Sync + 'static {
    /// Seconds since 1970.
    fn now(&self) -> i64;

    /// Is over when that time is.
    fn wait(&self, time: Duration) -> Pin<Box<dyn Future<Output = ()> + Send + '_>>;
}

/// The system's.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the one place: what `Clock` is for")]
    fn now(&self) -> i64 {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
    }

    #[expect(clippy::disallowed_methods, reason = "a server that asks to be left alone is left alone")]
    fn wait(&self, time: Duration) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        Box::pin(tokio::time::sleep(time))
    }
}
