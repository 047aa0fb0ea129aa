//! What storing and reading bytes can end in.
use std::{fmt, io};

/// The answer of everything that touches bytes.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// What storing and reading bytes can end in. None of them tells where the bytes are: that stands in the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Error {
    /// More bytes came than the put may have.
    TooLarge,
    /// No space is left where the bytes go.
    Full,
    /// The place fails, stalls or cannot be reached; nothing was stored. The same call may succeed later.
    Unavailable,
    /// There is no such object.
    Missing,
    /// The object is not what it was: shorter than what was asked for, or of another digest.
    Corrupt,
}

impl Error {
    /// Where no object was asked for, what is missing is a folder or a bucket.
    pub(crate) fn unasked(self) -> Self {
        if self == Error::Missing { Error::Unavailable } else { self }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Error::TooLarge => "more bytes than allowed",
            Error::Full => "no space is left for the bytes",
            Error::Unavailable => "the bytes cannot be stored or read just now",
            Error::Missing => "the bytes are not there",
            Error::Corrupt => "the bytes are damaged",
        })
    }
}

impl std::error::Error for Error {}

impl From<io::Error> for Error {
    fn from(error: io::Error) -> Self {
        let kind = of_io(&error);
        tracing::warn!(%error, "bytes: {kind}");
        kind
    }
}

impl From<object_store::Error> for Error {
    fn from(error: object_store::Error) -> Self {
        let kind = of_store(&error);
        if kind != Error::Missing {
            tracing::warn!(%error, "bytes: {kind}");
        }
        kind
    }
}

fn of_io(error: &io::Error) -> Error {
    match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Error::Full,
        io::ErrorKind::NotFound => Error::Missing,
        _ => Error::Unavailable,
    }
}

fn of_store(error: &object_store::Error) -> Error {
    if matches!(error, object_store::Error::NotFound { .. }) {
        return Error::Missing;
    }
    let mut sources = std::iter::successors(std::error::Error::source(error), |source| source.source());
    if let Some(error) = sources.find_map(|source| source.downcast_ref::<io::Error>()) {
        return of_io(error);
    }
    // S3 has no code of its own for it, and what servers send is only found in the text.
    let text = error.to_string();
    let is_full = ["StorageFull", "QuotaExceeded", "InsufficientStorage"].iter().any(|code| text.contains(code));
    if is_full { Error::Full } else { Error::Unavailable }
}
