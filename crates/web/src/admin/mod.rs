//! The admin console: what the admin of an enterprise, and co-admins as far as they were given the right, decide.
//!
//! No page decides about rights: each calls functions that take the caller, and what they refuse is not shown.
mod acting;
mod apps;
mod audit;
mod collaborations;
mod explain;
mod groups;
mod operations;
mod settings;
#[cfg(test)]
mod tests;
mod users;
mod words;

use crate::{Web, form::Form, page::Failure, visitor::SignedIn};
use axum::Router;
use boxwood_api::{
    Caller, Error,
    resources::users::directory,
    sign_in::WebSession,
    wire::{AppId, UserId},
};
use boxwood_store::{Read, Tx, Write};

pub(crate) fn routes() -> Router<Web> {
    Router::new()
        .merge(acting::routes())
        .merge(apps::routes())
        .merge(audit::routes())
        .merge(collaborations::routes())
        .merge(explain::routes())
        .merge(groups::routes())
        .merge(settings::routes())
        .merge(users::routes())
}

/// What a page shows, loaded in the name of who looks at it.
async fn look<T: Send + 'static>(
    web: &Web,
    me: &SignedIn,
    load: impl Fn(&mut Tx<Read>, &Caller) -> Result<T, Error> + Send + 'static,
) -> Result<T, Failure> {
    let (session, request) = ((**me).clone(), web.request()?);
    Ok(web.scan(move |tx| load(tx, &session.caller(AppId::default(), request))).await?)
}

/// A change in the name of who posted the form.
async fn change<T: Send + 'static>(
    web: &Web,
    name: &'static str,
    me: &SignedIn,
    work: impl Fn(&mut Tx<Write>, &Caller) -> Result<T, Error> + Send + 'static,
) -> Result<T, Error> {
    let request = web.request()?;
    web.write(name, me, move |tx, session| work(tx, &session.caller(AppId::default(), request))).await
}

/// The same about a user; an app user is their app's business.
async fn look_at<T: Send + 'static>(
    web: &Web,
    me: &SignedIn,
    user: UserId,
    load: impl Fn(&mut Tx<Read>, &Caller) -> Result<T, Error> + Send + 'static,
) -> Result<T, Failure> {
    let (session, request) = ((**me).clone(), web.request()?);
    let load = move |tx: &mut Tx<Read>| {
        let app = directory::app_of(tx, user)?;
        load(tx, &session.caller(app, request))
    };
    Ok(web.scan(load).await?)
}

/// The same about a user; an app user is their app's business.
async fn change_user<T: Send + 'static>(
    web: &Web,
    name: &'static str,
    me: &SignedIn,
    user: UserId,
    work: impl Fn(&mut Tx<Write>, &Caller) -> Result<T, Error> + Send + 'static,
) -> Result<T, Error> {
    let request = web.request()?;
    let change = move |tx: &mut Tx<Write>, session: &WebSession| {
        let app = directory::app_of(tx, user)?;
        work(tx, &session.caller(app, request))
    };
    web.write(name, me, change).await
}

/// What stands behind the question mark.
fn query(text: Option<String>) -> Form {
    Form::parse(text.unwrap_or_default().as_bytes())
}

/// What the audit calls something.
#[cfg(test)]
pub(crate) fn in_words(operation: &str) -> String {
    audit::operation(operation)
}
