use super::{Seed, schema};
use std::fs;

const PUBLISHED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/seed.schema.json");

/// `BOXWOOD_WRITE=1 cargo nextest run -p boxwood-server published` writes it.
#[test]
fn the_published_schema_is_the_one_that_is_read_by() {
    #[expect(clippy::disallowed_methods, reason = "a switch of this test")]
    if std::env::var_os("BOXWOOD_WRITE").is_some() {
        fs::write(PUBLISHED, schema()).unwrap();
    }
    assert_eq!(fs::read_to_string(PUBLISHED).unwrap_or_default(), schema());
}

#[test]
fn what_a_seed_lacks_or_has_too_much_is_told_by_line() {
    let company = "enterprises:\n- name: A\n  admin: {name: Ada, login: ada@a.example}\n";
    let seed = Seed::parse(company).unwrap();
    assert_eq!((seed.enterprises.len(), seed.enterprises[0].apps.len()), (1, 1), "an app is made for it");
    for (text, told) in [
        ("", ""),
        ("enterprises: []", "enterprises"),
        ("enterprises:\n- name: A\n", "admin"),
        (&format!("{company}  user: []\n"), "user"),
        (&format!("{company}  apps:\n  - {{name: B, auth: [saml]}}\n"), "saml"),
    ] {
        let refused = Seed::parse(text).unwrap_err();
        assert!(refused.message.contains(told) && refused.hint.is_some(), "{text}: {refused}");
    }
    let refused = Seed::parse(&format!("{company}  user: []\n")).unwrap_err();
    assert!(refused.message.contains('4'), "the line: {refused}");
}
