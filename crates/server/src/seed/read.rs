//! From a file to a seed.
use super::{Seed, drawn::told};
use crate::admin::{Refused, Result};
use std::{fs, path::Path};

const HINT: &str =
    "docs/seed.schema.json has the shape of a seed, which editors check it by; docs/EXEC.md has an example";

impl Seed {
    /// Reads a file in YAML, and so in JSON.
    ///
    /// # Errors
    /// What is wrong with it, by line and column.
    pub fn read(file: &Path) -> Result<Seed> {
        let failed = |refused| told(&file.display().to_string(), refused);
        let text = fs::read_to_string(file)
            .map_err(|error| failed(Refused::new(error.to_string()).hint("--seed names a YAML file")))?;
        Ok(Seed { file: file.to_owned(), ..Seed::parse(&text).map_err(failed)? })
    }

    /// Reads a text in YAML. Paths in it begin where the process is.
    ///
    /// # Errors
    /// What is wrong with it, by line and column.
    pub fn parse(text: &str) -> Result<Seed> {
        let options = serde_saphyr::options! { with_snippet: false };
        let seed: Seed = serde_saphyr::from_str_with_options(text, options)
            .map_err(|error| Refused::new(error.to_string()).hint(HINT))?;
        if seed.enterprises.is_empty() {
            return Err(Refused::new("A seed has one company at the least: enterprises is empty.").hint(HINT));
        }
        Ok(seed.with_app())
    }
}

/// The shape of a seed, as JSON schema.
pub fn schema() -> String {
    let schema = schemars::schema_for!(Seed);
    serde_json::to_string_pretty(&schema).unwrap_or_default() + "\n"
}
