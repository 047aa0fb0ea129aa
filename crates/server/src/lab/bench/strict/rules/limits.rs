//! Box's published limits (contract: identity §7.4), counted of the effective user in windows that slide, by the world's clock.
use super::Rule;
use crate::lab::bench::strict::{Call, Severity, ledger::Bounded};
use std::collections::VecDeque;

static LIMIT: Rule = Rule {
    id: "rate_limit",
    severity: Severity::Error,
    mend: "Box answers 429 from there on: make fewer calls, spread them, and obey Retry-After",
};

const SECOND: i64 = 1_000_000;
const MINUTE: i64 = 60 * SECOND;
/// Callers that are counted at a time.
const CALLERS: usize = 256;

/// How many calls of a kind there may be in a span.
struct Limit {
    what: &'static str,
    most: usize,
    span: i64,
    of: fn(&str) -> bool,
    whose: Whose,
}

enum Whose {
    User,
    Enterprise,
}

const LIMITS: [Limit; 7] = [
    Limit { what: "1,000 calls a minute for a user", most: 1000, span: MINUTE, of: |_| true, whose: Whose::User },
    Limit { what: "240 uploads a minute for a user", most: 240, span: MINUTE, of: is_upload, whose: Whose::User },
    Limit { what: "6 searches a second for a user", most: 6, span: SECOND, of: is_search, whose: Whose::User },
    Limit { what: "60 searches a minute for a user", most: 60, span: MINUTE, of: is_search, whose: Whose::User },
    Limit {
        what: "12 searches a second for an enterprise",
        most: 12,
        span: SECOND,
        of: is_search,
        whose: Whose::Enterprise,
    },
    Limit {
        what: "100 sign requests a minute made or sent again by a user",
        most: 100,
        span: MINUTE,
        of: is_signing,
        whose: Whose::User,
    },
    Limit {
        what: "1,000 sign requests a minute read by a user",
        most: 1000,
        span: MINUTE,
        of: |operation| operation.starts_with("get_sign_requests"),
        whose: Whose::User,
    },
];

fn is_upload(operation: &str) -> bool {
    matches!(operation, "post_files_content" | "post_files_id_content" | "post_files_upload_sessions_id_commit")
}

fn is_search(operation: &str) -> bool {
    operation == "get_search"
}

fn is_signing(operation: &str) -> bool {
    matches!(operation, "post_sign_requests" | "post_sign_requests_id_resend")
}

/// The last calls by each limit and whom it counts for: as many as there may be.
pub struct Limits(Bounded<(usize, String), VecDeque<i64>>);

impl Default for Limits {
    fn default() -> Self {
        Limits(Bounded::new(CALLERS))
    }
}

impl Limits {
    pub fn look(&mut self, call: &Call<'_>, tell: &mut impl FnMut(&'static Rule, String)) {
        let Some(operation) = call.operation.filter(|_| !call.held) else { return };
        for (n, limit) in LIMITS.iter().enumerate().filter(|(_, limit)| (limit.of)(operation)) {
            let whose = match limit.whose {
                Whose::User => call.user,
                Whose::Enterprise => call.enterprise,
            };
            let Some(whose) = whose else { continue };
            let last = self.0.entry((n, whose.to_owned()), VecDeque::new);
            if last.back().is_some_and(|last| *last > call.at) {
                last.clear();
            }
            let over = last.len() >= limit.most && last.front().is_some_and(|first| call.at - first < limit.span);
            if last.len() >= limit.most {
                last.pop_front();
            }
            last.push_back(call.at);
            if over {
                tell(&LIMIT, format!("more than {} ({whose})", limit.what));
            }
        }
    }
}
