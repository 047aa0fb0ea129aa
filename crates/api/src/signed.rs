//! Texts that carry their own permission: whoever has one may do what it says, until it runs out. Nothing is stored of them.
use crate::{Error, Random, Result, Site};
use aws_lc_rs::hmac;
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use boxwood_store::{Cached, Key, Read, Tx, Write};
use std::{fmt, sync::Arc};

/// 256 bits to sign with (HMAC with SHA-256), which all servers of a store share.
#[derive(Clone)]
pub struct SigningKey(Arc<[u8]>);

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SigningKey")
    }
}

const NAME: &str = "signing";
const STORED: &str = "SELECT secret FROM server_keys WHERE name = $1";
const STORE: &str = "INSERT INTO server_keys (name, secret) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING";

/// The key of the store; it never changes.
struct Stored(SigningKey);

impl Cached for Stored {
    fn sources(&self) -> impl IntoIterator<Item = Key> {
        [0]
    }
}

impl SigningKey {
    /// # Errors
    /// `unavailable` when the system has no randomness to give.
    pub fn new(random: &Random) -> Result<Self> {
        let mut bytes = [0; 32];
        random.fill(&mut bytes)?;
        Ok(SigningKey(Arc::from(bytes)))
    }

    /// The store's. None until somebody has stored something that has to be signed for.
    ///
    /// # Errors
    /// Those of the store.
    pub fn of(tx: &mut Tx<Read>) -> Result<Option<Self>> {
        let found = tx.cached(0, |tx| {
            let row: Option<(Vec<u8>,)> = tx.opt(STORED, (NAME,))?;
            Ok::<_, Error>(row.map(|(secret,)| Stored(SigningKey(secret.into()))))
        })?;
        Ok(found.map(|stored| stored.0.clone()))
    }

    /// Sees to it that the store has one.
    ///
    /// # Errors
    /// Those of the store.
    pub fn ensure(tx: &mut Tx<Write>) -> Result<()> {
        if SigningKey::of(tx)?.is_none()
            && let Some(key) = Site::of(tx).key()
        {
            tx.exec(STORE, (NAME, &*key.0))?;
        }
        Ok(())
    }

    /// The numbers as a text for an address, signed for one `purpose`.
    pub fn sign<const N: usize>(&self, purpose: &str, numbers: [i64; N]) -> String {
        let mut bytes: Vec<u8> = numbers.iter().flat_map(|number| number.to_be_bytes()).collect();
        let tag = hmac::sign(&self.key(), &Self::message(purpose, &bytes));
        bytes.extend_from_slice(tag.as_ref());
        BASE64_URL_SAFE_NO_PAD.encode(bytes)
    }

    /// What was signed for that purpose; None for whatever else.
    pub fn open<const N: usize>(&self, purpose: &str, text: &str) -> Option<[i64; N]> {
        let bytes = BASE64_URL_SAFE_NO_PAD.decode(text).ok()?;
        let (numbers, tag) = bytes.split_at_checked(N * 8)?;
        hmac::verify(&self.key(), &Self::message(purpose, numbers), tag).ok()?;
        let mut out = [0; N];
        for (place, bytes) in out.iter_mut().zip(numbers.chunks_exact(8)) {
            *place = i64::from_be_bytes(bytes.try_into().ok()?);
        }
        Some(out)
    }

    /// Sixteen bytes for one `purpose` that nobody can guess who only knows what they are made `of`.
    pub fn derive(&self, purpose: &str, of: &str) -> [u8; 16] {
        let tag = hmac::sign(&self.key(), &Self::message(purpose, of.as_bytes()));
        let mut out = [0; 16];
        out.iter_mut().zip(tag.as_ref()).for_each(|(place, byte)| *place = *byte);
        out
    }

    fn key(&self) -> hmac::Key {
        hmac::Key::new(hmac::HMAC_SHA256, &self.0)
    }

    fn message(purpose: &str, bytes: &[u8]) -> Vec<u8> {
        [purpose.as_bytes(), &[0], bytes].concat()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_was_signed_for_a_purpose_opens_for_it() {
        let key = SigningKey::new(&Random::seeded(1)).unwrap();
        let text = key.sign("download", [1, -2, 3]);
        assert_eq!(key.open("download", &text), Some([1, -2, 3]));
        assert_eq!(key.open::<3>("embed", &text), None);
        assert_eq!(key.open::<2>("download", &text), None);
        let other = SigningKey::new(&Random::seeded(2)).unwrap();
        assert_eq!(other.open::<3>("download", &text), None);
        for place in 0..text.len() {
            let mut forged = text.clone().into_bytes();
            forged[place] = if forged[place] == b'A' { b'B' } else { b'A' };
            assert_eq!(key.open::<3>("download", std::str::from_utf8(&forged).unwrap()), None, "byte {place}");
        }
    }
}
