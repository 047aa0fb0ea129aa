//! The file system that SQLite knows them by.
use crate::{file::File, named};
use rsqlite_vfs::{
    AccessMode, OpenOptions, OpenRequest, OpenedFile, OsCallback, SQLiteIoMethods, SQLiteVfs, VfsError, VfsErrorCode,
    VfsResult, VfsStore, register_vfs,
};
use std::{sync::OnceLock, thread, time::Duration};

/// Its name, for whoever opens a connection.
pub const VFS: &str = "boxwood-pages";

/// Tells SQLite of it, once in a process.
pub(crate) fn register() -> Result<(), String> {
    static REGISTERED: OnceLock<Result<(), String>> = OnceLock::new();
    REGISTERED.get_or_init(at_sqlite).clone()
}

#[expect(unsafe_code, reason = "C has no other way to take functions")]
fn at_sqlite() -> Result<(), String> {
    // SAFETY: constructor, layout and callbacks are the crate's own defaults, over one type of file and no data (`()`), which
    // live as long as the process (to drop the handle leaves them); what files share is behind a lock, and each of them is used
    // by the one connection that has it open, which rusqlite lends to one thread at a time. This runs once, under the lock of
    // `REGISTERED`.
    let registered = unsafe { register_vfs::<Methods, Pages>(VFS, (), false) };
    registered.map(drop).map_err(|error| error.to_string())
}

struct Methods;

impl SQLiteIoMethods for Methods {
    type Store = Pages;
}

/// Names of [`Memory`](crate::Memory), and files without a name. There are no others: what goes with a database is kept in
/// memory by SQLite itself (`journal_mode = MEMORY`).
struct Pages;

impl VfsStore for Pages {
    type File = File;
    type AppData = ();

    fn open_file((): &(), request: OpenRequest<'_>) -> VfsResult<OpenedFile<File>> {
        let access = request.options.access();
        let file = match request.filename {
            None => File::temporary(),
            Some(name) => File::of(named(name.path()).ok_or_else(|| {
                VfsError::new(VfsErrorCode::CantOpen, "there is no database of that name in memory".into())
            })?),
        };
        Ok(OpenedFile { file, access })
    }

    fn close_file((): &(), _: Option<&str>, file: File, _: OpenOptions) -> VfsResult<()> {
        drop(file);
        Ok(())
    }

    fn access((): &(), name: &str, _: AccessMode) -> VfsResult<bool> {
        Ok(named(name).is_some())
    }

    fn full_pathname((): &(), name: &str) -> VfsResult<String> {
        Ok(name.to_owned())
    }

    fn delete_file((): &(), _: &str, _: bool) -> VfsResult<()> {
        Ok(())
    }
}

impl SQLiteVfs<Methods> for Pages {
    type Os = Os;

    fn os((): &()) -> &Os {
        &Os
    }
}

struct Os;

impl OsCallback for Os {
    #[expect(clippy::disallowed_methods, reason = "SQLite waits so for a lock, where it was told to")]
    fn sleep(&self, duration: Duration) {
        thread::sleep(duration);
    }

    /// SQLite asks its default file system, which this is not.
    fn random(&self, _: &mut [u8]) -> usize {
        0
    }

    fn epoch_timestamp_in_ms(&self) -> VfsResult<i64> {
        Err(VfsError::new(VfsErrorCode::Error, "statements are told the time: there is no 'now' in them".into()))
    }
}
