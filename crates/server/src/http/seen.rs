//! What is known of a request once it is answered: for its log line and its counters.
use super::table::Entry;
use boxwood_api::{
    Caller, Error,
    wire::{RequestId, UserId},
};
use http::{StatusCode, request::Parts};
use std::{sync::Arc, time::Duration};

pub(super) struct Seen<'a> {
    pub id: RequestId,
    pub entry: Option<&'a Arc<Entry>>,
    pub caller: Met,
}

/// What the transaction has found out about the caller, whatever became of the call.
#[derive(Clone, Copy, Default)]
pub(super) struct Met {
    /// Who called, and as whom.
    pub who: Option<(UserId, UserId)>,
    /// The page that made the call may read the answer.
    pub page_may_read: bool,
}

impl Met {
    pub fn caller(&mut self, who: &Caller) {
        self.who = Some((who.actor().id, who.user().id));
    }
}

impl Seen<'_> {
    /// One line a request, without anything that somebody could use: no query, no header, no body.
    pub fn log(&self, head: &Parts, status: StatusCode, error: Option<&Error>, took: Duration) {
        let (actor, user) = self.caller.who.map_or((None, None), |(actor, user)| (Some(actor.0), Some(user.0)));
        let operation = self.entry.map(|entry| entry.endpoint.about.id);
        let (method, path, status, micros) = (head.method.as_str(), head.uri.path(), status.as_u16(), took.as_micros());
        let error = error.map(tracing::field::display);
        if status >= 500 {
            tracing::error!(request = %self.id, method, path, operation, status, micros, actor, user, error);
        } else {
            tracing::debug!(request = %self.id, method, path, operation, status, micros, actor, user, error);
        }
    }
}
