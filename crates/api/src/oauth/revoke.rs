//! Revocation (contract: identity §2.3).
use super::{Form, client, db};
use crate::{Result, identity::TokenHash};
use boxwood_store::{Db, Tx, Write};

/// Answers `POST /oauth2/revoke`: kills the pair that the token, of either kind, belongs to, and what was exchanged from
/// it. A token that is unknown, or another app's, changes nothing and is no error (RFC 7009).
///
/// # Errors
/// `invalid_client`
pub async fn revoke(db: &Db, form: Form) -> Result<()> {
    db.write("oauth.revoke", move |tx| kill(tx, &form)).await
}

fn kill(tx: &mut Tx<Write>, form: &Form) -> Result<()> {
    let client = client::authenticate(tx, form.get("client_id"), form.get("client_secret"))?;
    // One client names it after the grant.
    let Some(token) = form.get("token").or_else(|| form.get("refresh_token")) else { return Ok(()) };
    let token = TokenHash::of_token(token);
    if let Some((Some(refresh), _)) = db::take_token(tx, &token, client.id)? {
        db::take_refresh(tx, &refresh, client.id)?;
    }
    if let Some(refresh) = db::take_refresh(tx, &token, client.id)? {
        db::take_token(tx, &refresh.access_hash, client.id)?;
    }
    Ok(())
}
