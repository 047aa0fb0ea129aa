//! Who calls what, and how often; and what of it can be kept for a while without growing.
use super::{Call, Usage};
use std::{
    borrow::Borrow,
    collections::{BTreeMap, VecDeque},
};

const MINUTE: i64 = 60;
const SECOND: i64 = 1_000_000;
/// Pairs of a user and an operation that are counted.
const ROWS: usize = 2000;

/// A map that forgets what came first when it is full.
pub struct Bounded<K, V> {
    most: usize,
    order: VecDeque<K>,
    map: BTreeMap<K, V>,
}

impl<K: Ord + Clone, V> Bounded<K, V> {
    pub fn new(most: usize) -> Self {
        Bounded { most, order: VecDeque::new(), map: BTreeMap::new() }
    }

    pub fn entry(&mut self, key: K, new: impl FnOnce() -> V) -> &mut V {
        if !self.map.contains_key(&key) {
            if self.map.len() >= self.most
                && let Some(first) = self.order.pop_front()
            {
                self.map.remove(&first);
            }
            self.order.push_back(key.clone());
        }
        self.map.entry(key).or_insert_with(new)
    }

    pub fn get<Q: Ord + ?Sized>(&self, key: &Q) -> Option<&V>
    where
        K: Borrow<Q>,
    {
        self.map.get(key)
    }
}

#[derive(Default)]
struct Row {
    calls: u64,
    errors: u64,
    most: u64,
    /// Seconds of the last minute, with how many calls each had.
    minute: VecDeque<(i64, u64)>,
}

impl Row {
    fn count(&mut self, at: i64, failed: bool) {
        self.calls += 1;
        self.errors += u64::from(failed);
        let second = at.div_euclid(SECOND);
        // A clock that was put back begins anew.
        if self.minute.back().is_some_and(|(last, _)| *last > second) {
            self.minute.clear();
        }
        while self.minute.front().is_some_and(|(first, _)| second - first >= MINUTE) {
            self.minute.pop_front();
        }
        match self.minute.back_mut() {
            Some((last, count)) if *last == second => *count += 1,
            _ => self.minute.push_back((second, 1)),
        }
        self.most = self.most.max(self.minute.iter().map(|(_, count)| count).sum());
    }
}

/// Calls by user and operation.
#[derive(Default)]
pub struct Ledger(BTreeMap<(String, String), Row>);

impl Ledger {
    pub fn count(&mut self, call: &Call<'_>) {
        let mut key = (call.user.unwrap_or("nobody").to_owned(), call.operation.unwrap_or("other").to_owned());
        if self.0.len() >= ROWS && !self.0.contains_key(&key) {
            key = ("others".to_owned(), "others".to_owned());
        }
        self.0.entry(key).or_default().count(call.at, call.status >= 400);
    }

    /// The busiest first.
    pub fn usage(&self) -> Vec<Usage> {
        let usage = |((user, operation), row): (&(String, String), &Row)| Usage {
            user: user.clone(),
            operation: operation.clone(),
            calls: row.calls,
            errors: row.errors,
            most_in_a_minute: row.most,
        };
        let mut all: Vec<_> = self.0.iter().map(usage).collect();
        all.sort_by_key(|row| std::cmp::Reverse(row.calls));
        all
    }
}
