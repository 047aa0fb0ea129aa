//! What waits to be recorded: counted reads, refusals and failed writes; flushed every second, at stop, and before
//! somebody asks why a call was refused.
use super::{
    Calls, FailedWrite, Reads, Refused, calls::flush_calls, refusals::flush_refusals, writes::flush_failed_writes,
};
use crate::{About, Caller, Result, counters::Counter, wire::ItemId};
use boxwood_store::{Db, Tx, Write};
use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

/// How many refusals, and how many failed writes, wait at the most; more than that in one flush is a flood.
const WAITING: usize = 1024;

#[derive(Default)]
pub struct Recorder {
    pub reads: Reads,
    /// The last calls of each app, of which only the numbers are written down.
    pub calls: Calls,
    refused: Mutex<Vec<Refused>>,
    failed: Mutex<Vec<FailedWrite>>,
    /// How often shared items were looked at by their links.
    looks: Mutex<HashMap<ItemId, i64>>,
}

impl Recorder {
    /// Whether a refusal would still be kept: if not, nobody need find out its reason.
    pub fn has_room(&self) -> bool {
        self.refused.lock().unwrap_or_else(PoisonError::into_inner).len() < WAITING
    }

    pub fn refused(&self, refused: Refused) {
        let mut waiting = self.refused.lock().unwrap_or_else(PoisonError::into_inner);
        if waiting.len() < WAITING {
            waiting.push(refused);
        }
    }

    /// A write as somebody else that failed.
    pub fn failed(&self, who: &Caller, about: &About, outcome: u16, now: i64) {
        let mut waiting = self.failed.lock().unwrap_or_else(PoisonError::into_inner);
        if who.is_impersonating() && waiting.len() < WAITING {
            waiting.push(FailedWrite {
                created_at: now,
                request: who.request(),
                enterprise: who.actor().enterprise_id.unwrap_or_default(),
                actor: who.actor().id,
                user: who.user().id,
                app: who.app(),
                operation: about.id,
                outcome,
            });
        }
    }

    /// Somebody opened the page of a shared link. Whoever does so a thousand times a second writes no more than others.
    pub fn looked_at(&self, item: ItemId) {
        let mut looks = self.looks.lock().unwrap_or_else(PoisonError::into_inner);
        if looks.len() < WAITING || looks.contains_key(&item) {
            *looks.entry(item).or_default() += 1;
        }
    }

    /// Writes down what waits. What cannot be written waits for the next time.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn flush(&self, db: &Db) -> Result<()> {
        let (reads, calls) = (self.reads.take(), self.calls.take());
        let refused = std::mem::take(&mut *self.refused.lock().unwrap_or_else(PoisonError::into_inner));
        let failed = std::mem::take(&mut *self.failed.lock().unwrap_or_else(PoisonError::into_inner));
        let looks = std::mem::take(&mut *self.looks.lock().unwrap_or_else(PoisonError::into_inner));
        if reads.is_empty() && calls.is_empty() && refused.is_empty() && failed.is_empty() && looks.is_empty() {
            return Ok(());
        }
        let again = (reads.clone(), calls.clone());
        let flush = move |tx: &mut Tx<Write>| {
            reads.flush(tx)?;
            flush_calls(tx, &calls)?;
            flush_refusals(tx, &refused)?;
            looks.iter().try_for_each(|(item, count)| Counter::LinkPreviews.add(tx, item.0, *count))?;
            flush_failed_writes(tx, &failed)
        };
        let flushed = db.write("audit.flush", flush).await;
        if flushed.is_err() {
            self.reads.put_back(again.0);
            self.calls.put_back(again.1);
        }
        flushed
    }
}
