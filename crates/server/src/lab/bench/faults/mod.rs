//! Faults that a test wishes for: what goes wrong with which call, before it is made or after it is committed.
//!
//! All that fit a call are applied, in the order in which they were added; an answer or a hang-up before the call ends it.
//! Nothing of it is left to chance but what says so, and that draws from a seed: the same calls meet the same faults.
mod bent;
mod fault;
mod nth;

pub use fault::{Fault, Instead, Moment, What};
pub use nth::Nth;

use super::matcher::Asked;
use crate::{
    App,
    http::{HangUp, collect, refusal},
};
use axum::body::Body;
use bent::Bent;
use http::{Request, Response, request::Parts};
use serde::Serialize;
use std::{
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering::Relaxed},
    },
    time::Duration,
};

/// For the body of a call that is never made: its client would like to have it sent.
const PATIENCE: Duration = Duration::from_secs(60);

/// The faults of a world.
#[derive(Default)]
pub struct Faults {
    rules: Mutex<Rules>,
    /// Whether there are any, for those many calls that meet none.
    any: AtomicBool,
}

#[derive(Default)]
struct Rules {
    last: u64,
    all: Vec<Rule>,
}

/// A fault, and what became of it so far.
#[derive(Clone, Debug, Serialize)]
pub struct Rule {
    pub id: u64,
    #[serde(flatten)]
    pub fault: Fault,
    /// Calls that it could have been applied to.
    pub met: u64,
    /// Calls that it was applied to.
    pub applied: u64,
}

impl Faults {
    /// What was said of it with its id.
    pub fn add(&self, fault: Fault) -> Rule {
        let mut rules = self.rules();
        rules.last += 1;
        let rule = Rule { id: rules.last, fault, met: 0, applied: 0 };
        rules.all.push(rule.clone());
        self.any.store(true, Relaxed);
        rule
    }

    pub fn list(&self) -> Vec<Rule> {
        self.rules().all.clone()
    }

    /// Whether there was one of that id.
    pub fn remove(&self, id: u64) -> bool {
        let mut rules = self.rules();
        let before = rules.all.len();
        rules.all.retain(|rule| rule.id != id);
        self.any.store(!rules.all.is_empty(), Relaxed);
        rules.all.len() < before
    }

    /// Takes all away. Their ids begin anew, so that what a seed draws does.
    pub fn clear(&self) {
        *self.rules() = Rules::default();
        self.any.store(false, Relaxed);
    }

    /// What is to be done to a call. It counts as met by each that it fits.
    pub(super) async fn chosen(&self, app: &App, head: &Parts, operation: &str) -> Chosen {
        if !self.any.load(Relaxed) {
            return Chosen::default();
        }
        let asks_who = self.rules().all.iter().any(|rule| rule.fault.on.asks_who());
        let caller = if asks_who { app.caller(head).await } else { None };
        let (method, path) = (head.method.as_str(), head.uri.path());
        self.choose(&Asked { operation, method, path, caller: caller.as_ref() })
    }

    fn choose(&self, asked: &Asked<'_>) -> Chosen {
        let mut rules = self.rules();
        let fit = rules.all.iter_mut().filter(|rule| rule.fault.on.fits(asked));
        Chosen(fit.filter_map(|rule| rule.meets().then(|| (rule.id, rule.fault.clone()))).collect())
    }

