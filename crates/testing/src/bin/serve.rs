//! `serve PLACE PORT`: a server without a command line to speak of, for tests that end it on the spot. Ends by itself
//! when its standard input does.
use boxwood_server::{Config, Server};
use std::{
    io::{self, Write},
    net::Ipv4Addr,
    process::ExitCode,
};
use tokio::sync::oneshot;

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let done = match &words[..] {
        [place, port] => run(place, port),
        _ => Err("serve PLACE PORT".into()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(io::stderr(), "{error}");
            ExitCode::FAILURE
        }
    }
}

fn run(place: &str, port: &str) -> Result<(), Box<dyn std::error::Error>> {
    let mut config = Config::new(place);
    config.listen = (Ipv4Addr::LOCALHOST, port.parse()?).into();
    let (stop, stopped) = oneshot::channel::<()>();
    std::thread::spawn(move || {
        let _ = io::copy(&mut io::stdin(), &mut io::sink());
        drop(stop);
    });
    tokio::runtime::Runtime::new()?.block_on(async {
        let server = Server::bind(config).await.map_err(|error| error.to_string())?;
        let stopped = async { drop(stopped.await) };
        server.run(stopped).await.map_err(|error| error.to_string().into())
    })
}
