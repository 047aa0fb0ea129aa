//! Closures on their way through a transaction.
use crate::{Ended, Error, Observer, Read, Result, Tx, Write, tx::Mode};
use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    time::{Duration, Instant},
};
use tokio::sync::oneshot;

/// A closure with its types erased, so that one queue carries them all.
pub(crate) trait Job<M>: Send {
    /// Runs (again); true if its writes are to be kept.
    fn run(&mut self, tx: &mut Tx<M>) -> bool;
    /// Tells the waiting caller, who may have gone.
    fn answer(self: Box<Self>, committed: Result<()>);
}

struct Pending<F, T, E> {
    work: F,
    /// None: it never got to run.
    outcome: Option<Result<T, E>>,
    caller: oneshot::Sender<Result<T, E>>,
}

impl<M, F, T, E> Job<M> for Pending<F, T, E>
where
    M: Mode,
    F: Fn(&mut Tx<M>) -> Result<T, E> + Send,
    T: Send,
    E: From<Error> + Send,
{
    fn run(&mut self, tx: &mut Tx<M>) -> bool {
        let outcome = guarded(&self.work, tx);
        let keep = outcome.is_ok();
        self.outcome = Some(outcome);
        keep
    }

    fn answer(self: Box<Self>, committed: Result<()>) {
        let Pending { outcome, caller, .. } = *self;
        let _ = caller.send(match committed {
            Ok(()) => outcome.unwrap_or(Err(Error::Panicked.into())),
            Err(error) => Err(error.into()),
        });
    }
}

/// Runs a closure so that its panic is its own failure and not the thread's. What a statement failed with counts even if
/// the closure swallowed it: PostgreSQL keeps nothing of such a transaction, so neither may SQLite.
pub(crate) fn guarded<M: Mode, T, E: From<Error>>(
    work: &impl Fn(&mut Tx<M>) -> Result<T, E>,
    tx: &mut Tx<M>,
) -> Result<T, E> {
    // The transaction is rolled back on panic, so nobody sees what the closure left half done.
    let outcome = catch_unwind(AssertUnwindSafe(|| work(tx))).unwrap_or_else(|_| Err(Error::Panicked.into()));
    match M::reading(tx).failure() {
        Some(failure) if outcome.is_ok() => Err(failure.clone().into()),
        _ => outcome,
    }
}

pub(crate) enum Work {
    Read(Box<dyn Job<Read>>),
    Write(Named),
}

impl Work {
    /// A read on its way, and its answer.
    pub fn read<T, E>(
        work: impl Fn(&mut Tx<Read>) -> Result<T, E> + Send + 'static,
    ) -> (Self, oneshot::Receiver<Result<T, E>>)
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        let (caller, answer) = oneshot::channel();
        (Work::Read(Box::new(Pending { work, outcome: None, caller })), answer)
    }
}

/// A write with what is measured of it.
pub(crate) struct Named {
    name: &'static str,
    job: Box<dyn Job<Write>>,
    asked: Instant,
    ran: Duration,
    runs: u32,
    keep: bool,
}

impl Named {
    pub fn new<T, E>(
        name: &'static str,
        work: impl Fn(&mut Tx<Write>) -> Result<T, E> + Send + 'static,
    ) -> (Self, oneshot::Receiver<Result<T, E>>)
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        let (caller, answer) = oneshot::channel();
        let job = Box::new(Pending { work, outcome: None, caller });
        (Named { name, job, asked: Instant::now(), ran: Duration::ZERO, runs: 0, keep: false }, answer)
    }

    pub fn run(&mut self, tx: &mut Tx<Write>) -> bool {
        let start = Instant::now();
        self.keep = self.job.run(tx);
        self.ran += start.elapsed();
        self.runs += 1;
        self.keep
    }

    pub fn answer(self, committed: Result<()>, observer: &Observer) {
        let ended = Ended {
            name: self.name,
            committed: self.keep && committed.is_ok(),
            conflicts: self.runs.saturating_sub(1),
            ran: self.ran,
            took: self.asked.elapsed(),
        };
        // Before the answer: who has it finds it counted.
        observer(&ended);
        self.job.answer(committed);
    }
}
