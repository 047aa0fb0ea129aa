//! The laboratory: what tests do to a server besides calling it (docs/LAB.md). Worlds, each with a state, a clock and a bench
//! of its own, of which a request says which one it is for; and an HTTP API for them below `/_lab`, with a token of its own.
//!
//! It stands between the listener and [`App::handle`], and an `App` knows nothing of it. A server without a laboratory has
//! none of this on its way.
mod api;
pub mod bench;
mod clock;
mod date;
mod pages;
mod worlds;

pub use clock::HeldClock;
pub use worlds::{MAIN, Problem, State, World, Worlds};

use crate::{App, Config, Failure, http::refusal};
use axum::{Router, body::Body};
use boxwood_api::{Error, Random, identity::TokenHash};
use bytes::Bytes;
use http::{Method, Request, Response, header::AUTHORIZATION};
use hyper::body::Body as HttpBody;
use std::sync::Arc;
use tower::ServiceExt;

/// What paths of the laboratory begin with.
pub const BELOW: &str = "/_lab";

/// A token for the API of a laboratory.
///
/// # Errors
/// When the system has no randomness.
pub fn token(random: &Random) -> Result<String, Failure> {
    random.alphanumeric(32).map_err(|cause| Failure::new("a token for the laboratory", cause))
}

/// A laboratory that runs. Clones share it.
#[derive(Clone)]
pub struct Lab(Arc<Inner>);

struct Inner {
    /// What its own API is called with.
    token: TokenHash,
    /// What a browser may look by: made of the token, which cannot be made of it.
    look: String,
    worlds: Worlds,
    api: Router<Lab>,
}

impl Lab {
    /// A server with a laboratory in front of it, whose main world it is; its API is called with `token`.
    ///
    /// # Errors
    /// When the server cannot be opened.
    pub fn open(mut config: Config, token: &str) -> Result<Lab, Failure> {
        let clock = HeldClock::new(config.store.clock.clone());
        config.store.clock = clock.reading();
        let app = App::open(&config)?;
        let worlds = Worlds::new(app, clock);
        Ok(Lab(Arc::new(Inner { token: TokenHash::of(token), look: pages::look(token), worlds, api: api::routes() })))
    }

    /// The server of the main world, as it is by now.
    pub fn main(&self) -> Arc<App> {
        self.worlds().main().app().clone()
    }

    pub fn worlds(&self) -> &Worlds {
        &self.0.worlds
    }

    /// Answers a request: its own paths itself, all others by the world that they are for. `hint` is the world that the user
    /// name of a proxy has named.
    pub async fn handle<B>(&self, request: Request<B>, hint: Option<&str>) -> Response<Body>
    where
        B: HttpBody<Data = Bytes, Error: std::error::Error + Send + Sync> + Send + 'static,
    {
        let mut request = request.map(Body::new);
        if is_own(request.uri().path()) {
            return self.own(request).await;
        }
        match self.worlds().choose(&mut request, hint) {
            Ok(world) => {
                let mut response = self.worlds().answer(&world, request).await;
                date::set(&mut response, world.clock().now());
                response
            }
            Err(problem) => refusal(&problem.into()),
        }
    }

    async fn own(&self, request: Request<Body>) -> Response<Body> {
        let request = match pages::answer(self, request).await {
            Ok(response) => return response,
            Err(request) => request,
        };
        let given = request.headers().get(AUTHORIZATION).and_then(|value| value.to_str().ok());
        let given =
            given.and_then(|value| value.split_once(' ')).filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"));
        // What a browser may do by its cookie is to look.
        let is_let_in = given.is_some_and(|(_, token)| self.0.token.is_of(token.trim()))
            || request.method() == Method::GET && pages::is_let_in(self, request.headers());
        if !is_let_in {
            return refusal(&Error::invalid_token());
        }
        let answer = self.0.api.clone().with_state(self.clone()).oneshot(request).await;
        answer.unwrap_or_else(|never| match never {})
    }
}

fn is_own(path: &str) -> bool {
    path.strip_prefix(BELOW).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}
