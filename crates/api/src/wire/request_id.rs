//! The name of one request: what a client quotes, what a log line and an audit row carry.
use boxwood_store::{ToValue, Value};
use std::fmt;

/// Sixteen lower-case letters and digits. An error's body shows them as they are; the header shows a longer value that
/// begins with them, because clients expect two different ones (contract: identity §7.1).
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub struct RequestId([u8; 16]);

impl RequestId {
    /// From 128 random bits, of which it takes 80.
    pub fn new(random: u128) -> Self {
        const DIGITS: &[u8; 32] = b"0123456789abcdefghijklmnopqrstuv";
        RequestId(std::array::from_fn(|n| DIGITS.get((random >> (5 * n)) as usize % 32).copied().unwrap_or(b'0')))
    }

    /// From a body's `request_id` or a header's value.
    pub fn of(text: &str) -> Option<Self> {
        text.trim().as_bytes().get(..16)?.try_into().ok().map(RequestId)
    }

    pub fn as_str(&self) -> &str {
        str::from_utf8(&self.0).unwrap_or_default()
    }

    /// The header's value: 20 characters.
    pub fn header(&self) -> [u8; 20] {
        let mut text = *b"0000000000000000hdr0";
        text.iter_mut().zip(self.0).for_each(|(place, letter)| *place = letter);
        text
    }
}

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl ToValue for RequestId {
    fn to_value(&self) -> Value<'_> {
        Value::Text(self.as_str())
    }
}
