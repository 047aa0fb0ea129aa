//! For the laboratory: what was found out about a call, and what could be about one that is not made yet. Without it none of
//! this runs.
use super::{
    App,
    dispatch::credentials,
    seen::{Seen, Who},
};
use boxwood_api::{
    Caller, Credentials, Result, apps,
    audit::{Refused, search},
    wire::{AppId, RequestId, UserId},
};
use boxwood_store::{Cost, Read, Tx};
use http::{Extensions, request::Parts};
use std::sync::{Arc, Mutex, PoisonError};

/// A slip that goes along with a request, for the dispatcher to write on.
#[derive(Clone, Default)]
pub(crate) struct Notes(Arc<Mutex<Found>>);

/// What stands on it.
#[derive(Clone, Default)]
pub(crate) struct Found {
    /// None: nobody was let in, or it is no operation.
    pub who: Option<Who>,
    pub refused: Option<Arc<Refused>>,
}

impl Notes {
    pub fn found(&self) -> Found {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// Writes on the slip, if there is one.
pub(super) fn take(slip: &Extensions, seen: &mut Seen<'_>) {
    if let Some(Notes(slip)) = slip.get() {
        *slip.lock().unwrap_or_else(PoisonError::into_inner) =
            Found { who: seen.caller.who, refused: seen.refused.take() };
    }
}

/// A caller by all the names that one may be meant by.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Known {
    pub actor: UserId,
    pub actor_login: String,
    pub user: UserId,
    pub user_login: String,
    pub app: AppId,
    pub client_id: String,
}

impl App {
    /// The operation that a request is for, as the metrics call it.
    pub(crate) fn operation(&self, head: &Parts) -> &'static str {
        match self.table.find(head) {
            Ok((entry, _)) => entry.endpoint.about.id,
            Err(_) => self.others.operation(head.uri.path()),
        }
    }

    /// Who makes a call; found out as the call itself would, and without leaving a trace. None: it would be refused, or is no
    /// operation.
    pub(crate) async fn caller(&self, head: &Parts) -> Option<Known> {
        let about = self.table.find(head).ok()?.0.endpoint.about;
        let by: Credentials = credentials(&head.headers, RequestId::default()).ok()?;
        let ask = move |tx: &mut Tx<Read>| {
            let who = Caller::identify(tx, &by, &about)?;
            who.ok().map(|who| known(tx, (who.actor().id, who.user().id, who.app()))).transpose()
        };
        self.db.read(Cost::Point, ask).await.ok().flatten()
    }

    /// The names of who was let in.
    pub(crate) async fn names(&self, who: Who) -> Option<Known> {
        self.db.read(Cost::Point, move |tx| known(tx, (who.actor, who.user, who.app))).await.ok()
    }
}

fn known(tx: &mut Tx<Read>, (actor, user, app): (UserId, UserId, AppId)) -> Result<Known> {
    let actor_login = search::name(tx, actor)?.map(|name| name.login).unwrap_or_default();
    let user_login = search::name(tx, user)?.map(|name| name.login).unwrap_or_default();
    let client_id = apps::by_id(tx, app)?.map(|app| app.client_id).unwrap_or_default();
    Ok(Known { actor, actor_login, user, user_login, app, client_id })
}
