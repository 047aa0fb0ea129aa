//! What a run works with: how long, how much, which servers, which data.
use super::server::Server;
use crate::run::{Result, cargo, command, succeed};
use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

const YARD: &str = "bench/yard/Cargo.toml";
const SMALL: u64 = 1000;

pub struct Setting {
    pub rounds: usize,
    pub seconds: u64,
    /// Users of the large data set.
    pub large: u64,
    /// The program that is measured.
    pub binary: PathBuf,
    /// Whether that was given, with the tool of the measurements beside it: then nothing is built.
    is_given: bool,
    /// Everything that a run makes.
    directory: PathBuf,
}

const BUILT: &str = "target/release/boxwood";

impl Setting {
    /// From the command line, with the names of the parts that were asked for.
    pub fn of(arguments: &[String]) -> Result<(Setting, Vec<String>)> {
        let directory = std::path::absolute("target/bench").map_err(|error| error.to_string())?;
        let (binary, is_given) = (PathBuf::from(BUILT), false);
        let mut setting = Setting { rounds: 5, seconds: 3, large: 1_000_000, binary, is_given, directory };
        let mut only = Vec::new();
        let mut words = arguments.iter();
        while let Some(word) = words.next() {
            let value = words.next().ok_or_else(|| format!("{word} needs a value"))?;
            let number = || value.parse::<u64>().map_err(|_| format!("{word} {value}: no number"));
            match word.as_str() {
                "--binary" => {
                    setting.binary = std::path::absolute(value).map_err(|error| format!("{value}: {error}"))?;
                    setting.is_given = true;
                }
                "--only" => only.extend(value.split(',').map(str::to_owned)),
                "--rounds" => setting.rounds = usize::try_from(number()?).unwrap_or(usize::MAX),
                "--seconds" => setting.seconds = number()?,
                "--users" => setting.large = number()?,
                _ => return Err(format!("unknown: {word}")),
            }
        }
        Ok((setting, only))
    }

    pub fn build(&self) -> Result<()> {
        if command("wrk", &["-v"]).output().is_err() {
            return Err("wrk is not installed (Debian: apt-get install wrk)".to_owned());
        }
        fs::create_dir_all(self.file("yard")).map_err(|error| error.to_string())?;
        if self.is_given {
            let there =
                |file: &Path| if file.exists() { Ok(()) } else { Err(format!("{} is missing", file.display())) };
            return there(&self.binary).and_then(|()| there(&self.tool()));
        }
        succeed(&mut cargo(&["build", "--release", "--quiet", "-p", "boxwood", "-p", "boxwood-testing", "--bins"]))?;
        succeed(&mut cargo(&["build", "--release", "--quiet", "-p", "boxwood-sdk", "--example", "overhead"]))?;
        succeed(&mut cargo(&["build", "--release", "--quiet", "--manifest-path", YARD]))
    }

    pub fn file(&self, name: &str) -> PathBuf {
        self.directory.join(name)
    }

    pub fn text(&self, name: &str) -> String {
        self.file(name).to_string_lossy().into_owned()
    }

    /// A script for wrk.
    pub fn script(&self, name: &str, lua: &str) -> Result<PathBuf> {
        let file = self.file(name);
        fs::write(&file, lua).map_err(|error| format!("{}: {error}", file.display()))?;
        Ok(file)
    }

    /// The data directory of a server with so many users; made once.
    pub fn data(&self, users: u64) -> Result<PathBuf> {
        let directory = self.file(&format!("users-{users}"));
        if !directory.join("filled").exists() {
            let _ = fs::remove_dir_all(&directory);
            fs::create_dir_all(&directory).map_err(|error| error.to_string())?;
            println!("filling a store with {users} users");
            let (database, key) = (directory.join("boxwood.db"), directory.join("key"));
            let mut fill = self.rig("fill");
            succeed(fill.arg(&database).arg(users.to_string()).arg(key))?;
            fs::write(directory.join("filled"), "").map_err(|error| error.to_string())?;
        }
        Ok(directory)
    }

    /// A copy of the small data set, to be changed.
    pub fn scratch(&self, name: &str) -> Result<PathBuf> {
        let (from, to) = (self.data(SMALL)?, self.file(name));
        let _ = fs::remove_dir_all(&to);
        succeed(command("cp", &["-r"]).arg(from).arg(&to))?;
        Ok(to)
    }

    pub fn small(&self) -> Result<PathBuf> {
        self.data(SMALL)
    }

    /// The tool of the tests and measurements, in crates/testing.
    pub fn tool(&self) -> PathBuf {
        self.binary.with_file_name("rig")
    }

    /// An example of the client for Rust.
    pub fn example(&self, name: &str) -> PathBuf {
        self.binary.with_file_name("examples").join(name)
    }

    pub fn rig(&self, verb: &str) -> Command {
        let mut rig = Command::new(self.tool());
        rig.arg(verb);
        rig
    }

    /// The product on a data directory.
    pub fn product(&self, name: &'static str, port: u16, data: &Path, more: &[&str]) -> Server {
        let mut serve = Command::new(&self.binary);
        serve.args(["serve", "--listen", &format!("127.0.0.1:{port}")]);
        // High enough that nobody meets it, so that calls are counted.
        serve.args(["--rate-limit", "1000000000", "--data"]).arg(data).args(more);
        Server::new(name, port, "/healthz", serve)
    }

    /// The product on data that nobody keeps.
    pub fn ephemeral(&self, name: &'static str, port: u16) -> Server {
        let mut serve = Command::new(&self.binary);
        serve.args(["serve", "--ephemeral", "--listen", &format!("127.0.0.1:{port}")]);
        Server::new(name, port, "/healthz", serve)
    }

    /// The product without a cache, by the same library: its own command line has no such setting.
    pub fn uncached(&self, name: &'static str, port: u16, data: &Path) -> Server {
        let mut serve = self.rig("serve");
        serve.arg(data.join("boxwood.db")).args([&port.to_string(), "0"]);
        Server::new(name, port, "/healthz", serve)
    }

    /// The bare server: answers from maps of a thousand users, or from a SQLite file of `users`.
    pub fn yardstick(&self, name: &'static str, port: u16, users: u64) -> Server {
        let words = [port.to_string(), "2".to_owned(), self.text("yard"), SMALL.to_string(), users.to_string()];
        let mut bare = command("bench/yard/target/release/bare_axum", &[]);
        bare.args(words);
        Server::new(name, port, "/static", bare)
    }
}

/// Asks as random callers for random others.
pub fn as_others(callers: std::ops::RangeInclusive<u64>, others: std::ops::RangeInclusive<u64>) -> String {
    let (first, last, from, to) = (callers.start(), callers.end(), others.start(), others.end());
    format!(
        r#"math.randomseed(os.time())
function request()
  local headers = {{}}
  headers["Authorization"] = string.format("Bearer token-%026d", math.random({first}, {last}))
  headers["As-User"] = tostring(math.random({from}, {to}))
  return wrk.format("GET", nil, headers)
end
"#
    )
}
