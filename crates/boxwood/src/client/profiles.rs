//! Profiles: servers, and what to log in to each with. They are in one file, which only its owner can read.
use boxwood_server::admin::Refused;
use serde::{Deserialize, Serialize};
use std::{
    collections::BTreeMap,
    fs::{DirBuilder, File},
    io::{self, Read as _, Write as _},
    os::unix::fs::{DirBuilderExt as _, PermissionsExt as _},
    path::{Path, PathBuf},
};

/// Where nobody names another.
pub const DEFAULT: &str = "default";
/// What others may do with a file.
const OTHERS: u32 = 0o077;

#[derive(Default, Deserialize, Serialize)]
#[serde(default)]
pub struct Profiles {
    /// The one that is used where none is named.
    pub default: Option<String>,
    pub profiles: BTreeMap<String, Profile>,
}

#[derive(Clone, Deserialize, Serialize)]
pub struct Profile {
    pub url: String,
    /// The certificate of a CA that the system does not know.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ca: Option<PathBuf>,
    pub login: Means,
}

/// What to log in with. Without `Debug`: there are secrets in it.
#[derive(Clone, Deserialize, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Means {
    /// The secrets stay in the app's settings file.
    Jwt {
        config: PathBuf,
    },
    ClientCredentials {
        client_id: String,
        client_secret: String,
        subject: For,
        id: String,
    },
    Token {
        token: String,
    },
    /// The tokens are in a file of their own, for they are others each time.
    OAuth {
        client_id: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        client_secret: Option<String>,
        redirect_uri: String,
        tokens: PathBuf,
    },
}

/// Whom a token is for.
#[derive(Clone, Copy, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum For {
    Enterprise,
    User,
}

impl Means {
    pub fn name(&self) -> &'static str {
        match self {
            Means::Jwt { .. } => "JWT",
            Means::ClientCredentials { .. } => "client credentials",
            Means::Token { .. } => "token",
            Means::OAuth { .. } => "OAuth 2.0",
        }
    }
}

impl Profiles {
    /// The file.
    ///
    /// # Errors
    /// Where nobody says where settings are.
    pub fn path() -> Result<PathBuf, Refused> {
        #[expect(clippy::disallowed_methods, reason = "the variable is every program's, and no setting of this one")]
        let given = std::env::var_os("XDG_CONFIG_HOME").map(PathBuf::from).filter(|path| path.is_absolute());
        let place = given.or_else(|| std::env::home_dir().map(|home| home.join(".config")));
        let missing =
            || Refused::new("There is no place for profiles: HOME is not set.").hint("Set it, or XDG_CONFIG_HOME");
        Ok(place.ok_or_else(missing)?.join("boxwood").join("profiles.json"))
    }

    /// A file for the tokens of a profile, in a directory that nobody else looks into.
    ///
    /// # Errors
    /// Where it cannot be made.
    pub fn tokens(name: &str) -> Result<PathBuf, Refused> {
        let directory = Profiles::path()?.with_file_name("tokens");
        let made = DirBuilder::new().recursive(true).mode(0o700).create(&directory);
        made.map_err(|error| Refused::failed(format!("{}: {error}", directory.display())))?;
        // A profile can have any name, and a file cannot.
        Ok(directory.join(format!("{}.json", super::state::name_of(name))))
    }

    /// What was kept so far.
    ///
    /// # Errors
    /// For a file that others can read, or that is none of profiles.
    pub fn read() -> Result<Profiles, Refused> {
        Profiles::read_at(&Profiles::path()?)
    }

    fn read_at(path: &Path) -> Result<Profiles, Refused> {
        let failed = |error: io::Error| Refused::failed(format!("{}: {error}", path.display()));
        let mut file = match File::open(path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Profiles::default()),
            opened => opened.map_err(failed)?,
        };
        let mode = file.metadata().map_err(failed)?.permissions().mode();
        if mode & OTHERS != 0 {
            let message = format!("Others can read {}, and there are secrets in it.", path.display());
            let hint =
                format!("Take that away: chmod 600 {}; and have new secrets, if others are about", path.display());
            return Err(Refused::new(message).hint(hint));
        }
        let mut text = String::new();
        file.read_to_string(&mut text).map_err(failed)?;
        serde_json::from_str(&text).map_err(|error| {
            Refused::new(format!("{} holds no profiles: {error}", path.display()))
                .hint("Remove it, and log in again: boxwood login")
        })
    }

    /// Keeps all of them: the file is there at once, and as a whole.
    ///
    /// # Errors
    /// Where it cannot be written.
    pub fn write(&self) -> Result<PathBuf, Refused> {
        let path = Profiles::path()?;
        self.write_at(&path)?;
        Ok(path)
    }

    fn write_at(&self, path: &Path) -> Result<(), Refused> {
        let failed = |error: io::Error| Refused::failed(format!("{}: {error}", path.display()));
        let directory = path.parent().unwrap_or(Path::new("."));
        DirBuilder::new().recursive(true).mode(0o700).create(directory).map_err(failed)?;
        let text = serde_json::to_string_pretty(self).unwrap_or_default();
        // Temporary files are their owner's alone, and what is renamed stays so.
        let mut draft = tempfile::NamedTempFile::new_in(directory).map_err(failed)?;
        draft.write_all(text.as_bytes()).and_then(|()| draft.as_file().sync_all()).map_err(failed)?;
        draft.persist(path).map_err(|error| failed(error.error)).map(drop)
    }

    /// One of them: that of the name, or the one that is used where none is named.
    ///
    /// # Errors
    /// Where there is none.
    pub fn find(&self, name: Option<&str>) -> Result<&Profile, Refused> {
        let Some(name) = name.or(self.default.as_deref()) else {
            let hint = "boxwood login --url http://127.0.0.1:8080 --app-config boxwood-data/app-config.json; \
                boxwood login --help has other ways";
            return Err(Refused::missing("You are logged in nowhere.").hint(hint));
        };
        self.profiles.get(name).ok_or_else(|| Profiles::unknown(name))
    }

    pub fn unknown(name: &str) -> Refused {
        Refused::missing(format!("There is no profile '{name}'."))
            .hint(format!("boxwood profiles lists them; boxwood login --profile {name} makes one"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn profiles_are_their_owners_alone() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("new/boxwood/profiles.json");
        let mut all = Profiles::read_at(&path).unwrap();
        assert!(all.profiles.is_empty() && all.find(None).is_err());
        let login = Means::Token { token: "hidden".to_owned() };
        all.profiles.insert("a".to_owned(), Profile { url: "http://127.0.0.1:1".to_owned(), ca: None, login });
        all.default = Some("a".to_owned());
        all.write_at(&path).unwrap();
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(&path), mode(path.parent().unwrap())), (0o600, 0o700));
        let again = Profiles::read_at(&path).unwrap();
        assert_eq!(again.find(None).unwrap().url, "http://127.0.0.1:1");
        assert!(again.find(Some("b")).err().unwrap().message.contains("'b'"));
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
        let refused = Profiles::read_at(&path).err().unwrap();
        assert!(refused.message.starts_with("Others can read") && refused.hint.unwrap().contains("chmod 600"));
    }
}
