//! `cargo xtask clients`: Box's own SDKs and UI Elements, as their registries have them, and rclone, go through what people
//! do with them against the server that is shipped: over http, over https, and by `boxwood exec` as programs that know no
//! server but Box's. What each does stands in its script, in clients/.
mod docs;
mod exec;
pub mod flow;
pub mod install;
mod readme;
pub mod report;
mod rust;

use crate::{
    run::{Outcome, Result},
    server::{Server, release},
};
use flow::STEPS;
use report::Report;
use std::path::{Path, PathBuf};

pub struct Client {
    /// Its folder in clients/, and where it is installed in target/clients/.
    pub name: &'static str,
    pub sdk: &'static str,
    pub runtime: Runtime,
    /// What the line above its example in the README begins with; empty for one that has none.
    pub readme: &'static str,
    /// What it does, in this order.
    pub steps: &'static [&'static str],
}

#[derive(Clone, Copy)]
pub enum Runtime {
    Python,
    Node,
    /// Scripts for Node that need a browser besides.
    Browser,
    /// A program that the system brings along, and a script for Python that runs it. It knows no server but Box's.
    Rclone,
    /// What the system brings along.
    Curl,
    /// The sample of a test suite for pytest, with the fixtures of ours.
    Pytest,
    /// The same for Node, which needs nothing else.
    NodeTest,
}

/// How a client comes to the server.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Way {
    Http,
    Https,
    /// By `boxwood exec`, as one that knows no server but Box's.
    Exec,
}

impl Client {
    /// Whether the README and the documentation have examples for it.
    fn has_examples(&self) -> bool {
        !self.readme.is_empty()
    }

    fn goes(&self, way: Way) -> bool {
        match self.runtime {
            Runtime::Python | Runtime::Node => true,
            Runtime::Browser => way != Way::Exec,
            Runtime::Rclone | Runtime::Curl | Runtime::Pytest | Runtime::NodeTest => way == Way::Exec,
        }
    }
}

pub const CLIENTS: &[Client] = &[
    Client {
        name: "python-legacy",
        sdk: "boxsdk 3.14.0",
        runtime: Runtime::Python,
        readme: "**Python, legacy**",
        steps: STEPS,
    },
    Client { name: "python", sdk: "boxsdk 10.18.0", runtime: Runtime::Python, readme: "**Python** ", steps: STEPS },
    Client {
        name: "node-legacy",
        sdk: "box-node-sdk 3.8.2",
        runtime: Runtime::Node,
        readme: "**Node, legacy**",
        steps: STEPS,
    },
    Client { name: "node", sdk: "box-node-sdk 10.12.0", runtime: Runtime::Node, readme: "**Node** ", steps: STEPS },
    Client { name: "rclone", sdk: "rclone", runtime: Runtime::Rclone, readme: "", steps: flow::RCLONE },
    Client {
        name: "elements",
        sdk: "box-ui-elements 26.3.0",
        runtime: Runtime::Browser,
        readme: "",
        steps: flow::ELEMENTS,
    },
    Client { name: "curl", sdk: "curl", runtime: Runtime::Curl, readme: "", steps: exec::STEPS },
    Client { name: "pytest-boxwood", sdk: "pytest", runtime: Runtime::Pytest, readme: "", steps: exec::STEPS },
    Client { name: "node-boxwood", sdk: "node:test", runtime: Runtime::NodeTest, readme: "", steps: exec::STEPS },
];

const USAGE: &str = "cargo xtask clients [--only NAME,NAME] [--http | --tls | --exec] [--binary PATH] [--json]";

struct Choice {
    clients: Vec<&'static Client>,
    ways: Vec<Way>,
    json: bool,
    /// Built here if it is not given.
    binary: Option<PathBuf>,
}

/// Has all that is fetched installed for runs that follow: the SDKs, and the browser's driver.
///
/// # Errors
/// What stood in the way.
pub fn fetch() -> Result<()> {
    CLIENTS.iter().chain(crate::pages::driver()).try_for_each(install::install)
}

