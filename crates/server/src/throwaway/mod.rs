//! A server that lives as long as one program, or one test: in memory, filled by a seed, on a free port of this machine. That
//! port is a proxy, too, which answers for Box's hosts.
//!
//! Nothing of it is to outlive it, and nothing on the machine is changed: what it keeps is in a private directory, in memory
//! where that can be, and the CA that it is trusted by is made anew each time.
mod environment;
pub(crate) mod key;
#[cfg(test)]
mod tests;
mod token;
mod trust;

pub use environment::Inherited;

use crate::{
    Config, Failure, Server,
    admin::{Admin, Refused, Result, socket},
    lab::{self, Lab},
    proxy::{Outside, Proxy},
    seed::{Planted, Seed},
};
use boxwood_api::apps::{AppAuth, AppConfig};
use serde::Serialize;
use std::{
    fs::{OpenOptions, Permissions},
    io::{self, Write as _},
    net::Ipv4Addr,
    os::unix::fs::{OpenOptionsExt, PermissionsExt},
    path::{Path, PathBuf},
    time::Duration,
};
use tempfile::TempDir;
use tokio::{sync::oneshot, task::JoinHandle};

/// Memory that is mounted as a directory.
const MEMORY: &str = "/dev/shm";
/// Where programs look for Box.
const BOX: &str = "https://api.box.com";
/// For calls that run when it is to stop: nobody waits for their answers any more.
const STOP: Duration = Duration::from_secs(1);

/// What a throwaway server is to be like.
pub struct Wish {
    pub seed: Seed,
    /// What becomes of what is meant for other hosts than Box's.
    pub outside: Outside,
    /// Whether the addresses in answers are of this machine, and not Box's own: for programs that are told where to look,
    /// and do not come by the proxy.
    pub local_links: bool,
    /// Calls that each user has in a minute.
    pub rate_limit: Option<u32>,
    /// Whether it has a laboratory.
    pub lab: bool,
}

/// Where all of it is. Paths are gone with the server.
#[derive(Clone, Debug, Serialize)]
pub struct Details {
    /// The server without a proxy, `http://127.0.0.1:PORT`.
    pub base_url: String,
    /// The same address as a proxy.
    pub proxy_url: String,
    /// The data directory, for `boxwood --data`.
    pub data: PathBuf,
    /// The certificate of the CA.
    pub ca: PathBuf,
    /// The same beside all that the system trusts, where other hosts are let through.
    pub ca_bundle: PathBuf,
    /// The same as a trust store of Java.
    pub java_trust_store: PathBuf,
    /// The settings file of the first app.
    pub config: PathBuf,
    /// This as a file.
    pub world: PathBuf,
    /// The laboratory's token, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lab_token: Option<String>,
    /// What the seed has become.
    #[serde(flatten)]
    pub planted: Planted,
    #[serde(skip)]
    refuses: bool,
}

/// A running server. To drop it is to stop it, at some time soon; [`stop`](Self::stop) waits for that.
pub struct Throwaway {
    details: Details,
    admin: Admin,
    app: std::sync::Arc<crate::App>,
    lab: Option<Lab>,
    stop: Option<oneshot::Sender<()>>,
    served: JoinHandle<Result<(), Failure>>,
    commands: JoinHandle<()>,
    /// Deleted at last.
    directory: Option<TempDir>,
}

impl Throwaway {
    /// Starts one. When this is done, it answers.
    ///
    /// # Errors
    /// In a sentence.
    #[expect(clippy::disallowed_methods, reason = "`stop` awaits both, and so does who drops it")]
    pub async fn start(wish: Wish) -> Result<Throwaway> {
        let directory = directory()?;
        let failed = |error: Failure| Refused::failed(error.to_string());
        let config = config(&wish).map_err(failed)?;
        let (random, proxy, token) = (config.random.clone(), config.proxy.clone(), config.lab.clone());
        let server = Server::bind(config).await.map_err(failed)?;
        let (app, lab) = (server.app().clone(), server.lab().cloned());
        let planted = wish.seed.plant(app.db(), app.blobs(), &random).await?;
        if let Some(lab) = &lab {
            lab.worlds().begin().await.map_err(|problem| Refused::failed(problem.to_string()))?;
        }
        let written = |error: io::Error| Refused::failed(format!("{}: {error}", directory.path().display()));
        let address = format!("http://{}", server.address());
        let details = Details { lab_token: token, ..Details::of(directory.path(), &address, &wish.outside, planted) };
        if let Some(proxy) = &proxy {
            details.write(proxy, app.db().now()).map_err(written)?;
        }
        let admin = Admin::of_server(app.clone(), random);
        let admin = lab.iter().cloned().fold(admin, Admin::with_lab);
        let commands = socket::bind(directory.path()).map_err(written)?;
        let commands = tokio::spawn(socket::serve(commands, admin.clone()));
        let (stop, stopped) = oneshot::channel::<()>();
        let served = tokio::spawn(server.run(async { drop(stopped.await) }));
        Ok(Throwaway { details, admin, app, lab, stop: Some(stop), served, commands, directory: Some(directory) })
    }

