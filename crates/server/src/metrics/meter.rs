//! The counters of one operation.
use std::{
    fmt::{Result, Write},
    sync::atomic::{AtomicU64, Ordering::Relaxed},
    time::Duration,
};

/// The statuses that the contract knows (identity §7.3); others are counted together.
const STATUSES: [u16; 24] = [
    200, 201, 202, 204, 302, 304, 400, 401, 403, 404, 405, 408, 409, 410, 411, 412, 413, 414, 415, 429, 500, 502, 503,
    0,
];
/// Upper bounds in microseconds, and how they are written in seconds. From a cached read to a stalled disk.
const BOUNDS: [(u64, &str); 13] = [
    (50, "0.00005"),
    (100, "0.0001"),
    (250, "0.00025"),
    (500, "0.0005"),
    (1_000, "0.001"),
    (2_500, "0.0025"),
    (5_000, "0.005"),
    (10_000, "0.01"),
    (50_000, "0.05"),
    (250_000, "0.25"),
    (1_000_000, "1"),
    (5_000_000, "5"),
    (u64::MAX, "+Inf"),
];

#[derive(Default)]
pub(crate) struct Meter {
    statuses: [AtomicU64; STATUSES.len()],
    times: [AtomicU64; BOUNDS.len()],
    nanoseconds: AtomicU64,
}

impl Meter {
    /// Counts an answer and how long it took.
    pub fn count(&self, status: u16, took: Duration) {
        let status = STATUSES.iter().position(|known| *known == status).unwrap_or(STATUSES.len() - 1);
        let micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        let time = BOUNDS.iter().position(|(bound, _)| micros <= *bound).unwrap_or(BOUNDS.len() - 1);
        for counter in [self.statuses.get(status), self.times.get(time)].into_iter().flatten() {
            counter.fetch_add(1, Relaxed);
        }
        self.nanoseconds.fetch_add(u64::try_from(took.as_nanos()).unwrap_or(0), Relaxed);
    }

    /// Only statuses that were seen: most operations have three.
    pub fn write_statuses(&self, operation: &str, out: &mut String) -> Result {
        for (status, count) in STATUSES.iter().zip(&self.statuses) {
            let count = count.load(Relaxed);
            if count > 0 {
                let status = if *status == 0 { "other".to_owned() } else { status.to_string() };
                writeln!(out, r#"boxwood_requests_total{{operation="{operation}",status="{status}"}} {count}"#)?;
            }
        }
        Ok(())
    }

    pub fn write_times(&self, operation: &str, out: &mut String) -> Result {
        let counts: Vec<u64> = self.times.iter().map(|count| count.load(Relaxed)).collect();
        let all: u64 = counts.iter().sum();
        if all == 0 {
            return Ok(());
        }
        let mut below = 0;
        for ((_, bound), count) in BOUNDS.iter().zip(counts) {
            below += count;
            writeln!(out, r#"boxwood_request_seconds_bucket{{operation="{operation}",le="{bound}"}} {below}"#)?;
        }
        let seconds = Duration::from_nanos(self.nanoseconds.load(Relaxed)).as_secs_f64();
        writeln!(out, r#"boxwood_request_seconds_sum{{operation="{operation}"}} {seconds}"#)?;
        writeln!(out, r#"boxwood_request_seconds_count{{operation="{operation}"}} {all}"#)
    }
}
