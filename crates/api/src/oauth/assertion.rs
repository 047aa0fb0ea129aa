//! JWT assertions, read as leniently as clients write them (contract: identity §2.6, clients §2).
use super::client::Algorithm;
use crate::{Error, Result};
use base64::{
    Engine,
    alphabet::URL_SAFE,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};
use serde_json::{Map, Value};

/// With or without padding.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &URL_SAFE,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// A JWT, taken apart. Nothing about it is true before its signature was verified.
#[derive(Debug)]
pub struct Assertion<'a> {
    /// Header and payload as they were signed.
    pub(super) signed: &'a str,
    pub(super) signature: Vec<u8>,
    header: Map<String, Value>,
    claims: Map<String, Value>,
}

/// Repeated keys are no error here: one client writes `aud` twice, and the last one counts.
fn object(part: &str) -> Option<Map<String, Value>> {
    match serde_json::from_slice(&BASE64.decode(part).ok()?).ok()? {
        Value::Object(object) => Some(object),
        _ => None,
    }
}

impl<'a> Assertion<'a> {
    /// # Errors
    /// `invalid_grant` for what is no JWT.
    pub fn parse(text: &'a str) -> Result<Self> {
        let malformed = |what| move || Error::oauth("invalid_grant", what);
        let wrong_number = malformed("Wrong number of segments");
        let (signed, signature) = text.rsplit_once('.').ok_or_else(wrong_number)?;
        let (header, claims) = signed.split_once('.').ok_or_else(wrong_number)?;
        if claims.contains('.') {
            return Err(wrong_number());
        }
        let header = object(header).ok_or_else(malformed("Invalid header encoding"))?;
        let claims = object(claims).ok_or_else(malformed("Invalid claims encoding"))?;
        let signature = BASE64.decode(signature).map_err(|_| malformed("Invalid signature encoding")())?;
        Ok(Assertion { signed, signature, header, claims })
    }

    /// # Errors
    /// `invalid_grant` for every algorithm but RSA's: an HMAC's key would be the public key.
    pub fn algorithm(&self) -> Result<Algorithm> {
        match self.header.get("alg").and_then(Value::as_str) {
            Some("RS256") => Ok(Algorithm::Rs256),
            Some("RS384") => Ok(Algorithm::Rs384),
            Some("RS512") => Ok(Algorithm::Rs512),
            _ => Err(Error::oauth("invalid_grant", "Algorithm not allowed")),
        }
    }

    pub(super) fn is_unsigned(&self) -> bool {
        let alg = self.header.get("alg").and_then(Value::as_str);
        alg.is_some_and(|alg| alg.eq_ignore_ascii_case("none")) && self.signature.is_empty()
    }

    /// From the header, or from the claims, where one published sample has it.
    pub fn kid(&self) -> Option<&str> {
        self.header.get("kid").or_else(|| self.claims.get("kid")).and_then(Value::as_str)
    }

    /// A claim that is text; anything else counts as absent.
    pub fn text(&self, claim: &str) -> Option<&str> {
        self.claims.get(claim).and_then(Value::as_str)
    }

    /// A claim that is a point in time, in whole seconds since 1970.
    pub fn seconds(&self, claim: &str) -> Option<i64> {
        let value = self.claims.get(claim)?;
        value.as_i64().or_else(|| value.as_f64().filter(|n| n.is_finite()).map(|n| n as i64))
    }

    /// Whether one of the audiences is meant, by a text or by a list of them.
    pub fn is_for(&self, audiences: &[String]) -> bool {
        let known = |value: &Value| value.as_str().is_some_and(|aud| audiences.iter().any(|known| known == aud));
        match self.claims.get("aud") {
            Some(Value::Array(all)) => all.iter().any(known),
            Some(one) => known(one),
            None => false,
        }
    }
}
