//! What identifies content, and how it is computed.
use aws_lc_rs::digest::{Context, SHA1_FOR_LEGACY_USE_ONLY};
use std::{fmt, str::FromStr};

/// The BLAKE3 digest of some content. Its text is 64 hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Digest([u8; 32]);

impl Digest {
    /// Of bytes that are at hand.
    pub fn of(bytes: &[u8]) -> Self {
        Digest(*blake3::hash(bytes).as_bytes())
    }

    /// As a row keeps it.
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Digest(bytes)
    }

    /// As a row keeps it.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&blake3::Hash::from_bytes(self.0).to_hex())
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Digest {
    type Err = BadDigest;

    fn from_str(text: &str) -> Result<Self, BadDigest> {
        blake3::Hash::from_hex(text).map(|hash| Digest(*hash.as_bytes())).map_err(|_| BadDigest)
    }
}

/// The text is not a digest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BadDigest;

impl fmt::Display for BadDigest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a digest of 64 hexadecimal digits")
    }
}

impl std::error::Error for BadDigest {}

/// Both digests at once, so that each chunk is hashed while it is in the processor's cache. SHA-1 is aws-lc's: it uses
/// the processor's instructions for it, and is as fast in builds that are not optimized.
pub(crate) struct Hashes {
    sha1: Context,
    blake3: blake3::Hasher,
}

impl Hashes {
    pub fn new() -> Self {
        Hashes { sha1: Context::new(&SHA1_FOR_LEGACY_USE_ONLY), blake3: blake3::Hasher::new() }
    }

    pub fn update(&mut self, bytes: &[u8]) {
        self.sha1.update(bytes);
        self.blake3.update(bytes);
    }

    pub fn finish(self) -> (Digest, [u8; 20]) {
        let mut sha1 = [0; 20];
        sha1.iter_mut().zip(self.sha1.finish().as_ref()).for_each(|(to, from)| *to = *from);
        (Digest(*self.blake3.finalize().as_bytes()), sha1)
    }
}
