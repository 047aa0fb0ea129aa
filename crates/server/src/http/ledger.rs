//! Downloads on their way onto the record. They are written down right after their answer has begun, at most so often, and
//! all that wait in one transaction: whoever reads a small file need not wait for a disk. A crash can take those of its last
//! hundredth of a second.
use boxwood_api::{
    Result,
    resources::files::{self, Download},
    wire::RequestId,
};
use boxwood_store::{Db, Tx, Write};
use http::StatusCode;
use std::{
    mem::take,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use tokio::{
    task::JoinSet,
    time::{Interval, MissedTickBehavior, interval},
};

/// How many wait at the most; who would be one more waits for their writing, so that the memory is bounded.
const WAITING: usize = 4096;
/// How often a transaction begins at the most. The first after a while does at once.
const EVERY: Duration = Duration::from_millis(10);
/// How many are written in one transaction, so that others need not wait for it.
const AT_ONCE: usize = 256;

#[derive(Clone)]
pub(super) struct Ledger(Arc<Inner>);

struct Inner {
    db: Db,
    waiting: Mutex<Vec<(Download, RequestId)>>,
    /// One writes at a time; what comes meanwhile is the next one's.
    turn: tokio::sync::Mutex<Option<Interval>>,
    tasks: Mutex<JoinSet<()>>,
}

impl Ledger {
    pub fn new(db: Db) -> Self {
        Ledger(Arc::new(Inner {
            db,
            waiting: Mutex::default(),
            turn: tokio::sync::Mutex::default(),
            tasks: Mutex::default(),
        }))
    }

    /// Puts a download on record, soon.
    pub async fn put(&self, download: Download, id: RequestId) {
        let count = {
            let mut waiting = self.0.waiting.lock().unwrap_or_else(PoisonError::into_inner);
            waiting.push((download, id));
            waiting.len()
        };
        if count == 1 {
            let ledger = self.clone();
            let mut tasks = self.0.tasks.lock().unwrap_or_else(PoisonError::into_inner);
            while tasks.try_join_next().is_some() {}
            tasks.spawn(async move { ledger.write_in_turn().await });
        } else if count >= WAITING {
            self.write().await;
        }
    }

    async fn write_in_turn(&self) {
        let mut turn = self.0.turn.lock().await;
        turn.get_or_insert_with(paced).tick().await;
        self.write_all().await;
    }

    /// Writes down all that waits, now.
    pub async fn write(&self) {
        let _turn = self.0.turn.lock().await;
        self.write_all().await;
    }

    /// A file that is there is given out, even if that cannot be written down: on a full disk, say.
    async fn write_all(&self) {
        let waiting = take(&mut *self.0.waiting.lock().unwrap_or_else(PoisonError::into_inner));
        for some in waiting.chunks(AT_ONCE) {
            in_parts(some.to_vec(), |some| {
                let all =
                    move |tx: &mut Tx<Write>| some.iter().try_for_each(|(by, id)| files::downloaded(tx, *by, *id));
                self.0.db.write("download", all)
            })
            .await;
        }
    }
}

/// One that cannot be written takes no other with it: where a group fails, its halves are tried. A store that takes nothing
/// now would take none of them, either.
async fn in_parts<T: Clone, W: Future<Output = Result<()>>>(group: Vec<T>, write: impl Fn(Vec<T>) -> W) {
    let mut groups = vec![group];
    while let Some(mut group) = groups.pop() {
        let Err(error) = write(group.clone()).await else { continue };
        if group.len() > 1 && error.status() != StatusCode::SERVICE_UNAVAILABLE.as_u16() {
            let rest = group.split_off(group.len() / 2);
            groups.extend([rest, group]);
        } else {
            tracing::error!(count = group.len(), %error, "downloads are not on record");
        }
    }
}

fn paced() -> Interval {
    let mut pace = interval(EVERY);
    pace.set_missed_tick_behavior(MissedTickBehavior::Delay);
    pace
}

#[cfg(test)]
mod tests {
    use super::in_parts;
    use boxwood_api::Error;
    use std::{
        cell::{Cell, RefCell},
        future::ready,
    };

    #[tokio::test]
    async fn one_that_cannot_be_written_takes_no_other_with_it() {
        let written = RefCell::new(Vec::new());
        in_parts((0..100).collect(), |some: Vec<u32>| {
            if some.contains(&41) {
                return ready(Err(boxwood_store::Error::Panicked.into()));
            }
            written.borrow_mut().extend(some);
            ready(Ok(()))
        })
        .await;
        assert_eq!(*written.borrow(), (0..100).filter(|n| *n != 41).collect::<Vec<_>>());
    }

    #[tokio::test]
    async fn a_store_that_takes_nothing_is_asked_once() {
        let asked = Cell::new(0);
        in_parts(vec![(); 100], |_| {
            asked.set(asked.get() + 1);
            ready(Err(Error::unavailable()))
        })
        .await;
        assert_eq!(asked.get(), 1);
    }
}
