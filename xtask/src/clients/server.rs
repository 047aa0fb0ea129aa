//! The server that the clients talk to: the binary as anybody starts it, on an empty data directory.
use crate::run::{Result, command, succeed};
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

pub struct Server {
    pub url: String,
    binary: PathBuf,
    data: PathBuf,
    tls: bool,
    process: Child,
}

impl Server {
    /// Starts it and waits until it answers and has written its `app-config.json`.
    pub fn start(binary: &Path, client: &str, tls: bool) -> Result<Server> {
        let scheme = if tls { "https" } else { "http" };
        let data = Path::new("target/clients").join(client).join(format!("data-{scheme}"));
        let failed = |error: std::io::Error| format!("{}: {error}", data.display());
        if data.exists() {
            fs::remove_dir_all(&data).map_err(failed)?;
        }
        fs::create_dir_all(&data).map_err(failed)?;
        let data = data.canonicalize().map_err(failed)?;
        let address = free_address()?;
        let log = fs::File::create(data.with_extension("log")).map_err(failed)?;
        let errors = log.try_clone().map_err(failed)?;
        let mut serve = Command::new(binary);
        serve
            .args(["serve", "--listen", &address, "--data"])
            .arg(&data)
            .stdin(Stdio::null())
            .stdout(log)
            .stderr(errors);
        if tls {
            serve.arg("--tls");
        }
        let process = serve.spawn().map_err(|error| format!("{}: {error}", binary.display()))?;
        let url = format!("{scheme}://{address}");
        let mut server = Server { url, binary: binary.to_owned(), data, tls, process };
        let since = Instant::now();
        while TcpStream::connect(&address).is_err() || !server.config().exists() {
            let gone = server.process.try_wait().is_ok_and(|ended| ended.is_some());
            if gone || since.elapsed() > START {
                let log = fs::read_to_string(server.data.with_extension("log")).unwrap_or_default();
                return Err(format!("the server did not start:\n{log}"));
            }
            sleep(PAUSE);
        }
        Ok(server)
    }

    fn config(&self) -> PathBuf {
        self.data.join("app-config.json")
    }

    /// What a client's script is told of it. Variables of the machine that lead elsewhere are taken away.
    pub fn describe(&self, script: &mut Command) {
        script
            .env("BOXWOOD", &self.binary)
            .env("BOXWOOD_URL", &self.url)
            .env("BOXWOOD_DATA", &self.data)
            .env("BOXWOOD_APP_CONFIG", self.config());
        for proxy in ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"] {
            script.env_remove(proxy);
        }
        for trust in ["REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "NODE_EXTRA_CA_CERTS", "SSL_CERT_FILE"] {
            script.env_remove(trust);
        }
        if self.tls {
            let ca = self.data.join("tls/ca.pem");
            script.env("REQUESTS_CA_BUNDLE", &ca).env("NODE_EXTRA_CA_CERTS", &ca);
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
