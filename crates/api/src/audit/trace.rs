//! Why a call was refused, step by step: token → app → actor → feature → role → target → scope → rights.
use super::Refused;
use crate::{
    About, Credentials, Result, Scope, Settings,
    identity::{Refusal, Session, session},
    resources::users,
    wire::{EnterpriseId, UserId},
};
use boxwood_store::{Read, Tx};
use serde::{Deserialize, Serialize};

/// One step of the decision.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct Step {
    /// token, app, actor, feature, role, target, scope or rights.
    pub step: String,
    /// `passed`, `failed`, `not reached` or `not asked`.
    pub outcome: String,
    /// What was found; empty where nothing was.
    pub found: String,
}

const STEPS: [&str; 8] = ["token", "app", "actor", "feature", "role", "target", "scope", "rights"];

/// Retraces the decision that `refusal` ended. Costs a few reads, so it is done for refused calls only.
///
/// # Errors
/// Those of the store.
pub fn trace(tx: &mut Tx<Read>, by: &Credentials, about: &About, refusal: Refusal, status: u16) -> Result<Refused> {
    let session = by.token.as_ref().map(|hash| session(tx, hash)).transpose()?.flatten();
    let header = by.as_user.as_deref().map(str::trim).filter(|value| !value.is_empty());
    let id: Option<UserId> = header.and_then(|value| value.parse().ok());
    let target = id.map(|id| users::person(tx, id)).transpose()?.flatten();
    let own = |of: Option<EnterpriseId>| session.as_ref().is_some_and(|s| of.is_some() && s.actor.enterprise_id == of);
    let found = |step: &str| match (step, &session) {
        ("scope", _) => asked(about),
        ("target", _) => match (&target, header) {
            // Whether there is such a user elsewhere is nobody's business here.
            (Some(t), _) if own(t.enterprise_id) => {
                format!("user {}, {}, {}, {}", t.id, t.kind.text(), t.role.text(), t.status.text())
            }
            (_, Some(value)) => format!("As-User: {}", value.chars().take(40).collect::<String>()),
            (_, None) => String::new(),
        },
        (_, None) => String::new(),
        ("token", Some(s)) => described_token(s),
        ("app", Some(s)) => format!("app {}", s.token.app_id),
        ("actor", Some(s)) => format!("user {}, {}", s.actor.id, s.actor.status.text()),
        ("feature", Some(s)) => format!("in force: {}", s.token.settings().names().collect::<Vec<_>>().join(" ")),
        ("role", Some(s)) => format!("{}, {}", s.actor.kind.text(), s.actor.role.text()),
        _ => String::new(),
    };
    let failed_at = STEPS.iter().position(|step| *step == refusal.step());
    let step = |(at, step): (usize, &&str)| {
        let outcome = match () {
            () if header.is_none() && matches!(*step, "feature" | "role" | "target") => "not asked",
            () if Some(at) == failed_at => "failed",
            () if Some(at) > failed_at => "not reached",
            () => "passed",
        };
        let shown = if outcome == "not reached" { String::new() } else { found(step) };
        Step { step: (*step).to_owned(), outcome: outcome.to_owned(), found: shown }
    };
    Ok(Refused {
        created_at: tx.now(),
        request: by.request,
        app: session.as_ref().map(|s| s.token.app_id),
        enterprise: session.as_ref().and_then(|s| s.actor.enterprise_id),
        actor: session.as_ref().map(|s| s.actor.id),
        user: target.as_ref().filter(|t| own(t.enterprise_id)).map(|t| t.id),
        is_as_user: header.is_some(),
        on_record: false,
        status,
        operation: about.id,
        refusal,
        steps: STEPS.iter().enumerate().map(step).collect(),
    })
}

/// The operation's scopes, by the names that tokens and consoles have for them.
fn asked(about: &About) -> String {
    if about.scope == Scope::AnyToken {
        return format!("{} asks for none", about.id);
    }
    let scopes = Settings::NAMED.iter().filter(|(scope, _)| Settings::SCOPES.has(*scope));
    let enough: Vec<_> =
        scopes.filter(|(scope, _)| scope.allow(about.scope, about.method)).map(|(_, name)| *name).collect();
    format!("{} asks for {}", about.id, enough.join(" or "))
}

fn described_token(session: &Session) -> String {
    let kind = if session.token.downscoped { "a downscoped token" } else { "a token" };
    format!("{kind} of user {}", session.actor.id)
}
