//! What goes wrong on purpose, so that tests can see what then happens.
//!
//! A test keeps a clone of the [`Faults`] that it gives to the [`Config`](crate::Config), and turns them on and off while
//! the server runs.
use crate::{Error, Result};
use std::{
    io,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering::Relaxed},
    },
};
use tokio::{runtime::Handle, sync::watch};

/// A way to go wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The place answers with an error.
    Fails,
    /// The place does not answer, until [`Faults::clear`].
    Stalls,
    /// A put loses its connection; a get ends early, without an error of the place's own.
    Cut,
    /// The place has no space left; a get takes it for [`Fails`](Fault::Fails).
    Full,
}

/// Faults of one place, none at first. Clones share them.
#[derive(Clone, Debug)]
pub struct Faults(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    plan: watch::Sender<Plan>,
    written: AtomicU64,
    read: AtomicU64,
}

#[derive(Clone, Copy, Debug, Default)]
struct Plan {
    put: Option<(u64, Fault)>,
    get: Option<(u64, Fault)>,
}

impl Default for Faults {
    fn default() -> Self {
        let plan = watch::Sender::new(Plan::default());
        Faults(Arc::new(Shared { plan, written: AtomicU64::new(0), read: AtomicU64::new(0) }))
    }
}

impl Faults {
    /// From now on every put goes wrong once so many of its bytes are written; one of just so many, when it finishes.
    pub fn on_put(&self, after: u64, fault: Fault) {
        self.0.plan.send_modify(|plan| plan.put = Some((after, fault)));
    }

    /// From now on every get goes wrong once so many bytes of it were handed out.
    pub fn on_get(&self, after: u64, fault: Fault) {
        self.0.plan.send_modify(|plan| plan.get = Some((after, fault)));
    }

    /// Nothing goes wrong any more, and what was stalled goes on. To be called before a runtime with stalled puts ends,
    /// for it waits for their threads.
    pub fn clear(&self) {
        self.0.plan.send_modify(|plan| *plan = Plan::default());
    }

    /// How many bytes of puts were written to the place or hashed for it.
    pub fn written(&self) -> u64 {
        self.0.written.load(Relaxed)
    }

    /// How many bytes were read from the place.
    pub fn read(&self) -> u64 {
        self.0.read.load(Relaxed)
    }

    pub(crate) fn count_written(&self, bytes: usize) {
        self.0.written.fetch_add(bytes as u64, Relaxed);
    }

    pub(crate) fn count_read(&self, bytes: usize) {
        self.0.read.fetch_add(bytes as u64, Relaxed);
    }

    /// How many of the `wanted` bytes a put at `at` may still write, and what happens then.
    pub(crate) fn put(&self, at: u64, wanted: usize) -> (usize, Option<Fault>) {
        reach(self.0.plan.borrow().put, at, wanted)
    }

    /// As [`put`](Self::put), of bytes that a get hands out.
    pub(crate) fn get(&self, at: u64, wanted: usize) -> (usize, Option<Fault>) {
        reach(self.0.plan.borrow().get, at, wanted)
    }

    /// What a fault does to whoever meets it. After a stall, all is well.
    pub(crate) async fn strike(&self, fault: Fault) -> Result<()> {
        match fault {
            Fault::Stalls => {
                self.cleared().await;
                Ok(())
            }
            Fault::Full => Err(Error::Full),
            Fault::Fails | Fault::Cut => Err(Error::Unavailable),
        }
    }

    /// As [`strike`](Self::strike), on a thread for blocking work.
    pub(crate) fn strike_here(&self, fault: Fault) -> io::Result<()> {
        match fault {
            Fault::Stalls => {
                Handle::current().block_on(self.cleared());
                Ok(())
            }
            Fault::Full => Err(io::ErrorKind::StorageFull.into()),
            Fault::Fails => Err(io::Error::other("a fault of the tests")),
            Fault::Cut => Err(io::ErrorKind::ConnectionReset.into()),
        }
    }

    async fn cleared(&self) {
        // The sender is this value's own, so that the channel cannot be closed.
        let _ = self.0.plan.subscribe().wait_for(|plan| plan.put.is_none() && plan.get.is_none()).await;
    }
}

fn reach(planned: Option<(u64, Fault)>, at: u64, wanted: usize) -> (usize, Option<Fault>) {
    let Some((after, fault)) = planned else { return (wanted, None) };
    let left = usize::try_from(after.saturating_sub(at)).unwrap_or(usize::MAX);
    if left >= wanted { (wanted, None) } else { (left, Some(fault)) }
}
