//! Databases that a script makes.
use crate::{Image, Memory, VFS};
use rusqlite::{Connection, OpenFlags};

/// The words of a script that the engines spell each their own way, as SQLite does.
pub const DIALECT: &[(&str, &str)] = &[
    ("{id}", "INTEGER PRIMARY KEY"),
    ("{new_id}", "INTEGER PRIMARY KEY AUTOINCREMENT"),
    ("{bytes}", "BLOB"),
    ("{key}", "TEXT"),
    ("{clustered}", "WITHOUT ROWID"),
    ("{sqlite}", ""),
    ("{/sqlite}", ""),
    ("{postgres}", "/*"),
    ("{/postgres}", "*/"),
];

/// A script with the words that an engine spells its own way, as that does.
pub fn spelled(script: &str, dialect: &[(&str, &str)]) -> String {
    dialect.iter().fold(script.to_owned(), |text, (word, own)| text.replace(word, own))
}

impl Image {
    /// What a script makes, in the words of [`DIALECT`] or SQLite's own.
    ///
    /// # Errors
    /// SQLite's, in its words.
    #[expect(clippy::disallowed_methods, reason = "it is gone with the call")]
    pub fn made_by(script: &str) -> Result<Image, String> {
        let script = spelled(script, DIALECT);
        let memory = Memory::new(None)?;
        let made = || {
            let connection = Connection::open_with_flags_and_vfs(memory.name(), OpenFlags::default(), VFS)?;
            connection.execute_batch("PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF; BEGIN")?;
            connection.execute_batch(&script)?;
            connection.execute_batch("COMMIT")
        };
        made().map_err(|error: rusqlite::Error| error.to_string())?;
        Ok(memory.image())
    }
}
