//! How a program goes about it: waiting, paging, asking for too much, tokens.
use super::{Rule, parameters};
use crate::lab::bench::strict::{Call, Finding, Severity, known::Known, ledger::Bounded};

static IGNORED: Rule = Rule {
    id: "retry_after_ignored",
    severity: Severity::Error,
    mend: "Wait as many seconds as Retry-After says before the call is made again",
};
static DEEP: Rule = Rule {
    id: "deep_offset",
    severity: Severity::Error,
    mend: "Box refuses offsets beyond 10,000: page by marker, or narrow what is listed",
};
static OFFSET: Rule = Rule {
    id: "offset_paging",
    severity: Severity::Warning,
    mend: "Page by marker (usemarker=true): it is not slower with each page, and leaves nothing out when items come and go",
};
static FIELDS: Rule = Rule {
    id: "no_fields",
    severity: Severity::Info,
    mend: "Ask with 'fields' for what is used: the answers are smaller",
};
static ITSELF: Rule = Rule {
    id: "as_user_itself",
    severity: Severity::Info,
    mend: "As-User names who calls anyway, and is refused: leave it out",
};
pub static TOKENS: &Rule = &Rule {
    id: "token_for_each_call",
    severity: Severity::Warning,
    mend: "A token is good for about an hour: keep it, and ask for the next when it is over",
};

/// Contract: content §0.2.
const DEEPEST: u64 = 10_000;
/// Pages by offset that nobody minds.
const PAGES: u64 = 10;
/// From how many bytes an answer is large, and how many of them are many.
const LARGE: u64 = 16 << 10;
const MANY: u64 = 20;
/// What is kept at a time.
const CALLERS: usize = 1000;

type Key = (String, String);

/// What was done before.
pub struct Habits {
    /// When a caller may make a call again.
    waits: Bounded<Key, i64>,
    /// Pages of a path beyond the first.
    pages: Bounded<Key, u64>,
    /// Large answers of an operation.
    large: Bounded<Key, u64>,
}

impl Default for Habits {
    fn default() -> Self {
        Habits { waits: Bounded::new(CALLERS), pages: Bounded::new(CALLERS), large: Bounded::new(CALLERS) }
    }
}

impl Habits {
    pub fn look(&mut self, call: &Call<'_>, known: Option<&Known>, tell: &mut impl FnMut(&'static Rule, String)) {
        let Some(operation) = call.operation else { return };
        let caller = call.user.unwrap_or_default();
        if call.names_itself {
            tell(&ITSELF, operation.to_owned());
        }
        self.waiting(call, operation, tell);
        let Some(known) = known else { return };
        self.paging(call, (caller, operation), known, tell);
        let asks = parameters(call.query).any(|(name, _)| name == "fields");
        if call.method == "GET" && call.size >= LARGE && !known.fields.is_empty() && !asks {
            let many = self.large.entry((caller.to_owned(), operation.to_owned()), || 0);
            *many += 1;
            if *many >= MANY {
                tell(&FIELDS, format!("{operation}: {MANY} and more answers of {} KiB and more", LARGE >> 10));
            }
        }
    }

    /// The same caller and operation; who is let in by nothing is told apart by the token.
    fn waiting(&mut self, call: &Call<'_>, operation: &str, tell: &mut impl FnMut(&'static Rule, String)) {
        if call.held {
            return;
        }
        let caller = call.user.or(call.token).unwrap_or_default();
        let key = (caller.to_owned(), operation.to_owned());
        if self.waits.get(&key).is_some_and(|until| call.at < *until) {
            tell(&IGNORED, operation.to_owned());
        }
        let until = call.retry_after.map(|seconds| call.at.saturating_add(i64::from(seconds) * 1_000_000));
        if until.is_some() || self.waits.get(&key).is_some() {
            *self.waits.entry(key, || 0) = until.unwrap_or(0);
        }
    }

    fn paging(
        &mut self,
        call: &Call<'_>,
        who: (&str, &str),
        known: &Known,
        tell: &mut impl FnMut(&'static Rule, String),
    ) {
        let (caller, operation) = who;
        let offset =
            parameters(call.query).find(|(name, _)| name == "offset").and_then(|(_, value)| value.parse::<u64>().ok());
        let Some(offset) = offset.filter(|offset| *offset > 0) else { return };
        if offset > DEEPEST {
            tell(&DEEP, format!("{operation}: an offset beyond {DEEPEST}"));
        }
        if !known.query.contains("marker") {
            return;
        }
        let pages = self.pages.entry((caller.to_owned(), call.path.to_owned()), || 0);
        *pages += 1;
        if *pages > PAGES {
            tell(&OFFSET, format!("{operation}: more than {PAGES} pages by offset"));
        }
    }
}

/// How long each token has served.
#[derive(Default)]
pub struct Tokens {
    issued: u64,
    calls: u64,
    first: Vec<u64>,
}

impl Tokens {
    /// From how many tokens on it is a habit, and how many calls each should be good for.
    const ISSUED: u64 = 5;
    const EACH: u64 = 2;

    pub fn look(&mut self, call: &Call<'_>) {
        if call.operation == Some("post_oauth2_token") {
            if call.status == 200 {
                self.issued += 1;
                if self.first.len() < 5 {
                    self.first.push(call.number);
                }
            }
        } else if call.token.is_some() {
            self.calls += 1;
        }
    }

    /// It shows at the end alone.
    pub fn finding(&self, rule: &'static Rule) -> Option<Finding> {
        let Tokens { issued, calls, first } = self;
        (*issued >= Tokens::ISSUED && *calls < issued * Tokens::EACH).then(|| Finding {
            count: *issued,
            calls: first.clone(),
            ..Finding::new(rule, &format!("{issued} tokens were asked for, and {calls} calls made with one"))
        })
    }
}
