//! `/_lab` for people: the calls of a world as they happen. A form takes the laboratory's token, and gives a cookie for it that
//! only `/_lab` sees, and by which nothing can be done but to look. The token itself is not in it: whatever else is served from
//! this machine, on another port, has the same cookies.
use super::{
    BELOW, Lab, MAIN,
    bench::record::{Named, Reason, Shown},
};
use crate::http::collect;
use aws_lc_rs::digest::{SHA256, digest};
use axum::body::Body;
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use boxwood_api::identity::TokenHash;
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
    pairs.any(|(name, value)| name == NAME && TokenHash::of(&lab.0.look).is_of(value))
}

/// What the cookie says for a token.
pub(super) fn look(token: &str) -> String {
    let digest = digest(&SHA256, format!("{NAME} {token}").as_bytes());
    BASE64_URL_SAFE_NO_PAD.encode(digest.as_ref())
}

async fn sign_in(lab: &Lab, body: Body) -> Response<Body> {
    let form = collect(body, MOST, PATIENCE).await.ok();
    let form = form.and_then(|form| serde_urlencoded::from_bytes::<Form>(&form).ok());
    let is_known = form.is_some_and(|form| lab.0.token.is_of(form.token.trim()));
    let cookie = is_known.then(|| format!("{NAME}={}; Path={BELOW}; HttpOnly; SameSite=Strict", lab.0.look));
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
