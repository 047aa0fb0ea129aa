//! The tape as strict mode reads it.
use super::{
    Tape,
    exchange::Exchange,
    mask,
    shown::{Reason, Said, Shown},
};
use crate::lab::bench::strict::{Call, Report, Strict};
use serde_json::Value;
use std::sync::Arc;

impl Tape {
    /// What strict mode has to say of what is on it. `held`: the world's clock stands still, and says nothing of time.
    pub fn report(&self, held: bool) -> Report {
        let all: Vec<_> = self.all().exchanges.iter().cloned().collect();
        let mut strict = Strict::default();
        for exchange in &all {
            look(&mut strict, exchange, held);
        }
        strict.report()
    }
}

fn look(strict: &mut Strict, exchange: &Arc<Exchange>, held: bool) {
    let Some(answer) = exchange.answer.get() else { return };
    let shown = Shown::of(exchange, true);
    let (request, reply) = (shown.request.unwrap_or_default(), shown.answer.unwrap_or_default());
    let enterprise = answer.written.found.who.and_then(|who| who.enterprise).map(|id| id.to_string());
    let path = mask::path(exchange.uri.path());
    strict.see(&Call {
        number: shown.number,
        at: exchange.at,
        held,
        method: &shown.method,
        path: &path,
        query: exchange.uri.query().unwrap_or_default(),
        operation: Some(shown.operation).filter(|operation| *operation != "other"),
        status: answer.status,
        names_itself: shown.refused.as_ref().is_some_and(|refused| refused.refusal == "target_is_actor"),
        token: header(&request, "authorization"),
        body: request.json.as_ref(),
        code: code(&reply),
        retry_after: header(&reply, "retry-after").and_then(|seconds| seconds.parse().ok()),
        size: reply.bytes,
        actor: shown.actor.as_ref().map(|who| who.id.as_str()),
        user: shown.user.as_ref().map(|who| who.id.as_str()),
        app: shown.app.as_ref().map(|app| app.id.as_str()),
        enterprise: enterprise.as_deref(),
        missing_scope: shown.refused.as_ref().and_then(wanted),
    });
}

fn header<'a>(said: &'a Said, name: &str) -> Option<&'a str> {
    said.headers.get(name).map(String::as_str)
}

/// A token that lacks a scope is told so by a header alone (contract: identity §7.2).
fn code(reply: &Said) -> Option<&str> {
    let scope = header(reply, "www-authenticate").is_some_and(|challenge| challenge.contains("insufficient_scope"));
    if scope { Some("insufficient_scope") } else { reply.json.as_ref()?.get("code").and_then(Value::as_str) }
}

/// The scopes that the operation asks for, where none of them was there.
fn wanted(refused: &Reason) -> Option<&str> {
    let step = refused.steps.iter().find(|step| step.step == "scope" && step.outcome == "failed")?;
    Some(step.found.as_str())
}
