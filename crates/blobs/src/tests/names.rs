use super::*;
use crate::{BadName, BadPlace, S3};

#[test]
fn names_have_one_spelling() {
    let name = ObjectName::new(NOON, 0x5f01_2345_6789_abcd);
    assert_eq!(name.to_string(), "5f/0006651728988000-5f0123456789abcd");
    assert_eq!(name.to_string().parse(), Ok(name));
    assert_eq!(name.begun_at(), NOON);
    for text in [
        "",
        "5f",
        "5f/",
        "5f/0006651728988000",
        "5e/0006651728988000-5f0123456789abcd",
        "5f/6651728988000-5f0123456789abcd",
        "5f/0006651728988000-5F0123456789ABCD",
        "5f/+006651728988000-5f0123456789abcd",
        "5f/0006651728988000-5f0123456789abcd/",
        "../0006651728988000-5f0123456789abcd",
        "/5f/0006651728988000-5f0123456789abcd",
    ] {
        assert_eq!(text.parse::<ObjectName>(), Err(BadName), "{text}");
    }
}

#[test]
fn digests_are_texts_and_bytes() {
    let digest = Digest::of(b"");
    let text = "af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262";
    assert_eq!(digest.to_string(), text);
    assert_eq!(text.parse(), Ok(digest));
    assert_eq!(Digest::from_bytes(*digest.as_bytes()), digest);
    assert!("af13".parse::<Digest>().is_err());
}

#[test]
fn places_are_typed() {
    let s3 = |prefix: &str, options: &[(&str, &str)]| {
        let options = options.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        Ok(Place::S3(S3 { bucket: "files".to_owned(), prefix: prefix.to_owned(), options }))
    };
    assert_eq!("memory:".parse(), Ok(Place::Memory));
    assert_eq!("data/files".parse(), Ok(Place::Directory("data/files".into())));
    assert_eq!("s3://files".parse(), s3("", &[]));
    assert_eq!("s3://files/a/b/".parse(), s3("a/b", &[]));
    assert_eq!(
        "s3://files?endpoint=http%3A%2F%2F127.0.0.1:9000&region=eu-1".parse(),
        s3("", &[("endpoint", "http://127.0.0.1:9000"), ("region", "eu-1")]),
    );
}

#[test]
fn a_place_that_cannot_be_says_what_to_do() {
    let complaint = |text: &str| text.parse::<Place>().unwrap_err().to_string();
    assert_eq!(complaint(""), "no place for files is named: give a directory, or s3://BUCKET/PREFIX");
    assert_eq!(
        complaint("gs://files"),
        "gs://files is no place for files: give a directory, s3://BUCKET/PREFIX or memory:",
    );
    assert_eq!(complaint("s3:///a"), "s3:///a names no bucket: give s3://BUCKET/PREFIX");
    assert_eq!(
        complaint("s3://files/a/../b"),
        "the prefix of s3://files/a/../b has an empty or dotted part: leave it out"
    );
    let typed_key = complaint("s3://files?secret_access_key=hush");
    assert_eq!(
        typed_key,
        "an s3:// address takes ?endpoint=…&region=… and not secret_access_key: set AWS_SECRET_ACCESS_KEY in the \
         environment instead",
    );
}

#[test]
fn keys_are_not_shown() {
    let options = vec![("secret_access_key".to_owned(), "hush".to_owned())];
    let place = Place::S3(S3 { bucket: "files".to_owned(), prefix: String::new(), options });
    assert!(!format!("{place:?}").contains("hush"));
}

#[test]
fn a_directory_that_cannot_be_made_says_so() {
    let file = tempfile::NamedTempFile::new().unwrap();
    let place = Place::Directory(file.path().join("files"));
    let Err(BadPlace(text)) = Blobs::open(&Config::new(place)) else { panic!("it opened") };
    assert!(text.contains(file.path().to_str().unwrap()) && text.contains("name another"), "{text}");
}

#[test]
fn errors_tell_no_paths() {
    for error in [Error::TooLarge, Error::Full, Error::Unavailable, Error::Missing, Error::Corrupt] {
        assert!(!error.to_string().contains('/'));
    }
}

#[cfg(feature = "s3")]
#[test]
fn a_bucket_that_cannot_be_says_what_is_wrong() {
    let opened = |prefix: &str, options: &[(&str, &str)]| {
        let options = options.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let place = Place::S3(S3 { bucket: "files".to_owned(), prefix: prefix.to_owned(), options });
        Blobs::open(&Config::new(place)).err().map(|error| error.to_string())
    };
    assert_eq!(opened("", &[("colour", "red")]), Some("S3 has no option colour: leave it out".to_owned()));
    assert_eq!(opened("a//b", &[]), Some("S3 takes no prefix like a//b: use plain letters".to_owned()));
    let text = opened("", &[("virtual_hosted_style_request", "perhaps")]).unwrap();
    assert!(text.contains("perhaps") && text.ends_with("see the AWS_* variables"), "{text}");
}
