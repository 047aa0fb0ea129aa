//! Where clients reach the server: the base of every absolute URL that an answer holds.
use crate::signed::SigningKey;
use boxwood_store::{Read, Tx};
use std::sync::Arc;

/// The store's context (`Config::context`): set once, where the server is put together, and at hand in every transaction.
#[derive(Clone, Debug)]
pub struct Site {
    url: Arc<str>,
    key: Option<SigningKey>,
}

impl Site {
    /// `url` is what stands before `/2.0/…`, with or without a slash at its end.
    pub fn new(url: &str) -> Self {
        Site { url: format!("{}/", url.trim_end_matches('/')).into(), key: None }
    }

    /// With a key to sign with, for a store that has none yet.
    #[must_use]
    pub fn with_key(self, key: SigningKey) -> Self {
        Site { key: Some(key), ..self }
    }

    pub(crate) fn key(&self) -> Option<&SigningKey> {
        self.key.as_ref()
    }

    /// That of the store, or, where nobody said one, the server's own default address.
    pub fn of(tx: &Tx<Read>) -> Self {
        tx.context::<Site>().cloned().unwrap_or_else(|| Site::new("http://127.0.0.1:8080"))
    }

    /// With a slash at its end.
    pub fn url(&self) -> &str {
        &self.url
    }
}
