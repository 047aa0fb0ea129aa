//! Where a SQLite database is: in a file, or in memory.
use crate::{Error, Result};
use boxwood_pages::{Image, Memory, VFS};
use rusqlite::{Connection, OpenFlags};
use std::{
    fs::{self, File},
    io::{self, Write},
    path::{Path, PathBuf},
};

pub(crate) enum Home {
    File(PathBuf),
    Memory(Memory),
}

impl Home {
    pub fn memory(image: Option<Image>) -> Result<Home> {
        Memory::new(image).map(Home::Memory).map_err(Error::Engine)
    }

    /// What was committed last, if it is in memory.
    pub fn image(&self) -> Option<Image> {
        if let Home::Memory(memory) = self { Some(memory.image()) } else { None }
    }

    /// Puts the file of a new store where there is none, or an empty one, all of it or nothing. Its log is that of the
    /// [`journal`](Self::journal).
    pub fn begin(&self, image: &[u8], durable: bool) -> io::Result<()> {
        let Home::File(path) = self else { return Ok(()) };
        // Where the file is, and not the link that leads there, which a new file would take the place of.
        let path = &match path.canonicalize() {
            Ok(path) => path,
            Err(_) if path.is_symlink() => return Ok(()),
            Err(_) => path.clone(),
        };
        let beside = |end: &str| {
            let mut name = path.as_os_str().to_owned();
            name.push(end);
            PathBuf::from(name)
        };
        let there = match fs::metadata(path) {
            Ok(there) if there.len() > 0 => return Ok(()),
            Ok(there) => Some(there.permissions()),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => return Err(error),
        };
        // A log without its store is not this one's: SQLite, which begins the file then, knows to throw it away.
        if ["-wal", "-journal"].iter().any(|end| beside(end).exists()) {
            return Ok(());
        }
        let mut image = image.to_vec();
        // The versions for writing and for reading, which say that there is a log: to have SQLite set them takes four syncs.
        if let Some(versions) = image.get_mut(18..20) {
            versions.fill(2);
        }
        let new = beside("-new");
        let mut file = File::create(&new)?;
        // Whoever made the empty file has said who may read it.
        there.map_or(Ok(()), |permissions| file.set_permissions(permissions))?;
        file.write_all(&image)?;
        if durable {
            file.sync_all()?;
        }
        fs::rename(&new, path)?;
        if let Some(directory) = path.parent().filter(|_| durable) {
            File::open(if directory == "" { Path::new(".") } else { directory })?.sync_all()?;
        }
        Ok(())
    }

    /// How it is named in messages.
    pub fn path(&self) -> &Path {
        match self {
            Home::File(path) => path,
            Home::Memory(memory) => Path::new(memory.name()),
        }
    }

    #[expect(clippy::disallowed_methods, reason = "the store's one way to a database")]
    pub fn open(&self, flags: OpenFlags) -> rusqlite::Result<Connection> {
        match self {
            Home::File(path) => Connection::open_with_flags(path, flags),
            Home::Memory(memory) => Connection::open_with_flags_and_vfs(memory.name(), flags, VFS),
        }
    }

    /// How its one writer keeps what it is about to change. FULL: a commit that returned is on the disk. While a file is open
    /// its log is never truncated: overwriting it spares a metadata sync.
    pub fn journal(&self, durable: bool) -> &'static str {
        match self {
            // Who reads has an image of its own, so that there is no need of a log beside the pages.
            Home::Memory(_) => "PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF; PRAGMA temp_store = MEMORY",
            // A page that changes often is copied into the file once for so many pages of the log, by whoever commits then.
            Home::File(_) if durable => {
                "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 8192"
            }
            Home::File(_) => "PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF; PRAGMA wal_autocheckpoint = 8192",
        }
    }
}
