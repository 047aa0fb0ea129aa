use super::{Outside, Proxy, is_box};

#[test]
fn each_proxy_has_a_ca_of_its_own() {
    let make = || Proxy::new(Outside::Allowed(None), 1_750_000_000_000_000).unwrap();
    let (one, other) = (make(), make());
    assert!(one.ca_pem().starts_with("-----BEGIN CERTIFICATE-----") && one.ca_der().len() > 200);
    assert_ne!(one.ca_der(), other.ca_der());
    assert!(super::hosts::names().iter().all(|name| is_box(&name.replace('*', "a"))));
}
