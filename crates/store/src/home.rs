//! Where a SQLite database is: in a file, or in memory.
use crate::{Error, Result};
use boxwood_pages::{Image, Memory, VFS};
use rusqlite::{Connection, OpenFlags};
use std::path::{Path, PathBuf};

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
