//! What is shown of it, to people or (`--json`) to programs.
use super::{Client, flow::outcome};
use crate::run::{Outcome, Result};
use serde_json::{Value, json};

pub struct Report {
    json: bool,
    runs: Vec<Run>,
}

struct Run {
    client: &'static str,
    sdk: &'static str,
    url: String,
    /// How many steps there are.
    of: usize,
    steps: Vec<(&'static str, std::result::Result<f64, String>)>,
}

impl Report {
    pub fn new(json: bool) -> Self {
        Report { json, runs: Vec::new() }
    }

    /// What follows is a client's way through these steps.
    pub fn begin(&mut self, client: &Client, url: &str, steps: &[&str]) {
        if !self.json {
            println!("\n{} ({}) at {url}", client.name, client.sdk);
        }
        self.runs.push(Run {
            client: client.name,
            sdk: client.sdk,
            url: url.to_owned(),
            of: steps.len(),
            steps: Vec::new(),
        });
    }

    /// A step of the client that has begun last, and the line that it said of it; whether it may go on.
    pub fn step(&mut self, name: &'static str, line: std::result::Result<Value, String>) -> bool {
        let end = line.and_then(|line| outcome(name, &line));
        if !self.json {
            match &end {
                Ok(took) => println!("  ✓ {name:<46} {took:>8.0} ms"),
                Err(error) => println!("  ✗ {name}\n      {}", error.replace('\n', "\n      ")),
            }
        }
        let goes_on = end.is_ok();
        if let Some(run) = self.runs.last_mut() {
            run.steps.push((name, end));
        }
        goes_on
    }

    pub fn end(self) -> Result<Outcome> {
        let failed: Vec<&Run> = self.runs.iter().filter(|run| !run.passed()).collect();
        if self.json {
            let runs: Vec<Value> = self.runs.iter().map(Run::json).collect();
            println!("{:#}", json!({ "passed": failed.is_empty(), "runs": runs }));
        } else {
            println!();
            for run in &self.runs {
                let took = run.steps.iter().filter_map(|(_, end)| end.as_ref().ok()).fold(0.0, |all, took| all + took);
                let (done, of) = (run.steps.iter().filter(|(_, end)| end.is_ok()).count(), run.of);
                let (sign, scheme) = (if run.passed() { '✓' } else { '✗' }, run.scheme());
                println!(
                    "{sign} {:<14} {:<22} {scheme:<6} {done:>2} of {of} steps {:>6.1} s",
                    run.client,
                    run.sdk,
                    took / 1000.0
                );
            }
        }
        if failed.is_empty() {
            return Ok(Outcome::Passed);
        }
        let names: Vec<String> = failed.iter().map(|run| format!("{} over {}", run.client, run.scheme())).collect();
        Err(format!("not all is well with {}", names.join(", ")))
    }
}

impl Run {
    fn passed(&self) -> bool {
        self.steps.len() == self.of && self.steps.iter().all(|(_, end)| end.is_ok())
    }

    fn scheme(&self) -> &str {
        self.url.split(':').next().unwrap_or_default()
    }

    fn json(&self) -> Value {
        let steps = self.steps.iter().map(|(step, end)| match end {
            Ok(ms) => json!({ "step": step, "ms": ms }),
            Err(error) => json!({ "step": step, "error": error }),
        });
        let (client, sdk, url) = (self.client, self.sdk, &self.url);
        json!({ "client": client, "sdk": sdk, "url": url, "passed": self.passed(), "steps": steps.collect::<Vec<_>>() })
    }
}

#[cfg(test)]
mod tests {
    use super::{super::flow::STEPS, *};

    #[test]
    fn only_who_has_done_every_step_in_its_order_has_passed() {
        let client = Client {
            name: "python",
            sdk: "boxsdk 10",
            runtime: super::super::Runtime::Python,
            readme: "",
            steps: STEPS,
        };
        let line = |step: &str| Ok(json!({ "step": step, "ms": 1.5, "error": null }));
        let mut report = Report::new(true);
        report.begin(&client, "http://127.0.0.1:1", STEPS);
        assert!(STEPS.iter().all(|step| report.step(step, line(step))));
        assert!(report.runs[0].passed());
        report.begin(&client, "https://127.0.0.1:1", STEPS);
        assert!(report.step(STEPS[0], line(STEPS[0])));
        assert!(!report.runs[1].passed(), "the others are missing");
        assert!(!report.step(STEPS[1], line(STEPS[2])), "another step");
        assert!(!report.step(STEPS[1], Ok(json!({ "step": STEPS[1], "ms": 1, "error": "no" }))));
        let Err(said) = report.end() else { panic!("it has passed") };
        assert_eq!(said, "not all is well with python over https");
    }
}
