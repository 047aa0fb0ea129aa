//! Calls through the whole server but the sockets, for `valgrind --tool=callgrind`: instructions for one call are the
//! same on every machine and under any load.
use super::Outcome;
use axum::body::Body;
use boxwood_server::{App, Config};
use futures_util::future::join_all;
use http::{Request, request::Builder};
use http_body_util::BodyExt;
use std::{
    io::{self, Write},
    sync::Arc,
};

/// `/users/me` as others, and what the record of it costs: every caller and every subject in turn, in an order without a
/// pattern, and hardly a pair twice.
pub fn reads(place: &str, users: &str, cache: &str, calls: &str) -> Outcome {
    let (half, calls): (u64, u64) = (users.parse::<u64>()? / 2, calls.parse()?);
    let request = |n: u64| {
        let (caller, subject) = (n * 7919 % half + 1, (n * 104_729 + n / half * 31) % half + half + 1);
        let request = by(Request::get("/2.0/users/me"), caller).header("As-User", subject);
        request.body(Body::empty())
    };
    run(place, cache, 200, 1, (0..calls).map(request))
}

/// New folders, from so many clients at a time.
pub fn folders(place: &str, users: &str, clients: &str, calls: &str) -> Outcome {
    let (half, calls): (u64, u64) = (users.parse::<u64>()? / 2, calls.parse()?);
    let half = half.min(100);
    let request = |n: u64| {
        let request = by(Request::post("/2.0/folders"), n % half + 1).header("Content-Type", "application/json");
        request.body(Body::from(format!(r#"{{"name":"folder {n}","parent":{{"id":"0"}}}}"#)))
    };
    run(place, "100000000", 201, clients.parse()?, (0..calls).map(request))
}

/// Logins by the assertions of a file (`rig sign`), from so many clients at a time.
pub fn logins(place: &str, file: &str, clients: &str, calls: &str) -> Outcome {
    const GRANT: &str = "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer&client_id=full\
        &client_secret=secret&assertion=";
    let assertions = std::fs::read_to_string(file)?;
    let request = |assertion: &str| {
        let request = Request::post("/oauth2/token").header("Host", "127.0.0.1:8080");
        let request = request.header("Content-Type", "application/x-www-form-urlencoded");
        request.body(Body::from(format!("{GRANT}{assertion}")))
    };
    run(place, "100000000", 200, clients.parse()?, assertions.lines().take(calls.parse()?).map(request))
}

fn by(request: Builder, caller: u64) -> Builder {
    request.header("Host", "127.0.0.1:8080").header("Authorization", format!("Bearer token-{caller:026}"))
}

fn run(
    place: &str,
    cache: &str,
    status: u16,
    clients: usize,
    requests: impl Iterator<Item = http::Result<Request<Body>>>,
) -> Outcome {
    let mut config = Config::new(place);
    config.store.cache = cache.parse()?;
    let app = App::open(&config)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let mut requests = requests.peekable();
    runtime.block_on(async {
        while requests.peek().is_some() {
            let together: http::Result<Vec<_>> = requests.by_ref().take(clients).collect();
            let answers = join_all(together?.into_iter().map(|request| ask(app.clone(), request, status))).await;
            answers.into_iter().collect::<Outcome>()?;
        }
        Ok::<_, Box<dyn std::error::Error>>(())
    })?;
    runtime.block_on(app.flush()).map_err(|error| error.to_string().into())
}

async fn ask(app: Arc<App>, request: Request<Body>, status: u16) -> Outcome {
    let (head, body) = app.handle(request).await.into_parts();
    let body = body.collect().await?.to_bytes();
    if head.status != status {
        writeln!(io::stderr(), "{}: {}", head.status, String::from_utf8_lossy(&body))?;
    }
    Ok(())
}
