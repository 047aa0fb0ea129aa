//! The local directory's puts.
//!
//! `object_store` could write files too, and sync them. It would take parts of a size fixed beforehand, on a thread for
//! each; here every chunk is hashed and written by one thread while it is in the processor's cache, and drafts are in one
//! folder, so that a sweep after a crash need not look through millions of files.
use crate::{Digest, ObjectName, digest::Hashes, testing::Faults};
use std::{
    fs::{self, DirBuilder, File, OpenOptions},
    io::{self, Write},
    os::unix::fs::{DirBuilderExt, OpenOptionsExt},
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};

/// Where a put's bytes are until it ends.
pub(crate) const DRAFTS: &str = "incoming";

pub(crate) struct Directory {
    root: PathBuf,
    /// Folders that are on the disk for certain. That one is there is not enough: another put may just have made it, and
    /// not have synced it yet.
    synced: Mutex<Vec<u8>>,
}

impl Directory {
    /// Makes it if need be.
    pub fn open(root: &Path) -> io::Result<Self> {
        let drafts = root.join(DRAFTS);
        if !drafts.is_dir() {
            DirBuilder::new().recursive(true).mode(0o700).create(&drafts)?;
            sync(root)?;
            root.parent().filter(|parent| parent.is_dir()).map_or(Ok(()), sync)?;
        }
        // Absolute, so that it stays where it is when the process changes its directory.
        Ok(Directory { root: root.canonicalize()?, synced: Mutex::default() })
    }

    pub fn root(&self) -> &Path {
        &self.root
    }

    fn draft(&self, name: ObjectName) -> PathBuf {
        self.root.join(DRAFTS).join(name.leaf())
    }

    fn path(&self, name: ObjectName) -> PathBuf {
        self.root.join(name.folder()).join(name.leaf())
    }

    /// A folder that is on the disk.
    fn folder(&self, name: ObjectName) -> io::Result<PathBuf> {
        let (folder, shard) = (self.root.join(name.folder()), name.shard());
        let synced = || self.synced.lock().unwrap_or_else(PoisonError::into_inner);
        if !synced().contains(&shard) {
            match DirBuilder::new().mode(0o700).create(&folder) {
                Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error),
                _ => sync(&self.root)?,
            }
            synced().push(shard);
        }
        Ok(folder)
    }

    /// Drafts that were begun until `before` are removed; how many there were.
    pub fn sweep(&self, before: i64) -> io::Result<u64> {
        let mut swept = 0;
        for entry in fs::read_dir(self.root.join(DRAFTS))? {
            let entry = entry?;
            let name = entry.file_name().to_str().and_then(ObjectName::from_leaf);
            if name.is_some_and(|name| name.begun_at() <= before) && removed(&entry.path())? {
                swept += 1;
            }
        }
        Ok(swept)
    }
}

/// Whether there was something to remove.
fn removed(path: &Path) -> io::Result<bool> {
    match fs::remove_file(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        done => done.map(|()| true),
    }
}

fn sync(directory: &Path) -> io::Result<()> {
    File::open(directory)?.sync_all()
}

/// A file that is being written, and goes away with this value unless it is published.
pub(crate) struct Draft {
    directory: Arc<Directory>,
    name: ObjectName,
    file: Option<File>,
}

impl Draft {
    pub fn new(directory: Arc<Directory>, name: ObjectName) -> Self {
        Draft { directory, name, file: None }
    }

    fn file(&mut self) -> io::Result<&mut File> {
        match self.file {
            Some(ref mut file) => Ok(file),
            ref mut none => {
                if self.directory.path(self.name).try_exists()? {
                    return Err(io::Error::other("the randomness has drawn a name twice"));
                }
                let path = self.directory.draft(self.name);
                Ok(none.insert(OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?))
            }
        }
    }

    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.file()?.write_all(bytes)
    }

    /// Afterwards the object is there under its name, whatever happens to the machine.
    fn publish(&mut self) -> io::Result<()> {
        self.file()?.sync_data()?;
        let folder = self.directory.folder(self.name)?;
        let path = self.directory.path(self.name);
        fs::rename(self.directory.draft(self.name), &path)?;
        if let Err(error) = sync(&folder) {
            // It may be on the disk or not, and nobody will ever ask for it.
            let _ = fs::remove_file(&path);
            return Err(error);
        }
        self.file = None;
        Ok(())
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        if self.file.take().is_some() {
            // What stays is found by a sweep.
            let _ = fs::remove_file(self.directory.draft(self.name));
        }
    }
}

/// Takes a put's chunks one after the other: hashes them and, for a directory, writes them.
pub(crate) struct Writer {
    hashes: Hashes,
    draft: Option<Draft>,
    faults: Faults,
    at: u64,
}

impl Writer {
    pub fn new(draft: Option<Draft>, faults: Faults) -> Self {
        Writer { hashes: Hashes::new(), draft, faults, at: 0 }
    }

    pub fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        if let Some(draft) = &mut self.draft {
            let (before, fault) = self.faults.put(self.at, bytes.len());
            let (before, after) = bytes.split_at_checked(before).unwrap_or((bytes, &[]));
            draft.write(before)?;
            if let Some(fault) = fault {
                self.faults.strike_here(fault)?;
                draft.write(after)?;
            }
        }
        self.hashes.update(bytes);
        self.at += bytes.len() as u64;
        self.faults.count_written(bytes.len());
        Ok(())
    }

    pub fn finish(mut self) -> io::Result<(Digest, [u8; 20])> {
        if let Some(mut draft) = self.draft.take() {
            if let (_, Some(fault)) = self.faults.put(self.at, 1) {
                self.faults.strike_here(fault)?;
            }
            draft.publish()?;
        }
        Ok(self.hashes.finish())
    }
}
