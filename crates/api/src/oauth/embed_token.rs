//! A token that looks at one file, for a page of somebody else's (contract: content §3.7).
use super::{LIFETIME, NewToken, Restriction, SECOND, TokenReply, db, token_exchange::restrictions};
use crate::{
    Caller, Error, Result, Settings,
    access::{Allowed, Preview},
    identity::{Drawn, Limit},
    items::{AFile, LinkRef, Node},
    signed::SigningKey,
    wire::FileId,
};
use boxwood_store::{Read, Tx, Write};

const PURPOSE: &str = "embed token";

/// The text of a token: whoever knows of what it was made can make it again.
///
/// # Errors
/// Those of the store.
pub(crate) fn embed_token_text(tx: &mut Tx<Read>, seed: &str, issued_at: i64) -> Result<String> {
    drawn(tx, seed, issued_at).map(|drawn| drawn.text)
}

fn drawn(tx: &mut Tx<Read>, seed: &str, issued_at: i64) -> Result<Drawn> {
    // Whoever stored the file saw to it that there is a key.
    let key = SigningKey::of(tx)?.ok_or_else(Error::unavailable)?;
    Ok(Drawn::derived(issued_at, key.derive(PURPOSE, seed)))
}

/// Stores a token of the caller's that may do no more than look at that file, and ends with theirs.
///
/// # Errors
/// Those of the store.
pub(crate) fn issue_embed_token(
    tx: &mut Tx<Write>,
    who: &Caller,
    file: &Allowed<Node<AFile>, Preview>,
    seed: &str,
) -> Result<TokenReply> {
    let (now, token) = (tx.now(), who.token());
    let drawn = drawn(tx, seed, now)?;
    let scopes = who.settings().implied() & (Settings::BASE_PREVIEW | Settings::ITEM_PREVIEW);
    let expires_at = token.expires_at.min(now + LIFETIME * SECOND);
    let resource = Some(Limit::File(FileId(file.id.0)));
    let new = NewToken {
        hash: drawn.hash,
        app: who.app(),
        user: who.user().id,
        settings: scopes | (who.settings() & Settings::ENTERPRISE_ACCESS),
        downscoped: true,
        resource,
        link: who.visit().map(|visit| LinkRef { item: visit.item().id, generation: visit.link().generation }),
        label: None,
        parent: Some(token.hash),
        refresh: None,
        expires_at,
    };
    db::insert_token(tx, &new)?;
    let restricted_to: Vec<Restriction> = restrictions(scopes, resource);
    Ok(TokenReply { restricted_to, ..TokenReply::bearer(drawn.text, (expires_at - now) / SECOND) })
}
