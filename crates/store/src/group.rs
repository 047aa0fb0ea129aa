//! SQLite's one writer thread: commits whatever queued up during the last commit, and then answers all of it. No timer:
//! a lone writer never waits for company.
use crate::{Observer, Result, Tx, Write, job::Named, threads::Threads};
use std::{
    sync::mpsc::{Receiver, channel},
    thread,
    time::{Duration, Instant},
};

/// A group ends here even if more is waiting, as it does after the configured time.
const GROUP: usize = 256;

/// For the last writer to leave: the log's content moves into the database file, which is then whole by itself.
const FOLD: &str = "PRAGMA busy_timeout = 200; PRAGMA wal_checkpoint(TRUNCATE)";

pub(crate) fn start(mut tx: Tx<Write>, observer: Observer, most: Duration) -> Threads<Named> {
    let (sender, jobs) = channel();
    let serve = move || {
        while let Ok(first) = jobs.recv() {
            commit(&mut tx, first, &jobs, &observer, most);
        }
        if let Err(error) = tx.engine().script(FOLD) {
            tracing::warn!(%error, "the log was not folded into the database file");
        }
    };
    Threads::new(sender, vec![thread::spawn(serve)])
}

fn commit(tx: &mut Tx<Write>, first: Named, jobs: &Receiver<Named>, observer: &Observer, most: Duration) {
    let (mut next, mut group, start) = (Some(first), Vec::new(), Instant::now());
    let mut run: fn(&mut Tx<Write>, &mut Named) -> Result<Ran> = bare;
    let mut sound = tx.begin_write();
    while let Some(job) = next.take() {
        group.push(job);
        if sound.is_ok() {
            let ran = group.last_mut().map_or(Ok(Ran::Settled), |job| run(tx, job));
            sound = match ran {
                Ok(Ran::Settled) => Ok(()),
                Ok(Ran::Spoilt) => {
                    run = in_savepoint;
                    again(tx, &mut group)
                }
                Err(error) => Err(error),
            };
        }
        if sound.is_ok() && group.len() < GROUP && start.elapsed() < most {
            next = jobs.try_recv().ok();
        }
    }
    let ended = tx.end(sound.is_ok());
    let committed = sound.and(ended);
    let hooks = std::mem::take(tx.hooks());
    if committed.is_ok() {
        hooks.into_iter().for_each(|hook| hook());
    }
    group.into_iter().for_each(|job| job.answer(committed.clone(), observer));
}

enum Ran {
    /// Its writes are there to be kept, or it has none.
    Settled,
    /// It has failed after it had written, and so the others' writes cannot be told from its own.
    Spoilt,
}

/// Without a savepoint, for which every page that an earlier job has changed would be copied first. Jobs nearly always find
/// out that they fail before they write.
fn bare(tx: &mut Tx<Write>, job: &mut Named) -> Result<Ran> {
    let (hooks, before) = (tx.hooks().len(), tx.engine().changes());
    tx.next_job();
    if job.run(tx) {
        return Ok(Ran::Settled);
    }
    tx.hooks().truncate(hooks);
    // A statement that failed may have cost the whole transaction: a full disk.
    let is_clean = tx.engine().changes() == before && tx.failure().is_none();
    Ok(if is_clean { Ran::Settled } else { Ran::Spoilt })
}

/// The whole group from the start, each job apart from the others.
fn again(tx: &mut Tx<Write>, group: &mut [Named]) -> Result<()> {
    tx.end(false)?;
    tx.hooks().clear();
    tx.begin_write()?;
    group.iter_mut().try_for_each(|job| in_savepoint(tx, job).map(drop))
}

/// An error here means that the whole transaction is lost (a full disk, say), not that the closure failed.
fn in_savepoint(tx: &mut Tx<Write>, job: &mut Named) -> Result<Ran> {
    let hooks = tx.hooks().len();
    tx.next_job();
    tx.exec("SAVEPOINT job", ())?;
    let keep = job.run(tx);
    let lost = tx.lost();
    let mut settled = Ok(0);
    if !keep {
        settled = tx.exec("ROLLBACK TO job", ());
        tx.hooks().truncate(hooks);
    }
    // Where SQLite has given up the transaction, there is no savepoint any more: the reason says more than that.
    settled.and_then(|_| tx.exec("RELEASE job", ())).map(|_| Ran::Settled).map_err(|error| lost.unwrap_or(error))
}
