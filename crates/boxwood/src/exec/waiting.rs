//! `boxwood exec` without a program: for whoever starts programs by other means, such as a test runner.
use super::{Variable, child::Signals};
use crate::show;
use boxwood_server::{admin::Refused, throwaway::Details};
use serde_json::{Map, Value, json};
use std::io::{self, Read, Write as _};
use tokio::sync::oneshot;

/// Says where everything is, and waits until the standard input ends, or for a signal.
///
/// # Errors
/// When nobody can be told.
pub async fn run(details: &Details, environment: &[Variable], mut signals: Signals, json: bool) -> Result<(), Refused> {
    if json {
        show::line(&value(details, environment));
    } else {
        print(environment).map_err(|error| Refused::failed(format!("The standard output: {error}")))?;
    }
    let (tell, ended) = oneshot::channel();
    // A thread of its own, which nobody waits for: a read of a terminal cannot be called off.
    std::thread::spawn(move || {
        let _ = io::copy(&mut io::stdin().lock().by_ref(), &mut io::sink());
        let _ = tell.send(());
    });
    tokio::select! {
        _ = signals.next() => {}
        _ = ended => {}
    }
    Ok(())
}

fn value(details: &Details, environment: &[Variable]) -> Value {
    let variables: Map<String, Value> = environment
        .iter()
        .map(|(name, value)| (name.to_string(), json!(value.as_ref().map(|value| value.to_string_lossy()))))
        .collect();
    let mut value = serde_json::to_value(details).unwrap_or_default();
    if let Some(all) = value.as_object_mut() {
        all.insert("version".to_owned(), json!(env!("CARGO_PKG_VERSION")));
        all.insert("environment".to_owned(), Value::Object(variables));
    }
    value
}

/// For a shell to read.
fn print(environment: &[Variable]) -> io::Result<()> {
    let mut out = io::stdout().lock();
    for (name, value) in environment {
        match value {
            Some(value) => writeln!(out, "export {name}='{}'", value.to_string_lossy().replace('\'', "'\\''"))?,
            None => writeln!(out, "unset {name}")?,
        }
    }
    out.flush()
}
