//! The report of strict mode.
use super::{At, text, worlds::segment};
use crate::show::{self, BOLD, DIM, clean};
use boxwood_server::{admin::Refused, lab::bench::strict::Severity};
use clap::{Args, ValueEnum};
use reqwest::Method;
use serde_json::Value;

/// How bad something is.
#[derive(Clone, Copy, ValueEnum)]
pub enum Level {
    Error,
    Warning,
    Info,
}

impl Level {
    pub fn severity(self) -> Severity {
        match self {
            Level::Error => Severity::Error,
            Level::Warning => Severity::Warning,
            Level::Info => Severity::Info,
        }
    }
}

#[derive(Args)]
pub struct Of {
    /// The world
    #[arg(long, default_value = "main", value_name = "WORLD")]
    world: String,
    /// Fail where something is that bad
    #[arg(long, value_enum, value_name = "LEVEL")]
    fail_on: Option<Level>,
}

impl Of {
    pub async fn run(self, at: &At, json: bool) -> Result<(), Refused> {
        let report = at.call(Method::GET, &format!("/worlds/{}/report", segment(&self.world)?), None).await?;
        let findings = report.get("findings").and_then(Value::as_array).cloned().unwrap_or_default();
        if json {
            show::line(&report);
        } else {
            show(&report, &findings);
        }
        let Some(level) = self.fail_on.map(Level::severity) else { return Ok(()) };
        let severity = |finding: &Value| serde_json::from_value::<Severity>(finding.get("severity")?.clone()).ok();
        let bad = findings.iter().filter(|finding| severity(finding) >= Some(level)).count();
        if bad == 0 {
            return Ok(());
        }
        Err(Refused::new(format!("Strict mode has {bad} findings of '{}' or worse.", level.name())))
    }
}

fn show(report: &Value, findings: &[Value]) {
    let calls = report.get("calls").and_then(Value::as_u64).unwrap_or_default();
    anstream::println!("{calls} calls, {} findings", findings.len());
    for finding in findings {
        let [rule, severity, what, mend] = ["rule", "severity", "what", "mend"].map(|name| clean(text(finding, name)));
        let count = finding.get("count").and_then(Value::as_u64).unwrap_or_default();
        let first = finding.get("calls").map(ToString::to_string).unwrap_or_default();
        anstream::println!("\n{severity:<8} {BOLD}{rule}{BOLD:#}  {count} times {DIM}{first}{DIM:#}");
        anstream::println!("         {what}\n         {mend}");
    }
}
