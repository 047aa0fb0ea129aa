//! The data directory.
use crate::config::Settings;
use boxwood_server::{admin::Refused, throwaway};
use std::{
    fs::{self, DirBuilder, File, OpenOptions, TryLockError},
    io,
    os::unix::fs::{DirBuilderExt, OpenOptionsExt},
    path::{Path, PathBuf},
};
use tempfile::TempDir;

const DATABASE: &str = "boxwood.db";
const LOCK: &str = "server.lock";
const TLS: &str = "tls";
const FILES: &str = "files";

/// A directory in which this process is the only server.
pub struct Place {
    pub directory: PathBuf,
    _lock: File,
    /// Deleted with this.
    _temporary: Option<TempDir>,
}

impl Place {
    /// Makes the directory where it is absent, for its owner alone.
    ///
    /// # Errors
    /// When it cannot be made, or another server has it.
    pub fn take(settings: &Settings, ephemeral: bool) -> Result<Place, Refused> {
        let temporary = ephemeral.then(throwaway::directory).transpose()?;
        let directory = temporary.as_ref().map_or(&*settings.data, TempDir::path).to_owned();
        let failed = |error: io::Error| {
            let hint = "Name a directory that you may write to: --data DIR";
            Refused::failed(format!("{}: {error}", directory.display())).hint(hint)
        };
        DirBuilder::new().recursive(true).mode(0o700).create(&directory).map_err(failed)?;
        let path = directory.join(LOCK);
        let lock =
            OpenOptions::new().create(true).truncate(false).write(true).mode(0o600).open(path).map_err(failed)?;
        match lock.try_lock() {
            Ok(()) => {
                // What the store makes beside its file has the file's mode.
                let mut file = OpenOptions::new();
                if settings.database.is_none() && !ephemeral {
                    file.create(true).append(true).mode(0o600).open(directory.join(DATABASE)).map_err(failed)?;
                }
                Ok(Place { directory, _lock: lock, _temporary: temporary })
            }
            Err(TryLockError::WouldBlock) => {
                let message = format!("Another server runs on {}.", directory.display());
                Err(Refused::failed(message).hint("Stop it, or give this one a directory of its own: --data DIR"))
            }
            Err(TryLockError::Error(error)) => Err(failed(error)),
        }
    }
}

/// What the store is to open: the database's URL, or the file in the directory.
pub fn database(settings: &Settings, directory: &Path) -> String {
    settings.database.clone().unwrap_or_else(|| directory.join(DATABASE).to_string_lossy().into_owned())
}

/// Where the bytes of files are, unless they are kept elsewhere.
pub fn blobs(directory: &Path) -> boxwood_blobs::Place {
    boxwood_blobs::Place::Directory(directory.join(FILES))
}

/// Where certificates are.
pub fn tls(directory: &Path) -> PathBuf {
    directory.join(TLS)
}

/// Whether a server has kept its rows in this directory.
pub fn has_database(directory: &Path) -> bool {
    fs::metadata(directory.join(DATABASE)).is_ok()
}
