//! The JWT grant: an app proves by its private key who it is (contract: identity §2.5, §2.6).
use super::{
    Assertion, Form, Issuer, LIFETIME, NewToken, SECOND, TokenReply,
    client::{self, Client},
    db,
    subject::{self, Granted, NoToken},
};
use crate::{
    Error, Result, Settings,
    events::{self, EventKind},
    identity::{Drawn, TokenHash},
};
use boxwood_store::{Cost, Db, Read, Tx, Write};
use std::sync::Arc;

/// How far an assertion may reach into the future.
const MAX_AGE: i64 = 60;
/// By how much a client's clock may be ahead when it also says when it signed.
const TOLERANCE: i64 = 2;
/// How exactly the use of a key is told: what is written more often costs each login.
const DAY: i64 = 86_400 * SECOND;

/// What is left of an assertion that was found good.
struct Claims {
    client: Arc<Client>,
    of_enterprise: bool,
    sub: Option<String>,
    /// The key that it was signed with, if that was not known to be used today.
    fresh_key: Option<String>,
    jti: String,
    /// Seconds.
    exp: i64,
}

pub(super) async fn exchange(db: &Db, issuer: &Issuer, form: Form) -> Result<TokenReply> {
    let audiences = issuer.audiences.clone();
    // The costly part comes first and off the writer: nothing of it changes anything.
    let claims = db.read(Cost::Point, move |tx| check(tx, &form, &audiences)).await?;
    let Drawn { text, hash } = Drawn::long(&issuer.random, db.now())?;
    let issue = move |tx: &mut Tx<Write>| {
        if !db::use_jti(tx, claims.client.id, &claims.jti, claims.exp * SECOND)? {
            return Err(jti());
        }
        let granted = claims.subject(tx)?.map_err(NoToken::of_assertion)?;
        if let Some(kid) = &claims.fresh_key {
            let now = tx.now();
            db::key_used(tx, claims.client.id, kid, now - now.rem_euclid(DAY))?;
        }
        issue(tx, &claims.client, &granted, hash)
    };
    let expires_in = db.write("oauth.jwt_bearer", issue).await?;
    Ok(TokenReply::bearer(text, expires_in))
}

impl Claims {
    fn subject(&self, tx: &mut Tx<Read>) -> Result<Result<Granted, NoToken>> {
        let sub = self.sub.as_deref().unwrap_or_default();
        if self.of_enterprise {
            subject::enterprise(tx, &self.client, sub)
        } else {
            subject::user(tx, &self.client, sub)
        }
    }
}

/// Stores a token of a server app; answers its lifetime in seconds.
pub(super) fn issue(tx: &mut Tx<Write>, client: &Client, granted: &Granted, hash: TokenHash) -> Result<i64> {
    let new = NewToken {
        hash,
        app: client.id,
        user: granted.user,
        settings: granted.settings,
        downscoped: false,
        resource: None,
        link: None,
        label: None,
        parent: None,
        refresh: None,
        expires_at: tx.now() + LIFETIME * SECOND,
    };
    db::insert_token(tx, &new)?;
    events::emit_login(tx, EventKind::TokenCreate, Some(granted.enterprise), granted.user, client.id)?;
    Ok(LIFETIME)
}

fn jti() -> Error {
    Error::oauth("invalid_grant", "Please check the 'jti' claim. A unique 'jti' value is required.")
}

/// The checks that change nothing, in the order of the contract: parse, algorithm, client, iss, kid, signature, aud,
/// exp, jti.
fn check(tx: &mut Tx<Read>, form: &Form, audiences: &[String]) -> Result<Claims> {
    let assertion = Assertion::parse(form.get("assertion").unwrap_or_default())?;
    let algorithm = assertion.algorithm()?;
    let client = client::authenticate(tx, form.get("client_id"), form.get("client_secret"))?;
    client::must_have(&client, Settings::JWT)?;
    let invalid = |why| Error::oauth("invalid_grant", why);
    if assertion.text("iss") != Some(&client.client_id) {
        return Err(invalid("Please check the 'iss' claim. The client id specified is invalid."));
    }
    let key = verify(&assertion, algorithm, &client)?;
    let today = tx.now() - tx.now().rem_euclid(DAY);
    let fresh_key = Some(key).filter(|key| key.used_at.is_none_or(|at| at < today)).map(|key| key.kid.clone());
    if !assertion.is_for(audiences) {
        return Err(invalid("Please check the 'aud' claim."));
    }
    let exp = expiry(&assertion, tx.now() / SECOND)?;
    let jti = assertion.text("jti").filter(|jti| (16..=128).contains(&jti.chars().count())).ok_or_else(jti)?;
    let of_enterprise = match assertion.text("box_sub_type") {
        Some("enterprise") => true,
        Some("user") => false,
        _ => return Err(NoToken::NoSuchSubject.of_assertion()),
    };
    let sub = assertion.text("sub").map(str::to_owned);
    let claims = Claims { of_enterprise, sub, fresh_key, jti: jti.to_owned(), exp, client };
    // The writer decides about the subject, behind the jti; what it will ask is looked up here, for the cache.
    let _ = claims.subject(tx)?;
    Ok(claims)
}

/// By the key that the assertion names, or, where it names none, by any of the app's: answers which it was.
fn verify<'a>(
    assertion: &Assertion<'_>,
    algorithm: client::Algorithm,
    client: &'a Client,
) -> Result<&'a client::PublicKey> {
    if client.keys.is_empty() {
        let why = "This app is not configured properly. No public key(s) added";
        return Err(Error::oauth("unauthorized_client", why));
    }
    let named = assertion.kid();
    let mut keys = client.keys.iter().filter(|key| named.is_none_or(|kid| kid == key.kid)).peekable();
    if keys.peek().is_none() {
        return Err(Error::oauth("invalid_grant", "\"kid\" invalid, unable to lookup correct key"));
    }
    if let Some(key) = keys.find(|key| key.verifies(algorithm, assertion.signed, &assertion.signature)) {
        return Ok(key);
    }
    let why = "Signature verification error. The public key identified by \"kid\" must correspond to the private key \
        used for signing.";
    Err(Error::oauth("invalid_grant", why))
}

/// `now` and the answer are in seconds. The texts name the claim, because clients then sign again by our clock.
fn expiry(assertion: &Assertion<'_>, now: i64) -> Result<i64> {
    let invalid = |why| Error::oauth("invalid_grant", why);
    let exp = assertion.seconds("exp").ok_or_else(|| invalid("Please check the 'exp' claim."))?;
    if exp <= now {
        let why = "Current date/time MUST be before the expiration date/time listed in the 'exp' claim";
        return Err(invalid(why));
    }
    let signed_ahead = |iat: i64| iat <= now + TOLERANCE && exp - iat <= MAX_AGE;
    if exp - now > MAX_AGE && !assertion.seconds("iat").is_some_and(signed_ahead) {
        let why = "Please check the 'exp' claim. The 'exp' value exceeds the maximum value of 60 seconds beyond the \
            issue time.";
        return Err(invalid(why));
    }
    Ok(exp)
}
