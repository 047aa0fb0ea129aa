//! The text itself, format 0.0.4.
use super::{Meter, Writes};
use std::fmt::{Result, Write};

pub(crate) const CONTENT_TYPE: &str = "text/plain; version=0.0.4; charset=utf-8";

pub(crate) struct Page<'a> {
    /// By operation.
    pub meters: &'a [(&'a str, &'a Meter)],
    pub writes: &'a Writes,
    /// That are open now.
    pub connections: usize,
    /// Calls that wait for the store to write.
    pub waiting: usize,
}

impl Page<'_> {
    pub fn text(&self) -> String {
        let mut text = String::new();
        // Writing into memory does not fail.
        let _ = self.write(&mut text);
        text
    }

    fn write(&self, out: &mut String) -> Result {
        head(out, "boxwood_requests_total", "counter", "Requests, by operation and status")?;
        self.meters.iter().try_for_each(|(operation, meter)| meter.write_statuses(operation, out))?;
        head(out, "boxwood_request_seconds", "histogram", "From the head of a request to its answer")?;
        self.meters.iter().try_for_each(|(operation, meter)| meter.write_times(operation, out))?;
        self.writes.write(out)?;
        head(out, "boxwood_connections", "gauge", "Open connections")?;
        writeln!(out, "boxwood_connections {}", self.connections)?;
        head(out, "boxwood_writes_waiting", "gauge", "Calls that wait for the store to write")?;
        writeln!(out, "boxwood_writes_waiting {}", self.waiting)
    }
}

pub(super) fn head(out: &mut String, name: &str, kind: &str, help: &str) -> Result {
    writeln!(out, "# HELP {name} {help}.\n# TYPE {name} {kind}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use boxwood_store::Ended;
    use std::time::Duration;

    #[test]
    fn the_page_says_what_was_counted() {
        let (asked, idle) = (Meter::default(), Meter::default());
        asked.count(200, Duration::from_micros(30));
        asked.count(200, Duration::from_micros(700));
        asked.count(418, Duration::from_secs(9));
        let writes = Writes::default();
        let (ran, took) = (Duration::from_micros(20), Duration::from_micros(300));
        for committed in [true, false] {
            writes.count(&Ended { name: "post_users", committed, conflicts: 2, ran, took });
        }
        let meters: &[_] = &[("get_users_me", &asked), ("post_users", &idle)];
        let text = Page { meters, writes: &writes, connections: 2, waiting: 1 }.text();
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
        # HELP boxwood_writes_total Transactions that wrote, by what became of them.
        # TYPE boxwood_writes_total counter
        boxwood_writes_total{transaction="post_users",outcome="committed"} 1
        boxwood_writes_total{transaction="post_users",outcome="refused"} 1
        # HELP boxwood_write_conflicts_total How often one lost and was run again.
        # TYPE boxwood_write_conflicts_total counter
        boxwood_write_conflicts_total{transaction="post_users"} 4
        # HELP boxwood_write_run_seconds_total Time of the writer.
        # TYPE boxwood_write_run_seconds_total counter
        boxwood_write_run_seconds_total{transaction="post_users"} 0.00004
        # HELP boxwood_write_seconds From the call until it was durable.
        # TYPE boxwood_write_seconds summary
        boxwood_write_seconds_sum{transaction="post_users"} 0.0006
        boxwood_write_seconds_count{transaction="post_users"} 2
        # HELP boxwood_connections Open connections.
        # TYPE boxwood_connections gauge
        boxwood_connections 2
        # HELP boxwood_writes_waiting Calls that wait for the store to write.
        # TYPE boxwood_writes_waiting gauge
        boxwood_writes_waiting 1
        "#);
    }
}
