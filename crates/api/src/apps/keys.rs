//! The keys that an app signs its assertions with (contract: identity §2.6, §2.9).
use super::{db, ops::editable, ops::source};
use crate::{
    Caller, Error, Random, Result,
    events::{EventKind, emit},
    wire::AppId,
};
use aws_lc_rs::{
    encoding::AsDer,
    rsa::{KeyPair as RsaKeyPair, KeySize, PublicEncryptingKey},
    signature::KeyPair as _,
};
use boxwood_store::{Tx, Write};
use pkcs8::{Document, LineEnding, PrivateKeyInfoRef, pkcs5::pbes2};

/// An app has a handful of keys: the one in use and its successor, for each of its deployments.
const MAX_KEYS: usize = 10;
/// The passphrase has 128 random bits, so that stretching it adds nothing; every client repeats these rounds.
const ROUNDS: u32 = 2048;

/// An RSA key of 2048 to 8192 bits, as SubjectPublicKeyInfo in DER.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicKey(pub(super) Vec<u8>);

impl PublicKey {
    /// # Errors
    /// `bad_request` for anything but an RSA key of that size.
    pub fn from_der(der: &[u8]) -> Result<Self> {
        match PublicEncryptingKey::from_der(der) {
            Ok(_) => Ok(PublicKey(der.to_vec())),
            Err(_) => Err(Error::bad_request("This is no RSA public key of at least 2048 and at most 8192 bits")),
        }
    }

    /// # Errors
    /// `bad_request` for anything but one such key, and for a private key in particular.
    pub fn from_pem(pem: &str) -> Result<Self> {
        if pem.contains("PRIVATE KEY") {
            let keep = "This is a private key: keep it, and give its public half (openssl pkey -in KEY.pem -pubout)";
            return Err(Error::bad_request(keep));
        }
        match Document::from_pem(pem.trim()) {
            Ok(("PUBLIC KEY", document)) => PublicKey::from_der(document.as_bytes()),
            _ => Err(Error::bad_request("This is no public key in PEM: it begins with '-----BEGIN PUBLIC KEY-----'")),
        }
    }

    /// How long the modulus is.
    pub fn bits(&self) -> usize {
        PublicEncryptingKey::from_der(&self.0).map_or(0, |key| key.key_size_bits())
    }

    pub fn as_der(&self) -> &[u8] {
        &self.0
    }
}

/// A key pair for an app, to be shown once.
pub struct KeyPair {
    /// Eight lower-case letters and digits.
    pub kid: String,
    pub public: PublicKey,
    /// PKCS#8 in PEM, encrypted with the passphrase: PBES2 with HMAC-SHA256 and AES-256-CBC, which all clients read.
    pub private_key: String,
    /// 32 hexadecimal digits.
    pub passphrase: String,
}

impl KeyPair {
    /// Takes tenths of a second, so never on the way of a request. The primes come from the cryptographic library's own
    /// generator, everything else from `random`.
    ///
    /// # Errors
    /// `unavailable` when no key can be made.
    pub fn generate(random: &Random) -> Result<KeyPair> {
        let unavailable = |_| Error::unavailable();
        let pair = RsaKeyPair::generate(KeySize::Rsa2048).map_err(unavailable)?;
        let (private, public) = (pair.as_der().map_err(unavailable)?, pair.public_key().as_der().map_err(unavailable)?);
        let (kid, passphrase) = (random.lower(8)?, random.hex(32)?);
        let private_key = encrypted(private.as_ref(), &passphrase, random)?;
        Ok(KeyPair { kid, public: PublicKey(public.as_ref().to_vec()), private_key, passphrase })
    }
}

