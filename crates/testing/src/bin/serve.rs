//! `serve PLACE PORT CACHE`: a server without a command line to speak of, for tests that end it on the spot and for
//! measurements without a cache.
use boxwood_server::{Config, Server};
use std::{
    io::{self, Write},
    net::Ipv4Addr,
    process::ExitCode,
};
use tokio::signal::unix::{SignalKind, signal};

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let done = match &words[..] {
        [place, port, cache] => run(place, port, cache),
        _ => Err("serve PLACE PORT CACHE".into()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(io::stderr(), "{error}");
            ExitCode::FAILURE
        }
    }
}

fn run(place: &str, port: &str, cache: &str) -> Result<(), Box<dyn std::error::Error>> {
    let mut config = Config::new(place);
    config.store.cache = cache.parse()?;
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
