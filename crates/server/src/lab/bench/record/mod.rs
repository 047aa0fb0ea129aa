//! A tape of what was asked and answered: so many exchanges and so many bytes of them, the oldest make room.
//!
//! Bodies pass by it and are never held up; the first 64 KiB of each stay. What comes out is masked ([`mask`]): nothing here
//! shows an exchange but as [`Shown`].
mod claim;
mod exchange;
mod har;
mod judged;
mod mask;
mod shown;
#[cfg(test)]
mod tests;

pub use claim::{Checked, Claims};
pub use har::har;
pub use shown::{Named, Reason, Shown, Wanted};

pub(crate) use exchange::Written;
use exchange::{Exchange, Taken};
use http::request::Parts;
use std::{
    collections::VecDeque,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicUsize, Ordering::Relaxed},
    },
};
use tokio::sync::broadcast;

/// How many exchanges are kept, and how many bytes of them.
const MOST: usize = 10_000;
const ROOM: usize = 64 << 20;
/// How far who looks on may be behind.
const BEHIND: usize = 1024;

/// The tape of a world.
pub struct Tape {
    all: Mutex<Kept>,
    /// The bytes of all that is kept.
    room: Arc<AtomicUsize>,
    live: broadcast::Sender<Arc<Exchange>>,
}

#[derive(Default)]
struct Kept {
    last: u64,
    exchanges: VecDeque<Arc<Exchange>>,
}

impl Default for Tape {
    fn default() -> Self {
        Tape { all: Mutex::default(), room: Arc::default(), live: broadcast::Sender::new(BEHIND) }
    }
}

impl Tape {
    pub(super) fn begin(&self, head: &Parts, operation: &'static str, at: i64) -> Taken {
        let mut all = self.all();
        all.last += 1;
        let exchange = Arc::new(Exchange::new(all.last, head, operation, at, self.room.clone()));
        all.exchanges.push_back(exchange.clone());
        while all.exchanges.len() > MOST || (self.room.load(Relaxed) > ROOM && all.exchanges.len() > 1) {
            all.exchanges.pop_front();
        }
        Taken::new(exchange, self.live.clone())
    }

    /// What is wanted of it, in the order in which it came.
    pub fn shown(&self, wanted: &Wanted) -> Vec<Shown> {
        let fit = |exchange: &Arc<Exchange>| wanted.fits(exchange);
        let found: Vec<_> = self.all().exchanges.iter().filter(|one| fit(one)).cloned().collect();
        let skipped = found.len().saturating_sub(wanted.limit());
        found.iter().skip(skipped).map(|exchange| Shown::of(exchange, true)).collect()
    }

    /// The last so many, without the bodies, the newest first.
    pub fn last(&self, count: usize) -> Vec<Shown> {
        let found: Vec<_> = self.all().exchanges.iter().rev().take(count).cloned().collect();
        found.iter().map(|exchange| Shown::of(exchange, false)).collect()
    }

    /// What is answered from now on, without the bodies; a number says how many were missed.
    pub fn live(&self) -> impl futures_util::Stream<Item = Result<Shown, u64>> + Send + use<> {
        futures_util::stream::unfold(self.live.subscribe(), async |mut ear| match ear.recv().await {
            Ok(exchange) => Some((Ok(Shown::of(&exchange, false)), ear)),
            Err(broadcast::error::RecvError::Lagged(missed)) => Some((Err(missed), ear)),
            Err(broadcast::error::RecvError::Closed) => None,
        })
    }

    /// Whether what is claimed of it is so.
    pub fn check(&self, claims: &Claims) -> Checked {
        let all: Vec<_> = self.all().exchanges.iter().cloned().collect();
        claims.check(&all)
    }

    /// Forgets all of it. Numbers go on.
    pub fn clear(&self) {
        self.all().exchanges.clear();
    }

    fn all(&self) -> MutexGuard<'_, Kept> {
        self.all.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
