//! What a world does to requests, and keeps of them: faults that a test has wished for, and a tape of all that was asked and
//! answered.
pub mod faults;
mod matcher;
pub mod record;
pub mod strict;

pub use matcher::Matcher;

use crate::{App, http::Notes};
use axum::body::Body;
use faults::Faults;
use http::{Request, Response};
use record::{Tape, Written};

/// The bench of a world.
#[derive(Default)]
pub struct Bench {
    faults: Faults,
    tape: Tape,
}

impl Bench {
    /// Answers a request of this world.
    pub async fn answer(&self, app: &App, request: Request<Body>) -> Response<Body> {
        let (mut head, body) = request.into_parts();
        let notes = Notes::default();
        head.extensions.insert(notes.clone());
        let operation = app.operation(&head);
        let taken = self.tape.begin(&head, operation, app.db().now());
        let chosen = self.faults.chosen(app, &head, operation).await;
        let faults = chosen.ids();
        let response = chosen.answered(app, Request::from_parts(head, taken.hears(body))).await;
        let found = notes.found();
        let names = match found.who {
            Some(who) => app.names(who).await,
            None => None,
        };
        taken.answered(response, Written { found, names, faults })
    }

    pub fn faults(&self) -> &Faults {
        &self.faults
    }

    pub fn tape(&self) -> &Tape {
        &self.tape
    }

    /// As it was when the world was made: the world is reset.
    pub fn reset(&self) {
        self.faults.clear();
        self.tape.clear();
    }
}
