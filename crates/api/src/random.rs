//! The one source of randomness for everything that must not be guessed: tokens, secrets, keys' names.
use crate::{Error, Result};
use std::{fmt, sync::Arc};

const ALPHANUMERIC: &[u8; 62] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
const URL_SAFE: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

type Fill = dyn Fn(&mut [u8]) -> Result<()> + Send + Sync;

/// Injected, so that tests can repeat themselves. Drawn from before a transaction, never in it: a closure that runs
/// again must do the same thing again.
#[derive(Clone)]
pub struct Random(Arc<Fill>);

impl Random {
    /// The operating system's.
    #[expect(clippy::disallowed_methods, reason = "the one place: what `Random` is for")]
    pub fn system() -> Self {
        Random(Arc::new(|bytes| getrandom::fill(bytes).map_err(|_| Error::unavailable())))
    }

    /// For tests: the same sequence for the same seed.
    pub fn seeded(seed: u64) -> Self {
        let source = std::sync::Mutex::new(fastrand::Rng::with_seed(seed));
        Random(Arc::new(move |bytes| {
            source.lock().unwrap_or_else(std::sync::PoisonError::into_inner).fill(bytes);
            Ok(())
        }))
    }

    /// # Errors
    /// `unavailable` when the system has none to give.
    pub fn fill(&self, bytes: &mut [u8]) -> Result<()> {
        (self.0)(bytes)
    }

    /// Letters and digits, `count` of them, all equally likely.
    ///
    /// # Errors
    /// As [`fill`](Self::fill).
    pub fn alphanumeric(&self, count: usize) -> Result<String> {
        self.text(count, ALPHANUMERIC)
    }

    /// Lower-case letters and digits.
    ///
    /// # Errors
    /// As [`fill`](Self::fill).
    pub fn lower(&self, count: usize) -> Result<String> {
        self.text(count, b"abcdefghijklmnopqrstuvwxyz0123456789")
    }

    /// Lower-case hexadecimal digits.
    ///
    /// # Errors
    /// As [`fill`](Self::fill).
    pub fn hex(&self, count: usize) -> Result<String> {
        self.text(count, b"0123456789abcdef")
    }

    /// The letters and digits of base64url.
    ///
    /// # Errors
    /// As [`fill`](Self::fill).
    pub fn url_safe(&self, count: usize) -> Result<String> {
        self.text(count, URL_SAFE)
    }

    fn text(&self, count: usize, letters: &[u8]) -> Result<String> {
        let mut text = String::with_capacity(count);
        let mut bytes = [0; 128];
        // Bytes beyond a whole multiple are drawn again: a remainder would make the first letters likelier.
        let even = 256 - 256 % letters.len();
        while text.len() < count {
            self.fill(&mut bytes)?;
            let fair = bytes.iter().map(|byte| usize::from(*byte)).filter(|byte| *byte < even);
            let drawn = fair.filter_map(|byte| letters.get(byte % letters.len()));
            text.extend(drawn.take(count - text.len()).map(|letter| char::from(*letter)));
        }
        Ok(text)
    }
}

impl fmt::Debug for Random {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Random")
    }
}

#[cfg(test)]
mod tests {
    use super::Random;

    #[test]
    fn texts_have_their_length_and_letters() {
        let random = Random::seeded(1);
        assert_eq!(random.alphanumeric(32).unwrap().len(), 32);
        assert!(random.hex(500).unwrap().bytes().all(|b| b.is_ascii_hexdigit()));
        assert!(random.lower(500).unwrap().bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit()));
        let url_safe = random.url_safe(500).unwrap();
        assert!(url_safe.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_'));
    }

    #[test]
    fn the_same_seed_gives_the_same_texts() {
        assert_eq!(Random::seeded(7).hex(40).unwrap(), Random::seeded(7).hex(40).unwrap());
        assert_ne!(Random::system().hex(40).unwrap(), Random::system().hex(40).unwrap());
    }
}
