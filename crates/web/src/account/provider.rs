//! The identity at an OpenID Connect provider that signs one in, and the way to be rid of it.
use super::security::own;
use crate::{
    Web,
    page::{self, Answer, Failure, texts::Moment},
    visitor::{Offered, Posted, SignedIn},
};
use axum::extract::State;
use boxwood_api::sign_in::{self, Stage};

/// What the page on security shows of it.
pub(super) struct Card {
    pub name: String,
    /// The address that was vouched for, and when it was linked.
    pub linked: Option<(String, Moment)>,
}

/// None: no provider is configured.
///
/// # Errors
/// Those of the store.
pub(super) async fn card(web: &Web, me: &SignedIn) -> Result<Option<Card>, Failure> {
    let Some(provider) = web.provider.as_ref() else { return Ok(None) };
    let (secret, issuer) = (me.hash, provider.issuer());
    let read = web.read(move |tx| {
        let session = sign_in::admit(tx, secret, Stage::Full)?;
        sign_in::linked_identities(tx, session.actor().id)
    });
    let here = read.await?.into_iter().find(|linked| linked.issuer == issuer);
    let linked = here.map(|linked| (linked.email, Moment(linked.created_at)));
    Ok(Some(Card { name: provider.name().to_owned(), linked }))
}

pub(super) async fn unlink(State(web): State<Web>, Offered(provider): Offered, Posted { me, .. }: Posted) -> Answer {
    own(&me)?;
    let (issuer, request) = (provider.issuer().to_owned(), web.request()?);
    let unlink = move |tx: &mut _, session: &_| sign_in::unlink_identity(tx, session, &issuer, request);
    web.write("web.unlink_identity", &me, unlink).await?;
    Ok(page::redirect("/account/security?said=unlinked"))
}
