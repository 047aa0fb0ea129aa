//! `cargo xtask pages`: a browser without a screen goes through the pages of the server that is shipped, from the first
//! sign-in to an app that acts as somebody: by mouse, by keyboard alone, and without script. What it does stands in
//! clients/pages/.
use crate::{
    clients::{CLIENTS, Client, Runtime, flow, install, report::Report},
    run::{Outcome, Result},
    server::{Server, release},
};
use std::{
    env,
    net::{Ipv4Addr, TcpListener},
    path::{Path, PathBuf},
};

/// The last four are not for all ways: the live explorer needs script, and how a page looks is the same by whatever it is
/// used.
const STEPS: &[&str] = &[
    "signs in with the one-time password",
    "creates an app",
    "switches As-User on",
    "asks the admin, who authorises it",
    "downloads its settings file",
    "has the Python SDK act as a user with it",
    "switches As-User off, which waits for the admin",
    "has it re-authorised, and is refused",
    "finds out why",
    "switches it on again",
    "gives a user a one-time password",
    "shares the app with a colleague",
    "has a provider sign the user in",
    "has the Node SDK sign the user in",
    "acts as the user by the pages",
    "sees all of it in the audit",
    "turns the second factor on and signs in with it",
    "makes a group and puts the user into it",
    "sees and changes who is in what the user owns",
    "opens what others have shared by links",
    "leaves files where somebody asks for them",
    "watches a refused call in the laboratory",
    "calls the API as the user from the documentation",
    "has the pages of accounts and apps looked at",
    "has the pages of people and links looked at",
    "has the documentation and the laboratory looked at",
];

/// As which it goes through them, and what the script is told.
const WAYS: &[(Client, &str)] = &[
    (way("by mouse", STEPS), "mouse"),
    (way("by keyboard", STEPS.split_at(STEPS.len() - 3).0), "keyboard"),
    (way("without script", STEPS.split_at(STEPS.len() - 4).0), "noscript"),
];

const USAGE: &str = "cargo xtask pages [--only mouse,keyboard,noscript] [--binary PATH] [--json]";

/// What the provider of clients/pages/provider.js calls the server.
const PROVIDER_CLIENT: &str = "boxwood";
const PROVIDER_SECRET: &str = "known-to-both";
/// What opens the server's laboratory.
const LAB_TOKEN: &str = "known-to-both-as-well";

const fn way(how: &'static str, steps: &'static [&'static str]) -> Client {
    Client { name: "pages", sdk: how, runtime: Runtime::Node, readme: "", steps }
}

/// What its scripts need, which is the same for all ways.
pub fn driver() -> Option<&'static Client> {
    WAYS.first().map(|(client, _)| client)
}

pub fn run(arguments: &[String]) -> Result<Outcome> {
    let (mut only, mut binary, mut json) = (None, None, false);
    let mut arguments = arguments.iter();
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--only" => only = Some(arguments.next().ok_or(USAGE)?.as_str()),
            "--binary" => binary = Some(PathBuf::from(arguments.next().ok_or(USAGE)?)),
            "--json" => json = true,
            _ => return Err(USAGE.to_owned()),
        }
    }
    let Some(browser) = browser() else {
        let how = "chromium is not installed (package chromium, or BOXWOOD_CHROMIUM): no page was tried";
        return Ok(Outcome::Skipped(how.to_owned()));
    };
    // Apps that the pages make are used by SDKs, of the current generation.
    let sdks = || CLIENTS.iter().filter(|client| ["python", "node"].contains(&client.name));
    let wanted = || sdks().chain(driver());
    if let Some(missing) = wanted().find_map(|client| install::missing(client.runtime)) {
        return Ok(Outcome::Skipped(format!("{missing} is not installed: no page was tried")));
    }
    wanted().try_for_each(install::install)?;
    let binary = match binary {
        Some(given) => given,
        None => release()?,
    };
    let binary = binary.canonicalize().map_err(|error| format!("{}: {error}", binary.display()))?;
    let installed = Path::new("target/clients").canonicalize().map_err(|error| error.to_string())?;
    let mut report = Report::new(json);
    let is_wanted = |input: &str| only.is_none_or(|only: &str| only.split(',').any(|one| one == input));
    for (client, input) in WAYS.iter().filter(|(_, input)| is_wanted(input)) {
        // The script's own provider answers there, once it has begun: nothing is asked of it before.
        let provider = Held::new()?;
        let knows = [
            ("BOXWOOD_OIDC_ISSUER", provider.issuer.as_str()),
            ("BOXWOOD_OIDC_CLIENT_ID", PROVIDER_CLIENT),
            ("BOXWOOD_OIDC_CLIENT_SECRET", PROVIDER_SECRET),
            ("BOXWOOD_OIDC_NAME", "House ID"),
            ("BOXWOOD_LAB", "true"),
            ("BOXWOOD_LAB_TOKEN", LAB_TOKEN),
        ];
        let data = installed.join("pages").join(format!("data-{input}"));
        let server = Server::start(&binary, &data, false, &knows)?;
        report.begin(client, &server.url, client.steps);
        let issuer = provider.let_go();
        let told = [
            ("BOXWOOD_CHROMIUM", browser.as_path()),
            ("BOXWOOD_INPUT", Path::new(input)),
            ("BOXWOOD_CLIENTS", &installed),
            ("BOXWOOD_PROVIDER", Path::new(&issuer)),
            ("BOXWOOD_PROVIDER_CLIENT", Path::new(PROVIDER_CLIENT)),
            ("BOXWOOD_PROVIDER_SECRET", Path::new(PROVIDER_SECRET)),
            ("BOXWOOD_LAB_TOKEN", Path::new(LAB_TOKEN)),
        ];
        flow::run(client, &server, &told, &mut report)?;
        server.stop()?;
    }
    report.end()
}

/// A port that nothing else is given until it is let go.
struct Held {
    issuer: String,
    port: TcpListener,
}

impl Held {
    fn new() -> Result<Held> {
        let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).map_err(|error| format!("no free port: {error}"))?;
        let address = port.local_addr().map_err(|error| error.to_string())?;
        Ok(Held { issuer: format!("http://{address}"), port })
    }

    fn let_go(self) -> String {
        drop(self.port);
        self.issuer
    }
}

/// The browser's program.
pub fn browser() -> Option<PathBuf> {
    if let Some(given) = env::var_os("BOXWOOD_CHROMIUM") {
        return Some(given.into());
    }
    let paths = env::var_os("PATH")?;
    env::split_paths(&paths).map(|path| path.join("chromium")).find(|program| program.exists())
}
