//! Where the tokens of a user who has logged in are kept.
use super::Token;
use crate::{Error, Result, Secret};
use serde::{Deserialize, Serialize};
use std::{
    fmt,
    fs::{File, OpenOptions},
    io,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

/// Access and refresh token of a user.
#[derive(Clone, Debug)]
pub struct StoredToken {
    /// What calls are made with.
    pub access: Secret,
    /// Seconds since 1970.
    pub expires_at: Option<i64>,
    /// What the next one is had for. It can be used once.
    pub refresh: Option<Secret>,
}

impl From<Token> for StoredToken {
    fn from(token: Token) -> Self {
        StoredToken { access: token.access, expires_at: token.expires_at, refresh: token.refresh }
    }
}

impl From<StoredToken> for Token {
    fn from(token: StoredToken) -> Self {
        Token { access: token.access, expires_at: token.expires_at, refresh: token.refresh }
    }
}

/// What an attempt to load or to save ends in.
pub type Stored<'a, T> = std::pin::Pin<Box<dyn Future<Output = Result<T>> + Send + 'a>>;

/// A place for tokens. A refresh token can be used once, so what is saved must be there before the next call.
pub trait TokenStore: fmt::Debug + Send + Sync + 'static {
    /// What was saved last.
    fn load(&self) -> Stored<'_, Option<StoredToken>>;
    /// Takes the place of what was there.
    fn save<'a>(&'a self, token: &'a StoredToken) -> Stored<'a, ()>;
    /// Nothing is there any more.
    fn clear(&self) -> Stored<'_, ()>;
    /// As long as what this gives is kept, nobody else renews the token. A refresh token is good once, so of two clients with
    /// the same store that renew at the same time one would be logged out. A store that only one client has needs none.
    fn lock(&self) -> Stored<'_, Lock> {
        Box::pin(async { Ok(Lock(None)) })
    }
}

/// What [`TokenStore::lock`] gives; to drop it is to let others go on.
pub struct Lock(#[expect(dead_code, reason = "it is there to be dropped")] Option<Box<dyn Send>>);

impl Lock {
    /// One that lasts as long as that does.
    pub fn held(by: impl Send + 'static) -> Self {
        Lock(Some(Box::new(by)))
    }
}

impl fmt::Debug for Lock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Lock")
    }
}

/// As long as the program runs.
#[derive(Debug, Default)]
pub struct MemoryStore {
    token: Mutex<Option<StoredToken>>,
    /// Several clients may have it.
    turn: Arc<tokio::sync::Mutex<()>>,
}

impl MemoryStore {
    fn token(&self) -> MutexGuard<'_, Option<StoredToken>> {
        self.token.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl TokenStore for MemoryStore {
    fn load(&self) -> Stored<'_, Option<StoredToken>> {
        let stored = self.token().clone();
        Box::pin(async { Ok(stored) })
    }
    fn save<'a>(&'a self, token: &'a StoredToken) -> Stored<'a, ()> {
        *self.token() = Some(token.clone());
        Box::pin(async { Ok(()) })
    }
    fn clear(&self) -> Stored<'_, ()> {
        *self.token() = None;
        Box::pin(async { Ok(()) })
    }
    fn lock(&self) -> Stored<'_, Lock> {
        Box::pin(async { Ok(Lock::held(self.turn.clone().lock_owned().await)) })
    }
}

/// In a file that nobody else can read (mode 0600), always whole. Programs that share it renew the token one after the
/// other: beside it lies an empty file, `NAME.lock`, which is locked meanwhile.
#[derive(Clone, Debug)]
pub struct FileStore(PathBuf);

#[derive(Deserialize, Serialize)]
struct Written {
    access_token: String,
    expires_at: Option<i64>,
    refresh_token: Option<String>,
}

impl FileStore {
    /// The file need not be there yet; its directory must.
    pub fn new(path: impl AsRef<Path>) -> Self {
        FileStore(path.as_ref().to_owned())
    }

    fn unfit(&self, error: &dyn fmt::Display) -> Error {
        Error::unfit(format!("{}: {error}", self.0.display()))
    }

    /// Waits until nobody else has it.
    fn locked(&self) -> io::Result<File> {
        let mut path = self.0.clone().into_os_string();
        path.push(".lock");
        let mut options = OpenOptions::new();
        options.create(true).truncate(false).write(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options.open(path)?;
        file.lock()?;
        Ok(file)
    }

    fn write(&self, token: &StoredToken) -> io::Result<()> {
        let written = Written {
            access_token: token.access.expose().to_owned(),
            expires_at: token.expires_at,
            refresh_token: token.refresh.as_ref().map(|refresh| refresh.expose().to_owned()),
        };
        let directory = self.0.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
        // Files that are made so have mode 0600.
        let mut file = tempfile::NamedTempFile::new_in(directory)?;
        serde_json::to_writer(&mut file, &written)?;
        file.as_file().sync_all()?;
        file.persist(&self.0).map_err(|error| error.error)?;
        Ok(())
    }
}

impl TokenStore for FileStore {
    fn load(&self) -> Stored<'_, Option<StoredToken>> {
        Box::pin(async {
            let text = match tokio::fs::read(&self.0).await {
                Ok(text) => text,
                Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
                Err(error) => return Err(self.unfit(&error)),
            };
            let written: Written = serde_json::from_slice(&text).map_err(|error| self.unfit(&error))?;
            Ok(Some(StoredToken {
                access: Secret::from(written.access_token),
                expires_at: written.expires_at,
                refresh: written.refresh_token.map(Secret::from),
            }))
        })
    }
    fn save<'a>(&'a self, token: &'a StoredToken) -> Stored<'a, ()> {
        // A few hundred bytes: not worth a thread of its own.
        Box::pin(async { self.write(token).map_err(|error| self.unfit(&error)) })
    }
    fn clear(&self) -> Stored<'_, ()> {
        Box::pin(async {
            match tokio::fs::remove_file(&self.0).await {
                Err(error) if error.kind() != io::ErrorKind::NotFound => Err(self.unfit(&error)),
                _ => Ok(()),
            }
        })
    }
    fn lock(&self) -> Stored<'_, Lock> {
        let store = self.clone();
        // Another program has it for as long as a server takes to answer.
        let waiting = tokio::task::spawn_blocking(move || store.locked());
        Box::pin(async {
            let locked = waiting.await.unwrap_or_else(|error| Err(io::Error::other(error)));
            locked.map(Lock::held).map_err(|error| self.unfit(&error))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{FileStore, StoredToken, TokenStore};
    use crate::Secret;

    #[tokio::test]
    async fn a_file_keeps_a_token_to_itself() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("token.json");
        let store = FileStore::new(&path);
        assert!(store.load().await.unwrap().is_none());
        for (access, refresh) in [("a", None), ("b", Some("r"))] {
            let token =
                StoredToken { access: Secret::from(access), expires_at: Some(5), refresh: refresh.map(Secret::from) };
            store.save(&token).await.unwrap();
            let loaded = store.load().await.unwrap().unwrap();
            assert_eq!((loaded.access.expose(), loaded.expires_at), (access, Some(5)));
            assert_eq!(loaded.refresh.as_ref().map(Secret::expose), refresh);
        }
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        }
        store.clear().await.unwrap();
        assert!(store.load().await.unwrap().is_none() && !path.exists());
        assert!(FileStore::new(directory.path()).load().await.is_err());
    }
}
