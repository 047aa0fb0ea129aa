//! What was read as somebody else: counted by actor, user, app, operation, outcome and minute.
use crate::{
    About, Caller, Result,
    wire::{AppId, UserId},
};
use boxwood_store::{Tx, Write};
use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

const SHARDS: usize = 16;
const MINUTE: i64 = 60_000_000;
const ADD: &str = "INSERT INTO as_user_reads (minute, actor_id, user_id, app_id, operation, outcome, count) \
    VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (minute, actor_id, user_id, app_id, operation, outcome) \
    DO UPDATE SET count = as_user_reads.count + excluded.count";

/// In the order of the table's key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Key {
    minute: i64,
    actor: UserId,
    user: UserId,
    app: AppId,
    operation: &'static str,
    outcome: u16,
}

/// The counts since the last flush, in memory: a read must not cost a write.
#[derive(Default)]
pub struct Reads([Mutex<HashMap<Key, i64>>; SHARDS]);

/// What is to be flushed.
#[derive(Clone, Default)]
pub struct ReadCounts(Vec<(Key, i64)>);

impl Reads {
    /// Counts one read, if it was made as somebody else. `now` is in microseconds.
    pub fn count(&self, who: &Caller, about: &About, outcome: u16, now: i64) {
        if !who.is_impersonating() {
            return;
        }
        let (actor, user, app) = (who.actor().id, who.user().id, who.app());
        let key = Key { minute: now.div_euclid(MINUTE), actor, user, app, operation: about.id, outcome };
        if let Some(shard) = self.0.get(user.0.unsigned_abs() as usize % SHARDS) {
            *shard.lock().unwrap_or_else(PoisonError::into_inner).entry(key).or_default() += 1;
        }
    }

    /// Takes what was counted, in the order of the table's key: a store writes neighbours for a fraction of what the same
    /// rows cost in any order. The next flush counts from zero.
    pub fn take(&self) -> ReadCounts {
        let taken =
            |shard: &Mutex<HashMap<_, _>>| std::mem::take(&mut *shard.lock().unwrap_or_else(PoisonError::into_inner));
        let mut counts: Vec<_> = self.0.iter().flat_map(taken).collect();
        counts.sort_unstable_by_key(|(key, _)| *key);
        ReadCounts(counts)
    }

    /// Puts back what could not be flushed.
    pub fn put_back(&self, counts: ReadCounts) {
        for (key, count) in counts.0 {
            if let Some(shard) = self.0.get(key.user.0.unsigned_abs() as usize % SHARDS) {
                *shard.lock().unwrap_or_else(PoisonError::into_inner).entry(key).or_default() += count;
            }
        }
    }
}

impl ReadCounts {
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// # Errors
    /// Those of the store.
    pub fn flush(&self, tx: &mut Tx<Write>) -> Result<()> {
        for (Key { minute, actor, user, app, operation, outcome }, count) in &self.0 {
            tx.exec(ADD, (minute, actor, user, app, *operation, i64::from(*outcome), count))?;
        }
        Ok(())
    }
}
