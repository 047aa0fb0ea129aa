//! `boxwood serve`
use crate::{
    cli::{Common, Serve},
    config::Settings,
    place::{self, Place},
    show::{self, Started},
};
use boxwood_api::Random;
use boxwood_server::{
    Config, Server,
    admin::{Admin, Refused, socket},
    lab,
    provision::{self, CONFIG_FILE},
};
use std::{future::Future, path::Path, process::ExitCode, time::Duration};
use tokio::signal::unix::{SignalKind, signal};
use tracing_subscriber::{filter::Targets, layer::SubscriberExt, util::SubscriberInitExt};

/// What is wrong with a proxy whose address nobody has named.
pub const NO_PUBLIC_URL: &str =
    "clients come by a proxy, and --public-url does not say where it is: links lead past it";

pub fn run(common: &Common, asked: Serve) -> Result<ExitCode, Refused> {
    let settings = Settings::of(common, &asked)?;
    settings.exposes_nothing()?;
    log(&settings.log)?;
    if settings.behind_proxy && settings.public_url.is_none() {
        tracing::warn!("{NO_PUBLIC_URL}");
    }
    let place = Place::take(&settings, asked.ephemeral)?;
    let mut config = config(&settings, &place.directory, asked.ephemeral);
    if asked.lab == Some(true) {
        config.lab = Some(lab_token(asked.lab_token, &config.random)?);
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let runtime = runtime.map_err(|error| Refused::failed(error.to_string()))?;
    let outcome = runtime.block_on(serve(config, &place.directory, common.json));
    // A key that is being made for the first start is of no use any more.
    runtime.shutdown_timeout(Duration::ZERO);
    outcome.map(|()| ExitCode::SUCCESS)
}

pub fn config(settings: &Settings, directory: &Path, ephemeral: bool) -> Config {
    let mut config = Config::new(place::database(settings, directory));
    config.store.durable = !ephemeral;
    config.blobs = settings.blobs.clone().unwrap_or_else(|| place::blobs(directory));
    if ephemeral {
        (config.store.place, config.blobs) = (boxwood_store::Config::MEMORY.to_owned(), boxwood_blobs::Place::Memory);
    }
    config.listen = settings.listen;
    config.public_url.clone_from(&settings.public_url);
    config.tls = settings.tls.then(|| place::tls(directory));
    config.rate_limit = Some(settings.rate_limit).filter(|limit| *limit > 0);
    config.metrics = settings.metrics_listen;
    config.provider.clone_from(&settings.provider);
    config
}

/// What the laboratory is called with.
fn lab_token(given: Option<String>, random: &Random) -> Result<String, Refused> {
    match given {
        Some(token) if token.len() < 16 => {
            Err(Refused::new("The laboratory's token is too short.").hint("Give 16 letters or more, or none at all"))
        }
        Some(token) => Ok(token),
        None => lab::token(random).map_err(|error| Refused::failed(error.to_string())),
    }
}

#[expect(clippy::disallowed_methods, reason = "both are awaited before this returns")]
async fn serve(config: Config, directory: &Path, json: bool) -> Result<(), Refused> {
    let failed = |error: boxwood_server::Failure| Refused::failed(error.to_string());
    let stop = stop()?;
    let (random, tls, lab_token) = (config.random.clone(), config.tls.clone(), config.lab.clone());
    let server = Server::bind(config).await.map_err(failed)?;
    let started = Started {
        base_url: server.base().to_owned(),
        data: directory.to_owned(),
        ca: tls.map(|tls| tls.join("ca.pem")),
        config: Some(directory.join(CONFIG_FILE)).filter(|file| file.exists()),
        lab_token,
    };
    let (db, lab) = (server.app().db().clone(), server.lab().cloned());
    let commands = socket::bind(directory);
    let commands = commands.map_err(|error| Refused::failed(format!("{}: {error}", directory.display())))?;
    let admin = Admin::of_server(server.app().clone(), random.clone());
    let admin = lab.iter().cloned().fold(admin, Admin::with_lab);
    let commands = tokio::spawn(socket::serve(commands, admin));
    let first = tokio::spawn(first_start(db, lab, random, directory.to_owned(), started, json));
    let outcome = server.run(stop).await.map_err(failed);
    first.abort();
    commands.abort();
    let _ = (first.await, commands.await);
    socket::remove(directory);
    outcome
}

/// Beside the server: fills an empty store, and says where everything is.
async fn first_start(
    db: boxwood_store::Db,
    lab: Option<lab::Lab>,
    random: Random,
    directory: std::path::PathBuf,
    started: Started,
    json: bool,
) {
    match provision::provision(&db, &random, &directory).await {
        Ok(welcome) => {
            // Where the state is in files, there is nothing to go back to.
            if let Some(lab) = lab {
                let _ = lab.worlds().begin().await;
            }
            show::started(&started, welcome.as_ref(), json);
        }
        Err(refused) => {
            show::started(&started, None, json);
            tracing::error!(error = %refused, "the first start could not be finished; the next one tries again");
        }
    }
}

/// Ready on SIGTERM or SIGINT. Listened to from the start, so that neither ends the process by itself.
fn stop() -> Result<impl Future<Output = ()>, Refused> {
    let listen = |kind| signal(kind).map_err(|error| Refused::failed(error.to_string()));
    let (mut terminate, mut interrupt) = (listen(SignalKind::terminate())?, listen(SignalKind::interrupt())?);
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}

pub fn log(levels: &str) -> Result<(), Refused> {
    let targets: Targets = levels.parse().map_err(|error| {
        Refused::new(format!("'{levels}' is no log setting: {error}")).hint("Such as --log warn,boxwood_server=debug")
    })?;
    let ansi = std::io::IsTerminal::is_terminal(&std::io::stderr());
    let lines = tracing_subscriber::fmt::layer().with_writer(std::io::stderr).with_ansi(ansi);
    let _ = tracing_subscriber::registry().with(lines).with(targets).try_init();
    Ok(())
}
