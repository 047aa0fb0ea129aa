//! The SHA-1 of files, kept from one run to the next: what has neither another size nor another time is not read again.
//!
//! A line is added as each file is done, so that a run that is killed at any moment loses the last line at the most; the end of
//! a run writes those that are still of use into a new file.
use super::trees::Local;
use crate::client::{
    fetch::read_all,
    state::{self, hex},
};
use aws_lc_rs::digest::{Context, SHA1_FOR_LEGACY_USE_ONLY};
use boxwood_server::admin::Refused;
use std::{
    collections::HashMap,
    fs::{self, File},
    io::{self, Write as _},
    path::{Path, PathBuf},
};

/// A line: path, size, time, SHA-1.
type Line = (String, u64, i64, String);

pub struct Sums {
    path: PathBuf,
    journal: File,
    known: HashMap<String, (u64, i64, String)>,
}

impl Sums {
    /// Those of the files below a directory.
    ///
    /// # Errors
    /// Where nothing can be remembered.
    pub fn open(top: &Path) -> Result<Sums, Refused> {
        let top = top.canonicalize().map_err(|error| Refused::failed(format!("{}: {error}", top.display())))?;
        let path = state::directory("sync")?.join(state::name_of(&top.to_string_lossy()));
        Sums::at(path.clone()).map_err(|error| Refused::failed(format!("{}: {error}", path.display())))
    }

    fn at(path: PathBuf) -> io::Result<Sums> {
        let text = fs::read(&path).unwrap_or_default();
        // The last line may be one that was cut short.
        let lines = text.split(|byte| *byte == b'\n').filter_map(|line| serde_json::from_slice::<Line>(line).ok());
        let known = lines.map(|(path, size, modified, sha1)| (path, (size, modified, sha1))).collect();
        let mut journal = File::options().create(true).append(true).open(&path)?;
        if !text.is_empty() && !text.ends_with(b"\n") {
            journal.write_all(b"\n")?;
        }
        Ok(Sums { path, journal, known })
    }

    /// A file's SHA-1 in hexadecimal digits.
    ///
    /// # Errors
    /// Where it cannot be read.
    pub fn of(&mut self, place: &str, file: &Local) -> Result<String, Refused> {
        let kept = self.known.get(place).filter(|(size, modified, _)| (*size, *modified) == (file.size, file.modified));
        if let Some((_, _, sha1)) = kept {
            return Ok(sha1.clone());
        }
        let sha1 = read(&file.path).map_err(|error| {
            Refused::new(format!("{}: {error}", file.path.display())).hint("See who may read it: ls -l")
        })?;
        self.learn(place, file, &sha1);
        Ok(sha1)
    }

    /// Keeps what a file's is. What cannot be kept is found out again.
    pub fn learn(&mut self, place: &str, file: &Local, sha1: &str) {
        if sha1.is_empty() {
            return;
        }
        let line = line(place, file.size, file.modified, sha1);
        let _ = self.journal.write_all(line.as_bytes());
        self.known.insert(place.to_owned(), (file.size, file.modified, sha1.to_owned()));
    }

    /// Keeps those alone that are still of use.
    pub fn finish(self, of_use: impl Fn(&str) -> bool) {
        let kept = self.known.iter().filter(|(place, _)| of_use(place));
        let lines: String = kept.map(|(place, (size, modified, sha1))| line(place, *size, *modified, sha1)).collect();
        // Without that, the old ones stay.
        let _ = state::write(&self.path, lines.as_bytes());
    }
}

fn line(place: &str, size: u64, modified: i64, sha1: &str) -> String {
    format!("{}\n", serde_json::json!([place, size, modified, sha1]))
}

pub fn read(path: &Path) -> io::Result<String> {
    let mut sum = Context::new(&SHA1_FOR_LEGACY_USE_ONLY);
    read_all(&mut File::open(path)?, |bytes| sum.update(bytes))?;
    Ok(hex(sum.finish().as_ref()))
}

#[cfg(test)]
mod tests {
    use super::{super::trees::Local, Sums};
    use std::fs;

    #[test]
    fn what_was_read_once_is_known() {
        let top = tempfile::tempdir().unwrap();
        let (path, kept) = (top.path().join("a"), top.path().join("kept"));
        fs::write(&path, "abc").unwrap();
        let file = Local::of(path.clone()).unwrap();
        let abc = "a9993e364706816aba3e25717850c26c9cd0d89d";
        assert_eq!(Sums::at(kept.clone()).unwrap().of("a", &file).unwrap(), abc);
        // Nothing is left to read it from.
        fs::remove_file(&path).unwrap();
        let mut text = fs::read(&kept).unwrap();
        text.extend(b"[\"b\",1,2,\"cut sho");
        fs::write(&kept, text).unwrap();
        let mut sums = Sums::at(kept.clone()).unwrap();
        assert_eq!(sums.of("a", &file).unwrap(), abc);
        assert!(sums.of("a", &Local { modified: 1, ..file.clone() }).is_err(), "it has changed");
        sums.learn("c", &file, abc);
        drop(sums);
        let sums = Sums::at(kept.clone()).unwrap();
        assert_eq!(sums.known.len(), 2);
        sums.finish(|place| place == "c");
        assert_eq!(fs::read_to_string(&kept).unwrap().lines().count(), 1);
    }
}
