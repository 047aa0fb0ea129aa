//! New tokens. Their text begins with the time, and so does the key that they are stored under: tokens of one moment are
//! neighbours in the store, which writes a group of them for little more than one, and drops what is old from one end.
use super::TokenHash;
use crate::{Random, Result};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};

/// What Box's short tokens have (contract: identity §2.2).
pub const SHORT: usize = 32;
/// What a long one has behind its `1!`.
const LONG: usize = 86;
/// How many characters say the time. Of a short token, 25 are left to chance: 148 bits.
const STAMP: usize = 7;
const DIGITS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// A token and what is stored of it.
pub struct Drawn {
    pub text: String,
    pub hash: TokenHash,
}

impl Drawn {
    /// Letters and digits, `count` of them. `now` is in microseconds.
    ///
    /// # Errors
    /// As [`Random::fill`].
    pub fn short(random: &Random, now: i64, count: usize) -> Result<Self> {
        Ok(Drawn::of(stamp(now) + &random.alphanumeric(count - STAMP)?))
    }

    /// A token of a server app, `1!<base64url>` (contract: identity §2.2).
    ///
    /// # Errors
    /// As [`Random::fill`].
    pub fn long(random: &Random, now: i64) -> Result<Self> {
        Ok(Drawn::of(format!("1!{}{}", stamp(now), random.url_safe(LONG - STAMP)?)))
    }

    /// One that is not drawn, but made of what nobody can guess.
    pub fn derived(now: i64, secret: [u8; 16]) -> Self {
        Drawn::of(format!("1!{}{}", stamp(now), BASE64_URL_SAFE_NO_PAD.encode(secret)))
    }

    fn of(text: String) -> Self {
        let hash = TokenHash::of_token(&text);
        Drawn { text, hash }
    }
}

/// Milliseconds, to the base of 62.
fn stamp(now: i64) -> String {
    let mut left = now.unsigned_abs() / 1000;
    let mut text = ['0'; STAMP];
    for place in text.iter_mut().rev() {
        *place = DIGITS.get((left % 62) as usize).map_or('0', |digit| char::from(*digit));
        left /= 62;
    }
    text.iter().collect()
}

/// The time that a token's text begins with, in milliseconds. Any text has one: who makes one up finds nothing at that time.
pub(super) fn time_of(text: &str) -> u64 {
    let digits = text.strip_prefix("1!").unwrap_or(text).bytes().take(STAMP);
    let value = |byte| DIGITS.iter().position(|digit| *digit == byte).unwrap_or_default() as u64;
    digits.fold(0, |time, byte| time * 62 + value(byte))
}

#[cfg(test)]
mod tests {
    use super::{Drawn, SHORT, stamp, time_of};
    use crate::Random;

    /// 2026, in microseconds.
    const NOW: i64 = 1_790_000_000_123_456;

    #[test]
    fn tokens_have_their_length_and_letters_and_tell_their_time() {
        let random = Random::seeded(1);
        let (short, long) = (Drawn::short(&random, NOW, SHORT).unwrap(), Drawn::long(&random, NOW).unwrap());
        assert!(short.text.len() == 32 && short.text.bytes().all(|b| b.is_ascii_alphanumeric()), "{}", short.text);
        let rest = long.text.strip_prefix("1!").unwrap();
        assert!(rest.len() == 86 && rest.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b)), "{rest}");
        assert_eq!([&short.text, &long.text].map(|text| time_of(text)), [1_790_000_000_123; 2]);
        assert_ne!(short.text, Drawn::short(&random, NOW, SHORT).unwrap().text);
    }

    #[test]
    fn a_later_token_is_stored_behind_an_earlier_one() {
        let random = Random::seeded(1);
        let times = [0, NOW, NOW + 1000, NOW + 60_000_000, NOW / 2 * 3];
        let keys = times.map(|now| Drawn::long(&random, now).unwrap().hash);
        assert!(keys.is_sorted(), "{times:?}");
        assert!(stamp(NOW) < stamp(NOW + 1000));
    }

    #[test]
    fn any_text_has_some_time() {
        for text in ["", "1!", "ada", "!!!!!!!!!!", "é", "zzzzzzzzzzzzzzz"] {
            assert!(time_of(text) < 1 << 48, "{text}");
        }
    }
}
