//! Data for `cargo xtask bench`.
//!
//! - `data-set fill PLACE COUNT KEY`: a store with so many users; the app's private key goes to the file KEY.
//! - `data-set sign KEY COUNT`: so many assertions, one a line, each good for one login within the next minute.
use boxwood_api::MIGRATIONS;
use boxwood_store::{Config, Db};
use boxwood_testing::{Signer, fill};
use serde_json::json;
use std::{
    io::{self, Write},
    process::ExitCode,
    thread,
    time::{SystemTime, UNIX_EPOCH},
};

type Outcome = Result<(), Box<dyn std::error::Error>>;

/// Seconds; the token endpoint takes no assertion that lives longer.
const LIFE: u64 = 55;

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let done = match words[..] {
        ["fill", place, count, key] => fill_store(place, count, key),
        ["sign", key, count] => sign(key, count),
        _ => Err("data-set fill PLACE COUNT KEY | data-set sign KEY COUNT".into()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(io::stderr(), "{error}");
            ExitCode::FAILURE
        }
    }
}

fn fill_store(place: &str, count: &str, key: &str) -> Outcome {
    let signer = Signer::generate();
    std::fs::write(key, signer.private_key())?;
    let db = Db::open(&Config { durable: false, ..Config::new(place) }, MIGRATIONS)?;
    let runtime = tokio::runtime::Builder::new_current_thread().build()?;
    runtime.block_on(fill(&db, count.parse()?, Some(&signer))).map_err(|error| error.to_string().into())
}

fn sign(key: &str, count: &str) -> Outcome {
    let (signer, count) = (Signer::of(&std::fs::read(key)?)?, count.parse::<usize>()?);
    let now = SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs();
    let threads = thread::available_parallelism()?.get();
    let assertions = |of: usize| -> String {
        let header = json!({ "alg": "RS256", "typ": "JWT", "kid": "key" });
        let claims = |n| {
            json!({ "iss": "full", "sub": "1", "box_sub_type": "enterprise", "exp": now + LIFE,
                "aud": "https://api.box.com/oauth2/token", "jti": format!("{now}-{n:0>40}") })
        };
        let lines = (of..count).step_by(threads).map(|n| signer.sign(&header, &claims(n)) + "\n");
        lines.collect()
    };
    thread::scope(|scope| {
        let parts: Vec<_> = (0..threads).map(|of| scope.spawn(move || assertions(of))).collect();
        let mut out = io::stdout().lock();
        for part in parts {
            out.write_all(part.join().map_err(|_| "a thread has ended")?.as_bytes())?;
        }
        Ok(())
    })
}
