//! Guessing is made slow: after a handful of wrong answers each further one doubles the wait.
use crate::{Result, identity::TokenHash, wire::UserId};
use boxwood_store::{Read, Tx, Write};

/// Wrong answers that cost nothing: people mistype.
const FREE: i64 = 5;
const FIRST_WAIT: i64 = 30 * SECOND;
const LONGEST_WAIT: i64 = 15 * 60 * SECOND;
/// After so long without a wrong answer all is forgotten.
const MEMORY: i64 = 24 * 3600 * SECOND;
const SECOND: i64 = 1_000_000;

const FIND: &str = "SELECT count, last_at FROM failed_attempts WHERE subject = $1";
const ADD: &str = "INSERT INTO failed_attempts (subject, count, last_at) VALUES ($1, 1, $2) \
    ON CONFLICT (subject) DO UPDATE SET last_at = excluded.last_at, count = \
    CASE WHEN failed_attempts.last_at < $3 THEN 1 ELSE failed_attempts.count + 1 END";
const CLEAR: &str = "DELETE FROM failed_attempts WHERE subject = $1";
const EXPIRE: &str = "DELETE FROM failed_attempts WHERE last_at < $1";

/// What is guessed at.
#[derive(Clone, Copy)]
pub struct Subject(TokenHash);

impl Subject {
    /// The password of a login, whether or not anybody has it.
    pub fn password(login: &str) -> Self {
        Subject(TokenHash::of(&format!("password {}", login.trim().to_lowercase())))
    }

    /// The second factor of a user.
    pub fn factor(user: UserId) -> Self {
        Subject(TokenHash::of(&format!("factor {user}")))
    }

    /// The password of a shared link, by its hash: another one begins anew.
    pub fn link(hash: &str) -> Self {
        Subject(TokenHash::of(&format!("link {hash}")))
    }

    /// Whether another guess is heard.
    ///
    /// # Errors
    /// The inner one says how long not; those of the store.
    pub fn open(self, tx: &mut Tx<Read>) -> Result<Result<(), Locked>> {
        let now = tx.now();
        let known: Option<(i64, i64)> = tx.opt(FIND, (self.0,))?;
        let until = known.map_or(0, |(count, last_at)| last_at + wait(count));
        Ok(if until <= now { Ok(()) } else { Err(Locked { seconds: (until - now + SECOND - 1) / SECOND }) })
    }

    /// What an answer is worth that took its time to be looked at. None, while guesses that were made side by side have closed
    /// it meanwhile; a wrong one counts.
    ///
    /// # Errors
    /// The inner one says how long it is closed; those of the store.
    pub fn judge(self, tx: &mut Tx<Write>, fits: bool) -> Result<Result<bool, Locked>> {
        if let Err(locked) = self.open(tx)? {
            return Ok(Err(locked));
        }
        if !fits {
            self.failed(tx)?;
        }
        Ok(Ok(fits))
    }

    /// One more wrong answer.
    ///
    /// # Errors
    /// Those of the store.
    pub fn failed(self, tx: &mut Tx<Write>) -> Result<()> {
        let now = tx.now();
        tx.exec(ADD, (self.0, now, now - MEMORY))?;
        Ok(())
    }

    /// The right one.
    ///
    /// # Errors
    /// Those of the store.
    pub fn succeeded(self, tx: &mut Tx<Write>) -> Result<()> {
        tx.exec(CLEAR, (self.0,))?;
        Ok(())
    }
}

/// Nothing is heard for so long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Locked {
    pub seconds: i64,
}

const fn wait(failures: i64) -> i64 {
    if failures < FREE {
        return 0;
    }
    let doublings = if failures - FREE > 10 { 10 } else { failures - FREE };
    let wait = FIRST_WAIT << doublings;
    if wait > LONGEST_WAIT { LONGEST_WAIT } else { wait }
}

pub(super) fn expire(tx: &mut Tx<Write>) -> Result<()> {
    let now = tx.now();
    tx.exec(EXPIRE, (now - MEMORY,))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{LONGEST_WAIT, SECOND, wait};

    #[test]
    fn waits_grow_up_to_a_quarter_of_an_hour() {
        let waits: Vec<_> = (0..12).map(|failures| wait(failures) / SECOND).collect();
        assert_eq!(waits, [0, 0, 0, 0, 0, 30, 60, 120, 240, 480, 900, 900]);
        assert_eq!(wait(i64::MAX), LONGEST_WAIT);
    }
}
