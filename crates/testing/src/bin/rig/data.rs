//! A store with so many users, and assertions to log in with.
use super::Outcome;
use boxwood_api::SCHEMA;
use boxwood_store::{Config, Db};
use boxwood_testing::{Signer, fill};
use serde_json::json;
use std::{
    io::{self, Write},
    thread,
    time::{SystemTime, UNIX_EPOCH},
};

/// Seconds; the token endpoint takes no assertion that lives longer.
const LIFE: u64 = 55;

/// With so many users; the private key of its app goes to the file `key`.
pub fn fill_store(place: &str, count: &str, key: &str) -> Outcome {
    let signer = Signer::generate();
    std::fs::write(key, signer.private_key())?;
    let db = Db::open(&Config { durable: false, ..Config::new(place) }, &SCHEMA)?;
    let runtime = tokio::runtime::Builder::new_current_thread().build()?;
    runtime.block_on(fill(&db, count.parse()?, Some(&signer))).map_err(|error| error.to_string().into())
}

/// So many assertions, one a line, each good for one login within the next minute.
#[expect(clippy::disallowed_methods, reason = "the server that is logged in to has the system's clock")]
pub fn sign(key: &str, count: &str) -> Outcome {
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
