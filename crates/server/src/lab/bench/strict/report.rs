//! What strict mode has found, for programs and for people.
use super::rules::Rule;
use serde::{Deserialize, Serialize};
use std::fmt::Write as _;

/// How bad something is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    Info,
    Warning,
    Error,
}

impl Severity {
    pub fn name(self) -> &'static str {
        match self {
            Severity::Info => "info",
            Severity::Warning => "warning",
            Severity::Error => "error",
        }
    }
}

/// One thing that is wrong, however often.
#[derive(Clone, Debug, Serialize)]
pub struct Finding {
    pub rule: &'static str,
    pub severity: Severity,
    pub what: String,
    /// How to mend it.
    pub mend: &'static str,
    pub count: u64,
    /// The numbers of the first of these calls.
    pub calls: Vec<u64>,
}

impl Finding {
    pub(super) fn new(rule: &Rule, what: &str) -> Finding {
        let Rule { id, severity, mend } = *rule;
        Finding { rule: id, severity, what: what.to_owned(), mend, count: 0, calls: Vec::new() }
    }
}

/// How often a user has called an operation.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Usage {
    pub user: String,
    pub operation: String,
    pub calls: u64,
    /// Answers of 400 and more.
    pub errors: u64,
    /// Within 60 seconds of the world's clock.
    pub most_in_a_minute: u64,
}

/// What there is to say after a run.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Report {
    /// That were looked at.
    pub calls: u64,
    pub findings: Vec<Finding>,
    pub usage: Vec<Usage>,
}

impl Report {
    /// The worst that was found.
    pub fn worst(&self) -> Option<Severity> {
        self.findings.iter().map(|finding| finding.severity).max()
    }

    /// For people.
    pub fn text(&self) -> String {
        let mut text = format!("Strict mode: {} calls, {} findings\n", self.calls, self.findings.len());
        for finding in &self.findings {
            let Finding { rule, severity, what, mend, count, calls } = finding;
            let calls: Vec<_> = calls.iter().map(|number| format!("#{number}")).collect();
            let _ = write!(text, "\n{:<8} {rule}  {count} times ({})\n", severity.name(), calls.join(", "));
            let _ = writeln!(text, "         {}\n         {mend}", printable(what));
        }
        text
    }
}

/// What a call has said may not steer a terminal.
fn printable(text: &str) -> String {
    text.chars().map(|letter| if letter.is_control() { '\u{fffd}' } else { letter }).collect()
}
