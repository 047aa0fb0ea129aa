//! A sign-in that was begun: one secret in a cookie of its own, and all that goes to the provider made of it.
use crate::{
    Web,
    visitor::{Next, cookie},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use boxwood_api::{
    Error,
    sign_in::{self, FLOW_LIFETIME},
    signed::SigningKey,
};
use boxwood_oidc::Flow;
use http::{HeaderMap, HeaderValue};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

/// A cookie has 4096 bytes at most, with its name; longer addresses are not come back to.
const LONGEST_NEXT: usize = 2048;

pub(super) struct Begun {
    secret: String,
    /// Without it the secret is one that somebody made up.
    proof: String,
    next: Next,
}

impl Begun {
    /// # Errors
    /// `unavailable` without randomness; those of the store.
    pub async fn new(web: &Web, next: Next) -> Result<Self, Error> {
        let (secret, _) = web.secret()?;
        let ticket = made(&secret, "ticket");
        let prove = move |tx: &mut _| sign_in::begin_flow(tx, &ticket);
        let proof = match web.read(prove.clone()).await? {
            Some(proof) => proof,
            None => {
                web.db.write("web.provider", SigningKey::ensure).await?;
                web.read(prove).await?.ok_or_else(Error::unavailable)?
            }
        };
        let next = if next.as_str().len() > LONGEST_NEXT { Next::of("/") } else { next };
        Ok(Begun { secret, proof, next })
    }

    /// What this browser has begun.
    pub fn of(web: &Web, headers: &HeaderMap) -> Option<Self> {
        let cookie = cookie::read(headers, &web.cookie_name(cookie::PROVIDER))?;
        let (secret, rest) = cookie.split_once('.')?;
        let (proof, next) = rest.split_once('.')?;
        let next = String::from_utf8(URL_SAFE_NO_PAD.decode(next).ok()?).ok()?;
        // Where it leads is looked at again: a cookie is what a browser says it is.
        Some(Begun { secret: secret.to_owned(), proof: proof.to_owned(), next: Next::of(&next) })
    }

    pub fn cookie(&self, web: &Web) -> Option<HeaderValue> {
        let value = format!("{}.{}.{}", self.secret, self.proof, URL_SAFE_NO_PAD.encode(self.next.as_str()));
        cookie::set(web, cookie::PROVIDER, &value, Some(FLOW_LIFETIME))
    }

    /// What the store checks.
    pub fn shown(&self) -> sign_in::Flow {
        sign_in::Flow { ticket: self.made("ticket"), proof: self.proof.clone() }
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

    fn made(&self, what: &str) -> String {
        made(&self.secret, what)
    }
}

/// 43 characters that tell nothing of the secret, nor of each other.
fn made(secret: &str, what: &str) -> String {
    let mut hash = Sha256::new();
    hash.update(what.as_bytes());
    hash.update(b" ");
    hash.update(secret.as_bytes());
    URL_SAFE_NO_PAD.encode(hash.finalize())
}
