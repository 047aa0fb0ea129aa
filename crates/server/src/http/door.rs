//! Calls that come by a shared link: the header that names it, and its password (contract: content §2.6).
//!
//! A password takes tens of milliseconds to check, so that is done before the transaction, on a thread of its own, and only
//! for callers who are let in; what fitted once is remembered. In the transaction there is nothing left to do but to compare
//! hashes.
use super::{App, dispatch::in_query};
use aws_lc_rs::digest::{SHA256, digest};
use boxwood_api::{
    About, Call, Caller, Credentials, Error, Result,
    identity::PasswordHash,
    items::{self, Door, Named},
    sign_in::{Locked, Subject},
    wire::UserId,
};
use boxwood_store::{Cost, Read, Tx, Write};
use http::HeaderMap;
use std::{
    collections::VecDeque,
    sync::{Mutex, PoisonError},
};

/// How many passwords that fitted are remembered.
const REMEMBERED: usize = 1000;

/// Digests of passwords with the hashes that they fitted, latest last.
#[derive(Default)]
pub(super) struct Proofs(Mutex<VecDeque<[u8; 32]>>);

impl Proofs {
    /// Of whoever has said it: what fitted for one must not tell another, who guesses.
    fn key(user: UserId, hash: &str, password: &str) -> [u8; 32] {
        let all = [&user.0.to_be_bytes()[..], hash.as_bytes(), &[0], password.as_bytes()].concat();
        digest(&SHA256, &all).as_ref().try_into().unwrap_or_default()
    }

    fn has(&self, proof: &[u8; 32]) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).contains(proof)
    }

    fn add(&self, proof: [u8; 32]) {
        let mut proofs = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if proofs.len() >= REMEMBERED {
            proofs.pop_front();
        }
        proofs.push_back(proof);
    }
}

/// `shared_link=ADDRESS[&shared_link_password=PASSWORD]`, either of them escaped or not.
fn parse(header: &str) -> Option<(Named, Option<String>)> {
    let header = header.trim();
    let decoded = |text: &str| percent_encoding::percent_decode_str(text).decode_utf8_lossy().into_owned();
    let (link, password) = match header.split_once("&shared_link_password=") {
        Some((link, password)) => (link, Some(decoded(password))),
        None => (header, None),
    };
    let url = decoded(link.strip_prefix("shared_link=")?);
    Some((Named::of(&url)?, password))
}

/// The same of an address that a page loads.
fn of_query(query: &str) -> Option<String> {
    let said = |name| in_query(Some(query), name).map(|value| format!("{name}={value}"));
    let password = said("shared_link_password").map(|password| format!("&{password}"));
    said("shared_link").map(|link| link + &password.unwrap_or_default())
}

impl App {
    /// What the header of a call says; None without one.
    ///
    /// # Errors
    /// Those of the store.
    pub(super) async fn door(&self, headers: &HeaderMap, call: &Call, about: About) -> Result<Option<Door>> {
        let header = headers.get("boxapi").map(|header| header.to_str().unwrap_or_default().to_owned());
        let in_query = || call.query.as_deref().filter(|_| about.by_query).and_then(of_query);
        let Some(header) = header.or_else(in_query).filter(|_| about.by_link) else { return Ok(None) };
        let Some((named, password)) = parse(&header) else {
            return Ok(Some(Door { named: None, proven: None }));
        };
        let proven = match password {
            Some(password) => Box::pin(self.proven(&named, password, call.credentials.clone(), about)).await?,
            None => None,
        };
        Ok(Some(Door { named: Some(named), proven }))
    }

    /// The hash of the link's password, if this is the password.
    ///
    /// # Errors
    /// `rate_limit_exceeded` after several that were not; those of the store.
    async fn proven(&self, named: &Named, password: String, by: Credentials, about: About) -> Result<Option<String>> {
        let named = named.clone();
        let work = move |tx: &mut Tx<Read>| match Caller::identify(tx, &by, &about)? {
            Ok(who) => Ok(items::needed_password(tx, &named)?.map(|hash| (hash, who.user().id))),
            // Refused in a moment, whatever the password.
            Err(_) => Ok(None),
        };
        let needed: Option<(String, UserId)> = self.db.read::<_, Error>(Cost::Point, work).await?;
        let Some((hash, user)) = needed else { return Ok(None) };
        let proof = Proofs::key(user, &hash, &password);
        if self.proofs.has(&proof) {
            return Ok(Some(hash));
        }
        let guessed = Subject::link(&hash);
        let closed = |Locked { seconds }| Error::rate_limit_exceeded(seconds);
        let open = move |tx: &mut Tx<Read>| guessed.open(tx);
        self.db.read::<_, Error>(Cost::Point, open).await?.map_err(closed)?;
        let against = PasswordHash::known(hash.clone());
        let fits = self.slow.run(move || Ok(PasswordHash::fits(Some(&against), &password))).await?;
        let judged = self.db.write("links.guessed", move |tx: &mut Tx<Write>| guessed.judge(tx, fits)).await?;
        if judged.map_err(closed)? {
            self.proofs.add(proof);
            return Ok(Some(hash));
        }
        Ok(None)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_header_is_read_in_every_form_that_clients_send() {
        let token = |text: &str| Named::Token(text.to_owned());
        let plain = parse("shared_link=https://acme.app.box.com/s/abc");
        assert_eq!(plain, Some((token("abc"), None)));
        let both = parse("shared_link=https://x.example/s/abc&shared_link_password=a%26b c");
        assert_eq!(both, Some((token("abc"), Some("a&b c".to_owned()))));
        let escaped = parse("shared_link=https%3A%2F%2Fx.example%2Fs%2Fabc");
        assert_eq!(escaped, Some((token("abc"), None)));
        assert_eq!(parse("shared_link=http://x/shared/static/abc.pdf"), Some((token("abc"), None)));
        assert_eq!(parse("shared_link=http://x/v/My-Own-Name/"), Some((Named::Vanity("my-own-name".to_owned()), None)));
        for none in ["", "shared_link=", "shared_link=abc", "https://x/s/abc", "shared_link=https://x/f/abc"] {
            assert_eq!(parse(none), None, "{none}");
        }
    }

    #[test]
    fn so_many_proofs_are_remembered() {
        let proofs = Proofs::default();
        let una = UserId(3);
        let first = Proofs::key(una, "hash", "0");
        proofs.add(first);
        assert!(proofs.has(&first) && !proofs.has(&Proofs::key(una, "other", "0")));
        assert!(!proofs.has(&Proofs::key(UserId(4), "hash", "0")), "who guesses is not told what others know");
        (1..=REMEMBERED).for_each(|n| proofs.add(Proofs::key(una, "hash", &n.to_string())));
        assert!(!proofs.has(&first));
    }
}
