//! The steps of a decision, as people read them.
use boxwood_api::audit;

pub(crate) struct Step {
    pub label: &'static str,
    pub tone: &'static str,
    pub icon: &'static str,
    pub outcome: &'static str,
    pub found: String,
}

impl From<audit::Step> for Step {
    fn from(step: audit::Step) -> Self {
        let label = match step.step.as_str() {
            "token" => "Token",
            "app" => "App",
            "actor" => "Who calls",
            "feature" => "As-User feature",
            "role" => "Role",
            "target" => "Target",
            "scope" => "Scope",
            _ => "Rights",
        };
        let (tone, icon, outcome) = match step.outcome.as_str() {
            "passed" => ("ok", "check", "Pass"),
            "failed" => ("bad", "cross", "Refused here"),
            "not asked" => ("", "minus", "Not asked"),
            _ => ("", "minus", "Not reached"),
        };
        Step { label, tone, icon, outcome, found: step.found }
    }
}
