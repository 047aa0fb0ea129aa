//! A link that somebody opens in a browser, signed in or not.
use super::{LinkRow, Named, SharedLinkAccess, Visit, find, visit::is_open_to_all};
use crate::{
    Caller, Result,
    resources::users::Person,
    signed::SigningKey,
    wire::{AppId, RequestId},
};
use boxwood_store::{Read, Tx};
use sha2::{Digest, Sha256};

/// How long a password that was right need not be typed again, in microseconds.
const PROOF_LIFE: i64 = 12 * 3_600_000_000;
const PROOF: &str = "shared_link_password";

/// What becomes of it.
pub enum Opening {
    /// Whoever it is may go in.
    In(Box<Caller>),
    /// It has a password, of which this is the hash.
    Locked(String),
    /// It is for people who are known, and nobody is.
    SignIn,
    Nothing,
}

/// Opens a link for who is signed in, if anybody is; `proof` is what [`prove`] gave for the password.
///
/// # Errors
/// Those of the store.
pub fn open_link(
    tx: &mut Tx<Read>,
    named: &Named,
    signed_in: Option<Caller>,
    proof: Option<&str>,
    request: RequestId,
) -> Result<Opening> {
    let Some((link, item)) = find(tx, named)? else { return Ok(Opening::Nothing) };
    let is_open = is_open_to_all(tx, &link, &item)?;
    let who = match signed_in {
        Some(who) if Visit::lets_in(tx, &who, &link, &item)? => who,
        Some(_) => return Ok(Opening::Nothing),
        None if is_open => Caller::console(&Person::NOBODY, AppId::default(), request),
        None if link.access == SharedLinkAccess::Open => return Ok(Opening::Nothing),
        None => return Ok(Opening::SignIn),
    };
    if let Some(hash) = &link.password_hash
        && !is_proven(tx, &link, hash, proof)?
    {
        return Ok(Opening::Locked(hash.clone()));
    }
    Ok(Opening::In(Box::new(who.visiting(Visit::of_anybody(link, item)))))
}

/// The token of a link that is in force, whoever it lets in.
///
/// # Errors
/// Those of the store.
pub fn link_token(tx: &mut Tx<Read>, named: &Named) -> Result<Option<String>> {
    let Some((link, _)) = find(tx, named)? else { return Ok(None) };
    Ok(SigningKey::of(tx)?.map(|key| link.token(&key)))
}

/// A text that says that its bearer knew the password of that hash; None where there is no such link any more.
///
/// # Errors
/// Those of the store.
pub fn prove(tx: &mut Tx<Read>, named: &Named, hash: &str) -> Result<Option<String>> {
    let Some((link, _)) = find(tx, named)?.filter(|(link, _)| link.password_hash.as_deref() == Some(hash)) else {
        return Ok(None);
    };
    let until = tx.now() + PROOF_LIFE;
    Ok(SigningKey::of(tx)?.map(|key| key.sign(PROOF, [link.item_id.0, link.generation, mark(hash), until])))
}

fn is_proven(tx: &mut Tx<Read>, link: &LinkRow, hash: &str, proof: Option<&str>) -> Result<bool> {
    let (Some(key), Some(proof)) = (SigningKey::of(tx)?, proof) else { return Ok(false) };
    let Some([item, generation, known, until]) = key.open(PROOF, proof) else { return Ok(false) };
    let is_of_link = item == link.item_id.0 && generation == link.generation && known == mark(hash);
    Ok(is_of_link && until > tx.now())
}

/// Another for every password that the link ever has.
fn mark(hash: &str) -> i64 {
    Sha256::digest(hash.as_bytes()).iter().take(8).fold(0, |mark, byte| mark << 8 | i64::from(*byte))
}
