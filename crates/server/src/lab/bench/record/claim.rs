//! Claims about what was asked and answered, and whether they hold.
use super::{Shown, exchange::Exchange, mask, shown::Said};
use crate::lab::bench::{Matcher, matcher::is_like};
use http::HeaderName;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::{collections::BTreeMap, sync::Arc};

/// How many of those that come near a claim are shown.
const NEAR: usize = 3;

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Claims {
    that: Vec<Claim>,
    /// Whether the first of each comes behind the first of the one before.
    #[serde(default)]
    in_order: bool,
    /// Only of what comes behind the exchange of that number.
    #[serde(default)]
    after: u64,
}

/// What there is to be. Without a count, at least one.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Claim {
    #[serde(flatten)]
    of: Matcher,
    status: Option<u16>,
    /// Of the request. Values may have `*`; secrets are given as they are, or masked.
    header: BTreeMap<String, String>,
    /// What the request's JSON has at least.
    body: Option<Value>,
    /// What the answer's JSON has at least.
    answer: Option<Value>,
    count: Option<Count>,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(untagged)]
enum Count {
    Exactly(usize),
    #[serde(rename_all = "snake_case")]
    Between {
        at_least: Option<usize>,
        at_most: Option<usize>,
    },
}

impl Count {
    fn has(self, found: usize) -> bool {
        match self {
            Count::Exactly(count) => found == count,
            Count::Between { at_least, at_most } => {
                at_least.is_none_or(|least| found >= least) && at_most.is_none_or(|most| found <= most)
            }
        }
    }
}

/// What became of the claims.
#[derive(Clone, Debug, Serialize)]
pub struct Checked {
    pub ok: bool,
    pub outcomes: Vec<Outcome>,
}

#[derive(Clone, Debug, Serialize)]
pub struct Outcome {
    pub ok: bool,
    pub count: usize,
    /// The numbers of those that fit.
    pub exchanges: Vec<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub why: Option<&'static str>,
    /// What comes nearest, of a claim that does not hold.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub near: Vec<Near>,
}

#[derive(Clone, Debug, Serialize)]
pub struct Near {
    pub number: u64,
    pub method: String,
    pub url: String,
    pub operation: &'static str,
    pub status: Option<u16>,
    pub misses: Vec<String>,
}

impl Claims {
    pub(super) fn check(&self, all: &[Arc<Exchange>]) -> Checked {
        let shown: Vec<(&Arc<Exchange>, Shown)> =
            all.iter().filter(|one| one.number > self.after).map(|one| (one, Shown::of(one, true))).collect();
        let mut behind = 0;
        let outcomes = self.that.iter().map(|claim| {
            let mut outcome = claim.outcome(&shown);
            let first = outcome.exchanges.iter().copied().find(|number| *number > behind);
            if self.in_order {
                if first.is_none() && outcome.ok && outcome.count > 0 {
                    outcome.ok = false;
                    outcome.why = Some("It came before what is claimed to come first");
                }
                behind = first.unwrap_or(behind);
            }
            outcome
        });
        let outcomes: Vec<_> = outcomes.collect();
        Checked { ok: outcomes.iter().all(|outcome| outcome.ok), outcomes }
    }
}

impl Claim {
    fn outcome(&self, all: &[(&Arc<Exchange>, Shown)]) -> Outcome {
        let (mut exchanges, mut near) = (Vec::new(), Vec::new());
        for (exchange, shown) in all {
            let misses = self.misses(exchange, shown);
            if misses.is_empty() {
                exchanges.push(exchange.number);
            } else {
                near.push((misses, shown));
            }
        }
        let ok = self.count.unwrap_or(Count::Between { at_least: Some(1), at_most: None }).has(exchanges.len());
        near.sort_by_key(|(misses, shown)| (misses.len(), std::cmp::Reverse(shown.number)));
        let near = near.into_iter().take(if ok { 0 } else { NEAR }).map(|(misses, shown)| Near {
            number: shown.number,
            method: shown.method.clone(),
            url: shown.url.clone(),
            operation: shown.operation,
            status: shown.status,
            misses,
        });
        Outcome { ok, count: exchanges.len(), near: near.collect(), exchanges, why: None }
    }

    fn misses(&self, exchange: &Exchange, shown: &Shown) -> Vec<String> {
        let mut misses = self.of.misses(&exchange.asked());
        if let Some(status) = self.status.filter(|status| shown.status != Some(*status)) {
            misses.push(format!(
                "status is {}, not {status}",
                shown.status.map_or("none".to_owned(), |is| is.to_string())
            ));
        }
        for (name, wanted) in &self.header {
            let name = name.to_ascii_lowercase();
            let given = shown.request.as_ref().and_then(|request| request.headers.get(&name));
            let masked = HeaderName::try_from(&name).map(|name| mask::header(&name, wanted));
            let fits = |is: &String| is_like(wanted, is) || masked.as_ref().is_ok_and(|masked| masked == is);
            if !given.is_some_and(fits) {
                misses.push(format!("header {name} is {}", given.map_or("absent", String::as_str)));
            }
        }
        let has = |wanted: &Option<Value>, said: &Option<Said>| {
            let Some(wanted) = wanted else { return true };
            let said = said.as_ref().and_then(|said| said.json.as_ref());
            said.is_some_and(|said| holds(said, wanted) || holds(said, &mask::json(wanted)))
        };
        if !has(&self.body, &shown.request) {
            misses.push("the request's body is another".to_owned());
        }
        if !has(&self.answer, &shown.answer) {
            misses.push("the answer's body is another".to_owned());
        }
        misses
    }
}

/// Whether `all` has at least what is wanted: of objects the named fields, of lists as many entries, each of them so.
fn holds(all: &Value, wanted: &Value) -> bool {
    match (all, wanted) {
        (Value::Object(all), Value::Object(wanted)) => {
            wanted.iter().all(|(name, wanted)| all.get(name).is_some_and(|one| holds(one, wanted)))
        }
        (Value::Array(all), Value::Array(wanted)) => {
            all.len() == wanted.len() && all.iter().zip(wanted).all(|(one, wanted)| holds(one, wanted))
        }
        _ => all == wanted,
    }
}
