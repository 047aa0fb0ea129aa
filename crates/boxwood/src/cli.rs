//! What can be typed.
use crate::{client, lab, provider::Oidc};
use boxwood_server::admin::{Command, Later, Refused};
use clap::{
    Args, Parser, Subcommand, ValueEnum,
    builder::{BoolishValueParser, Styles, styling::AnsiColor},
};
use clap_complete::Shell;
use std::{ffi::OsString, net::SocketAddr, path::PathBuf};

const STYLES: Styles = Styles::styled()
    .header(AnsiColor::Green.on_default().bold())
    .usage(AnsiColor::Green.on_default().bold())
    .literal(AnsiColor::Cyan.on_default().bold())
    .placeholder(AnsiColor::Cyan.on_default());

const AFTER: &str = "\
Exit status: 0 done, 1 refused, 2 wrong usage, 3 nothing of that name, 4 the store or the server failed.

Those who run a server have the commands from 'user' to 'gc'. They work on its data directory (--data DIR), \
while it runs and while it does not.

Those who use one, a Boxwood or Box itself, have the commands from 'login' to 'api'. They call it over the \
network, as whom they have logged in as (--profile NAME) or as somebody else (--as-user USER).";

/// A server that speaks the Box Platform API
#[derive(Parser)]
#[command(name = "boxwood", version, styles = STYLES, after_help = AFTER, max_term_width = 110)]
pub struct Cli {
    #[command(flatten)]
    pub common: Common,
    #[command(subcommand)]
    pub verb: Verb,
}

#[derive(Subcommand)]
pub enum Verb {
    /// Run the server
    Serve(Later<Serve>),
    /// Run a program against a server of its own, in memory, that it takes for Box's
    Exec(Later<Exec>),
    /// Fork, reset and drop the worlds of a server for tests, and move their clocks
    Lab(Later<lab::Lab>),
    #[command(flatten)]
    Admin(Command),
    #[command(flatten)]
    Client(client::Verb),
    /// Print a completion script for a shell
    Completions { shell: Shell },
    /// Write the man pages of all commands into a directory
    Man {
        /// The directory, made if it is not there
        #[arg(value_name = "DIR")]
        directory: PathBuf,
    },
}

/// What every command takes. Flags win over variables, those over the file, that over the defaults.
#[derive(Args, Clone, Default)]
pub struct Common {
    /// The data directory [default: ./boxwood-data]
    #[arg(long, global = true, env = "BOXWOOD_DATA", value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// A PostgreSQL database for the rows, postgres://…, instead of a file in the data directory
    #[arg(long, global = true, env = "BOXWOOD_DATABASE", hide_env_values = true, value_name = "URL")]
    pub database: Option<String>,
    /// A TOML file with these settings; boxwood.default.toml shows them all
    #[arg(long, global = true, env = "BOXWOOD_CONFIG", value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Print JSON, for scripts
    #[arg(long, global = true)]
    pub json: bool,
}

#[derive(Args, Clone, Default)]
pub struct Serve {
    /// The address to listen on; port 0 takes a free one [default: 127.0.0.1:8080]
    #[arg(long, env = "BOXWOOD_LISTEN", value_name = "ADDRESS", value_parser = address)]
    pub listen: Option<SocketAddr>,
    /// Serve https, with a certificate of a CA that is made on the first run
    #[arg(long, env = "BOXWOOD_TLS", num_args = 0..=1, require_equals = true, default_missing_value = "true",
        value_parser = BoolishValueParser::new())]
    pub tls: Option<bool>,
    /// Where the bytes of files are: a directory, or s3://BUCKET/PREFIX [default: files in the data directory]
    #[arg(long, env = "BOXWOOD_BLOBS", value_name = "PLACE")]
    pub blobs: Option<String>,
    /// A proxy in front ends TLS, and nobody reaches the server past it; --public-url is then the proxy's
    #[arg(long, env = "BOXWOOD_BEHIND_PROXY", num_args = 0..=1, require_equals = true, default_missing_value = "true",
        value_parser = BoolishValueParser::new())]
    pub behind_proxy: Option<bool>,
    /// The base of absolute URLs, https://box.example.com, where clients know the server by another address
    #[arg(long, env = "BOXWOOD_PUBLIC_URL", value_name = "URL")]
    pub public_url: Option<String>,
    /// Calls that each user has in a minute; 0 is without limit [default: 0]
    #[arg(long, env = "BOXWOOD_RATE_LIMIT", value_name = "N")]
    pub rate_limit: Option<u32>,
    /// An address of its own for Prometheus metrics
    #[arg(long, env = "BOXWOOD_METRICS_LISTEN", value_name = "ADDRESS", value_parser = address)]
    pub metrics_listen: Option<SocketAddr>,
    #[command(flatten)]
    pub oidc: Oidc,
    /// What to log: error, warn, info, debug or trace, also by module (warn,boxwood_server=debug) [default: info]
    #[arg(long, env = "BOXWOOD_LOG", value_name = "LEVELS")]
    pub log: Option<String>,
    /// Keep the data in a private temporary directory, in memory where that can be, until the server stops
    #[arg(long, conflicts_with_all = ["data", "database", "blobs"])]
    pub ephemeral: bool,
    /// Have a laboratory for tests below /_lab (docs/LAB.md), for the token that is shown. Only on this machine's own address
    #[arg(long, env = "BOXWOOD_LAB", num_args = 0..=1, require_equals = true, default_missing_value = "true",
        value_parser = BoolishValueParser::new())]
    pub lab: Option<bool>,
    /// The laboratory's token, instead of one that is drawn
    #[arg(long, env = "BOXWOOD_LAB_TOKEN", hide_env_values = true, value_name = "TOKEN")]
    pub lab_token: Option<String>,
}

