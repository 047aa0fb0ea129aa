//! The program as anybody starts it, on an empty data directory, for tools that talk to it.
use crate::run::{Result, cargo, command, succeed};
use std::{
    fs,
    net::{Ipv4Addr, TcpListener, TcpStream},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread::sleep,
    time::{Duration, Instant},
};

/// Far longer than it takes.
const START: Duration = Duration::from_secs(60);
const STOP: Duration = Duration::from_secs(20);
const PAUSE: Duration = Duration::from_millis(20);

/// Variables that would lead a client elsewhere, or make it trust others.
const MISLEADING: &[&str] = &[
    "HTTP_PROXY",
    "HTTPS_PROXY",
    "ALL_PROXY",
    "http_proxy",
    "https_proxy",
    "all_proxy",
    "REQUESTS_CA_BUNDLE",
    "CURL_CA_BUNDLE",
    "NODE_EXTRA_CA_CERTS",
    "SSL_CERT_FILE",
];

pub struct Server {
    pub url: String,
    program: PathBuf,
    data: PathBuf,
    tls: bool,
    process: Child,
}

/// Builds the program as it is shipped.
pub fn release() -> Result<PathBuf> {
    succeed(&mut cargo(&["build", "--quiet", "--release", "--package", "boxwood"]))?;
    Ok("target/release/boxwood".into())
}

impl Server {
    /// Starts it, with settings as variables, and waits until it answers and has written its `app-config.json`.
    pub fn start(program: &Path, data: &Path, tls: bool, settings: &[(&str, &str)]) -> Result<Server> {
        let failed = |error: std::io::Error| format!("{}: {error}", data.display());
        if data.exists() {
            fs::remove_dir_all(data).map_err(failed)?;
        }
        fs::create_dir_all(data).map_err(failed)?;
        let data = data.canonicalize().map_err(failed)?;
        let (address, log_path) = (free_address()?, data.with_extension("log"));
        let log = fs::File::create(&log_path).map_err(failed)?;
        let errors = log.try_clone().map_err(failed)?;
        let mut serve = Command::new(program);
        serve.args(["serve", "--listen", &address, "--data"]).arg(&data).envs(settings.iter().copied());
        if tls {
            serve.arg("--tls");
        }
        let spawned = serve.stdin(Stdio::null()).stdout(log).stderr(errors).spawn();
        let process = spawned.map_err(|error| format!("{}: {error}", program.display()))?;
        let url = format!("{}://{address}", if tls { "https" } else { "http" });
        let mut server = Server { url, program: program.to_owned(), data, tls, process };
        let since = Instant::now();
        while TcpStream::connect(&address).is_err() || !server.config().exists() {
            let gone = server.process.try_wait().is_ok_and(|ended| ended.is_some());
            if gone || since.elapsed() > START {
                let log = fs::read_to_string(&log_path).unwrap_or_default();
                return Err(format!("the server did not start:\n{log}"));
            }
            sleep(PAUSE);
        }
        Ok(server)
    }

    pub fn data(&self) -> &Path {
        &self.data
    }

    fn config(&self) -> PathBuf {
        self.data.join("app-config.json")
    }

    /// Tells a client where the server is, what to log in with, and whom to trust.
    pub fn describe(&self, client: &mut Command) {
        client
            .env("BOXWOOD", &self.program)
            .env("BOXWOOD_URL", &self.url)
            .env("BOXWOOD_DATA", &self.data)
            .env("BOXWOOD_LOG", self.data.with_extension("log"))
            .env("BOXWOOD_APP_CONFIG", self.config());
        for variable in MISLEADING {
            client.env_remove(variable);
        }
        if self.tls {
            let ca = self.data.join("tls/ca.pem");
            client.env("REQUESTS_CA_BUNDLE", &ca).env("NODE_EXTRA_CA_CERTS", &ca);
        }
    }

    /// Asks it to stop, as a service manager does, and wants it to.
    pub fn stop(mut self) -> Result<()> {
        succeed(&mut command("kill", &["-TERM", &self.process.id().to_string()]))?;
        let since = Instant::now();
        while since.elapsed() < STOP {
            match self.process.try_wait() {
                Ok(Some(status)) if status.success() => return Ok(()),
                Ok(Some(status)) => return Err(format!("the server ended with {status}")),
                Ok(None) => sleep(PAUSE),
                Err(error) => return Err(format!("the server: {error}")),
            }
        }
        Err("the server does not stop".to_owned())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn free_address() -> Result<String> {
    let free = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).and_then(|listener| listener.local_addr());
    free.map(|address| address.to_string()).map_err(|error| format!("no free port: {error}"))
}
