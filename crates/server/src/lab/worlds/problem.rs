//! Why the laboratory cannot do what it was asked for, in a sentence that says what to do.
use crate::Failure;
use boxwood_api::Error;
use std::fmt;

/// What is wrong.
#[derive(Debug)]
pub enum Problem {
    /// No world has that name.
    NoWorld(String),
    /// No snapshot has that name.
    NoSnapshot(String),
    /// Neither a world nor a snapshot has that name.
    NoState(String),
    /// A world or a snapshot has it already.
    Taken(String),
    BadName(String),
    /// There are as many worlds as there may be.
    TooMany(usize),
    /// The main world stays.
    Main,
    /// The server keeps its state in a data directory.
    InFiles,
    Failed(String),
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Problem::NoWorld(name) => write!(
                f,
                "There is no world '{name}'. POST /_lab/worlds makes one: {{\"name\": \"{name}\"}}; GET /_lab/worlds lists all"
            ),
            Problem::NoSnapshot(name) => {
                write!(f, "There is no snapshot '{name}'. POST /_lab/worlds/WORLD/snapshots makes one")
            }
            Problem::NoState(name) => {
                write!(f, "There is neither a world nor a snapshot '{name}'. GET /_lab/worlds lists what there is")
            }
            Problem::Taken(name) => {
                write!(f, "There is a world or a snapshot '{name}' already. Take another name, or DELETE it first")
            }
            Problem::BadName(name) => write!(
                f,
                "'{name}' is no name for a world: take up to 63 of a-z, 0-9 and '-', with no hyphen at either end"
            ),
            Problem::TooMany(most) => write!(f, "There are {most} worlds. DELETE some that no test needs any more"),
            Problem::Main => f.write_str("The main world stays. POST /_lab/worlds/main/reset puts it back to its beginning"),
            Problem::InFiles => f.write_str(
                "This server keeps its state in a data directory, which has no other worlds. Start it with --ephemeral, or use 'boxwood exec'",
            ),
            Problem::Failed(text) => f.write_str(text),
        }
    }
}

impl From<Failure> for Problem {
    fn from(failure: Failure) -> Self {
        Problem::Failed(failure.to_string())
    }
}

impl From<Problem> for Error {
    fn from(problem: Problem) -> Self {
        let text = problem.to_string();
        match problem {
            Problem::NoWorld(_) | Problem::NoSnapshot(_) | Problem::NoState(_) => Error::lab_not_found(text),
            Problem::Taken(_) | Problem::Main | Problem::InFiles | Problem::TooMany(_) => Error::lab_conflict(text),
            Problem::BadName(_) => Error::bad_request(text),
            Problem::Failed(_) => {
                tracing::error!(error = text, "the laboratory");
                Error::unavailable()
            }
        }
    }
}
