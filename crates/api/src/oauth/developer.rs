//! Developer tokens: for trying things out, of the console user's own account (contract: identity §2.3).
use super::{LIFETIME, NewToken, SECOND, db};
use crate::{
    Caller, Error, Result, Settings, apps,
    events::{EventKind, Source, emit},
    identity::TokenHash,
    wire::{AppId, Time, UserId},
};
use boxwood_store::{Read, Tx, Write, row};

row! {
    /// An app's developer token, as long as it lives. Its text is nowhere.
    #[derive(Clone, Debug)]
    pub struct DeveloperToken {
        user_id: UserId,
        name: String,
        expires_at: Time,
    }
}

/// Stores the app's developer token for `user` in place of the one before; answers its lifetime in seconds. It cannot be
/// refreshed. `settings` is what the app may.
///
/// # Errors
/// Those of the store.
pub fn developer_token(
    tx: &mut Tx<Write>,
    app: AppId,
    user: UserId,
    settings: Settings,
    hash: TokenHash,
) -> Result<i64> {
    db::set_developer_token(tx, app, Some(&hash))?;
    let new = NewToken {
        hash,
        app,
        user,
        settings,
        downscoped: false,
        resource: None,
        link: None,
        label: None,
        parent: None,
        refresh: None,
        expires_at: tx.now() + LIFETIME * SECOND,
    };
    db::insert_token(tx, &new)?;
    Ok(LIFETIME)
}

/// The same for the caller's own account, in the console.
///
/// # Errors
/// `not_found` unless the caller may change the app; `bad_request` for somebody who acts as another: the token would
/// outlive that, and nobody would know whose hand holds it. Those of the store.
pub fn make_developer_token(tx: &mut Tx<Write>, who: &Caller, app: AppId, hash: TokenHash) -> Result<i64> {
    let settings = apps::editable(tx, who, app)?.settings;
    if who.is_impersonating() {
        return Err(Error::bad_request(
            "A developer token is for your own account: stop acting as somebody else first",
        ));
    }
    let lifetime = developer_token(tx, app, who.user().id, settings, hash)?;
    emit(tx, who, EventKind::TokenCreate, Source { kind: "app", id: app.0 })?;
    Ok(lifetime)
}

/// Ends the app's developer token, whosever it is; where there is none, nothing happens.
///
/// # Errors
/// `not_found` unless the caller may change the app; those of the store.
pub fn end_developer_token(tx: &mut Tx<Write>, who: &Caller, app: AppId) -> Result<()> {
    apps::editable(tx, who, app)?;
    db::set_developer_token(tx, app, None)
}

/// The app's developer token, if one lives. Who may see it is the asker's business to check.
///
/// # Errors
/// Those of the store.
pub fn live_developer_token(tx: &mut Tx<Read>, app: AppId) -> Result<Option<DeveloperToken>> {
    db::live_developer_token(tx, app)
}
