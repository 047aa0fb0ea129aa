//! Names of objects: opaque to everybody else, and never used twice.
use std::{fmt, str::FromStr};

/// The name of one stored object. Its text, which rows keep, is `5f/00064e3c1a2b4c00-5f0123456789abcd`: a folder, for
/// directories with millions of files are slow; when its put began, in microseconds since 1970; and chance.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ObjectName {
    begun_at: u64,
    nonce: u64,
}

impl ObjectName {
    pub(crate) fn new(begun_at: i64, nonce: u64) -> Self {
        // A clock before 1970 is wrong, and a name is wanted nevertheless.
        ObjectName { begun_at: u64::try_from(begun_at).unwrap_or(0), nonce }
    }

    /// When its put began, in microseconds since 1970 by the clock of the server that stored it.
    pub fn begun_at(&self) -> i64 {
        i64::try_from(self.begun_at).unwrap_or(i64::MAX)
    }

    /// The number of its folder, which the name of the folder is in hexadecimal.
    pub(crate) fn shard(&self) -> u8 {
        (self.nonce >> 56) as u8
    }

    pub(crate) fn folder(&self) -> String {
        format!("{:02x}", self.shard())
    }

    /// The name without its folder, by which drafts and multipart uploads go until the put ends.
    pub(crate) fn leaf(&self) -> String {
        format!("{:016x}-{:016x}", self.begun_at, self.nonce)
    }

    pub(crate) fn from_leaf(leaf: &str) -> Option<Self> {
        let (begun_at, nonce) = leaf.split_once('-')?;
        let number = |text| u64::from_str_radix(text, 16).ok();
        let name = ObjectName { begun_at: number(begun_at)?, nonce: number(nonce)? };
        // One spelling alone: rows find objects by their texts.
        (name.leaf() == leaf).then_some(name)
    }
}

impl fmt::Display for ObjectName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.folder(), self.leaf())
    }
}

impl fmt::Debug for ObjectName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for ObjectName {
    type Err = BadName;

    fn from_str(text: &str) -> Result<Self, BadName> {
        let (folder, leaf) = text.split_once('/').ok_or(BadName)?;
        ObjectName::from_leaf(leaf).filter(|name| name.folder() == folder).ok_or(BadName)
    }
}

/// The text is not the name of an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BadName;

impl fmt::Display for BadName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not the name of a stored object")
    }
}

impl std::error::Error for BadName {}