    fn rules(&self) -> MutexGuard<'_, Rules> {
        self.rules.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Rule {
    /// Counts a call that it fits, and says whether it is applied to that.
    fn meets(&mut self) -> bool {
        let fault = &self.fault;
        if fault.times.is_some_and(|times| self.applied >= times) {
            return false;
        }
        self.met += 1;
        let hits = fault.nth.is_none_or(|nth| nth.has(self.met))
            && fault.chance.is_none_or(|chance| drawn(fault.seed.unwrap_or(self.id), self.met) < chance);
        self.applied += u64::from(hits);
        hits
    }
}

/// A number from 0 up to 1 that is the same whenever the same is asked for (SplitMix64's last steps).
fn drawn(seed: u64, n: u64) -> f64 {
    let mut bits = seed.wrapping_add(1).wrapping_mul(0xd1b5_4a32_d192_ed03) ^ n.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    bits = (bits ^ bits >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    bits = (bits ^ bits >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
    ((bits ^ bits >> 31) >> 11) as f64 / (1_u64 << 53) as f64
}

/// What is done to one call.
#[derive(Debug, Default)]
pub(super) struct Chosen(Vec<(u64, Fault)>);

impl Chosen {
    pub fn ids(&self) -> Vec<u64> {
        self.0.iter().map(|(id, _)| *id).collect()
    }

    /// The answer as the client gets it.
    pub async fn answered(self, app: &App, request: Request<Body>) -> Response<Body> {
        let (before, after): (Vec<_>, Vec<_>) =
            self.0.into_iter().map(|(_, fault)| fault).partition(|fault| fault.moment() == Moment::Before);
        for fault in before {
            let instead = match fault.what {
                What::Answer(instead) => refusal(&instead.error()),
                What::Drop => hung_up(),
                What::DelayMs(time) => {
                    wait(Duration::from_millis(time)).await;
                    continue;
                }
                What::TruncateAfter(_) | What::Slow(_) => continue,
            };
            // What the client sends is part of what happened, though nobody heeds it.
            let _ = collect(request.into_body(), 0, PATIENCE).await;
            return instead;
        }
        let mut response = app.handle(request).await;
        for fault in after {
            response = match fault.what {
                What::Answer(instead) => refusal(&instead.error()),
                What::Drop => hung_up(),
                What::DelayMs(time) => {
                    wait(Duration::from_millis(time)).await;
                    response
                }
                What::TruncateAfter(bytes) => response.map(|body| Body::new(Bent::cut(body, bytes))),
                What::Slow(rate) => response.map(|body| Body::new(Bent::slow(body, rate))),
            };
        }
        response
    }
}

/// An answer that nobody gets: the listener closes the connection instead.
fn hung_up() -> Response<Body> {
    let mut response = Response::new(Body::new(Bent::cut(Body::from("."), 0)));
    response.extensions_mut().insert(HangUp);
    response
}

#[expect(clippy::disallowed_methods, reason = "to take time is what is asked for")]
async fn wait(time: Duration) {
    tokio::time::sleep(time).await;
}

#[cfg(test)]
mod tests {
    use super::{Asked, Fault, Faults};

    fn asked(operation: &str) -> Asked<'_> {
        Asked { operation, method: "GET", path: "/", caller: None }
    }

    fn faults(texts: &[&str]) -> Faults {
        let faults = Faults::default();
        for text in texts {
            faults.add(serde_json::from_str::<Fault>(text).unwrap());
        }
        faults
    }

    /// Which of so many calls meet a fault.
    fn met(faults: &Faults, calls: u64) -> Vec<u64> {
        (1..=calls).filter(|_| !faults.choose(&asked("get_users_me")).ids().is_empty()).collect()
    }

    #[test]
    fn the_nth_call_and_no_other() {
        for (nth, hit) in [
            (r#""3""#, vec![3]),
            ("3", vec![3]),
            (r#""1-2""#, vec![1, 2]),
            (r#""every 4""#, vec![4, 8]),
            (r#""7-""#, vec![7, 8, 9]),
        ] {
            let faults = faults(&[&format!(r#"{{"nth": {nth}, "what": "drop"}}"#)]);
            assert_eq!(met(&faults, 9), hit, "{nth}");
        }
        let twice = faults(&[r#"{"times": 2, "what": "drop"}"#]);
        assert_eq!(met(&twice, 9), [1, 2]);
        assert_eq!((twice.list()[0].met, twice.list()[0].applied), (2, 2));
    }

    #[test]
    fn the_same_seed_has_the_same_faults() {
        let text = |seed| format!(r#"{{"chance": 0.3, "seed": {seed}, "what": "drop"}}"#);
        let run = |seed| met(&faults(&[&text(seed)]), 1000);
        assert_eq!(run(7), run(7));
        assert_ne!(run(7), run(8));
        let hits = run(7).len();
        assert!((250..350).contains(&hits), "{hits}");
    }

    #[test]
    fn only_what_fits_counts() {
        let faults = faults(&[r#"{"on": {"operation": "post_*"}, "nth": 1, "what": "drop"}"#]);
        assert!(faults.choose(&asked("get_users_me")).ids().is_empty());
        assert_eq!(faults.choose(&asked("post_folders")).ids(), [1]);
        assert!(faults.choose(&asked("post_folders")).ids().is_empty());
        assert!(faults.remove(1) && !faults.remove(1));
    }
}
