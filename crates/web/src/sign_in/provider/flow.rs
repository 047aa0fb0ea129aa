//! A sign-in that was begun: one secret in a cookie of its own, and all that goes to the provider made of it.
use crate::{
    Web,
    visitor::{Next, cookie},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use boxwood_api::{Error, identity::TokenHash, sign_in::FLOW_LIFETIME};
use boxwood_oidc::Flow;
use http::{HeaderMap, HeaderValue};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

/// A cookie has 4096 bytes at most, with its name; longer addresses are not come back to.
const LONGEST_NEXT: usize = 2048;

pub(super) struct Begun {
    secret: String,
    next: Next,
}

impl Begun {
    /// # Errors
    /// `unavailable` without randomness.
    pub fn new(web: &Web, next: Next) -> Result<Self, Error> {
        let (secret, _) = web.secret()?;
        let next = if next.as_str().len() > LONGEST_NEXT { Next::of("/") } else { next };
        Ok(Begun { secret, next })
    }

    /// What this browser has begun.
    pub fn of(web: &Web, headers: &HeaderMap) -> Option<Self> {
        let cookie = cookie::read(headers, &web.cookie_name(cookie::PROVIDER))?;
        let (secret, next) = cookie.split_once('.')?;
        let next = String::from_utf8(URL_SAFE_NO_PAD.decode(next).ok()?).ok()?;
        // Where it leads is looked at again: a cookie is what a browser says it is.
        Some(Begun { secret: secret.to_owned(), next: Next::of(&next) })
    }

    pub fn cookie(&self, web: &Web) -> Option<HeaderValue> {
        let value = format!("{}.{}", self.secret, URL_SAFE_NO_PAD.encode(self.next.as_str()));
        cookie::set(web, cookie::PROVIDER, &value, Some(FLOW_LIFETIME))
    }

    /// What the store knows it by.
    pub fn ticket(&self) -> TokenHash {
        TokenHash::of(&self.made("ticket"))
    }

    pub fn flow(&self) -> Flow {
        Flow { state: self.made("state"), nonce: self.made("nonce"), verifier: self.made("verifier") }
    }

    /// Whether that state was sent along from here.
    pub fn is_of(&self, state: &str) -> bool {
        self.made("state").as_bytes().ct_eq(state.as_bytes()).into()
    }

    pub fn next(&self) -> &Next {
        &self.next
    }

    /// 43 characters that tell nothing of the secret, nor of each other.
    fn made(&self, what: &str) -> String {
        let mut hash = Sha256::new();
        hash.update(what.as_bytes());
        hash.update(b" ");
        hash.update(self.secret.as_bytes());
        URL_SAFE_NO_PAD.encode(hash.finalize())
    }
}
