//! `/_lab` for people: the calls of a world as they happen. A form takes the laboratory's token and keeps it in a cookie that
//! only `/_lab` sees, and by which nothing can be done but to look.
use super::{
    BELOW, Lab, MAIN,
    bench::record::{Named, Reason, Shown},
};
use crate::http::collect;
use axum::body::Body;
use boxwood_web::lab::{self as page, Call, Refused};
use http::{
    HeaderMap, HeaderValue, Method, Request, Response,
    header::{COOKIE, HOST},
};
use serde::Deserialize;
use std::time::Duration;

const NAME: &str = "boxwood_lab";
const ASSETS: &str = "/assets/";
const SIGN_IN: &str = "/sign-in";
/// How many calls the page begins with.
const CALLS: usize = 200;
/// Of the form: far above a token.
const MOST: usize = 4 << 10;
const PATIENCE: Duration = Duration::from_secs(10);

#[derive(Deserialize)]
struct Form {
    #[serde(default)]
    token: String,
}

#[derive(Default, Deserialize)]
struct Asked {
    world: Option<String>,
}

/// The answer, or the request of which none of this is the answer.
pub(super) async fn answer(lab: &Lab, request: Request<Body>) -> Result<Response<Body>, Request<Body>> {
    let path = request.uri().path();
    let below = path.strip_prefix(BELOW).unwrap_or(path).trim_end_matches('/');
    match (request.method(), below) {
        (&Method::GET, "") if !is_let_in(lab, request.headers()) => Ok(page::key(false)),
        (&Method::GET, "") => Ok(live(lab, &request)),
        (&Method::POST, SIGN_IN) => Ok(sign_in(lab, request.into_body()).await),
        _ => Err(request),
    }
}

/// Whether a browser comes with the laboratory's cookie.
pub(super) fn is_let_in(lab: &Lab, headers: &HeaderMap) -> bool {
    let cookies = headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = cookies.flat_map(|cookies| cookies.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.any(|(name, value)| name == NAME && lab.0.token.is_of(value))
}

async fn sign_in(lab: &Lab, body: Body) -> Response<Body> {
    let form = collect(body, MOST, PATIENCE).await.ok();
    let form = form.and_then(|form| serde_urlencoded::from_bytes::<Form>(&form).ok());
    let token = form.map(|form| form.token.trim().to_owned()).filter(|token| lab.0.token.is_of(token));
    let cookie = token.map(|token| format!("{NAME}={token}; Path={BELOW}; HttpOnly; SameSite=Strict"));
    match cookie.and_then(|cookie| HeaderValue::from_str(&cookie).ok()) {
        Some(cookie) => page::opened(BELOW, cookie),
        None => page::key(true),
    }
}

fn live(lab: &Lab, request: &Request<Body>) -> Response<Body> {
    let asked: Asked = serde_urlencoded::from_str(request.uri().query().unwrap_or_default()).unwrap_or_default();
    let here = request.headers().get(HOST).and_then(|host| host.to_str().ok()).unwrap_or("127.0.0.1");
    let here = format!("http://{here}");
    let world = asked.world.and_then(|name| lab.worlds().named(&name).ok()).unwrap_or_else(|| lab.worlds().main());
    let others = lab.worlds().list().into_iter().map(|world| world.name().to_owned()).filter(|name| name != MAIN);
    let worlds: Vec<String> = std::iter::once(MAIN.to_owned()).chain(others).collect();
    let calls = world.bench().tape().last(CALLS).into_iter().map(|shown| call(shown, &here));
    // What pages are made of is on the tape, and tells nobody anything here.
    let calls = calls.filter(|call| !call.url.starts_with(ASSETS)).collect();
    page::live(world.name(), &worlds, calls)
}

/// Of a call to the very address that the page is asked for at, the address is left out.
fn call(of: Shown, here: &str) -> Call {
    let name = |who: Option<Named>| who.map(|who| who.name).unwrap_or_default();
    let refused =
        |why: Reason| Refused { reason: why.reason.to_owned(), remedy: why.remedy.to_owned(), steps: why.steps };
    Call {
        number: of.number,
        at: of.at,
        method: of.method,
        url: of.url.strip_prefix(here).filter(|rest| rest.starts_with('/')).unwrap_or(&of.url).to_owned(),
        operation: of.operation.to_owned(),
        status: of.status,
        took_ms: of.took_ms,
        actor: name(of.actor),
        user: name(of.user),
        is_faulted: of.lost || !of.faults.is_empty(),
        refused: of.refused.map(refused),
    }
}
