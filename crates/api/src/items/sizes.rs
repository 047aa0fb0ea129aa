//! How many bytes lie in a folder, at any depth: counters, so that nobody has to add them up.
use super::{Item, Kind, Line, Parent};
use crate::{Result, counters::Counter};
use boxwood_store::{Read, Tx, Write};

/// The bytes of a file, or of all that is in a folder but for what is in the trash.
///
/// # Errors
/// Those of the store.
pub fn size_of(tx: &mut Tx<Read>, item: &Item) -> Result<i64> {
    match item.kind {
        Kind::Folder => Counter::FolderBytes.value(tx, item.inside().0),
        Kind::File | Kind::WebLink => Ok(item.size),
    }
}

/// That many bytes more lie in all the folders of a line.
///
/// # Errors
/// Those of the store.
pub(super) fn grow(tx: &mut Tx<Write>, line: &Line, bytes: i64) -> Result<()> {
    if bytes != 0 {
        for place in line.places() {
            Counter::FolderBytes.add(tx, place.0, bytes)?;
        }
    }
    Ok(())
}

/// One item more, or less, lies directly in a place.
///
/// # Errors
/// Those of the store.
pub(super) fn count(tx: &mut Tx<Write>, place: Parent, kind: Kind, change: i64) -> Result<()> {
    Counter::FolderItems.add_to_part(tx, place.0, kind.number(), change)
}
