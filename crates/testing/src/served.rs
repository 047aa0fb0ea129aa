//! A world that is reached by a socket, for clients that know no other way.
use super::{Files, LAB_TOKEN, World, config, wait_for};
use boxwood_server::{Config, Server};
use std::{
    fmt::Debug,
    path::Path,
    sync::{Arc, atomic::Ordering::SeqCst},
    time::{SystemTime, UNIX_EPOCH},
};
use tokio::{join, sync::oneshot};

/// A server on SQLite that listens on a free port of this machine, with the company in it.
pub struct Served {
    world: World,
    url: String,
}

impl Served {
    /// Where it is: scheme, host and port.
    pub fn url(&self) -> &str {
        &self.url
    }

    pub fn world(&self) -> &World {
        &self.world
    }

    /// What time it is there, in seconds since 1970, whoever asks and whenever.
    pub fn seconds(&self) -> impl Fn() -> i64 + Send + Sync + 'static {
        let clock = Arc::clone(&self.world.clock);
        move || clock.load(SeqCst) / 1_000_000
    }
}

/// Runs a test, or an example, against a server of its own.
///
/// # Panics
/// When the server cannot be started, or the test ends in an error.
pub fn served<E: Debug>(test: impl AsyncFn(&Served) -> Result<(), E>) {
    serve(World::on_sqlite(), |_| {}, test);
}

/// The same with a laboratory in front of it, whose one world it is: its clock and its faults are moved by
/// [`World::in_lab`].
///
/// # Panics
/// As [`served`].
pub fn served_in_laboratory<E: Debug>(test: impl AsyncFn(&Served) -> Result<(), E>) {
    serve(World::on_sqlite(), |config| config.lab = Some(LAB_TOKEN.to_owned()), test);
}

/// The same over https, at the machine's own time; the test is told where the certificate of the server's CA is.
///
/// # Panics
/// As [`served`].
#[expect(clippy::expect_used, reason = "a test without a server is over")]
pub fn served_by_tls<E: Debug>(test: impl AsyncFn(&Served, &Path) -> Result<(), E>) {
    let directory = tempfile::tempdir().expect("a directory");
    let tls = directory.path().to_owned();
    // Clients ask the machine what time it is when they look at a certificate.
    let now = SystemTime::now().duration_since(UNIX_EPOCH).expect("a time").as_micros();
    let world = World::filled_at(Files::sqlite(), i64::try_from(now).expect("a time"));
    serve(world, |config| config.tls = Some(tls.clone()), async |served| test(served, &tls.join("ca.pem")).await);
}

#[expect(clippy::expect_used, reason = "a test without a server is over")]
fn serve<E: Debug>(world: World, change: impl FnOnce(&mut Config), test: impl AsyncFn(&Served) -> Result<(), E>) {
    let World { app, clock, files, .. } = world;
    // One server at a time has the store; the company stays in it.
    drop(app);
    wait_for(async {
        let mut config = config(&files, &clock);
        config.listen.set_port(0);
        change(&mut config);
        let server = Server::bind(config).await.expect("a server");
        let (app, lab, url) = (server.app().clone(), server.lab().cloned(), server.base().to_owned());
        let served = Served { world: World { app, clock, files, lab }, url };
        let (stop, stopped) = oneshot::channel::<()>();
        let tested = async {
            let ended = test(&served).await;
            drop(stop);
            ended
        };
        let (ran, ended) = join!(server.run(async { drop(stopped.await) }), tested);
        ended.expect("the test went well");
        ran.expect("the server has stopped");
    });
}
