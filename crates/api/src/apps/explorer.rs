//! The app of the documentation's live explorer: one in each enterprise, made when somebody logs in there first.
//!
//! It is an app like others: people let it in on the consent page and see it among their connected apps, and the admin can
//! disable it. What is particular: it has no secret ([`Settings::PUBLIC`]), nobody owns it, and codes for it go to this
//! server alone, whatever its row has come to say.
use super::{
    App, Settings, by_client_id, db,
    ops::{source, valid},
};
use crate::{
    Caller, Error, Result,
    enterprises::Texts,
    events::{EventKind, emit},
    identity::TokenHash,
    wire::{AppId, EnterpriseId, Time},
};
use boxwood_store::{Tx, Write};

/// Everything that the person who lets it in may do themselves, and As-User, which only admins gain by.
const MAY: Settings = Settings(Settings::SCOPES.0 | Settings::AS_USER.0 | Settings::OAUTH2.0 | Settings::PUBLIC.0);

/// 32 lower-case letters and digits, like any client id; the others are drawn at random, so that none is taken for this.
pub fn explorer_id(enterprise: EnterpriseId) -> String {
    format!("explorer{:0>24}", enterprise.0)
}

/// The client id of the explorer of the caller's enterprise, which comes back to `return_to`. `secret` is of no text that
/// anybody has.
///
/// # Errors
/// `access_denied` for people without an enterprise; those of the store.
pub fn explorer(tx: &mut Tx<Write>, who: &Caller, return_to: &str, secret: TokenHash) -> Result<String> {
    let enterprise = who.user().enterprise_id.ok_or_else(Error::access_denied)?;
    let client_id = explorer_id(enterprise);
    let redirect_uris = Texts(vec![return_to.to_owned()]);
    if let Some(known) = by_client_id(tx, &client_id)? {
        if known.redirect_uris.0 != redirect_uris.0 {
            db::update(tx, &App { redirect_uris, ..known })?;
        }
        return Ok(client_id);
    }
    let now = Time::at(tx.now());
    let app = App {
        id: AppId::default(),
        enterprise_id: enterprise,
        owner_id: None,
        client_id: client_id.clone(),
        name: "API explorer".to_owned(),
        description: "Makes the calls that people try in this server's documentation.".to_owned(),
        contact_email: String::new(),
        purpose: None,
        settings: MAY,
        version: 1,
        redirect_uris,
        cors_origins: Texts(Vec::new()),
        created_at: now,
        modified_at: now,
    };
    valid(&app)?;
    // Where somebody else was first, theirs is the same.
    if let Some(id) = db::insert(tx, &app, secret)? {
        emit(tx, who, EventKind::ApplicationCreated, source(id))?;
    }
    Ok(client_id)
}
