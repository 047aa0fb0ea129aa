//! The tokens that each world has issued. A client that has asked one for its token is led back there, though it names none.
use axum::body::Body;
use boxwood_api::identity::TokenHash;
use http::{Request, Response};
use http_body_util::BodyExt;
use serde_json::Value;
use std::{
    collections::{BTreeMap, VecDeque},
    sync::{Mutex, MutexGuard, PoisonError},
};

/// How many are remembered; the oldest go first.
const MOST: usize = 100_000;

#[derive(Default)]
pub(super) struct Tokens(Mutex<Known>);

#[derive(Default)]
struct Known {
    worlds: BTreeMap<TokenHash, String>,
    order: VecDeque<TokenHash>,
}

/// Whether what answers it may hold a token.
pub(super) fn may_issue(request: &Request<Body>) -> bool {
    request.uri().path().trim_end_matches('/') == "/oauth2/token"
}

impl Tokens {
    /// The world that has issued it.
    pub fn world(&self, token: &str) -> Option<String> {
        let known = self.known();
        if known.worlds.is_empty() { None } else { known.worlds.get(&TokenHash::of(token)).cloned() }
    }

    /// Remembers what an answer issues: access tokens, and refresh tokens and codes do not choose.
    pub async fn learn(&self, world: &str, response: Response<Body>) -> Response<Body> {
        let (head, body) = response.into_parts();
        let Ok(bytes) = body.collect().await.map(http_body_util::Collected::to_bytes) else {
            return Response::from_parts(head, Body::empty());
        };
        let issued: Value = serde_json::from_slice(&bytes).unwrap_or_default();
        if let Some(token) = issued.get("access_token").and_then(Value::as_str) {
            self.add(world, token);
        }
        Response::from_parts(head, Body::from(bytes))
    }

    pub fn add(&self, world: &str, token: &str) {
        let (mut known, hash) = (self.known(), TokenHash::of(token));
        known.worlds.insert(hash, world.to_owned());
        known.order.push_back(hash);
        if known.order.len() > MOST
            && let Some(oldest) = known.order.pop_front()
        {
            known.worlds.remove(&oldest);
        }
    }

    /// Those of a world that has ended.
    pub fn forget(&self, world: &str) {
        let mut known = self.known();
        known.worlds.retain(|_, of| of != world);
        let Known { worlds, order } = &mut *known;
        order.retain(|hash| worlds.contains_key(hash));
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
