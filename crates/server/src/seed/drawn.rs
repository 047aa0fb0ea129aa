//! What a seed needs before its transaction, which may run twice: what is drawn, what is slow, and the content of files.
use super::{App, Enterprise, File, Folder, Seed};
use crate::{
    admin::{Refused, Result},
    http::keep,
};
use boxwood_api::{
    Content, Random,
    apps::NewAccount,
    identity::{self, PasswordHash, SHORT},
};
use boxwood_blobs::Blobs;
use std::{
    collections::HashMap,
    fs,
    path::{Path, PathBuf},
};

/// By the path in the seed of what it is for.
pub(super) struct Drawn {
    pub apps: HashMap<String, DrawnApp>,
    pub passwords: HashMap<String, PasswordHash>,
    pub contents: HashMap<String, Content>,
    /// The first of the requests that are made of the seed.
    pub request: u128,
    /// The developer token of the first app.
    pub token: identity::Drawn,
}

pub(super) struct DrawnApp {
    pub client_id: String,
    pub secret: String,
    pub account: NewAccount,
}

impl Drawn {
    /// `now` is in microseconds.
    pub async fn of(seed: &Seed, random: &Random, blobs: &Blobs, now: i64) -> Result<Drawn> {
        let mut request = [0; 16];
        random.fill(&mut request)?;
        let directory = seed.file.parent().unwrap_or(Path::new(""));
        let mut drawn = Drawn {
            apps: HashMap::new(),
            passwords: HashMap::new(),
            contents: HashMap::new(),
            request: u128::from_le_bytes(request),
            token: identity::Drawn::short(random, now, SHORT)?,
        };
        for (n, enterprise) in seed.enterprises.iter().enumerate() {
            let at = format!("enterprises[{n}]");
            drawn.passwords(enterprise, &at, random).await?;
            for (n, app) in enterprise.apps.iter().enumerate() {
                drawn.apps.insert(format!("{at}.apps[{n}]"), DrawnApp::of(app, random)?);
            }
            for (at, folders, files) in owned(enterprise, &at) {
                drawn.contents(&at, folders, files, directory, blobs).await?;
            }
        }
        Ok(drawn)
    }

    async fn passwords(&mut self, of: &Enterprise, at: &str, random: &Random) -> Result<()> {
        let users = of.users.iter().enumerate().map(|(n, user)| (format!("{at}.users[{n}]"), user));
        for (at, user) in std::iter::once((format!("{at}.admin"), &of.admin)).chain(users) {
            let Some(password) = user.password.clone() else { continue };
            let random = random.clone();
            let hash = tokio::task::spawn_blocking(move || PasswordHash::of(&password, &random)).await;
            let hash = hash.map_err(|error| Refused::failed(error.to_string()))??;
            self.passwords.insert(at, hash);
        }
        Ok(())
    }

    /// Stores what files hold, as uploads do.
    async fn contents(
        &mut self,
        at: &str,
        folders: &[Folder],
        files: &[File],
        directory: &Path,
        blobs: &Blobs,
    ) -> Result<()> {
        let mut left = vec![(at.to_owned(), folders, files)];
        while let Some((at, folders, files)) = left.pop() {
            for (n, file) in files.iter().enumerate() {
                let at = format!("{at}.files[{n}]");
                let bytes = content(file, directory).map_err(|why| Refused::new(format!("{at}: {why}")))?;
                let kept = keep(blobs, bytes.into()).await;
                self.contents.insert(at.clone(), kept.map_err(|error| told(&at, error.into()))?);
            }
            let inner = folders.iter().enumerate();
            left.extend(inner.map(|(n, one)| (format!("{at}.folders[{n}]"), &*one.folders, &*one.files)));
        }
        Ok(())
    }
}

impl DrawnApp {
    fn of(app: &App, random: &Random) -> Result<DrawnApp> {
        Ok(DrawnApp {
            client_id: app.client_id.clone().map_or_else(|| random.lower(32), Ok)?,
            secret: app.client_secret.clone().map_or_else(|| random.alphanumeric(32), Ok)?,
            account: NewAccount { random: random.alphanumeric(10)? },
        })
    }
}

/// All who own something, with their path in the seed.
fn owned<'a>(of: &'a Enterprise, at: &str) -> Vec<(String, &'a [Folder], &'a [File])> {
    let mut all = vec![(format!("{at}.admin"), &*of.admin.folders, &*of.admin.files)];
    let users = of.users.iter().enumerate();
    all.extend(users.map(|(n, user)| (format!("{at}.users[{n}]"), &*user.folders, &*user.files)));
    for (n, app) in of.apps.iter().enumerate() {
        let users = app.users.iter().enumerate();
        all.extend(users.map(|(m, user)| (format!("{at}.apps[{n}].users[{m}]"), &*user.folders, &*user.files)));
    }
    all
}

fn content(file: &File, directory: &Path) -> std::result::Result<Vec<u8>, String> {
    match (&file.text, &file.path) {
        (Some(_), Some(_)) => Err("It has a text and a path, and can have one of them only.".to_owned()),
        (Some(text), None) => Ok(text.clone().into_bytes()),
        (None, Some(path)) => {
            let path: PathBuf = directory.join(path);
            fs::read(&path).map_err(|error| format!("{}: {error}", path.display()))
        }
        (None, None) => Ok(Vec::new()),
    }
}

/// The refusal with what it is about.
pub(super) fn told(at: &str, refused: Refused) -> Refused {
    // It is JSON that operations read: what they say of its lines means nothing here.
    let message = refused.message.split_once(" at line 1 column").map_or(&*refused.message, |(said, _)| said);
    Refused { message: format!("{at}: {message}"), ..refused }
}