    pub fn details(&self) -> &Details {
        &self.details
    }

    /// What commands can be given to.
    pub fn admin(&self) -> &Admin {
        &self.admin
    }

    /// What answers, without a socket in between; with a laboratory, its main world.
    pub fn app(&self) -> std::sync::Arc<crate::App> {
        self.lab.as_ref().map_or_else(|| self.app.clone(), Lab::main)
    }

    /// Its laboratory.
    pub fn lab(&self) -> Option<&Lab> {
        self.lab.as_ref()
    }

    /// What strict mode has found in the calls to the main world, if there is a laboratory.
    pub fn report(&self) -> Option<lab::bench::strict::Report> {
        let main = self.lab.as_ref()?.worlds().named(lab::MAIN).ok()?;
        Some(main.bench().tape().report(main.clock().is_held()))
    }

    /// Stops it, and leaves nothing behind.
    ///
    /// # Errors
    /// In a sentence.
    pub async fn stop(mut self) -> Result<()> {
        self.stop.take();
        self.commands.abort();
        let ended = (&mut self.served).await.map_err(|error| Refused::failed(error.to_string()))?;
        let _ = (&mut self.commands).await;
        let removed = self.directory.take().map_or(Ok(()), TempDir::close);
        removed.map_err(|error| Refused::failed(error.to_string()))?;
        ended.map_err(|error| Refused::failed(error.to_string()))
    }
}

impl Drop for Throwaway {
    fn drop(&mut self) {
        self.stop.take();
        self.commands.abort();
    }
}

impl Details {
    fn of(directory: &Path, address: &str, outside: &Outside, planted: Planted) -> Details {
        let at = |name: &str| directory.join(name);
        let refuses = matches!(outside, Outside::Refused(_));
        Details {
            base_url: address.to_owned(),
            proxy_url: address.to_owned(),
            data: directory.to_owned(),
            ca: at("ca.pem"),
            ca_bundle: at(if refuses { "ca.pem" } else { "ca-bundle.pem" }),
            java_trust_store: at("ca.jks"),
            config: at(&config_file(0, 0)),
            world: at("world.json"),
            lab_token: None,
            planted,
            refuses,
        }
    }

    fn write(&self, proxy: &Proxy, now: i64) -> io::Result<()> {
        write(&self.ca, proxy.ca_pem().as_bytes())?;
        if !self.refuses {
            write(&self.ca_bundle, trust::with_the_systems(proxy.ca_pem()).as_bytes())?;
        }
        write(&self.java_trust_store, &trust::java(proxy.ca_der(), now))?;
        for (n, enterprise) in self.planted.enterprises.iter().enumerate() {
            for (m, app) in enterprise.apps.iter().enumerate() {
                let auth = if app.has_key { key::auth() } else { AppAuth::default() };
                let config = AppConfig::new(enterprise.id, app.client_id.clone(), app.client_secret.clone(), auth);
                write(&self.data.join(config_file(n, m)), config.text().as_bytes())?;
            }
        }
        let text = serde_json::to_vec_pretty(self).unwrap_or_default();
        write(&self.world, &text)
    }
}

/// The settings file of an app, by the places of its company and of itself in the seed.
fn config_file(enterprise: usize, app: usize) -> String {
    match (enterprise, app) {
        (0, 0) => crate::provision::CONFIG_FILE.to_owned(),
        (n, m) => format!("app-config-{}-{}.json", n + 1, m + 1),
    }
}

fn config(wish: &Wish) -> Result<Config, Failure> {
    let mut config = Config::new(boxwood_store::Config::MEMORY);
    if wish.lab {
        config.lab = Some(lab::token(&config.random)?);
    }
    config.listen = (Ipv4Addr::LOCALHOST, 0).into();
    config.public_url = (!wish.local_links).then(|| BOX.to_owned());
    config.rate_limit = wish.rate_limit;
    config.limits.stop = STOP;
    config.proxy = Some(Proxy::new(wish.outside.clone(), (config.store.clock)())?);
    Ok(config)
}

/// A directory for its owner alone, in memory where that can be.
///
/// # Errors
/// When none can be made.
pub fn directory() -> Result<TempDir> {
    let mut new = tempfile::Builder::new();
    new.prefix("boxwood-").permissions(Permissions::from_mode(0o700));
    let made =
        if Path::new(MEMORY).is_dir() { new.tempdir_in(MEMORY).or_else(|_| new.tempdir()) } else { new.tempdir() };
    made.map_err(|error| Refused::failed(format!("No temporary directory can be made: {error}")))
}

fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?.write_all(bytes)
}
