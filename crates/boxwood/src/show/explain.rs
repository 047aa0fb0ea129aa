//! Why a call was refused: the steps of the decision, the first that failed, and what would change it.
use super::{BAD, BOLD, DIM, GOOD, PLAIN, TYPED, clean, hanging};
use anstream::println;
use boxwood_api::audit::Explanation;

pub fn show(explanation: &Explanation) {
    let bad = BAD.bold();
    let Explanation { status, operation, at, request_id, .. } = explanation;
    println!("{bad}{status}{bad:#}  {BOLD}{operation}{BOLD:#}  {DIM}{at}{DIM:#}");
    let app = explanation.app_id.map(|app| format!(", app {app}")).unwrap_or_default();
    let enterprise =
        explanation.enterprise_id.map(|enterprise| format!(", enterprise {enterprise}")).unwrap_or_default();
    println!("{DIM}     request {request_id}{app}{enterprise}{DIM:#}\n");
    let width = explanation.steps.iter().map(|step| step.step.len()).max().unwrap_or(0);
    for step in &explanation.steps {
        let (mark, style) = match step.outcome.as_str() {
            "passed" => ("✓", GOOD),
            "failed" => ("✗", bad),
            _ => ("·", DIM),
        };
        let text = match step.outcome.as_str() {
            "passed" | "failed" => PLAIN,
            _ => DIM,
        };
        let found = if step.found.is_empty() { &step.outcome } else { &step.found };
        let found = hanging(&clean(found), width + 6);
        println!("  {style}{mark} {:width$}{style:#}  {text}{found}{text:#}", step.step);
    }
    println!("\n{BOLD}Why{BOLD:#}  {}", hanging(&clean(&explanation.reason), 5));
    println!("{BOLD}Fix{BOLD:#}  {TYPED}{}{TYPED:#}", hanging(&clean(&explanation.remedy), 5));
}
