//! The text itself, format 0.0.4.
use super::Meter;
use std::fmt::{Result, Write};

pub(crate) const CONTENT_TYPE: &str = "text/plain; version=0.0.4; charset=utf-8";

/// `meters`: by operation. `connections`: that are open now.
pub(crate) fn page(meters: &[(&str, &Meter)], connections: usize) -> String {
    let mut text = String::new();
    // Writing into memory does not fail.
    let _ = write(meters, connections, &mut text);
    text
}

fn write(meters: &[(&str, &Meter)], connections: usize, out: &mut String) -> Result {
    head(out, "boxwood_requests_total", "counter", "Requests, by operation and status")?;
    meters.iter().try_for_each(|(operation, meter)| meter.write_statuses(operation, out))?;
    head(out, "boxwood_request_seconds", "histogram", "From the head of a request to its answer")?;
    meters.iter().try_for_each(|(operation, meter)| meter.write_times(operation, out))?;
    head(out, "boxwood_connections", "gauge", "Open connections")?;
    writeln!(out, "boxwood_connections {connections}")
}

fn head(out: &mut String, name: &str, kind: &str, help: &str) -> Result {
    writeln!(out, "# HELP {name} {help}.\n# TYPE {name} {kind}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn the_page_says_what_was_counted() {
        let (asked, idle) = (Meter::default(), Meter::default());
        asked.count(200, Duration::from_micros(30));
        asked.count(200, Duration::from_micros(700));
        asked.count(418, Duration::from_secs(9));
        let text = page(&[("get_users_me", &asked), ("post_users", &idle)], 2);
        insta::assert_snapshot!(text, @r#"
        # HELP boxwood_requests_total Requests, by operation and status.
        # TYPE boxwood_requests_total counter
        boxwood_requests_total{operation="get_users_me",status="200"} 2
        boxwood_requests_total{operation="get_users_me",status="other"} 1
        # HELP boxwood_request_seconds From the head of a request to its answer.
        # TYPE boxwood_request_seconds histogram
        boxwood_request_seconds_bucket{operation="get_users_me",le="0.00005"} 1
        boxwood_request_seconds_bucket{operation="get_users_me",le="0.0001"} 1
        boxwood_request_seconds_bucket{operation="get_users_me",le="0.00025"} 1
        boxwood_request_seconds_bucket{operation="get_users_me",le="0.0005"} 1
        boxwood_request_seconds_bucket{operation="get_users_me",le="0.001"} 2
        boxwood_request_seconds_bucket{operation="get_users_me",le="0.0025"} 2
        boxwood_request_seconds_bucket{operation="get_users_me",le="0.005"} 2
        boxwood_request_seconds_bucket{operation="get_users_me",le="0.01"} 2
        boxwood_request_seconds_bucket{operation="get_users_me",le="0.05"} 2
        boxwood_request_seconds_bucket{operation="get_users_me",le="0.25"} 2
        boxwood_request_seconds_bucket{operation="get_users_me",le="1"} 2
        boxwood_request_seconds_bucket{operation="get_users_me",le="5"} 2
        boxwood_request_seconds_bucket{operation="get_users_me",le="+Inf"} 3
        boxwood_request_seconds_sum{operation="get_users_me"} 9.00073
        boxwood_request_seconds_count{operation="get_users_me"} 3
        # HELP boxwood_connections Open connections.
        # TYPE boxwood_connections gauge
        boxwood_connections 2
        "#);
    }
}
