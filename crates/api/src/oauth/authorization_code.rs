//! The authorization-code grant: a user has let an app act for them (contract: identity §2.4, §2.5).
use super::{
    CODE_LIFETIME, Form, Issuer, LIFETIME, NewToken, REFRESH_LIFETIME, SECOND, TokenReply,
    client::{self, Client},
    db,
};
use crate::{
    Error, Result, Settings, apps,
    events::{self, EventKind},
    identity::{Drawn, SHORT, TokenHash},
    resources::users::{self, Status},
    wire::{AppId, UserId},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use boxwood_store::{Db, Tx, Write};
use sha2::{Digest, Sha256};
use std::sync::Arc;
use subtle::ConstantTimeEq;

/// What the authorize page hands out a code for.
#[derive(Clone, Copy, Debug)]
pub struct NewCode<'a> {
    pub app: AppId,
    pub user: UserId,
    /// What the app may, narrowed to the scopes that the user agreed to.
    pub settings: Settings,
    /// As it was given to the authorize page, if it was.
    pub redirect_uri: Option<&'a str>,
    /// PKCE, method S256.
    pub code_challenge: Option<&'a str>,
}

/// Stores a code, good for one use within 30 seconds.
///
/// # Errors
/// Those of the store.
pub fn issue_code(tx: &mut Tx<Write>, code: &TokenHash, new: &NewCode<'_>) -> Result<()> {
    let expires_at = tx.now() + CODE_LIFETIME * SECOND;
    db::insert_code(tx, code, new, expires_at)
}

/// An access token and its refresh token, drawn and not yet stored.
pub(super) struct Pair {
    pub access: TokenHash,
    pub refresh: TokenHash,
}

/// Draws a pair; answers it with its texts.
pub(super) fn draw(issuer: &Issuer, now: i64) -> Result<(Pair, TokenReply)> {
    let (access, refresh) = (Drawn::short(&issuer.random, now, SHORT)?, Drawn::short(&issuer.random, now, 2 * SHORT)?);
    let pair = Pair { access: access.hash, refresh: refresh.hash };
    let reply = TokenReply { refresh_token: Some(refresh.text), ..TokenReply::bearer(access.text, LIFETIME) };
    Ok((pair, reply))
}

/// Stores a pair for a user who is still there and active, and whose enterprise has not disabled the app: no code and no
/// refresh token is good for one that only waits to be enabled again.
pub(super) fn issue_pair(
    tx: &mut Tx<Write>,
    client: &Client,
    user: UserId,
    settings: Settings,
    pair: &Pair,
) -> Result<()> {
    let person = users::person(tx, user)?.filter(|person| person.status != Status::Inactive);
    let person = person.ok_or_else(|| Error::oauth("invalid_grant", "User has been deactivated"))?;
    if let Some(enterprise) = person.enterprise_id
        && apps::authorization(tx, client.id, enterprise)?.is_some_and(|standing| !standing.enabled)
    {
        return Err(Error::oauth("unauthorized_client", "This app is not authorized by the enterprise admin"));
    }
    let now = tx.now();
    let new = NewToken {
        hash: pair.access,
        app: client.id,
        user,
        settings,
        downscoped: false,
        resource: None,
        link: None,
        label: None,
        parent: None,
        // Also where nothing can be refreshed: it is what a token of a user's consent is found by when that is taken back.
        refresh: Some(pair.refresh),
        expires_at: now + LIFETIME * SECOND,
    };
    db::insert_token(tx, &new)?;
    if !client.settings.has(Settings::PUBLIC) {
        db::insert_refresh(tx, &pair.refresh, &new, now + REFRESH_LIFETIME * SECOND)?;
    }
    events::emit_login(tx, EventKind::TokenCreate, person.enterprise_id, user, client.id)
}

pub(super) async fn exchange(db: &Db, issuer: &Issuer, form: Form) -> Result<TokenReply> {
    let (pair, reply) = draw(issuer, db.now())?;
    let client = db.write("oauth.authorization_code", move |tx| redeem(tx, &form, &pair)).await?;
    // A browser has nowhere to keep what would last for months.
    let refresh_token = reply.refresh_token.filter(|_| !client.settings.has(Settings::PUBLIC));
    Ok(TokenReply { refresh_token, ..reply })
}

fn redeem(tx: &mut Tx<Write>, form: &Form, pair: &Pair) -> Result<Arc<Client>> {
    let client = client::authenticate(tx, form.get("client_id"), form.get("client_secret"))?;
    client::must_have(&client, Settings::OAUTH2)?;
    let missing = || Error::oauth("invalid_request", "Missing parameter: \"code\" is required");
    let unknown = || Error::oauth("invalid_grant", "Auth code doesn't exist or is invalid for the client");
    let code = TokenHash::of_token(form.get("code").ok_or_else(missing)?);
    let code = db::take_code(tx, &code, client.id)?.ok_or_else(unknown)?;
    if code.expires_at <= tx.now() {
        return Err(Error::oauth("invalid_grant", "The authorization code has expired"));
    }
    // A code is as old as what its user ended: it must not bring a session back.
    if code.expires_at - CODE_LIFETIME * SECOND < db::sessions_ended_at(tx, code.user_id)? {
        return Err(unknown());
    }
    // Whoever gives it here must give the same as there; most clients give it in neither place.
    if let (Some(there), Some(here)) = (&code.redirect_uri, form.get("redirect_uri"))
        && there != here
    {
        return Err(unknown());
    }
    let verified = match &code.code_challenge {
        Some(challenge) => answers(challenge, form.get("code_verifier").unwrap_or_default()),
        // Without a secret, nothing else would show that the code comes from whoever asked for it.
        None => !client.settings.has(Settings::PUBLIC),
    };
    if !verified {
        return Err(Error::oauth("invalid_grant", "The code verifier is invalid"));
    }
    issue_pair(tx, &client, code.user_id, code.settings, pair)?;
    Ok(client)
}

/// Whether a PKCE verifier is the one that the challenge was made of.
fn answers(challenge: &str, verifier: &str) -> bool {
    let made = URL_SAFE_NO_PAD.encode(Sha256::digest(verifier.as_bytes()));
    (43..=128).contains(&verifier.len()) && made.as_bytes().ct_eq(challenge.trim_end_matches('=').as_bytes()).into()
}
