//! What was read as somebody else: counted by enterprise, minute, actor, user, app, operation and outcome. All that was done
//! as somebody else is counted by the hour besides.
use crate::{
    Caller, Result,
    counters::Counter,
    wire::{AppId, EnterpriseId, UserId},
};
use boxwood_store::{Tx, Write};
use std::{
    collections::{BTreeMap, HashMap},
    sync::{Mutex, PoisonError},
};

const SHARDS: usize = 16;
const MINUTE: i64 = 60_000_000;
const HOUR: i64 = 60 * MINUTE;
const ADD: &str = "INSERT INTO as_user_reads (enterprise_id, minute, actor_id, user_id, app_id, operation, outcome, \
    count) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (enterprise_id, minute, actor_id, user_id, app_id, operation, outcome) \
    DO UPDATE SET count = as_user_reads.count + excluded.count";

/// In the order of the table's key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Key {
    enterprise: EnterpriseId,
    minute: i64,
    actor: UserId,
    user: UserId,
    app: AppId,
    operation: &'static str,
    outcome: u16,
}

/// An enterprise, a time in it, and what came of the call.
type Hour = (EnterpriseId, i64, bool);

/// The counts since the last flush, in memory: a read must not cost a write.
#[derive(Default)]
pub struct Reads {
    shards: [Mutex<HashMap<Key, i64>>; SHARDS],
    /// Calls that wrote, which are on record already and only counted here.
    writes: Mutex<HashMap<Hour, i64>>,
}

/// What is to be flushed.
#[derive(Clone, Default)]
pub struct ReadCounts {
    reads: Vec<(Key, i64)>,
    writes: HashMap<Hour, i64>,
}

impl Reads {
    /// Counts one read, if it was made as somebody else. `operation` is an operation's id or says which pages were looked at,
    /// `now` is in microseconds.
    pub fn count(&self, who: &Caller, operation: &'static str, outcome: u16, now: i64) {
        if !who.is_impersonating() {
            return;
        }
        let (actor, user, app) = (who.actor().id, who.user().id, who.app());
        let enterprise = who.actor().enterprise_id.unwrap_or_default();
        let key = Key { enterprise, minute: now.div_euclid(MINUTE), actor, user, app, operation, outcome };
        if let Some(shard) = self.shards.get(user.0.unsigned_abs() as usize % SHARDS) {
            *shard.lock().unwrap_or_else(PoisonError::into_inner).entry(key).or_default() += 1;
        }
    }

    /// Counts one write that was done as somebody else.
    pub fn wrote(&self, who: &Caller, outcome: u16, now: i64) {
        let Some(enterprise) = who.actor().enterprise_id.filter(|_| who.is_impersonating()) else { return };
        let mut writes = self.writes.lock().unwrap_or_else(PoisonError::into_inner);
        *writes.entry((enterprise, now.div_euclid(HOUR), outcome >= 400)).or_default() += 1;
    }

    /// Takes what was counted, in the order of the table's key: a store writes neighbours for a fraction of what the same
    /// rows cost in any order. The next flush counts from zero.
    pub fn take(&self) -> ReadCounts {
        let taken =
            |shard: &Mutex<HashMap<_, _>>| std::mem::take(&mut *shard.lock().unwrap_or_else(PoisonError::into_inner));
        let mut counts: Vec<_> = self.shards.iter().flat_map(taken).collect();
        counts.sort_unstable_by_key(|(key, _)| *key);
        let writes = std::mem::take(&mut *self.writes.lock().unwrap_or_else(PoisonError::into_inner));
        ReadCounts { reads: counts, writes }
    }

    /// Puts back what could not be flushed.
    pub fn put_back(&self, counts: ReadCounts) {
        let mut writes = self.writes.lock().unwrap_or_else(PoisonError::into_inner);
        for (hour, count) in counts.writes {
            *writes.entry(hour).or_default() += count;
        }
        drop(writes);
        for (key, count) in counts.reads {
            if let Some(shard) = self.shards.get(key.user.0.unsigned_abs() as usize % SHARDS) {
                *shard.lock().unwrap_or_else(PoisonError::into_inner).entry(key).or_default() += count;
            }
        }
    }
}

impl ReadCounts {
    pub fn is_empty(&self) -> bool {
        self.reads.is_empty() && self.writes.is_empty()
    }

    /// # Errors
    /// Those of the store.
    pub fn flush(&self, tx: &mut Tx<Write>) -> Result<()> {
        let mut hours: BTreeMap<Hour, i64> = self.writes.iter().map(|(hour, count)| (*hour, *count)).collect();
        for (Key { enterprise, minute, actor, user, app, operation, outcome }, count) in &self.reads {
            tx.exec(ADD, (enterprise, minute, actor, user, app, *operation, i64::from(*outcome), count))?;
            let hour = minute.div_euclid(HOUR / MINUTE);
            *hours.entry((*enterprise, hour, *outcome >= 400)).or_default() += count;
        }
        for ((enterprise, hour, refused), count) in hours {
            let counter = if refused { Counter::ActedRefused } else { Counter::ActedAllowed };
            counter.add_to_part(tx, enterprise.0, hour, count)?;
        }
        Ok(())
    }
}
