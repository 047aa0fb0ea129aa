//! Databases of SQLite in memory whose state can be taken at any time, for nothing, and gone on from any number of times.
//!
//! A [`Memory`] is a file that SQLite opens by its name with the file system [`VFS`]. What was committed last is an [`Image`]:
//! a table of pages that never changes. Who reads keeps the image that was there when the transaction began, and the one who
//! writes makes the next one, sharing every page that is not changed; so neither waits for the other, and a copy of the whole
//! is a pointer.
mod file;
mod image;
mod script;
#[cfg(test)]
mod tests;
mod vfs;

pub use image::Image;
pub use script::{DIALECT, spelled};
pub use vfs::VFS;

use file::Shared;
use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError, Weak,
        atomic::{AtomicU64, Ordering::Relaxed},
    },
};

/// A database in memory. It is there as long as this is, or a connection to it.
pub struct Memory {
    name: String,
    shared: Arc<Shared>,
}

/// All that there are, by their names.
static ALL: Mutex<Option<HashMap<String, Weak<Shared>>>> = Mutex::new(None);
static NEXT: AtomicU64 = AtomicU64::new(1);

impl Memory {
    /// A new one: empty, or with what an image holds.
    ///
    /// # Errors
    /// When SQLite does not take to the file system.
    pub fn new(image: Option<Image>) -> Result<Memory, String> {
        vfs::register()?;
        let name = format!("memory-{}", NEXT.fetch_add(1, Relaxed));
        let shared = Arc::new(Shared::new(image.unwrap_or_default()));
        all().get_or_insert_default().insert(name.clone(), Arc::downgrade(&shared));
        Ok(Memory { name, shared })
    }

    /// What SQLite opens it by.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What was committed last.
    pub fn image(&self) -> Image {
        self.shared.published()
    }
}

impl Drop for Memory {
    fn drop(&mut self) {
        if let Some(all) = all().as_mut() {
            all.remove(&self.name);
        }
    }
}

/// That of a name.
fn named(name: &str) -> Option<Arc<Shared>> {
    all().as_ref()?.get(name)?.upgrade()
}

fn all() -> MutexGuard<'static, Option<HashMap<String, Weak<Shared>>>> {
    ALL.lock().unwrap_or_else(PoisonError::into_inner)
}
