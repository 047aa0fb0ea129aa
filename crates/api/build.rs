//! Makes the file that a new store begins as: SQLite's, with all tables and nothing in them but that all migrations are applied.
use boxwood_pages::Image;
use std::{
    env,
    error::Error,
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
};

const MIGRATIONS: &str = "../../migrations";
const SCHEMA: &str = "schema";

#[expect(clippy::disallowed_methods, reason = "so cargo says where to")]
fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed={MIGRATIONS}");
    println!("cargo::rerun-if-changed=build.rs");
    let directory = PathBuf::from(env::var_os("OUT_DIR").ok_or("cargo says where to")?);
    let image = Image::made_by(&script()?)?;
    fs::write(directory.join("new.db"), image.bytes())?;
    Ok(())
}

/// The schema, and that it is what all migrations come to: at no time, for there is none yet.
fn script() -> Result<String, Box<dyn Error>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(MIGRATIONS)? {
        let path = entry?.path();
        let name = path.file_stem().and_then(|name| name.to_str()).ok_or("a migration without a name")?;
        if name != SCHEMA {
            names.push(name.to_owned());
        }
    }
    names.sort();
    let mut script = fs::read_to_string(Path::new(MIGRATIONS).join(SCHEMA).with_extension("sql"))?;
    for name in names {
        writeln!(script, "INSERT INTO migrations (name, applied_at) VALUES ('{name}', 0);")?;
    }
    Ok(script)
}
