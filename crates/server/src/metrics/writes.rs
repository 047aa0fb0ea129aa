//! What the store's writes come to, by the name of their transaction.
use boxwood_store::Ended;
use std::{
    collections::BTreeMap,
    fmt::{Result, Write},
    sync::{
        RwLock,
        atomic::{AtomicU64, Ordering::Relaxed},
    },
    time::Duration,
};

#[derive(Default)]
pub(crate) struct Writes(RwLock<BTreeMap<&'static str, Counters>>);

#[derive(Default)]
struct Counters {
    committed: AtomicU64,
    refused: AtomicU64,
    conflicts: AtomicU64,
    ran: AtomicU64,
    took: AtomicU64,
}

impl Writes {
    /// Only the first of its name waits for anybody.
    pub fn count(&self, ended: &Ended) {
        let known = self.0.read().unwrap_or_else(|poisoned| poisoned.into_inner());
        if let Some(counters) = known.get(ended.name) {
            return counters.count(ended);
        }
        drop(known);
        let mut known = self.0.write().unwrap_or_else(|poisoned| poisoned.into_inner());
        known.entry(ended.name).or_default().count(ended);
    }

    pub fn write(&self, out: &mut String) -> Result {
        let known = self.0.read().unwrap_or_else(|poisoned| poisoned.into_inner());
        let seconds = |of: &AtomicU64| Duration::from_nanos(of.load(Relaxed)).as_secs_f64();
        super::page::head(out, "boxwood_writes_total", "counter", "Transactions that wrote, by what became of them")?;
        for (name, of) in &*known {
            for (outcome, count) in [("committed", &of.committed), ("refused", &of.refused)] {
                let count = count.load(Relaxed);
                writeln!(out, r#"boxwood_writes_total{{transaction="{name}",outcome="{outcome}"}} {count}"#)?;
            }
        }
        super::page::head(out, "boxwood_write_conflicts_total", "counter", "How often one lost and was run again")?;
        for (name, of) in &*known {
            let count = of.conflicts.load(Relaxed);
            writeln!(out, r#"boxwood_write_conflicts_total{{transaction="{name}"}} {count}"#)?;
        }
        super::page::head(out, "boxwood_write_run_seconds_total", "counter", "Time of the writer")?;
        for (name, of) in &*known {
            writeln!(out, r#"boxwood_write_run_seconds_total{{transaction="{name}"}} {}"#, seconds(&of.ran))?;
        }
        super::page::head(out, "boxwood_write_seconds", "summary", "From the call until it was durable")?;
        for (name, of) in &*known {
            let count = of.committed.load(Relaxed) + of.refused.load(Relaxed);
            writeln!(out, r#"boxwood_write_seconds_sum{{transaction="{name}"}} {}"#, seconds(&of.took))?;
            writeln!(out, r#"boxwood_write_seconds_count{{transaction="{name}"}} {count}"#)?;
        }
        Ok(())
    }
}

impl Counters {
    fn count(&self, ended: &Ended) {
        let nanoseconds = |time: Duration| u64::try_from(time.as_nanos()).unwrap_or(0);
        if ended.committed { &self.committed } else { &self.refused }.fetch_add(1, Relaxed);
        self.conflicts.fetch_add(u64::from(ended.conflicts), Relaxed);
        self.ran.fetch_add(nanoseconds(ended.ran), Relaxed);
        self.took.fetch_add(nanoseconds(ended.took), Relaxed);
    }
}
