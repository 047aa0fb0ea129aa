//! Strict mode: what is wrong with the calls of a program though they succeed, or will be once there are more of them.
mod known;
mod ledger;
mod report;
mod rules;
#[cfg(test)]
mod tests;

pub use report::{Finding, Report, Severity, Usage};

use ledger::Ledger;
use rules::{Broken, Memory};
use serde_json::Value;
use std::collections::BTreeMap;

/// Findings that are told apart; of what is found beyond them only the rule is counted.
const MOST: usize = 500;
/// Calls that a finding names.
const EXAMPLES: usize = 5;

/// What a rule may know of a call.
#[derive(Clone, Copy, Default)]
pub struct Call<'a> {
    pub number: u64,
    /// By the clock of the world, in microseconds.
    pub at: i64,
    /// The clock is held: what counts by time is not looked at.
    pub held: bool,
    pub method: &'a str,
    pub path: &'a str,
    pub query: &'a str,
    pub operation: Option<&'a str>,
    pub status: u16,
    /// It was refused for an `As-User` that names who calls.
    pub names_itself: bool,
    /// What tells tokens apart, and not the token.
    pub token: Option<&'a str>,
    pub body: Option<&'a Value>,
    /// The answer's.
    pub code: Option<&'a str>,
    /// Seconds.
    pub retry_after: Option<u32>,
    /// Bytes of the answer.
    pub size: u64,
    pub actor: Option<&'a str>,
    /// The effective one.
    pub user: Option<&'a str>,
    pub app: Option<&'a str>,
    pub enterprise: Option<&'a str>,
    /// What the token lacked.
    pub missing_scope: Option<&'a str>,
}

/// What was seen so far.
#[derive(Default)]
pub struct Strict {
    memory: Memory,
    ledger: Ledger,
    /// By rule and by what breaks it.
    found: BTreeMap<(&'static str, String), Finding>,
    calls: u64,
}

impl Strict {
    /// Looks at one more call; they come in the order of their numbers.
    pub fn see(&mut self, call: &Call<'_>) {
        self.calls += 1;
        self.ledger.count(call);
        for broken in rules::broken(call, &mut self.memory) {
            self.note(call, broken);
        }
    }

    fn note(&mut self, call: &Call<'_>, broken: Broken) {
        let Broken { rule, what } = broken;
        let mut key = (rule.id, what);
        if self.found.len() >= MOST && !self.found.contains_key(&key) {
            key.1 = "and more of this kind".to_owned();
        }
        let finding = self.found.entry(key).or_insert_with_key(|(_, what)| Finding::new(rule, what));
        finding.count += 1;
        if finding.calls.len() < EXAMPLES {
            finding.calls.push(call.number);
        }
    }

    /// All of it, the worst first.
    pub fn report(&self) -> Report {
        let mut findings: Vec<_> =
            self.found.values().cloned().chain(self.memory.tokens.finding(rules::TOKENS)).collect();
        findings.sort_by(|a, b| b.severity.cmp(&a.severity).then(b.count.cmp(&a.count)).then(a.what.cmp(&b.what)));
        Report { calls: self.calls, findings, usage: self.ledger.usage() }
    }
}