pub fn run(arguments: &[String]) -> Result<Outcome> {
    let mut choice = choose(arguments)?;
    let missing = without_what_is_missing(&mut choice.clients);
    for client in &choice.clients {
        install::install(client)?;
    }
    let binary = match &choice.binary {
        Some(given) => given.clone(),
        None => release()?,
    };
    let binary = binary.canonicalize().map_err(|error| format!("{}: {error}", binary.display()))?;
    let mut report = Report::new(choice.json);
    for way in choice.ways {
        let tls = way == Way::Https;
        for client in choice.clients.iter().filter(|client| client.goes(way)) {
            if way == Way::Exec {
                exec::run(client, &binary, &mut report)?;
                continue;
            }
            // One for each, so that what one leaves behind is no other's trouble.
            let data = Path::new("target/clients").join(client.name).join(if tls { "data-https" } else { "data-http" });
            let server = Server::start(&binary, &data, tls, &[])?;
            report.begin(client, &server.url, client.steps);
            if !tls && client.has_examples() {
                readme::run(client, &server)?;
                docs::run(client, &server)?;
                if client.name == "python" {
                    docs::java(&server)?;
                    rust::run(client)?;
                }
            }
            flow::run(client, &server, &told(client), &mut report)?;
            server.stop()?;
        }
    }
    let end = report.end()?;
    Ok(if missing.is_empty() { end } else { Outcome::Skipped(missing.join("; ")) })
}

/// Leaves only those that can be tried here; gives why the others cannot.
fn without_what_is_missing(clients: &mut Vec<&Client>) -> Vec<String> {
    let mut missing = Vec::new();
    clients.retain(|client| {
        let lacks = install::missing(client.runtime);
        missing.extend(lacks.map(|program| format!("{program} is not installed: {} was not tried", client.name)));
        lacks.is_none()
    });
    missing
}

/// What its script is told besides where the server is.
fn told(client: &Client) -> Vec<(&'static str, PathBuf)> {
    let browser = matches!(client.runtime, Runtime::Browser).then(crate::pages::browser).flatten();
    browser.map(|program| ("BOXWOOD_CHROMIUM", program)).into_iter().collect()
}

fn choose(arguments: &[String]) -> Result<Choice> {
    let ways = vec![Way::Http, Way::Https, Way::Exec];
    let mut choice = Choice { clients: CLIENTS.iter().collect(), ways, json: false, binary: None };
    let mut arguments = arguments.iter();
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--http" => choice.ways.retain(|way| *way == Way::Http),
            "--tls" => choice.ways.retain(|way| *way == Way::Https),
            "--exec" => choice.ways.retain(|way| *way == Way::Exec),
            "--json" => choice.json = true,
            "--binary" => choice.binary = Some(arguments.next().ok_or(USAGE)?.into()),
            "--only" => {
                let names = arguments.next().ok_or(USAGE)?.split(',');
                choice.clients = names.map(by_name).collect::<Result<_>>()?;
            }
            _ => return Err(USAGE.to_owned()),
        }
    }
    if choice.ways.is_empty() { Err(USAGE.to_owned()) } else { Ok(choice) }
}

fn by_name(name: &str) -> Result<&'static Client> {
    let names = || CLIENTS.iter().map(|client| client.name).collect::<Vec<_>>().join(", ");
    CLIENTS
        .iter()
        .find(|client| client.name == name)
        .ok_or_else(|| format!("there is no client {name}, only {}", names()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen(line: &str) -> Result<Choice> {
        choose(&line.split_whitespace().map(str::to_owned).collect::<Vec<_>>())
    }

    #[test]
    fn all_clients_run_over_both_unless_something_is_chosen() {
        let all = chosen("").unwrap();
        assert_eq!((all.clients.len(), all.ways.len(), all.json), (9, 3, false));
        let some = chosen("--only python,node --tls --json").unwrap();
        let names: Vec<_> = some.clients.iter().map(|client| client.name).collect();
        assert_eq!(
            (names.as_slice(), some.ways.as_slice(), some.json),
            (["python", "node"].as_slice(), [Way::Https].as_slice(), true)
        );
        assert!(chosen("--only perl").is_err() && chosen("--http --tls").is_err() && chosen("--all").is_err());
    }

    /// The names in the list are the versions that are installed.
    #[test]
    fn every_client_pins_the_sdk_that_it_is_listed_with() {
        crate::run::at_root().unwrap();
        // What the system brings along has the system's version.
        for (client, (package, version)) in CLIENTS.iter().filter_map(|one| Some((one, one.sdk.split_once(' ')?))) {
            let (file, pin) = match client.runtime {
                Runtime::Python => ("requirements.txt", format!("{package}[jwt]=={version}\n")),
                _ => ("package.json", format!("\"{package}\": \"{version}\"")),
            };
            let text = crate::run::read(format!("clients/{}/{file}", client.name)).unwrap();
            assert!(text.contains(&pin), "clients/{}/{file} does not pin {}", client.name, client.sdk);
        }
    }
}
