//! The page of a laboratory: what is asked of a world and answered, as it happens. Who looks at it is settled where the
//! laboratory is; nobody is signed in.
use crate::page::{self, Assets, Step, texts::Moment};
use askama::Template;
use axum::response::Response;
use boxwood_api::{audit, wire::Time};
use http::{HeaderValue, StatusCode};

/// A call, and what became of it.
pub struct Call {
    pub number: u64,
    /// By the clock of the world.
    pub at: Time,
    pub method: String,
    /// Without the address, where it is the page's own.
    pub url: String,
    pub operation: String,
    /// None as long as nothing is answered.
    pub status: Option<u16>,
    pub took_ms: Option<f64>,
    /// By their logins; empty where nobody was let in.
    pub actor: String,
    pub user: String,
    /// Whether a fault was applied.
    pub is_faulted: bool,
    pub refused: Option<Refused>,
}

/// Why a call was refused, step by step.
pub struct Refused {
    pub reason: String,
    pub remedy: String,
    pub steps: Vec<audit::Step>,
}

#[derive(Template)]
#[template(path = "lab/live.html")]
struct Live<'a> {
    assets: Assets,
    world: &'a str,
    worlds: &'a [String],
    calls: Vec<Row>,
    refusals: Vec<Refusal>,
}

#[derive(Template)]
#[template(path = "lab/key.html")]
struct Key {
    assets: Assets,
    is_wrong: bool,
}

struct Row {
    number: u64,
    at: Moment,
    method: String,
    url: String,
    operation: String,
    tone: &'static str,
    status: String,
    took: String,
    who: String,
    is_faulted: bool,
}

struct Refusal {
    number: u64,
    status: String,
    operation: String,
    reason: String,
    remedy: String,
    steps: Vec<Step>,
}

/// The calls of a world, the newest first.
pub fn live(world: &str, worlds: &[String], calls: Vec<Call>) -> Response {
    let (mut rows, mut refusals) = (Vec::new(), Vec::new());
    for mut call in calls {
        if let Some(refused) = call.refused.take() {
            refusals.push(Refusal::of(&call, refused));
        }
        rows.push(Row::of(call));
    }
    page::show(&Live { assets: Assets, world, worlds, calls: rows, refusals })
}

/// Asks for the laboratory's token.
pub fn key(is_wrong: bool) -> Response {
    page::show_as(if is_wrong { StatusCode::FORBIDDEN } else { StatusCode::OK }, &Key { assets: Assets, is_wrong })
}

/// To the page, with the cookie that opens it.
pub fn opened(page: &str, cookie: HeaderValue) -> Response {
    page::with_cookie(page::redirect(page), Some(cookie))
}

impl Row {
    fn of(call: Call) -> Row {
        let Call { number, at, method, url, operation, actor, user, is_faulted, .. } = call;
        Row {
            number,
            at: Moment(at),
            method,
            url,
            operation,
            tone: if call.status.is_some_and(|status| status < 400) { "ok" } else { "bad" },
            status: status(call.status),
            took: call.took_ms.map_or_else(String::new, |took| format!("{took:.1} ms")),
            who: who(actor, user),
            is_faulted,
        }
    }
}

impl Refusal {
    fn of(call: &Call, Refused { reason, remedy, steps }: Refused) -> Refusal {
        Refusal {
            number: call.number,
            status: status(call.status),
            operation: call.operation.clone(),
            reason,
            remedy,
            steps: steps.into_iter().map(Step::from).collect(),
        }
    }
}

fn who(actor: String, user: String) -> String {
    match (actor == user, user.is_empty()) {
        (true, true) => "–".to_owned(),
        (true, false) => user,
        (false, _) => format!("{actor} as {user}"),
    }
}

fn status(status: Option<u16>) -> String {
    status.map_or_else(|| "…".to_owned(), |status| status.to_string())
}
