//! The table of e-mail aliases.
use super::wire::EmailAlias;
use crate::{
    Result,
    access::{Allowed, Edit, See},
    resources::users::Person,
    wire::{AliasId, UserId},
};
use boxwood_store::{Read, Tx, Write, row};

row! {
    pub struct AliasRow {
        id: AliasId,
        email: String,
        is_confirmed: bool,
    }
}

impl From<AliasRow> for EmailAlias {
    fn from(row: AliasRow) -> Self {
        EmailAlias { id: row.id, email: row.email.into(), is_confirmed: row.is_confirmed.into() }
    }
}

const LIST: &str = "SELECT id, email, is_confirmed FROM email_aliases WHERE user_id = $1 ORDER BY id";
const BY_EMAIL: &str = "SELECT id, email, is_confirmed FROM email_aliases WHERE user_id = $1 AND email = $2";
const LOGIN: &str = "SELECT id FROM users WHERE login = $1";
const INSERT: &str = "INSERT INTO email_aliases (user_id, email, is_confirmed) VALUES ($1, $2, $3) \
    ON CONFLICT DO NOTHING RETURNING id, email, is_confirmed";
const SWAP: &str = "UPDATE email_aliases SET email = $2 WHERE id = $1";
const DELETE: &str = "DELETE FROM email_aliases WHERE user_id = $1 AND id = $2";

pub fn list(tx: &mut Tx<Read>, user: &Allowed<Person, See>) -> Result<Vec<AliasRow>> {
    Ok(tx.many(LIST, (user.id,))?)
}

pub fn by_email(tx: &mut Tx<Read>, user: &Allowed<Person, Edit>, email: &str) -> Result<Option<AliasRow>> {
    Ok(tx.opt(BY_EMAIL, (user.id, email))?)
}

/// None if somebody has that address already.
pub fn insert(
    tx: &mut Tx<Write>,
    user: &Allowed<Person, Edit>,
    email: &str,
    is_confirmed: bool,
) -> Result<Option<AliasRow>> {
    if tx.opt::<(UserId,)>(LOGIN, (email,))?.is_some() {
        return Ok(None);
    }
    Ok(tx.opt(INSERT, (user.id, email, is_confirmed))?)
}

/// Puts another address in the place of an alias.
pub fn swap(tx: &mut Tx<Write>, _: &Allowed<Person, Edit>, alias: AliasId, email: &str) -> Result<()> {
    tx.exec(SWAP, (alias, email))?;
    Ok(())
}

/// Whether there was one.
pub fn delete(tx: &mut Tx<Write>, user: &Allowed<Person, Edit>, alias: AliasId) -> Result<bool> {
    Ok(tx.exec(DELETE, (user.id, alias))? > 0)
}