const EXEC: &str = "\
The program needs no change. It goes to https://api.box.com by a proxy that it finds in HTTPS_PROXY,
and trusts it by REQUESTS_CA_BUNDLE, NODE_EXTRA_CA_CERTS, SSL_CERT_FILE and their like. It logs in with
BOX_CONFIG_FILE, with BOX_CLIENT_ID and BOX_CLIENT_SECRET, or with BOX_DEVELOPER_TOKEN. BOXWOOD_WORLD
is a file with the ids of all that is there. docs/EXEC.md has all of it.

  boxwood exec -- python script.py
  boxwood exec -- rclone lsf :box:
  boxwood exec -- sh -c 'curl -H \"Authorization: Bearer $BOX_DEVELOPER_TOKEN\" https://api.box.com/2.0/users/me'

Exit status: that of the program; 128 and the signal that ended it; 127 if there is no such program,
126 if it cannot be run.";

#[derive(Args, Clone)]
#[command(after_help = EXEC)]
pub struct Exec {
    /// A YAML file that says who and what is there: companies, users, apps, groups, folders, files, collaborations
    #[arg(long, value_name = "FILE")]
    pub seed: Option<PathBuf>,
    /// What becomes of requests to hosts that are not Box's
    #[arg(long, value_enum, default_value = "refuse")]
    pub outside: Outside,
    /// Make addresses in answers lead to http://127.0.0.1, for programs that look for Box at BOXWOOD_BASE_URL
    #[arg(long)]
    pub local_links: bool,
    /// Calls that each user has in a minute; 0 is without limit
    #[arg(long, value_name = "N", default_value = "0")]
    pub rate_limit: u32,
    /// After the program, show what is wrong with its calls (docs/LAB.md), and fail where it is that bad
    #[arg(long, value_enum, value_name = "LEVEL", num_args = 0..=1, require_equals = true, default_missing_value = "warning")]
    pub strict: Option<lab::Level>,
    /// What to log, as for 'boxwood serve'
    #[arg(long, value_name = "LEVELS", default_value = "warn")]
    pub log: String,
    /// The program, and what it is told; without one, print the variables and run until the standard input ends
    #[arg(trailing_var_arg = true, allow_hyphen_values = true, value_name = "PROGRAM")]
    pub program: Vec<OsString>,
}

#[derive(Clone, Copy, PartialEq, ValueEnum)]
pub enum Outside {
    /// Answered 403, and told
    Refuse,
    /// Let through
    Allow,
}

/// The variables of `serve`, for commands that take no such flags: while no server runs, what it would be told says what
/// absolute URLs begin with.
#[derive(Parser)]
struct Environment {
    #[command(flatten)]
    _common: Common,
    #[command(flatten)]
    serve: Serve,
}

impl Serve {
    /// What the environment says.
    ///
    /// # Errors
    /// When a variable will not do.
    pub fn of_environment() -> Result<Serve, Refused> {
        let read = Environment::try_parse_from(["boxwood"]).map_err(|error| {
            let text = error.to_string();
            Refused::new(text.lines().next().unwrap_or_default().trim_start_matches("error: "))
        })?;
        Ok(read.serve)
    }
}

fn address(text: &str) -> Result<SocketAddr, String> {
    text.parse().map_err(|_| "it is an IP address and a port, such as 127.0.0.1:8080".to_owned())
}
