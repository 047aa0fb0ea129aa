//! How far an upload or a download is: one line, and only for eyes.
use crate::show;
use rustix::termios::tcgetwinsize;
use std::{
    io::{IsTerminal as _, Write as _, stderr},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering::Relaxed},
    },
    time::{Duration, Instant},
};
use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

/// The most and the fewest cells that the bar has.
const CELLS: (usize, usize) = (30, 6);
/// How wide a terminal is that does not say.
const WIDTH: usize = 80;
/// The line is written no more often than that.
const PAUSE: Duration = Duration::from_millis(100);

/// A line on the standard error that is written again and again; nothing, where that is no terminal.
#[derive(Clone)]
pub struct Progress(Option<Arc<Shown>>);

struct Shown {
    name: String,
    /// How many there are, where it is about more than one.
    files: Option<u64>,
    total: u64,
    files_done: AtomicU64,
    done: AtomicU64,
    last: Mutex<Option<Instant>>,
}

impl Progress {
    /// Of one file.
    pub fn new(name: &str, total: u64, json: bool) -> Progress {
        Progress::of(name, None, total, json)
    }

    /// Of several.
    pub fn of_all(name: &str, files: u64, total: u64, json: bool) -> Progress {
        Progress::of(name, Some(files), total, json)
    }

    fn of(name: &str, files: Option<u64>, total: u64, json: bool) -> Progress {
        if json || !stderr().is_terminal() {
            return Progress(None);
        }
        let (files_done, done, last) = (AtomicU64::new(0), AtomicU64::new(0), Mutex::new(None));
        Progress(Some(Arc::new(Shown { name: show::clean(name), files, total, files_done, done, last })))
    }

    /// So many bytes more.
    pub fn more(&self, bytes: u64) {
        if let Some(shown) = &self.0 {
            shown.done.fetch_add(bytes, Relaxed);
            shown.show();
        }
    }

    /// One more of the files is done.
    pub fn file(&self) {
        if let Some(shown) = &self.0 {
            shown.files_done.fetch_add(1, Relaxed);
            shown.show();
        }
    }

    /// For who tells of one file how far it is by now.
    pub fn by_sum(&self) -> impl Fn(u64, u64) + Clone + Send + Sync + 'static {
        let (all, told) = (self.clone(), Arc::new(AtomicU64::new(0)));
        move |done, _| all.more(done.saturating_sub(told.swap(done, Relaxed)))
    }

    /// Makes room for a line of something else.
    pub fn hide(&self) {
        if let Some(shown) = &self.0 {
            shown.hide();
        }
    }
}

impl Shown {
    fn show(&self) {
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        if last.is_some_and(|last| last.elapsed() < PAUSE) {
            return;
        }
        *last = Some(Instant::now());
        let width = tcgetwinsize(stderr()).map_or(WIDTH, |size| usize::from(size.ws_col));
        let files = self.files.map(|files| (self.files_done.load(Relaxed), files));
        let line = line(&self.name, files, (self.done.load(Relaxed), self.total), width);
        // A terminal that has gone is no reason to stop.
        let _ = write!(stderr(), "\r{line}\u{1b}[K");
    }

    fn hide(&self) {
        let _ = write!(stderr(), "\r\u{1b}[K");
    }
}

impl Drop for Shown {
    /// The last of them leaves an empty line for what comes next.
    fn drop(&mut self) {
        self.hide();
    }
}

/// Which fits into a terminal of that width: a line that is broken is not written over.
fn line(name: &str, files: Option<(u64, u64)>, (done, total): (u64, u64), width: usize) -> String {
    let count = |bytes: u64| show::bytes(i64::try_from(bytes).unwrap_or(i64::MAX));
    let done = done.min(total);
    let share = |of: u64| done.saturating_mul(of).checked_div(total).unwrap_or(of);
    let files = files.map(|(done, all)| format!("{done} of {all} files, ")).unwrap_or_default();
    let end = format!("{:>3} %  {files}{} of {}", share(100), count(done), count(total));
    let (most, least) = CELLS;
    // The brackets, a blank on either side, and the last column, at which some terminals begin a new line.
    let room = width.saturating_sub(end.width() + 5);
    let name = shortened(name, room.saturating_sub(least));
    let cells = room.saturating_sub(name.width()).clamp(least, most);
    let full = usize::try_from(share(cells as u64)).unwrap_or(cells).min(cells);
    let line = format!("{name} [{}{}] {end}", "#".repeat(full), ".".repeat(cells - full));
    shortened(&line, width.saturating_sub(1))
}

/// The beginning of a text, if there is no room for all of it.
fn shortened(text: &str, room: usize) -> String {
    if text.width() <= room {
        return text.to_owned();
    }
    let mut used = 0;
    let begin = text.chars().take_while(|letter| {
        used += letter.width().unwrap_or_default();
        used < room
    });
    begin.chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use super::line;
    use unicode_width::UnicodeWidthStr as _;

    #[test]
    fn the_line_says_how_far_it_is() {
        let half = line("plan.pdf", None, (1024, 2048), 80);
        assert_eq!(half, format!("plan.pdf [{}{}]  50 %  1 KB of 2 KB", "#".repeat(15), ".".repeat(15)));
        assert!(line("x", None, (0, 0), 80).contains(&"#".repeat(30)));
        let many = line("Uploading", Some((4512, 10_000)), (12 << 20, 30 << 20), 120);
        assert!(many.ends_with(" 40 %  4512 of 10000 files, 12 MB of 30 MB"), "{many}");
    }

    #[test]
    fn the_line_fits_its_terminal() {
        for width in [40, 60, 80, 120] {
            for name in ["x".repeat(200), "字".repeat(100), "short".to_owned()] {
                let line = line(&name, Some((1, 2)), (5, 7), width);
                assert!(line.width() < width, "{width}: {line}");
            }
        }
    }
}
