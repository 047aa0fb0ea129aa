//! The refresh-token grant, with strict rotation: each is good for one use (contract: identity §2.3).
use super::{
    Form, Issuer, TokenReply,
    authorization_code::{Pair, draw, issue_pair},
    client, db,
};
use crate::{Error, Result, Settings, identity::TokenHash};
use boxwood_store::{Db, Tx, Write};

pub(super) async fn exchange(db: &Db, issuer: &Issuer, form: Form) -> Result<TokenReply> {
    let (pair, reply) = draw(issuer, db.now())?;
    db.write("oauth.refresh_token", move |tx| rotate(tx, &form, &pair)).await?;
    Ok(reply)
}

fn rotate(tx: &mut Tx<Write>, form: &Form, pair: &Pair) -> Result<()> {
    let client = client::authenticate(tx, form.get("client_id"), form.get("client_secret"))?;
    let missing = || Error::oauth("invalid_request", "No \"refresh_token\" parameter found");
    let given = TokenHash::of_token(form.get("refresh_token").ok_or_else(missing)?);
    let invalid = || Error::oauth("invalid_grant", "Invalid refresh token");
    // Deleting it is what makes one of two parallel calls lose.
    let taken = db::take_refresh(tx, &given, client.id)?.ok_or_else(invalid)?;
    client::must_have(&client, Settings::OAUTH2)?;
    if taken.expires_at <= tx.now() {
        return Err(Error::oauth("invalid_grant", "Refresh token has expired"));
    }
    if taken.issued_at < db::sessions_ended_at(tx, taken.user_id)? {
        return Err(invalid());
    }
    // What the app has lost since is lost here too; what it has gained waits for the user's consent.
    issue_pair(tx, &client, taken.user_id, taken.settings & client.settings, pair)
}
