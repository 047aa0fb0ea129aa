//! The last calls of each app, for whoever looks after it. In memory only, and of this server: a call must not cost a
//! write, and what is on record for good stands elsewhere.
use crate::wire::{AppId, EnterpriseId, RequestId, UserId};
use std::{
    collections::BTreeMap,
    sync::{Mutex, PoisonError},
};

/// How many calls are kept of an app.
const KEPT: usize = 50;
const SHARDS: usize = 16;
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
}

/// One lock for a moment, and no memory but that of an app's first call.
#[derive(Default)]
pub struct Calls([Mutex<BTreeMap<AppId, Ring>>; SHARDS]);

impl Calls {
    pub fn record(&self, app: AppId, made: Made) {
        let Some(mut shard) = self.shard(app) else { return };
        if let Some(ring) = shard.get_mut(&app) {
            ring.push(made);
            return;
        }
        if shard.len() >= APPS {
            let silent = shard.iter().min_by_key(|(_, ring)| ring.last_at).map(|(app, _)| *app);
            silent.map(|app| shard.remove(&app));
        }
        let mut ring = Ring { calls: Vec::with_capacity(KEPT), next: 0, last_at: 0 };
        ring.push(made);
        shard.insert(app, ring);
    }

    /// The last calls of an app, the newest first. Who may see them is the asker's business to check.
    pub fn of(&self, app: AppId) -> Vec<Made> {
        let shard = self.shard(app);
        let Some(ring) = shard.as_ref().and_then(|shard| shard.get(&app)) else { return Vec::new() };
        let (newer, older) = ring.calls.split_at(ring.next.min(ring.calls.len()));
        newer.iter().rev().chain(older.iter().rev()).copied().collect()
    }

    fn shard(&self, app: AppId) -> Option<std::sync::MutexGuard<'_, BTreeMap<AppId, Ring>>> {
        let shard = self.0.get(app.0.unsigned_abs() as usize % SHARDS)?;
        Some(shard.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Ring {
    fn push(&mut self, made: Made) {
        self.last_at = made.at;
        match self.calls.get_mut(self.next) {
            Some(oldest) => *oldest = made,
            None => self.calls.push(made),
        }
        self.next = (self.next + 1) % KEPT;
    }
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
