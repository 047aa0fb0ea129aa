//! Why a server does not start, in a sentence for whoever starts it.
use std::fmt;

#[derive(Debug)]
pub struct Failure(String);

impl Failure {
    /// "cannot listen on 127.0.0.1:80" and the cause.
    pub(crate) fn new(what: impl fmt::Display, cause: impl fmt::Display) -> Self {
        Failure(format!("{what}: {cause}"))
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Failure {}
