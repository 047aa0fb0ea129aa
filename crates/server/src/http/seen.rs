//! What is known of a request once it is answered: for its log line and its counters.
use super::{others::without_secret, table::Entry};
use boxwood_api::{
    Caller, Error,
    audit::{Calls, Made, Refused},
    wire::{AppId, EnterpriseId, RequestId, UserId},
};
use http::{StatusCode, request::Parts};
use std::{sync::Arc, time::Duration};

pub(super) struct Seen<'a> {
    pub id: RequestId,
    pub entry: Option<&'a Arc<Entry>>,
    pub caller: Met,
    /// Why it was refused, if it was and somebody found out.
    pub refused: Option<Arc<Refused>>,
}

/// Who called, as whom, through what, and when.
#[derive(Clone, Copy)]
pub(crate) struct Who {
    pub actor: UserId,
    pub user: UserId,
    pub app: AppId,
    /// The actor's.
    pub enterprise: Option<EnterpriseId>,
    /// Microseconds since 1970.
    pub at: i64,
}

/// What the transaction has found out about the caller, whatever became of the call.
#[derive(Clone, Copy, Default)]
pub(super) struct Met {
    /// None: nobody was let in.
    pub who: Option<Who>,
    /// The page that made the call may read the answer.
    pub page_may_read: bool,
}

impl Met {
    pub fn caller(&mut self, who: &Caller, at: i64) {
        let (actor, user) = (who.actor(), who.user().id);
        self.who = Some(Who { actor: actor.id, user, app: who.app(), enterprise: actor.enterprise_id, at });
    }
}

impl Seen<'_> {
    /// Leaves the call to its app's developers, if it was let in.
    pub fn leave(&self, calls: &Calls, status: StatusCode, took: Duration) {
        let (Some(who), Some(entry)) = (self.caller.who, self.entry) else { return };
        let Who { actor, user, app, enterprise, at } = who;
        let (operation, micros) = (entry.endpoint.about.id, u32::try_from(took.as_micros()).unwrap_or(u32::MAX));
        let made = Made { at, request: self.id, operation, status: status.as_u16(), micros, actor, user, enterprise };
        calls.record(app, made);
    }

    /// One line a request, without anything that somebody could use: no query, no header, no body.
    pub fn log(&self, head: &Parts, status: StatusCode, error: Option<&Error>, took: Duration) {
        let (actor, user) = self.caller.who.map_or((None, None), |who| (Some(who.actor.0), Some(who.user.0)));
        let operation = self.entry.map(|entry| entry.endpoint.about.id);
        let (method, status, micros) = (head.method.as_str(), status.as_u16(), took.as_micros());
        let path = &*without_secret(head.uri.path());
        let error = error.map(tracing::field::display);
        if status >= 500 {
            tracing::error!(request = %self.id, method, path, operation, status, micros, actor, user, error);
        } else {
            tracing::debug!(request = %self.id, method, path, operation, status, micros, actor, user, error);
        }
    }
}
