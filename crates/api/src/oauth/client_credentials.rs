//! The client-credentials grant: an app proves by its secret who it is (contract: identity §2.7).
use super::{Form, Issuer, TokenReply, client, jwt_bearer, subject};
use crate::{
    Error, Result, Settings,
    identity::{Drawn, TokenHash},
};
use boxwood_store::{Db, Tx, Write};

pub(super) async fn exchange(db: &Db, issuer: &Issuer, form: Form) -> Result<TokenReply> {
    let Drawn { text, hash } = Drawn::long(&issuer.random, db.now())?;
    let issue = move |tx: &mut Tx<Write>| issue(tx, &form, hash);
    let expires_in = db.write("oauth.client_credentials", issue).await?;
    Ok(TokenReply::bearer(text, expires_in))
}

fn issue(tx: &mut Tx<Write>, form: &Form, hash: TokenHash) -> Result<i64> {
    let invalid = || Error::oauth("invalid_grant", "Grant credentials are invalid");
    let client = client::find(tx, form.get("client_id").unwrap_or_default())?.ok_or_else(invalid)?;
    if !client.secret_hash.is_of(form.get("client_secret").unwrap_or_default()) {
        return Err(invalid());
    }
    if client.settings.has(Settings::JWT) && !client.settings.has(Settings::CLIENT_CREDENTIALS) {
        let why = "The \"box_subject_type\" value is unauthorized for this client_id";
        return Err(Error::oauth("unauthorized_client", why));
    }
    client::must_have(&client, Settings::CLIENT_CREDENTIALS)?;
    let id = form.get("box_subject_id").unwrap_or_default();
    let granted = match form.get("box_subject_type") {
        Some("enterprise") => subject::enterprise(tx, &client, id)?,
        Some("user") => subject::user(tx, &client, id)?,
        _ => return Err(invalid()),
    };
    let granted = granted.map_err(subject::NoToken::of_client_credentials)?;
    jwt_bearer::issue(tx, &client, &granted, hash)
}
