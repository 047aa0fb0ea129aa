//! What the doctor found.
use super::{BAD, DIM, DOUBTFUL, GOOD, TYPED, clean, hanging};
use anstream::println;
use boxwood_server::admin::{Check, Verdict};

pub fn report(checks: &[Check]) {
    let width = checks.iter().map(|check| check.name.len()).max().unwrap_or(0);
    for check in checks {
        let (mark, style) = match check.verdict {
            Verdict::Good => ("✓", GOOD),
            Verdict::Doubtful => ("!", DOUBTFUL.bold()),
            Verdict::Bad => ("✗", BAD.bold()),
        };
        println!("{style}{mark} {:width$}{style:#}  {}", check.name, hanging(&clean(&check.found), width + 4));
        if let Some(remedy) = &check.remedy {
            println!("  {:width$}  {TYPED}{}{TYPED:#}", "", hanging(&clean(remedy), width + 4));
        }
    }
    let count = |verdict| checks.iter().filter(|check| check.verdict == verdict).count();
    let summary = match (count(Verdict::Bad), count(Verdict::Doubtful)) {
        (0, 0) => "All is well.".to_owned(),
        (0, doubtful) => format!("Nothing is broken; {doubtful} to look at."),
        (bad, _) => format!("{bad} to be put right."),
    };
    println!("\n{DIM}{summary}{DIM:#}");
}
