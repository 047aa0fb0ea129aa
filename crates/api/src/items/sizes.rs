//! How many bytes lie in a folder, at any depth: counters, so that nobody has to add them up.
use super::{Item, Kind, Line, Parent};
use crate::{Result, counters::Counter, resources::users, wire::UserId};
use boxwood_store::{Read, Tx, Write};
use std::ops::Neg;

/// What a file holds, or all that is in a folder but for what is in the trash.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Bytes {
    /// Of the current versions: what is shown.
    pub now: i64,
    /// Of all versions before: they take up their owner's space too.
    pub past: i64,
}

/// The part of [`Counter::FolderBytes`] that past versions are counted in.
const PAST: i64 = 1;
const VERSIONS: &str = "SELECT CAST(coalesce(sum(size), 0) AS BIGINT) FROM file_versions WHERE file_id = $1";

impl Bytes {
    pub fn now(bytes: i64) -> Bytes {
        Bytes { now: bytes, past: 0 }
    }

    pub fn all(self) -> i64 {
        self.now + self.past
    }
}

impl Neg for Bytes {
    type Output = Bytes;
    fn neg(self) -> Bytes {
        Bytes { now: -self.now, past: -self.past }
    }
}

/// The bytes of a file, or of all that is in a folder but for what is in the trash.
///
/// # Errors
/// Those of the store.
pub fn size_of(tx: &mut Tx<Read>, item: &Item) -> Result<i64> {
    match item.kind {
        Kind::Folder => Counter::FolderBytes.part(tx, item.inside().0, 0),
        Kind::File | Kind::WebLink => Ok(item.size),
    }
}

/// The same, with what it holds of past versions.
///
/// # Errors
/// Those of the store.
pub(super) fn bytes_of(tx: &mut Tx<Read>, item: &Item) -> Result<Bytes> {
    let now = size_of(tx, item)?;
    let past = match item.kind {
        Kind::Folder => Counter::FolderBytes.part(tx, item.inside().0, PAST)?,
        Kind::File => tx.one::<(i64,)>(VERSIONS, (item.id,))?.0 - now,
        Kind::WebLink => 0,
    };
    Ok(Bytes { now, past })
}

/// So many bytes are another's from now on.
///
/// # Errors
/// Those of the store.
pub(super) fn change_owner(tx: &mut Tx<Write>, from: Option<UserId>, to: Option<UserId>, bytes: Bytes) -> Result<()> {
    if from == to || bytes.all() == 0 {
        return Ok(());
    }
    for (owner, bytes) in [(from, -bytes), (to, bytes)] {
        let Some(owner) = owner else { continue };
        Counter::SpaceUsed.add(tx, owner.0, bytes.all())?;
        // What is shown of them tells it.
        tx.forget(users::space_key(owner));
    }
    Ok(())
}

/// That many bytes more lie in all the folders of a line.
///
/// # Errors
/// Those of the store.
pub(super) fn grow(tx: &mut Tx<Write>, line: &Line, bytes: Bytes) -> Result<()> {
    for (part, bytes) in [(0, bytes.now), (PAST, bytes.past)].into_iter().filter(|(_, bytes)| *bytes != 0) {
        for place in line.places() {
            Counter::FolderBytes.add_to_part(tx, place.0, part, bytes)?;
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

/// A past version of so many bytes is not in these places any more, nor anybody's.
///
/// # Errors
/// Those of the store.
pub(super) fn take_past(
    tx: &mut Tx<Write>,
    owner: Option<UserId>,
    places: impl Iterator<Item = Parent>,
    size: i64,
) -> Result<()> {
    for place in places {
        Counter::FolderBytes.add_to_part(tx, place.0, PAST, -size)?;
    }
    change_owner(tx, owner, None, Bytes { now: 0, past: size })
}
