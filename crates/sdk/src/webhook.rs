//! Whether a webhook's message is from the server (contract: content §7.3).
//!
//! ```
//! use boxwood_sdk::webhook::{Delivery, SignatureKeys};
//!
//! let keys = SignatureKeys { primary: "key one".into(), secondary: Some("key two".into()) };
//! // As they come with the request.
//! let delivery = Delivery {
//!     version: Some("1"),
//!     algorithm: Some("HmacSHA256"),
//!     timestamp: Some("2025-06-15T15:06:40Z"),
//!     primary: Some("nonsense"),
//!     secondary: None,
//! };
//! assert!(!keys.signed(&delivery, br#"{"type":"webhook_event"}"#, 1_750_000_010));
//! ```
use crate::{Secret, contract::wire::Time};
use aws_lc_rs::hmac;
use base64::{Engine, prelude::BASE64_STANDARD};

/// Seconds after which a message is too old to be believed.
const OLDEST: i64 = 600;

/// The keys of an app that its webhooks sign with. While one is changed for another, either will do.
#[derive(Clone, Debug)]
pub struct SignatureKeys {
    /// The one.
    pub primary: Secret,
    /// The other.
    pub secondary: Option<Secret>,
}

/// What the headers of a message say.
#[derive(Clone, Copy, Debug, Default)]
pub struct Delivery<'a> {
    /// `BOX-SIGNATURE-VERSION`
    pub version: Option<&'a str>,
    /// `BOX-SIGNATURE-ALGORITHM`
    pub algorithm: Option<&'a str>,
    /// `BOX-DELIVERY-TIMESTAMP`
    pub timestamp: Option<&'a str>,
    /// `BOX-SIGNATURE-PRIMARY`
    pub primary: Option<&'a str>,
    /// `BOX-SIGNATURE-SECONDARY`
    pub secondary: Option<&'a str>,
}

impl<'a> Delivery<'a> {
    /// From whatever holds the headers: `Delivery::of(|name| headers.get(name)?.to_str().ok())`.
    pub fn of(header: impl Fn(&str) -> Option<&'a str>) -> Self {
        Delivery {
            version: header("box-signature-version"),
            algorithm: header("box-signature-algorithm"),
            timestamp: header("box-delivery-timestamp"),
            primary: header("box-signature-primary"),
            secondary: header("box-signature-secondary"),
        }
    }
}

impl SignatureKeys {
    /// Whether the message was signed with one of the keys, within the last ten minutes. `body` is as it came, byte for
    /// byte; `now` is in seconds since 1970.
    pub fn signed(&self, delivery: &Delivery<'_>, body: &[u8], now: i64) -> bool {
        let Some(timestamp) = delivery.timestamp else { return false };
        let sent = Time::of(timestamp).map(|time| time.micros() / 1_000_000);
        let is_fresh = sent.is_some_and(|sent| (now - OLDEST..=now).contains(&sent));
        let is_known = delivery.version == Some("1") && delivery.algorithm == Some("HmacSHA256");
        let pairs = [(Some(&self.primary), delivery.primary), (self.secondary.as_ref(), delivery.secondary)];
        let holds = |(key, said): (Option<&Secret>, Option<&str>)| {
            key.zip(said).is_some_and(|(key, said)| verifies(key, said, body, timestamp))
        };
        is_fresh && is_known && pairs.into_iter().any(holds)
    }
}

fn verifies(key: &Secret, said: &str, body: &[u8], timestamp: &str) -> bool {
    let Ok(said) = BASE64_STANDARD.decode(said.trim()) else { return false };
    let key = hmac::Key::new(hmac::HMAC_SHA256, key.expose().as_bytes());
    let of = |body: &[u8]| hmac::verify(&key, &[body, timestamp.as_bytes()].concat(), &said).is_ok();
    // A framework may have decoded the body and written it anew: Box signs ASCII.
    of(body) || str::from_utf8(body).is_ok_and(|text| of(escaped(text).as_bytes()))
}

/// As Box writes it: what is no ASCII by its number, and slashes escaped.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut before = ' ';
    for letter in text.chars() {
        match letter {
            '/' if before != '\\' => out.push_str("\\/"),
            ascii if ascii.is_ascii() => out.push(ascii),
            other => other.encode_utf16(&mut [0; 2]).iter().for_each(|unit| out.push_str(&format!("\\u{unit:04x}"))),
        }
        before = letter;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{Delivery, SignatureKeys, escaped};
    use aws_lc_rs::hmac;
    use base64::{Engine, prelude::BASE64_STANDARD};

    const NOW: i64 = 1_750_000_000;
    const TIMESTAMP: &str = "2025-06-15T15:06:00Z";

    fn sign(key: &str, body: &str) -> String {
        let key = hmac::Key::new(hmac::HMAC_SHA256, key.as_bytes());
        BASE64_STANDARD.encode(hmac::sign(&key, format!("{body}{TIMESTAMP}").as_bytes()))
    }

    fn keys() -> SignatureKeys {
        SignatureKeys { primary: "one".into(), secondary: Some("two".into()) }
    }

    fn delivery<'a>(primary: &'a str, secondary: &'a str) -> Delivery<'a> {
        let headers = move |name: &str| match name {
            "box-signature-version" => Some("1"),
            "box-signature-algorithm" => Some("HmacSHA256"),
            "box-delivery-timestamp" => Some(TIMESTAMP),
            "box-signature-primary" => Some(primary),
            "box-signature-secondary" => Some(secondary),
            _ => None,
        };
        Delivery::of(headers)
    }

    #[test]
    fn either_key_will_do() {
        let body = r#"{"id":"1"}"#;
        let (good, bad) = (sign("one", body), sign("other", body));
        assert!(keys().signed(&delivery(&good, &bad), body.as_bytes(), NOW));
        assert!(keys().signed(&delivery(&bad, &sign("two", body)), body.as_bytes(), NOW));
        assert!(!keys().signed(&delivery(&bad, &good), body.as_bytes(), NOW), "each in its place");
        assert!(!keys().signed(&delivery(&good, &bad), b"{}", NOW));
        assert!(!keys().signed(&delivery("", "%"), body.as_bytes(), NOW));
    }

    #[test]
    fn old_messages_and_other_kinds_of_signature_are_not_believed() {
        let body = "{}";
        let good = sign("one", body);
        let good = delivery(&good, "");
        let signed = |delivery: &Delivery<'_>, now| keys().signed(delivery, body.as_bytes(), now);
        assert!(signed(&good, NOW) && signed(&good, NOW - 40 + 600));
        assert!(!signed(&good, NOW - 40 + 601) && !signed(&good, NOW - 41));
        assert!(!signed(&Delivery { version: Some("2"), ..good }, NOW));
        assert!(!signed(&Delivery { algorithm: None, ..good }, NOW));
        assert!(!signed(&Delivery { timestamp: Some("now"), ..good }, NOW));
        assert!(!signed(&Delivery::default(), NOW));
    }

    #[test]
    fn a_body_that_was_decoded_is_signed_as_it_was_sent() {
        let body = r#"{"name":"😀/é"}"#;
        assert_eq!(escaped(body), r#"{"name":"\ud83d\ude00\/\u00e9"}"#);
        let good = sign("one", &escaped(body));
        assert!(keys().signed(&delivery(&good, ""), body.as_bytes(), NOW));
        assert!(keys().signed(&delivery(&good, ""), escaped(body).as_bytes(), NOW));
    }
}
