//! A database as a connection has it open: locks, and which image it reads.
use crate::Image;
use rsqlite_vfs::{DeviceCharacteristics, LockLevel, SyncOptions, VfsError, VfsErrorCode, VfsFile, VfsResult};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// What all connections to a database have in common.
pub(crate) struct Shared(Mutex<Held>);

struct Held {
    published: Image,
    /// Whether somebody has the lock of the one who writes.
    is_taken: bool,
}

impl Shared {
    pub fn new(image: Image) -> Shared {
        Shared(Mutex::new(Held { published: image, is_taken: false }))
    }

    pub fn published(&self) -> Image {
        self.held().published.clone()
    }

    fn held(&self) -> MutexGuard<'_, Held> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// An open file.
pub(crate) struct File {
    /// None: it is this connection's alone, and gone with it.
    shared: Option<Arc<Shared>>,
    level: LockLevel,
    /// What is read, and from EXCLUSIVE on written, between a lock and its end.
    image: Image,
}

impl File {
    pub fn of(shared: Arc<Shared>) -> File {
        File { shared: Some(shared), level: LockLevel::None, image: Image::default() }
    }

    pub fn temporary() -> File {
        File { shared: None, level: LockLevel::None, image: Image::default() }
    }

    /// What this connection sees: without a lock, what was committed last.
    fn seen(&self) -> Image {
        match &self.shared {
            Some(shared) if self.level == LockLevel::None => shared.published(),
            _ => self.image.clone(),
        }
    }

    fn may_write(&self) -> VfsResult<()> {
        if self.shared.is_none() || self.level == LockLevel::Exclusive {
            return Ok(());
        }
        Err(VfsError::new(VfsErrorCode::IoWrite, "a database is written under its lock alone".into()))
    }
}

fn at(offset: u64) -> VfsResult<usize> {
    let fits = usize::try_from(offset).ok().filter(|offset| isize::try_from(*offset).is_ok());
    fits.ok_or_else(|| VfsError::new(VfsErrorCode::Full, "there is no memory that large".into()))
}

impl VfsFile for File {
    fn device_characteristics(&self) -> DeviceCharacteristics {
        DeviceCharacteristics::ATOMIC
            | DeviceCharacteristics::SAFE_APPEND
            | DeviceCharacteristics::SEQUENTIAL
            | DeviceCharacteristics::POWERSAFE_OVERWRITE
    }

    fn read(&mut self, buf: &mut [u8], offset: u64) -> VfsResult<usize> {
        let offset = at(offset)?;
        if self.level == LockLevel::None && self.shared.is_some() {
            return Ok(self.seen().read(offset, buf));
        }
        Ok(self.image.read(offset, buf))
    }

    fn write(&mut self, buf: &[u8], offset: u64) -> VfsResult<()> {
        self.may_write()?;
        let offset = at(offset)?;
        at(offset as u64 + buf.len() as u64)?;
        self.image.write(offset, buf);
        Ok(())
    }

    fn truncate(&mut self, size: u64) -> VfsResult<()> {
        self.may_write()?;
        self.image.truncate(at(size)?);
        Ok(())
    }

    fn sync(&mut self, _: SyncOptions) -> VfsResult<()> {
        Ok(())
    }

    fn size(&self) -> VfsResult<u64> {
        Ok(self.seen().size() as u64)
    }

    /// SHARED takes the image of that moment, and RESERVED the right to make the next one, which nobody may have made in between.
    fn lock(&mut self, level: LockLevel) -> VfsResult<()> {
        let Some(shared) = &self.shared else { return Ok(()) };
        if level <= self.level {
            return Ok(());
        }
        let mut held = shared.held();
        if self.level == LockLevel::None {
            self.image = held.published.clone();
            self.level = LockLevel::Shared;
        }
        if level >= LockLevel::Reserved && self.level < LockLevel::Reserved {
            if held.is_taken || !held.published.is(&self.image) {
                return Err(VfsError::new(VfsErrorCode::Busy, "another connection writes".into()));
            }
            held.is_taken = true;
        }
        self.level = level;
        Ok(())
    }

    /// Who has written publishes what was written: SQLite has put back what it has rolled back.
    fn unlock(&mut self, level: LockLevel) -> VfsResult<()> {
        let Some(shared) = &self.shared else { return Ok(()) };
        if level >= self.level {
            return Ok(());
        }
        let old = {
            let mut held = shared.held();
            if self.level >= LockLevel::Reserved {
                held.is_taken = false;
            }
            let wrote = self.level == LockLevel::Exclusive;
            self.level = level;
            wrote.then(|| std::mem::replace(&mut held.published, self.image.clone()))
        };
        // What nobody has any more may be many pages, and takes its time.
        drop(old);
        if level == LockLevel::None {
            self.image = Image::default();
        }
        Ok(())
    }

    fn check_reserved_lock(&self) -> VfsResult<bool> {
        Ok(self.shared.as_ref().is_some_and(|shared| shared.held().is_taken))
    }
}

impl Drop for File {
    /// Whoever goes without a word has not committed.
    fn drop(&mut self) {
        if let Some(shared) = self.shared.as_ref().filter(|_| self.level >= LockLevel::Reserved) {
            shared.held().is_taken = false;
        }
    }
}
