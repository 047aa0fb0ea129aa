//! A server without a command line to speak of, for tests that end it on the spot and for
//! measurements without a cache.
use super::Outcome;
use boxwood_server::{Config, Server};
use std::net::Ipv4Addr;
use tokio::signal::unix::{SignalKind, signal};

/// `blobs`: where the bytes of files are.
pub fn run(place: &str, port: &str, cache: &str, blobs: &str) -> Outcome {
    let mut config = Config::new(place);
    config.store.cache = cache.parse()?;
    config.rate_limit = Some(1_000_000_000);
    config.blobs = blobs.parse()?;
    config.listen = (Ipv4Addr::LOCALHOST, port.parse()?).into();
    tokio::runtime::Runtime::new()?.block_on(async {
        let mut terminate = signal(SignalKind::terminate())?;
        let stopped = async move {
            terminate.recv().await;
        };
        let server = Server::bind(config).await.map_err(|error| error.to_string())?;
        server.run(stopped).await.map_err(|error| error.to_string().into())
    })
}
