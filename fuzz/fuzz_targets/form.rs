//! The decoder of the token endpoint's form: any bytes at all.
#![no_main]

use boxwood_api::oauth::Form;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let form = Form::parse(bytes);
    for name in ["grant_type", "client_id", "client_secret", "assertion", "scope", "a"] {
        let Some(value) = form.get(name) else { continue };
        assert!(!value.is_empty());
        let again = serde_urlencoded::to_string([(name, value)]).expect("a form");
        assert_eq!(Form::parse(again.as_bytes()).get(name), Some(value));
    }
});
