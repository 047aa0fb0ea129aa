//! As-User calls of `/users/me` through the whole server but the sockets, for
//! `valgrind --tool=callgrind`: instructions for one call are the same on every machine and under any load.
use super::Outcome;
use axum::body::Body;
use boxwood_server::{App, Config};
use http::Request;
use http_body_util::BodyExt;
use std::io::{self, Write};

pub fn run(place: &str, users: &str, cache: &str, calls: &str) -> Outcome {
    let mut config = Config::new(place);
    config.store.cache = cache.parse()?;
    let app = App::open(&config)?;
    let half: u64 = users.parse::<u64>()? / 2;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        for n in 0..calls.parse::<u64>()? {
            // Every caller and every subject in turn, in an order without a pattern.
            let (caller, subject) = (n * 7919 % half + 1, n * 104_729 % half + half + 1);
            let request = Request::get("/2.0/users/me").header("Host", "127.0.0.1:8080").header("As-User", subject);
            let request = request.header("Authorization", format!("Bearer token-{caller:026}"));
            let response = app.handle(request.body(Body::empty())?).await;
            let (head, body) = response.into_parts();
            let length = body.collect().await?.to_bytes().len();
            if head.status != 200 || n == 0 {
                writeln!(io::stderr(), "{}, {length} bytes", head.status)?;
            }
        }
        Ok(())
    })
}
