//! `cargo xtask house`: what the house asks of every file, beyond what the compiler and clippy see.
mod packages;
pub mod rows;
mod rust;
mod words;

use crate::{
    list::List,
    run::{self, Outcome, Result},
};

/// A file of the repository, known to git or about to be.
pub struct File {
    pub path: String,
    pub text: String,
}

impl File {
    pub fn is_rust(&self) -> bool {
        self.path.ends_with(".rs")
    }
}

/// The checkout may belong to somebody else than who runs this, which git would refuse.
const GIT: &[&str] = &["-c", "safe.directory=*", "ls-files", "--cached", "--others", "--exclude-standard", "-z"];

pub fn run(_: &[String]) -> Result<Outcome> {
    let files = files()?;
    let exceptions = List::read("xtask/house-exceptions.txt")?;
    let mut complaints: Vec<String> = files.iter().flat_map(words::check).collect();
    for file in files.iter().filter(|file| file.is_rust()) {
        complaints.extend(rust::check(file, &exceptions)?);
    }
    complaints.extend(exceptions.complaints());
    complaints.extend(rows::check(&files)?);
    complaints.extend(packages::check()?);
    complaints.sort();
    for complaint in &complaints {
        println!("{complaint}");
    }
    if !complaints.is_empty() {
        return Err(format!("{} things are not as the house wants them", complaints.len()));
    }
    println!("{} files are as the house wants them", files.len());
    Ok(Outcome::Passed)
}

pub fn files() -> Result<Vec<File>> {
    let listed = run::output(&mut run::command("git", GIT))?;
    let paths = listed.split('\0').filter(|path| !path.is_empty());
    // What is no text (a picture, a seed of a fuzzer) has no words to check; what is deleted but not yet committed neither.
    Ok(paths
        .filter_map(|path| Some(File { path: path.to_owned(), text: std::fs::read_to_string(path).ok()? }))
        .collect())
}