fn encrypted(private: &[u8], passphrase: &str, random: &Random) -> Result<String> {
    let (mut salt, mut iv) = ([0; 16], [0; 16]);
    random.fill(&mut salt)?;
    random.fill(&mut iv)?;
    let pem = || -> pkcs8::Result<String> {
        let parameters = pbes2::Parameters::generate_pbkdf2_sha256_aes256cbc(ROUNDS, &salt, iv)?;
        let document = PrivateKeyInfoRef::try_from(private)?.encrypt_with_params(parameters, passphrase)?;
        Ok(document.to_pem("ENCRYPTED PRIVATE KEY", LineEnding::LF)?.to_string())
    };
    pem().map_err(|_| Error::unavailable())
}

/// Adds a key to those that the app may sign with; it counts at once.
///
/// # Errors
/// `not_found`; `bad_request` for one key too many or a name that is taken; those of the store.
pub fn add_key(tx: &mut Tx<Write>, who: &Caller, app: AppId, kid: &str, key: &PublicKey) -> Result<()> {
    editable(tx, who, app)?;
    let known = db::keys(tx, app)?;
    if known.len() >= MAX_KEYS {
        return Err(Error::bad_request(format!("The app has {MAX_KEYS} keys, which is the most; remove one first")));
    }
    if let Some(same) = known.iter().find(|one| one.public_key == *key) {
        return Err(Error::bad_request(format!("The app has this key already, as {}", same.kid)));
    }
    if !db::add_key(tx, app, kid, key)? {
        return Err(Error::bad_request("The app has a key of that name"));
    }
    emit(tx, who, EventKind::ApplicationPublicKeyAdded, source(app))
}

/// Takes a key away: assertions that name it are worth nothing from now on.
///
/// # Errors
/// `not_found` for the app or the key; those of the store.
pub fn remove_key(tx: &mut Tx<Write>, who: &Caller, app: AppId, kid: &str) -> Result<()> {
    editable(tx, who, app)?;
    if !db::remove_key(tx, app, kid)? {
        return Err(Error::not_found("key", kid));
    }
    emit(tx, who, EventKind::ApplicationPublicKeyDeleted, source(app))
}

#[cfg(test)]
mod tests {
    use super::{KeyPair, PublicKey};
    use crate::Random;
    use pkcs8::{EncryptedPrivateKeyInfoRef, LineEnding, PrivateKeyInfoRef, SecretDocument};

    /// Made by `openssl genrsa 1024 | openssl pkey -pubout`.
    const SHORT: &str = include_str!("rsa1024.pem");

    #[test]
    fn a_key_pair_opens_with_its_passphrase() {
        let pair = KeyPair::generate(&Random::seeded(1)).unwrap();
        assert_eq!((pair.kid.len(), pair.passphrase.len()), (8, 32));
        assert!(pair.private_key.starts_with("-----BEGIN ENCRYPTED PRIVATE KEY-----\n"));
        assert!(pair.private_key.ends_with("-----END ENCRYPTED PRIVATE KEY-----\n"));
        let (_, document) = SecretDocument::from_pem(&pair.private_key).unwrap();
        let sealed = EncryptedPrivateKeyInfoRef::try_from(document.as_bytes()).unwrap();
        assert!(sealed.decrypt("wrong").is_err());
        let opened = sealed.decrypt(&pair.passphrase).unwrap();
        assert!(PrivateKeyInfoRef::try_from(opened.as_bytes()).is_ok());
        assert_eq!(PublicKey::from_der(pair.public.as_der()).unwrap(), pair.public);
        assert_eq!(pair.public.bits(), 2048);
    }

    #[test]
    fn only_rsa_keys_of_2048_bits_and_more_are_taken() {
        let document =
            pkcs8::Document::try_from(KeyPair::generate(&Random::seeded(2)).unwrap().public.as_der()).unwrap();
        let pem = document.to_pem("PUBLIC KEY", LineEnding::CRLF).unwrap();
        assert!(PublicKey::from_pem(&format!("\n{pem}\n")).is_ok());
        for text in
            ["", "-----BEGIN PUBLIC KEY-----", SHORT, &pem.replace("PUBLIC", "PRIVATE"), &pem.replace("MIIB", "MIIA")]
        {
            assert!(PublicKey::from_pem(text).is_err(), "{text}");
        }
    }
}
