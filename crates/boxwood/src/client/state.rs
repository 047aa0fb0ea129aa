//! What commands remember from one run to the next: which uploads have broken off, and what files were when they were
//! last read. All of it can be removed at any time; it only saves work.
use super::text;
use aws_lc_rs::digest::{SHA1_FOR_LEGACY_USE_ONLY, digest};
use boxwood_server::admin::Refused;
use serde_json::{Value, json};
use std::{
    fs::{self, DirBuilder},
    io::{self, Write as _},
    os::unix::fs::{DirBuilderExt as _, MetadataExt as _},
    path::{Path, PathBuf},
};

/// A directory for that, which is there then.
///
/// # Errors
/// Where nobody says where it could be, or it cannot be made.
pub fn directory(name: &str) -> Result<PathBuf, Refused> {
    #[expect(clippy::disallowed_methods, reason = "the variable is every program's, and no setting of this one")]
    let given = std::env::var_os("XDG_STATE_HOME").map(PathBuf::from).filter(|path| path.is_absolute());
    let place = given.or_else(|| std::env::home_dir().map(|home| home.join(".local/state")));
    let missing = || Refused::new("There is no place to remember things in: HOME is not set.");
    let place = place.ok_or_else(|| missing().hint("Set it, or XDG_STATE_HOME"))?.join("boxwood").join(name);
    let made = DirBuilder::new().recursive(true).mode(0o700).create(&place);
    made.map_err(|error| Refused::failed(format!("{}: {error}", place.display())))?;
    Ok(place)
}

/// A file's name for whatever is known by a text.
pub fn name_of(text: &str) -> String {
    hex(digest(&SHA1_FOR_LEGACY_USE_ONLY, text.as_bytes()).as_ref())
}

pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Writes a file that is there as a whole, or not at all.
///
/// # Errors
/// Of the disk.
pub fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut draft = tempfile::NamedTempFile::new_in(path.parent().unwrap_or(Path::new(".")))?;
    draft.write_all(bytes)?;
    draft.persist(path).map(drop).map_err(|error| error.error)
}

/// When a file was last written, in nanoseconds since 1970.
pub fn modified(about: &fs::Metadata) -> i64 {
    about.mtime().saturating_mul(1_000_000_000).saturating_add(about.mtime_nsec())
}

/// An upload in parts, which goes on where it broke off as long as the file is what it was.
#[derive(Clone)]
pub struct Begun(PathBuf);

impl Begun {
    /// Of that file, to that place.
    ///
    /// # Errors
    /// Where the file cannot be read, or nothing can be remembered.
    pub fn of(file: &Path, to: &str) -> Result<Begun, Refused> {
        let failed = |error: io::Error| Refused::new(format!("{}: {error}", file.display())).hint("Name a file");
        let (path, about) = (file.canonicalize().map_err(failed)?, fs::metadata(file).map_err(failed)?);
        let known = format!("{}\n{}\n{}\n{to}", path.display(), about.len(), modified(&about));
        Ok(Begun(directory("uploads")?.join(name_of(&known))))
    }

    /// The session, if there is one.
    pub fn session(&self) -> Option<String> {
        let kept: Value = serde_json::from_slice(&fs::read(&self.0).ok()?).ok()?;
        Some(text(&kept, "session").to_owned()).filter(|session| !session.is_empty())
    }

    /// Without it an upload starts anew, which is no reason not to start.
    pub fn keep(&self, session: &str) {
        let _ = write(&self.0, json!({ "session": session }).to_string().as_bytes());
    }

    pub fn forget(&self) {
        let _ = fs::remove_file(&self.0);
    }
}
