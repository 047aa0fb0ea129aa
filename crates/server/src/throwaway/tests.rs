use super::{Inherited, Throwaway, Wish, key, trust};
use crate::{proxy::Outside, seed::Seed};
use std::{collections::BTreeMap, ffi::OsString, sync::Arc};

fn wish(outside: Outside) -> Wish {
    Wish { seed: Seed::sample(), outside, local_links: false, rate_limit: None, lab: true }
}

#[test]
fn the_key_is_one() {
    let (public, auth) = (key::public().unwrap(), key::auth());
    assert_eq!(public.bits(), 2048);
    assert!(auth.private_key.ends_with("-----END ENCRYPTED PRIVATE KEY-----\n"), "rclone takes nothing behind it");
}

#[tokio::test]
async fn the_variables_lead_here() {
    let server = Throwaway::start(wish(Outside::Refused(Arc::new(|_| {})))).await.unwrap();
    let inherited =
        Inherited { no_proxy: Some("intern.example".to_owned()), java_tool_options: Some("-Xmx64m".to_owned()) };
    let all: BTreeMap<&str, Option<OsString>> = server.details().environment(&inherited).into_iter().collect();
    let value = |name: &str| all[name].clone().unwrap().into_string().unwrap();
    assert_eq!(value("HTTPS_PROXY"), server.details().proxy_url);
    assert_eq!(value("NO_PROXY"), "localhost,127.0.0.1,::1", "nothing gets out");
    assert!(value("JAVA_TOOL_OPTIONS").starts_with("-Xmx64m -Dhttps.proxyHost=127.0.0.1 "));
    assert_eq!(value("SSL_CERT_FILE"), value("BOXWOOD_CA"));
    assert_eq!(all["ALL_PROXY"], None);
    let data = server.details().data.clone();
    server.stop().await.unwrap();
    assert!(!data.exists());
}

#[tokio::test]
async fn who_may_go_out_trusts_whom_the_system_trusts_too() {
    let server = Throwaway::start(wish(Outside::Allowed(None))).await.unwrap();
    let details = server.details();
    assert_ne!(details.ca, details.ca_bundle);
    let (ours, bundle) = [&details.ca, &details.ca_bundle].map(|file| std::fs::read_to_string(file).unwrap()).into();
    assert!(bundle.ends_with(&ours));
    server.stop().await.unwrap();
}

#[test]
fn a_trust_store_of_java_is_in_its_form() {
    let store = trust::java(&[1, 2, 3], 1_750_000_000_000_000);
    assert_eq!(store[..12], [0xfe, 0xed, 0xfe, 0xed, 0, 0, 0, 2, 0, 0, 0, 1]);
    // An entry, and a digest of 20 bytes.
    assert_eq!(store.len(), 12 + 4 + (2 + 7) + 8 + (2 + 5) + (4 + 3) + 20);
}
