//! Whether this client sends what Box's own client for Python sends for the same calls. `cargo xtask clients` runs it.
//!
//! Both are pointed at a server that writes down what it is asked (`recorder.rs`), and make the calls of `calls.rs` and of
//! `clients/python/same_calls.py`, in the same order. Requests are compared byte by byte but for what `same.rs` lists, each
//! with its reason.
#![expect(clippy::unwrap_used, reason = "a comparison that cannot be made has failed")]
mod calls;
mod recorder;
mod same;

use boxwood_api::apps::{AppAuth, AppConfig, KeyPair};
use boxwood_sdk::{BaseUrls, Client, JwtConfig, Random, contract::wire::EnterpriseId};
use recorder::Recorder;
use std::{
    env,
    process::{Command, ExitCode},
};

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [python, script] = arguments.as_slice() else {
        eprintln!("compare PYTHON SCRIPT, where PYTHON has boxsdk 10 installed");
        return ExitCode::FAILURE;
    };
    let directory = tempfile::tempdir().unwrap();
    let pair = KeyPair::generate(&Random::system()).unwrap();
    let (id, secret) = ("client".to_owned(), "secret".to_owned());
    let config = directory.path().join("app-config.json");
    std::fs::write(&config, AppConfig::new(EnterpriseId(7), id, secret, AppAuth::from(&pair)).text()).unwrap();
    let recorder = Recorder::listen().await;
    let jwt = JwtConfig::from_file(&config).unwrap();
    let client = Client::builder(jwt).base_urls(BaseUrls::at(recorder.url())).build().unwrap();
    let ours = recorder.while_doing(calls::all(&client)).await;
    let their = async {
        let mut command = Command::new(python);
        command.arg("-B").arg(script).arg(recorder.url()).arg(&config);
        // It waits for this thread's answers, so another waits for it.
        let status = tokio::task::spawn_blocking(move || command.status()).await.unwrap();
        assert!(status.unwrap().success(), "{script} has failed");
        Ok(())
    };
    let theirs = recorder.while_doing(their).await;
    let (ours, theirs) = match (ours, theirs) {
        (Ok(ours), Ok(theirs)) => (ours, theirs),
        (Err(failure), _) | (_, Err(failure)) => {
            eprintln!("{failure}");
            return ExitCode::FAILURE;
        }
    };
    let mut differences: Vec<String> =
        ours.iter().zip(&theirs).flat_map(|(our, their)| same::compare(our, their)).collect();
    if ours.len() != theirs.len() {
        differences.push(format!("{} requests, and {} by Python's client", ours.len(), theirs.len()));
    }
    differences.iter().for_each(|difference| println!("{difference}"));
    println!("{} requests compared, {} differences", ours.len().min(theirs.len()), differences.len());
    if differences.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
