//! The last calls of each app, for whoever looks after it, and how many there were in each hour. In memory, and of this
//! server: a call must not cost a write, and what is on record for good stands elsewhere. Only the numbers are written down,
//! once a second.
use crate::{
    Result,
    counters::Counter,
    wire::{AppId, EnterpriseId, RequestId, UserId},
};
use boxwood_store::{Read, Tx, Write};
use std::{
    collections::BTreeMap,
    sync::{Mutex, PoisonError},
};

/// How many calls are kept of an app.
const KEPT: usize = 50;
const SHARDS: usize = 16;
const HOUR: i64 = 3_600_000_000;
/// How many apps a shard knows; the one that has been silent for longest makes room.
const APPS: usize = 64;

/// A call that was let in, whatever became of it.
#[derive(Clone, Copy)]
pub struct Made {
    /// Microseconds since 1970.
    pub at: i64,
    pub request: RequestId,
    pub operation: &'static str,
    pub status: u16,
    pub micros: u32,
    pub actor: UserId,
    pub user: UserId,
    /// The actor's.
    pub enterprise: Option<EnterpriseId>,
}

/// The calls of one app; when it is full, the next one takes the place of the oldest.
struct Ring {
    calls: Vec<Made>,
    next: usize,
    last_at: i64,
    /// How many of the hour of the last one are yet to be written down.
    unwritten: i64,
}

/// An app, the hour since 1970, and how many calls it made in it.
pub type AppHour = (AppId, i64, i64);

#[derive(Default)]
struct Shard {
    rings: BTreeMap<AppId, Ring>,
    /// What was counted and has left its ring.
    counted: Vec<AppHour>,
}

/// One lock for a moment, and no memory but that of an app's first call.
#[derive(Default)]
pub struct Calls([Mutex<Shard>; SHARDS]);

impl Calls {
    pub fn record(&self, app: AppId, made: Made) {
        let Some(mut shard) = self.shard(app) else { return };
        let Shard { rings, counted } = &mut *shard;
        if let Some(ring) = rings.get_mut(&app) {
            if hour(made.at) != hour(ring.last_at) {
                counted.extend(ring.take(app));
            }
            ring.push(made);
            return;
        }
        if rings.len() >= APPS {
            let silent = rings.iter().min_by_key(|(_, ring)| ring.last_at).map(|(app, _)| *app);
            let gone = silent.and_then(|app| Some((app, rings.remove(&app)?)));
            counted.extend(gone.and_then(|(app, mut ring)| ring.take(app)));
        }
        let mut ring = Ring { calls: Vec::with_capacity(KEPT), next: 0, last_at: 0, unwritten: 0 };
        ring.push(made);
        rings.insert(app, ring);
    }

    /// Takes what was counted since the last time.
    pub(super) fn take(&self) -> Vec<AppHour> {
        let mut all = Vec::new();
        for shard in &self.0 {
            let Shard { rings, counted } = &mut *shard.lock().unwrap_or_else(PoisonError::into_inner);
            all.append(counted);
            all.extend(rings.iter_mut().filter_map(|(app, ring)| ring.take(*app)));
        }
        all
    }

    /// Puts back what could not be written down.
    pub(super) fn put_back(&self, counted: Vec<AppHour>) {
        for one in counted {
            if let Some(mut shard) = self.shard(one.0) {
                shard.counted.push(one);
            }
        }
    }

    /// The last calls of an app, the newest first. Who may see them is the asker's business to check.
    pub fn of(&self, app: AppId) -> Vec<Made> {
        let shard = self.shard(app);
        let Some(ring) = shard.as_ref().and_then(|shard| shard.rings.get(&app)) else { return Vec::new() };
        let (newer, older) = ring.calls.split_at(ring.next.min(ring.calls.len()));
        newer.iter().rev().chain(older.iter().rev()).copied().collect()
    }

    fn shard(&self, app: AppId) -> Option<std::sync::MutexGuard<'_, Shard>> {
        let shard = self.0.get(app.0.unsigned_abs() as usize % SHARDS)?;
        Some(shard.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Ring {
    /// What is yet to be written down of the hour of the last call.
    fn take(&mut self, app: AppId) -> Option<AppHour> {
        let calls = std::mem::take(&mut self.unwritten);
        (calls > 0).then(|| (app, hour(self.last_at), calls))
    }

    fn push(&mut self, made: Made) {
        self.last_at = made.at;
        self.unwritten += 1;
        match self.calls.get_mut(self.next) {
            Some(oldest) => *oldest = made,
            None => self.calls.push(made),
        }
        self.next = (self.next + 1) % KEPT;
    }
}

/// Writes numbers of calls down.
pub(super) fn flush_calls(tx: &mut Tx<Write>, counted: &[AppHour]) -> Result<()> {
    counted.iter().try_for_each(|(app, hour, calls)| Counter::AppCalls.add_to_part(tx, app.0, *hour, *calls))
}

/// How many calls of an app were let in within the last 24 hours, the one that runs among them. Who may know is the
/// asker's business to check.
///
/// # Errors
/// Those of the store.
pub fn calls_of_a_day(tx: &mut Tx<Read>, app: AppId) -> Result<i64> {
    let now = hour(tx.now());
    Ok(Counter::AppCalls.parts(tx, app.0, now - 23, now)?.into_iter().map(|(_, calls)| calls).sum())
}

fn hour(at: i64) -> i64 {
    at.div_euclid(HOUR)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made(at: i64) -> Made {
        let (actor, user) = (UserId(1), UserId(2));
        let request = RequestId::new(1);
        Made { at, request, operation: "get_users_me", status: 200, micros: 1, actor, user, enterprise: None }
    }

    #[test]
    fn the_newest_calls_of_an_app_are_kept() {
        let calls = Calls::default();
        let times = |app| calls.of(AppId(app)).iter().map(|made| made.at).collect::<Vec<_>>();
        assert!(times(1).is_empty());
        for at in 0..3 {
            calls.record(AppId(1), made(at));
        }
        assert_eq!(times(1), [2, 1, 0]);
        for at in 3..120 {
            calls.record(AppId(1), made(at));
        }
        assert_eq!(times(1), (70..120).rev().collect::<Vec<_>>());
        assert!(times(17).is_empty(), "of another app in the same shard");
    }

    #[test]
    fn calls_are_counted_by_the_hour_and_none_is_lost() {
        let (calls, hour) = (Calls::default(), |n: i64| n * HOUR);
        for at in [hour(1), hour(1) + 5, hour(2)] {
            calls.record(AppId(1), made(at));
        }
        calls.record(AppId(2), made(hour(2)));
        let mut taken = calls.take();
        taken.sort_unstable_by_key(|(app, hour, _)| (*app, *hour));
        assert_eq!(taken, [(AppId(1), 1, 2), (AppId(1), 2, 1), (AppId(2), 2, 1)]);
        assert!(calls.take().is_empty(), "they were taken");
        calls.put_back(taken.clone());
        assert_eq!(calls.take().len(), 3);
        for n in 0..=APPS as i64 {
            calls.record(AppId((n + 1) * SHARDS as i64), made(hour(3)));
        }
        assert_eq!(calls.take().len(), APPS + 1, "who made room is counted");
    }

    #[test]
    fn the_app_that_was_silent_for_longest_makes_room() {
        let calls = Calls::default();
        let app = |n: i64| AppId(n * SHARDS as i64);
        for n in 0..=APPS as i64 {
            calls.record(app(n), made(n));
        }
        assert!(calls.of(app(0)).is_empty() && calls.of(app(1)).len() == 1);
        assert_eq!(calls.of(app(APPS as i64)).len(), 1);
    }
}
