//! What is in the items of an archive, at any depth.
use crate::{
    Caller, Error, Result,
    access::{self, Allowed, Download, Rights, See},
    items::{self, AFolder, Item, Kind, Listing, Node, marker},
    wire::{Direction, FileId, FolderId, Paging, SortKey, Start, Time},
};
use boxwood_store::{Read, Tx};

/// The limits of an archive (contract: content §5.5).
pub(super) const MOST_FILES: i64 = 10_000;
const MOST_BYTES: i64 = 32 << 30;
/// Folders are bounded like files: each takes its time.
const MOST_FOLDERS: usize = 10_000;
/// In bytes. The format has two of them to say how long a path is.
const LONGEST_PATH: usize = 60_000;
/// How many items are listed at a time.
const PAGE: i64 = 1000;

/// What is in an archive, by its path there.
#[derive(Clone, Debug)]
pub enum Entry {
    Folder(String),
    File { id: FileId, path: String, modified_at: Time },
}

/// What was found so far.
#[derive(Default)]
pub(super) struct Walk {
    pub entries: Vec<Entry>,
    pub files: i64,
    pub skipped_files: i64,
    pub skipped_folders: i64,
    bytes: i64,
    folders: usize,
}

impl Walk {
    /// # Errors
    /// That the archive has too much in it.
    pub fn file(&mut self, file: &Item, path: String) -> Result<()> {
        self.files += 1;
        self.bytes += file.size;
        if self.files > MOST_FILES {
            return Err(Error::zip_has_too_many_files());
        }
        if self.bytes > MOST_BYTES {
            return Err(Error::zip_is_too_large());
        }
        if path.len() > LONGEST_PATH {
            self.skipped_files += 1;
        } else {
            let (id, modified_at) = (FileId(file.id.0), file.content_modified_at);
            self.entries.push(Entry::File { id, path, modified_at });
        }
        Ok(())
    }

    /// A folder with all that is in it.
    ///
    /// # Errors
    /// That the archive has too much in it, those of the store.
    pub fn folder(
        &mut self,
        tx: &mut Tx<Read>,
        who: &Caller,
        folder: &Allowed<Node<AFolder>, Download>,
        path: String,
    ) -> Result<()> {
        let mut waiting = vec![(folder.also::<See>()?, path)];
        while let Some((folder, path)) = waiting.pop() {
            self.folders += 1;
            if self.folders > MOST_FOLDERS {
                return Err(Error::zip_has_too_many_files());
            }
            if path.len() > LONGEST_PATH || !folder.rights().include(Rights::DOWNLOAD) {
                self.skipped_folders += 1;
                continue;
            }
            self.entries.push(Entry::Folder(format!("{path}/")));
            self.inside(tx, who, &folder, &path, &mut waiting)?;
        }
        Ok(())
    }

    fn inside(
        &mut self,
        tx: &mut Tx<Read>,
        who: &Caller,
        folder: &Allowed<Node<AFolder>, See>,
        path: &str,
        waiting: &mut Vec<(Allowed<Node<AFolder>, See>, String)>,
    ) -> Result<()> {
        let mut after = 0;
        loop {
            let paging = Paging { limit: PAGE, start: Start::After(after) };
            let listing = Listing { paging, sort: SortKey::Id, direction: Direction::Ascending };
            let (page, _) = items::items(tx, who, folder, listing)?;
            for item in page.iter().take(PAGE as usize) {
                after = marker(item);
                let path = format!("{path}/{}", item.name);
                match item.kind {
                    Kind::File => self.file(item, path)?,
                    Kind::Folder => match access::get(tx, who, FolderId(item.id.0)) {
                        Ok(folder) => waiting.push((folder, path)),
                        Err(error) if error.status() >= 500 => return Err(error),
                        Err(_) => self.skipped_folders += 1,
                    },
                    // A web link has no bytes.
                    Kind::WebLink => {}
                }
            }
            if page.len() as i64 <= PAGE {
                return Ok(());
            }
        }
    }
}
