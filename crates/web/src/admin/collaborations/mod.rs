//! Who collaborates where: what a user was given, who is in what they own, and all who are in one thing.
//!
//! Content is its owner's, not the enterprise's (contract: content §2.3): what is on these pages is seen, and changed, by
//! whoever could act as the user whose it is, with that user's rights, and both names go on record. No account is opened
//! for it.
mod item;
mod one;
mod rows;
mod start;
#[cfg(test)]
mod tests;
mod user;

pub(super) use rows::{Pages, Row, Table};

use super::{acting, look, operations, query};
use crate::{Web, page::Failure, visitor::SignedIn};
use axum::{Router, routing::get};
use boxwood_api::{
    Caller, Error, access,
    identity::Refusal,
    sign_in::{self, WebSession},
    wire::{RequestId, UserId},
};
use boxwood_store::{Read, Tx};
use http::StatusCode;

pub(super) fn routes() -> Router<Web> {
    Router::new()
        .route("/admin/collaborations", get(start::show))
        .route("/admin/collaborations/users/{id}", get(user::show))
        .route("/admin/collaborations/items", get(item::find))
        .route("/admin/collaborations/items/{id}", get(item::show))
        .route("/admin/collaborations/{id}", get(one::show).post(one::change))
}

const PATH: &str = "/admin/collaborations";
const PAGE: i64 = 50;
/// What the record calls a look at these pages.
const VIEW: &str = "web.view_collaborations";

/// What is seen by standing in for somebody.
enum Seen<T> {
    As(UserId, T),
    /// Why nobody is stood in for.
    Refused(Refusal),
}

/// Who stands in for whom: the first of those who can be stood in for, as a caller with their rights.
fn stand_in(
    tx: &mut Tx<Read>,
    me: &WebSession,
    parties: &[UserId],
    request: RequestId,
) -> Result<Result<Caller, (UserId, Refusal)>, Error> {
    let mut refused = None;
    for user in parties {
        match sign_in::stand_in(tx, me, *user, request) {
            Ok(Ok(who)) => return Ok(Ok(who)),
            Ok(Err(refusal)) => refused = refused.or(Some((*user, refusal))),
            Err(error) if error.status() == 404 => {}
            Err(error) => return Err(error),
        }
    }
    match refused {
        Some(refused) => Ok(Err(refused)),
        // Nobody of the enterprise has anything to do with it.
        None => Err(Error::not_found("collab", "")),
    }
}

/// What a page shows, loaded with the rights of the first of `parties` who can be stood in for. It is counted as what an
/// actor has looked at as them.
async fn see<T: Send + 'static>(
    web: &Web,
    me: &SignedIn,
    parties: impl Fn(&mut Tx<Read>) -> Result<Vec<UserId>, Error> + Send + 'static,
    load: impl Fn(&mut Tx<Read>, &Caller) -> Result<T, Error> + Send + 'static,
) -> Result<Seen<T>, Failure> {
    // Whoever may not at all learns nothing about what is there.
    look(web, me, |_, who| access::user_manager(who).map(|_| ())).await?;
    let (session, request) = ((**me).clone(), web.request()?);
    let load = move |tx: &mut Tx<Read>| {
        let parties = parties(tx)?;
        match stand_in(tx, &session, &parties, request)? {
            Err(refused) => Ok(Err(refused)),
            Ok(who) => {
                let seen = load(tx, &who)?;
                Ok(Ok((who, seen)))
            }
        }
    };
    match web.scan(load).await? {
        Ok((who, seen)) => {
            web.recorder.reads.count(&who, VIEW, StatusCode::OK.as_u16(), web.db.now());
            Ok(Seen::As(who.user().id, seen))
        }
        Err((user, refusal)) => {
            web.record_failure(me, user, VIEW, request, StatusCode::FORBIDDEN.as_u16()).await?;
            Ok(Seen::Refused(refusal))
        }
    }
}
