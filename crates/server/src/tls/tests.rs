use super::{certificate::prepare, names};
use crate::Config;
use std::fs;

const NOW: i64 = 1_750_000_000;

#[test]
fn a_certificate_is_kept_until_it_no_longer_fits() {
    let directory = tempfile::tempdir().unwrap();
    let read = |name: &str| fs::read_to_string(directory.path().join(name)).unwrap();
    let names = names(&Config { public_url: Some("https://Box.example.com:8443".to_owned()), ..Config::new("") });
    assert!(names.contains(&"box.example.com".to_owned()) && names.contains(&"api.box.com".to_owned()));
    prepare(directory.path(), &names, NOW).unwrap();
    let (ca, first, key) = (read("ca.pem"), read("server.pem"), read("server.key"));
    prepare(directory.path(), &names, NOW + 300 * 86_400).unwrap();
    assert_eq!(read("server.pem"), first, "still good");
    prepare(directory.path(), &names, NOW + 390 * 86_400).unwrap();
    let second = read("server.pem");
    assert_ne!(second, first, "near its end");
    prepare(directory.path(), &names[1..], NOW + 390 * 86_400).unwrap();
    assert_ne!(read("server.pem"), second, "other names");
    assert_eq!((read("ca.pem"), read("server.key")), (ca, key), "clients trust the CA for ever");
    fs::write(directory.path().join("server.pem"), "one's own").unwrap();
    prepare(directory.path(), &names, NOW).unwrap();
    assert_eq!(read("server.pem"), "one's own");
}

#[cfg(unix)]
#[test]
fn keys_are_for_their_owner_alone() {
    use std::os::unix::fs::PermissionsExt;
    let directory = tempfile::tempdir().unwrap();
    prepare(directory.path(), &["localhost".to_owned()], NOW).unwrap();
    for name in ["ca.key", "server.key"] {
        let mode = fs::metadata(directory.path().join(name)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{name}");
    }
}
