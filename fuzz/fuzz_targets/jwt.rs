//! The parser of assertions: whatever a stranger sends as one.
#![no_main]

use boxwood_api::oauth::Assertion;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let Ok(assertion) = Assertion::parse(text) else { return };
    let _ = (assertion.algorithm(), assertion.kid(), assertion.is_for(&["https://api.box.com/oauth2/token".to_owned()]));
    for claim in ["iss", "sub", "box_sub_type", "jti"] {
        let _ = assertion.text(claim);
    }
    for claim in ["exp", "iat", "nbf"] {
        let _ = assertion.seconds(claim);
    }
    // It has three segments, and one more makes it none.
    assert!(Assertion::parse(&format!("{text}.")).is_err());
});
