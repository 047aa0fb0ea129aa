//! Developer tokens: for trying things out, of the console user's own account (contract: identity §2.3).
use super::{LIFETIME, NewToken, SECOND, db};
use crate::{
    Result, Settings,
    identity::TokenHash,
    wire::{AppId, UserId},
};
use boxwood_store::{Tx, Write};

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
    db::set_developer_token(tx, app, &hash)?;
    let new = NewToken {
        hash,
        app,
        user,
        settings,
        downscoped: false,
        resource: None,
        label: None,
        parent: None,
        refresh: None,
        expires_at: tx.now() + LIFETIME * SECOND,
    };
    db::insert_token(tx, &new)?;
    Ok(LIFETIME)
}
