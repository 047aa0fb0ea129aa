//! Where a client's server is, and how patient the client is.
use crate::{Clock, Result, SystemClock, contract::Random};
use reqwest::Certificate;
use std::{fmt, sync::Arc, time::Duration};

/// The addresses of a server. Box has one for each purpose; a Boxwood has one for all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BaseUrls {
    /// What stands before `/2.0` and `/oauth2/token`.
    pub api: String,
    /// What stands before `/2.0` where files are uploaded.
    pub upload: String,
    /// What stands before `/authorize`.
    pub authorize: String,
}

impl Default for BaseUrls {
    /// Box's.
    fn default() -> Self {
        BaseUrls {
            api: "https://api.box.com".to_owned(),
            upload: "https://upload.box.com/api".to_owned(),
            authorize: "https://account.box.com/api/oauth2".to_owned(),
        }
    }
}

impl BaseUrls {
    /// A server that is all in one place, as a Boxwood is: `http://127.0.0.1:8080`.
    pub fn at(origin: &str) -> Self {
        let origin = origin.trim_end_matches('/');
        BaseUrls { api: origin.to_owned(), upload: format!("{origin}/api"), authorize: format!("{origin}/api/oauth2") }
    }
}

/// When a call is made once more.
#[derive(Clone, Copy, Debug)]
pub struct Retries {
    /// How often a call is made at the most; once, at the least.
    pub attempts: u32,
    /// The wait before the second; it doubles with each.
    pub base: Duration,
    /// The longest wait, whatever the server asks for.
    pub longest: Duration,
}

impl Default for Retries {
    fn default() -> Self {
        Retries { attempts: 5, base: Duration::from_secs(1), longest: Duration::from_secs(60) }
    }
}

impl Retries {
    /// None: what fails has failed.
    pub const NONE: Retries = Retries { attempts: 1, base: Duration::ZERO, longest: Duration::ZERO };

    /// How long to wait before the attempt after the nth: what the server asked for, or longer each time, and never for
    /// all clients the same. `chance` is from 0 to 1.
    pub(crate) fn pause(&self, attempt: u32, asked: Option<Duration>, chance: f64) -> Duration {
        let doubled = self.base.saturating_mul(1_u32 << attempt.saturating_sub(1).min(16));
        asked.unwrap_or_else(|| doubled.mul_f64(0.5 + chance)).min(self.longest)
    }
}

/// One attempt of a call, told to whoever watches (`Builder::watch`).
#[derive(Clone, Copy, Debug)]
pub struct Attempt {
    /// The operation's id, `get_users_me`.
    pub operation: &'static str,
    /// The status of the answer; None where there was none.
    pub status: Option<u16>,
    /// The first is 1.
    pub number: u32,
}

/// What is told of each attempt.
pub(crate) type Watch = Arc<dyn Fn(Attempt) + Send + Sync>;

/// All that a client is told. Shared by the clients that are made of one another.
pub(crate) struct Settings {
    pub urls: BaseUrls,
    pub retries: Retries,
    pub clock: Arc<dyn Clock>,
    pub random: Random,
    pub watch: Option<Watch>,
    /// Whom to believe besides those whom the system trusts.
    pub trusted: Vec<Certificate>,
}

impl Default for Settings {
    fn default() -> Self {
        Settings {
            urls: BaseUrls::default(),
            retries: Retries::default(),
            clock: Arc::new(SystemClock),
            random: Random::system(),
            watch: None,
            trusted: Vec::new(),
        }
    }
}

impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Settings").field("urls", &self.urls).field("retries", &self.retries).finish_non_exhaustive()
    }
}

impl Settings {
    /// From 0 to 1.
    pub fn chance(&self) -> f64 {
        let mut bytes = [0; 4];
        // Without randomness all wait for the same time, which is no reason to fail.
        let _ = self.random.fill(&mut bytes);
        f64::from(u32::from_be_bytes(bytes)) / f64::from(u32::MAX)
    }

    /// Hexadecimal digits that nobody can guess.
    ///
    /// # Errors
    /// [`Error::Unfit`](crate::Error::Unfit) where the system has no randomness.
    pub fn hex(&self, count: usize) -> Result<String> {
        self.random.hex(count).map_err(|_| crate::Error::unfit("the system has no randomness to give"))
    }
}

#[cfg(test)]
mod tests {
    use super::Retries;
    use std::time::Duration;

    #[test]
    fn waits_double_and_do_as_they_are_asked() {
        let retries = Retries::default();
        let seconds = Duration::from_secs;
        assert_eq!(retries.pause(1, None, 0.5), seconds(1));
        assert_eq!(retries.pause(3, None, 0.5), seconds(4));
        assert_eq!(retries.pause(3, None, 0.0), seconds(2));
        assert_eq!(retries.pause(3, Some(seconds(7)), 0.0), seconds(7));
        assert_eq!(retries.pause(30, Some(seconds(700)), 0.0), seconds(60));
        assert_eq!(retries.pause(30, None, 1.0), seconds(60));
    }
}
