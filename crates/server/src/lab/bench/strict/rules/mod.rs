//! The rules (docs/LAB.md has them in a table). Each looks at one call, and at what it keeps of those before it.
mod habits;
mod limits;
mod names;

pub use habits::TOKENS;

use super::{Call, Severity, known};

/// A rule as it is told.
pub struct Rule {
    pub id: &'static str,
    pub severity: Severity,
    pub mend: &'static str,
}

/// A rule that a call breaks, and by what.
pub struct Broken {
    pub rule: &'static Rule,
    pub what: String,
}

/// What the rules keep of earlier calls: bounded, however many there are.
#[derive(Default)]
pub struct Memory {
    limits: limits::Limits,
    habits: habits::Habits,
    pub tokens: habits::Tokens,
}

/// What a call breaks.
pub fn broken(call: &Call<'_>, memory: &mut Memory) -> Vec<Broken> {
    let mut all = Vec::new();
    let mut tell = |rule, what| all.push(Broken { rule, what });
    let known = call.operation.and_then(known::of);
    names::look(call, known, &mut tell);
    memory.limits.look(call, &mut tell);
    memory.habits.look(call, known, &mut tell);
    memory.tokens.look(call);
    all
}

/// The parameters of a query, decoded.
fn parameters(query: &str) -> impl Iterator<Item = (String, String)> {
    let decoded = |text: &str| {
        let text = text.replace('+', " ");
        percent_encoding::percent_decode_str(&text).decode_utf8_lossy().into_owned()
    };
    query.split('&').filter(|part| !part.is_empty()).map(move |part| {
        let (name, value) = part.split_once('=').unwrap_or((part, ""));
        (decoded(name), decoded(value))
    })
}
