//! Where clients reach the server: the base of every absolute URL that an answer holds.
use boxwood_store::{Read, Tx};
use std::sync::Arc;

/// The store's context (`Config::context`): set once, where the server is put together, and at hand in every transaction.
#[derive(Clone, Debug)]
pub struct Site(Arc<str>);

impl Site {
    /// `url` is what stands before `/2.0/…`, with or without a slash at its end.
    pub fn new(url: &str) -> Self {
        Site(format!("{}/", url.trim_end_matches('/')).into())
    }

    /// That of the store, or, where nobody said one, the server's own default address.
    pub fn of(tx: &Tx<Read>) -> Self {
        tx.context::<Site>().cloned().unwrap_or_else(|| Site::new("http://127.0.0.1:8080"))
    }

    /// With a slash at its end.
    pub fn url(&self) -> &str {
        &self.0
    }
}
