//! Lists of exceptions that may only shrink: `most: N`, then one a line, `what | reason`. What no longer applies must go,
//! and N with it, so that a longer list is a change somebody sees. A line that begins with `*` stands for all that ends as
//! it does, and must stand for several.
use crate::run::{Result, read};
use std::cell::Cell;

pub struct List {
    path: &'static str,
    entries: Vec<Entry>,
    most: usize,
}

struct Entry {
    what: String,
    reason: String,
    /// How often it was asked about.
    used: Cell<usize>,
}

impl Entry {
    fn allows(&self, what: &str) -> bool {
        self.what.strip_prefix('*').map_or(self.what == what, |end| what.ends_with(end))
    }

    fn is_needed(&self) -> bool {
        self.used.get() > usize::from(self.what.starts_with('*'))
    }
}

impl List {
    pub fn read(path: &'static str) -> Result<Self> {
        List::parse(path, &read(path)?)
    }

    pub fn parse(path: &'static str, text: &str) -> Result<Self> {
        let mut list = List { path, entries: Vec::new(), most: 0 };
        for line in text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')) {
            if let Some(most) = line.strip_prefix("most:") {
                list.most = most.trim().parse().map_err(|_| format!("{path}: {line}: no number"))?;
                continue;
            }
            let (what, reason) = line.split_once('|').ok_or_else(|| format!("{path}: {line}: no reason"))?;
            let (what, reason) = (what.trim().to_owned(), reason.trim().to_owned());
            if reason.is_empty() || list.entries.iter().any(|entry| entry.what == what) {
                return Err(format!("{path}: {line}: no reason, or named twice"));
            }
            list.entries.push(Entry { what, reason, used: Cell::new(0) });
        }
        Ok(list)
    }

    /// The reason why this is allowed, if it is.
    pub fn allows(&self, what: &str) -> Option<&str> {
        let entry = self.entries.iter().find(|entry| entry.allows(what))?;
        entry.used.set(entry.used.get() + 1);
        Some(&entry.reason)
    }

    /// Writes the list without the entries that nobody asked about.
    pub fn shrink(&self) -> Result<()> {
        let text = read(self.path)?;
        let head = text.lines().filter(|line| line.starts_with('#'));
        let used: Vec<_> = self.entries.iter().filter(|entry| entry.is_needed()).collect();
        let mut lines: Vec<String> = head.map(str::to_owned).collect();
        lines.push(format!("most: {}", used.len()));
        lines.extend(used.iter().map(|entry| format!("{} | {}", entry.what, entry.reason)));
        std::fs::write(self.path, lines.join("\n") + "\n").map_err(|error| format!("{}: {error}", self.path))
    }

    /// What is wrong with the list itself, once everything was asked about.
    pub fn complaints(&self) -> Vec<String> {
        let unused = self.entries.iter().filter(|entry| !entry.is_needed());
        let mut complaints: Vec<String> =
            unused.map(|entry| format!("{}: no longer needed: {}", self.path, entry.what)).collect();
        if self.entries.len() != self.most {
            let (path, most, now) = (self.path, self.most, self.entries.len());
            let rule = if now > most { "it may only shrink" } else { "say so in its `most:`" };
            complaints.push(format!("{path}: has {now} lines where it had {most}: {rule}"));
        }
        complaints
    }
}

#[cfg(test)]
mod tests {
    use super::List;

    #[test]
    fn what_is_not_needed_any_more_is_told() {
        let list = List::parse("x", "# why\nmost: 2\na.rs 510 | one table\nb.rs 520 | another\n").unwrap();
        assert_eq!(list.allows("a.rs 510"), Some("one table"));
        assert_eq!(list.allows("c.rs 501"), None);
        assert_eq!(list.complaints(), ["x: no longer needed: b.rs 520"]);
    }

    #[test]
    fn one_line_stands_for_several() {
        let list = List::parse("x", "most: 2\n*.offset: not there | one\n*.order: not there | two").unwrap();
        assert_eq!(list.allows("get_a 200.offset: not there"), Some("one"));
        assert_eq!(list.allows("get_b 200.offset: not there"), Some("one"));
        assert_eq!(list.allows("get_b 200.order: not there"), Some("two"));
        assert_eq!(list.allows("get_b 200.order: not here"), None);
        assert_eq!(list.complaints(), ["x: no longer needed: *.order: not there"], "one difference is written out");
    }

    #[test]
    fn it_cannot_grow_unseen_nor_shrink_without_saying_so() {
        let grown = List::parse("x", "most: 0\na | b").unwrap();
        assert_eq!(grown.allows("a"), Some("b"));
        assert_eq!(grown.complaints(), ["x: has 1 lines where it had 0: it may only shrink"]);
        assert!(List::parse("x", "most: 1").unwrap().complaints()[0].contains("say so"));
        assert!(List::parse("x", "a |").is_err() && List::parse("x", "a").is_err());
    }
}
