//! What a world of one's own costs, of a store with so many items.
use super::{Outcome, list};
use axum::body::Body;
use boxwood_blobs::Place;
use boxwood_server::{Config, lab::Lab};
use boxwood_store::Config as StoreConfig;
use boxwood_testing::{LAB_TOKEN, fill};
use http::Request;
use http_body_util::BodyExt;
use std::{
    io::{self, Write as _},
    time::Instant,
};

const ROUNDS: usize = 20;

/// One line for each size, kind of call and round: size, name, milliseconds.
pub fn measure(sizes: &[&str]) -> Outcome {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    for size in sizes {
        runtime.block_on(of(size))?;
    }
    Ok(())
}

async fn of(size: &str) -> Outcome {
    let mut config = Config::new(StoreConfig::MEMORY);
    config.blobs = Place::Memory;
    let lab = Lab::open(config, LAB_TOKEN).map_err(|error| error.to_string())?;
    fill(lab.main().db(), 10, None).await.map_err(|error| error.to_string())?;
    list::add_files(lab.main().db(), size.parse()?).await?;
    lab.worlds().begin().await.map_err(|problem| problem.to_string())?;
    for _ in 0..ROUNDS {
        let start = Instant::now();
        ask(&lab, "POST", "/_lab/worlds", r#"{"name": "one"}"#).await?;
        told(size, "fork", start)?;
        let start = Instant::now();
        call(&lab).await?;
        told(size, "the first call to it", start)?;
        let start = Instant::now();
        ask(&lab, "POST", "/_lab/worlds/one/reset", "").await?;
        told(size, "reset after a change", start)?;
        call(&lab).await?;
        let start = Instant::now();
        ask(&lab, "DELETE", "/_lab/worlds/one", "").await?;
        told(size, "drop", start)?;
        let start = Instant::now();
        ask(&lab, "POST", "/_lab/worlds", r#"{"name": "two"}"#).await?;
        ask(&lab, "DELETE", "/_lab/worlds/two", "").await?;
        told(size, "fork and drop", start)?;
    }
    Ok(())
}

fn told(size: &str, name: &str, since: Instant) -> Outcome {
    let millis = since.elapsed().as_secs_f64() * 1000.0;
    Ok(writeln!(io::stdout(), "{size}\t{name}\t{millis:.3}")?)
}

/// A new folder in that world: a transaction, and what it takes until one can be made there.
async fn call(lab: &Lab) -> Outcome {
    let request = Request::post("/2.0/folders").header("X-Boxwood-World", "one");
    let request = request.header("Authorization", format!("Bearer token-{:026}", 1));
    sent(lab, request, r#"{"name": "new", "parent": {"id": "0"}}"#).await
}

async fn ask(lab: &Lab, method: &str, path: &str, body: &'static str) -> Outcome {
    let request = Request::builder().method(method).uri(path);
    sent(lab, request.header("Authorization", format!("Bearer {LAB_TOKEN}")), body).await
}

async fn sent(lab: &Lab, request: http::request::Builder, body: &'static str) -> Outcome {
    let response = lab.handle(request.body(Body::from(body))?, None).await;
    let is_good = response.status().is_success();
    let body = response.into_body().collect().await?.to_bytes();
    if is_good { Ok(()) } else { Err(String::from_utf8_lossy(&body).into_owned().into()) }
}
