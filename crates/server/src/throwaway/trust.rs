//! What programs are given for them to trust the CA: files in the forms that they read.
use aws_lc_rs::digest::{Context, SHA1_FOR_LEGACY_USE_ONLY};
use base64::{Engine, prelude::BASE64_STANDARD};

/// What Java checks a trust store with, whoever it is.
pub const JAVA_PASSWORD: &str = "changeit";
/// What stands between password and store where Java makes a digest of both.
const JAVA_WORDS: &[u8] = b"Mighty Aphrodite";
const JAVA_MAGIC: u32 = 0xFEED_FEED;
const JAVA_VERSION: u32 = 2;
/// An entry that is a certificate to trust.
const JAVA_TRUSTED: u32 = 2;

/// A trust store in Java's own form (JKS), which every release of Java reads. `now` is in microseconds.
pub fn java(certificate: &[u8], now: i64) -> Vec<u8> {
    let mut store = Vec::new();
    for number in [JAVA_MAGIC, JAVA_VERSION, 1, JAVA_TRUSTED] {
        store.extend(number.to_be_bytes());
    }
    text(&mut store, "boxwood");
    store.extend((now / 1000).to_be_bytes());
    text(&mut store, "X.509");
    store.extend(u32::try_from(certificate.len()).unwrap_or_default().to_be_bytes());
    store.extend_from_slice(certificate);
    let mut digest = Context::new(&SHA1_FOR_LEGACY_USE_ONLY);
    let password: Vec<u8> = JAVA_PASSWORD.encode_utf16().flat_map(u16::to_be_bytes).collect();
    for part in [&*password, JAVA_WORDS, &*store] {
        digest.update(part);
    }
    store.extend_from_slice(digest.finish().as_ref());
    store
}

fn text(to: &mut Vec<u8>, text: &str) {
    to.extend(u16::try_from(text.len()).unwrap_or_default().to_be_bytes());
    to.extend_from_slice(text.as_bytes());
}

/// What the system trusts, with `ours` at its end: for programs that also talk to others. What cannot be read is left out.
pub fn with_the_systems(ours: &str) -> String {
    let mut bundle = String::new();
    for certificate in rustls_native_certs::load_native_certs().certs {
        bundle.push_str("-----BEGIN CERTIFICATE-----\n");
        for line in BASE64_STANDARD.encode(&certificate).as_bytes().chunks(64) {
            bundle.push_str(str::from_utf8(line).unwrap_or_default());
            bundle.push('\n');
        }
        bundle.push_str("-----END CERTIFICATE-----\n");
    }
    bundle + ours
}
