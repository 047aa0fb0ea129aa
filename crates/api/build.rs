//! Makes the file that a new store begins as: SQLite's, with all tables and nothing in them.
use boxwood_pages::Image;
use std::{env, error::Error, fs, path::PathBuf};

const SCRIPT: &str = "../../migrations/schema.sql";

#[expect(clippy::disallowed_methods, reason = "so cargo says where to")]
fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed={SCRIPT}");
    println!("cargo::rerun-if-changed=build.rs");
    let directory = PathBuf::from(env::var_os("OUT_DIR").ok_or("cargo says where to")?);
    let image = Image::made_by(&fs::read_to_string(SCRIPT)?)?;
    fs::write(directory.join("new.db"), image.bytes())?;
    Ok(())
}
