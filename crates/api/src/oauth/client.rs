//! The app that asks: found by its client id, with what is needed to check it.
use super::db;
use crate::{
    Error, Result, Settings,
    identity::TokenHash,
    wire::{AppId, EnterpriseId},
};
use aws_lc_rs::signature::{
    ParsedPublicKey, RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_2048_8192_SHA384, RSA_PKCS1_2048_8192_SHA512,
};
use boxwood_store::{Cached, Key, Read, Tx};
use std::sync::Arc;

/// The hash functions that an assertion may be signed with.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Algorithm {
    Rs256,
    Rs384,
    Rs512,
}

/// A public key, parsed once: that costs as much as a fifth of a verification.
pub(super) struct PublicKey {
    pub kid: String,
    /// When it was last known to be used, to the day.
    pub used_at: Option<i64>,
    parsed: [Option<ParsedPublicKey>; 3],
}

impl PublicKey {
    pub fn new(kid: String, spki: &[u8], used_at: Option<i64>) -> Self {
        let algorithms = [&RSA_PKCS1_2048_8192_SHA256, &RSA_PKCS1_2048_8192_SHA384, &RSA_PKCS1_2048_8192_SHA512];
        PublicKey { kid, used_at, parsed: algorithms.map(|algorithm| ParsedPublicKey::new(algorithm, spki).ok()) }
    }

    pub fn verifies(&self, algorithm: Algorithm, signed: &str, signature: &[u8]) -> bool {
        let [rs256, rs384, rs512] = &self.parsed;
        let key = match algorithm {
            Algorithm::Rs256 => rs256,
            Algorithm::Rs384 => rs384,
            Algorithm::Rs512 => rs512,
        };
        key.as_ref().is_some_and(|key| key.verify_sig(signed.as_bytes(), signature).is_ok())
    }
}

/// An app as the token endpoint sees it.
pub(super) struct Client {
    pub id: AppId,
    pub enterprise_id: EnterpriseId,
    pub client_id: String,
    pub secret_hash: TokenHash,
    /// As the console has them; a server app's authorization is another matter.
    pub settings: Settings,
    pub keys: Vec<PublicKey>,
}

impl Cached for Client {
    fn sources(&self) -> impl IntoIterator<Item = Key> {
        [self.id.key()]
    }
}

/// An app without a secret of its own gives none; what it may then do, its grants say.
///
/// # Errors
/// `invalid_client` when there is none of that id, or the secret is another.
pub(super) fn authenticate(tx: &mut Tx<Read>, id: Option<&str>, secret: Option<&str>) -> Result<Arc<Client>> {
    let invalid = || Error::oauth("invalid_client", "The client credentials are invalid");
    let client = find(tx, id.unwrap_or_default())?.ok_or_else(invalid)?;
    let known = client.secret_hash.is_of(secret.unwrap_or_default());
    let needs_none = secret.is_none() && client.settings.has(Settings::PUBLIC);
    if known || needs_none { Ok(client) } else { Err(invalid()) }
}

/// # Errors
/// Those of the store.
pub(super) fn find(tx: &mut Tx<Read>, client_id: &str) -> Result<Option<Arc<Client>>> {
    tx.cached(TokenHash::of(client_id).key(), |tx| db::client(tx, client_id))
}

/// # Errors
/// `unauthorized_client`
pub(super) fn must_have(client: &Client, grant: Settings) -> Result<()> {
    let refused = || Error::oauth("unauthorized_client", "The grant type is unauthorized for this client_id");
    if client.settings.has(grant) { Ok(()) } else { Err(refused()) }
}
