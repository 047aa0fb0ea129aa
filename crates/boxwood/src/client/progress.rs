//! How far an upload or a download is: one line, and only for eyes.
use crate::show;
use std::{
    io::{IsTerminal as _, Write as _, stderr},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering::Relaxed},
    },
};

/// How many cells the bar has.
const CELLS: u64 = 30;

/// A line on the standard error that is written again and again; nothing, where that is no terminal.
#[derive(Clone)]
pub struct Progress {
    name: Arc<str>,
    is_shown: bool,
    /// What was shown last, so that nothing is shown twice: per mille.
    last: Arc<AtomicU64>,
}

impl Progress {
    pub fn new(name: &str, json: bool) -> Progress {
        let is_shown = !json && stderr().is_terminal();
        Progress { name: show::clean(name).into(), is_shown, last: Arc::new(AtomicU64::new(u64::MAX)) }
    }

    pub fn tell(&self, done: u64, total: u64) {
        let share = done.min(total).saturating_mul(1000).checked_div(total).unwrap_or(1000);
        if self.is_shown && self.last.swap(share, Relaxed) != share {
            // A terminal that has gone is no reason to stop.
            let _ = write!(stderr(), "\r{}\u{1b}[K", line(&self.name, share, done, total));
        }
    }
}

impl Drop for Progress {
    /// The last of them leaves an empty line for what comes next.
    fn drop(&mut self) {
        if self.is_shown && Arc::strong_count(&self.last) == 1 {
            let _ = write!(stderr(), "\r\u{1b}[K");
        }
    }
}

fn line(name: &str, share: u64, done: u64, total: u64) -> String {
    let count = |bytes: u64| show::bytes(i64::try_from(bytes).unwrap_or(i64::MAX));
    let full = usize::try_from(share * CELLS / 1000).unwrap_or_default();
    let empty = usize::try_from(CELLS).unwrap_or_default().saturating_sub(full);
    let bar = format!("{}{}", "#".repeat(full), ".".repeat(empty));
    format!("{name} [{bar}] {} % {} of {}", share / 10, count(done), count(total))
}

#[cfg(test)]
mod tests {
    use super::line;

    #[test]
    fn the_line_says_how_far_it_is() {
        let half = line("plan.pdf", 500, 1024, 2048);
        assert_eq!(half, format!("plan.pdf [{}{}] 50 % 1 KB of 2 KB", "#".repeat(15), ".".repeat(15)));
        assert!(line("x", 1000, 0, 0).contains(&"#".repeat(30)));
    }
}
