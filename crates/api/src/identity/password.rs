//! Passwords: a slow hash in the store, and only ever compared.
use crate::{Error, Random, Result, wire::UserId};
use argon2::{Argon2, PasswordHasher};
use boxwood_store::{Tx, Write};

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
    use argon2::{Argon2, PasswordVerifier, password_hash::phc};

    #[test]
    fn a_hash_fits_its_password_only() {
        let hash = PasswordHash::of("correct horse", &Random::seeded(1)).unwrap();
        assert!(hash.0.starts_with("$argon2id$v=19$"));
        let known = phc::PasswordHash::new(&hash.0).unwrap();
        let fits = |password: &str| Argon2::default().verify_password(password.as_bytes(), &known).is_ok();
        assert!(fits("correct horse") && !fits("correct hors") && !fits(""));
        assert_ne!(PasswordHash::of("correct horse", &Random::seeded(2)).unwrap().0, hash.0);
    }
}
