//! Passwords: a slow hash in the store, and only ever compared.
use crate::{Error, Random, Result, wire::UserId};
use argon2::{Argon2, PasswordHasher, PasswordVerifier, password_hash::phc};
use boxwood_store::{Tx, Write};
use std::sync::LazyLock;

const SET: &str = "UPDATE users SET password_hash = $2, password_reset = $3 WHERE id = $1";

/// An argon2id hash with its parameters and its salt in one text.
#[derive(Clone)]
pub struct PasswordHash(String);

impl PasswordHash {
    /// Takes tens of milliseconds by intention: never on a thread that answers requests, never in a transaction.
    ///
    /// # Errors
    /// `unavailable` when the system has no randomness or memory to give.
    pub fn of(password: &str, random: &Random) -> Result<Self> {
        let mut salt = [0; 16];
        random.fill(&mut salt)?;
        let hash = Argon2::default().hash_password_with_salt(password.as_bytes(), &salt);
        hash.map(|hash| PasswordHash(hash.to_string())).map_err(|_| Error::unavailable())
    }

    /// As it is in the store.
    pub fn known(text: String) -> Self {
        PasswordHash(text)
    }

    pub(crate) fn text(&self) -> &str {
        &self.0
    }

    /// Whether it is the hash of `password`. As slow as [`of`](Self::of), also for nobody's hash: the time that it takes
    /// tells nothing of who there is.
    pub fn fits(hash: Option<&PasswordHash>, password: &str) -> bool {
        static NOBODYS: LazyLock<Option<PasswordHash>> =
            LazyLock::new(|| PasswordHash::of("nobody's", &Random::seeded(0)).ok());
        let against = hash.or(NOBODYS.as_ref()).and_then(|hash| phc::PasswordHash::new(&hash.0).ok());
        let fits = against.is_some_and(|known| Argon2::default().verify_password(password.as_bytes(), &known).is_ok());
        fits && hash.is_some()
    }

    /// Makes it the user's; a one-time password must be changed at the first sign-in.
    ///
    /// # Errors
    /// Those of the store.
    pub fn set(&self, tx: &mut Tx<Write>, user: UserId, one_time: bool) -> Result<()> {
        tx.exec(SET, (user, self.0.as_str(), one_time))?;
        tx.forget(user.key());
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::PasswordHash;
    use crate::Random;

    #[test]
    fn a_hash_fits_its_password_only() {
        let hash = PasswordHash::of("correct horse", &Random::seeded(1)).unwrap();
        assert!(hash.0.starts_with("$argon2id$v=19$"));
        let fits = |password: &str| PasswordHash::fits(Some(&hash), password);
        assert!(fits("correct horse") && !fits("correct hors") && !fits(""));
        assert!(!PasswordHash::fits(None, "nobody's"));
        assert_ne!(PasswordHash::of("correct horse", &Random::seeded(2)).unwrap().0, hash.0);
    }
}
