//! The key that apps of throwaway servers sign with. To make one takes a tenth of a second, which is ten times as long as all
//! else, so it is the same each time and known to everybody. It opens nothing: an assertion counts only with the app's client
//! secret (contract: identity §2.6), and that is drawn anew for each server.
use crate::admin::Result;
use boxwood_api::apps::{AppAuth, PublicKey};

/// Its name, as assertions have it.
pub(crate) const ID: &str = "throwkey";
const PRIVATE: &str = include_str!("private.pem");
const PUBLIC: &str = include_str!("public.pem");
/// What the private half is encrypted with, for clients read no other.
const PASSPHRASE: &str = "throwaway";

pub(crate) fn public() -> Result<PublicKey> {
    Ok(PublicKey::from_pem(PUBLIC)?)
}

/// As a settings file has it.
pub(super) fn auth() -> AppAuth {
    AppAuth { kid: ID.to_owned(), private_key: PRIVATE.to_owned(), passphrase: PASSPHRASE.to_owned() }
}
