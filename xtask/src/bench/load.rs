//! Load by wrk, and what it found.
use super::server::Server;
use crate::run::{Result, command, output};
use std::path::Path;

#[derive(Clone, Copy, Debug, Default)]
pub struct Load {
    /// Requests a second.
    pub rate: f64,
    /// Milliseconds.
    pub p50: f64,
    /// Only where the script prints it, in microseconds.
    pub p95: f64,
    pub p99: f64,
    /// The server's CPU time for one request, in microseconds: what does not depend on how busy wrk keeps the cores.
    pub cpu: f64,
    /// Answers that were no success.
    pub bad: u64,
}

/// Loads a server with what the Lua script asks.
pub fn load(server: &Server, path: &str, script: Option<&Path>, connections: usize, seconds: u64) -> Result<Load> {
    let mut wrk = command("wrk", &["-t1", &format!("-c{connections}"), &format!("-d{seconds}s"), "--latency"]);
    if let Some(script) = script {
        wrk.arg("-s").arg(script);
    }
    let before = server.cpu();
    let said = output(wrk.arg(format!("http://127.0.0.1:{}{path}", server.port)))?;
    let used = server.cpu().saturating_sub(before);
    read(&said, used.as_secs_f64()).ok_or_else(|| format!("wrk said something else:\n{said}"))
}

fn read(said: &str, cpu: f64) -> Option<Load> {
    let line = |start: &str| said.lines().find_map(|line| line.trim().strip_prefix(start));
    let count = said.lines().find(|line| line.contains(" requests in "))?.trim().split(' ').next()?;
    let count: f64 = count.parse().ok()?;
    let bad = line("Non-2xx or 3xx responses:").map_or(Some(0), |text| text.trim().parse().ok())?;
    let errors: u64 = line("Socket errors:").map_or(0, |text| {
        text.split(|c: char| !c.is_ascii_digit()).filter_map(|number| number.parse::<u64>().ok()).sum()
    });
    Some(Load {
        rate: line("Requests/sec:")?.trim().parse().ok()?,
        p50: milliseconds(line("50%")?.trim())?,
        p95: line("p95").and_then(|text| text.trim().parse().ok()).map_or(f64::NAN, |micros: f64| micros / 1000.0),
        p99: milliseconds(line("99%")?.trim())?,
        cpu: cpu * 1e6 / count.max(1.0),
        bad: bad + errors,
    })
}

fn milliseconds(text: &str) -> Option<f64> {
    let at = text.find(|c: char| c.is_ascii_alphabetic())?;
    let (number, unit) = text.split_at(at);
    let scale = match unit {
        "us" => 0.001,
        "ms" => 1.0,
        "s" => 1000.0,
        _ => return None,
    };
    Some(number.parse::<f64>().ok()? * scale)
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn what_wrk_says_is_read() {
        let said = "  Latency Distribution\n     50%  480.00us\n     75%    1.00ms\n     99%    2.12ms\n  \
            375000 requests in 3.00s, 400MB read\n  Non-2xx or 3xx responses: 7\nRequests/sec: 125000.5\n";
        let load = read(said, 3.0).map(|load| (load.rate, load.p50, load.p99, load.cpu, load.bad));
        assert_eq!(load, Some((125_000.5, 0.48, 2.12, 8.0, 7)));
    }
}
