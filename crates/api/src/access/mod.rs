//! Who may do what, as types. A door that needs a right takes an [`Allowed`] with it, and only this file can make one.
//!
//! A witness of the right kind opens the door:
//! ```
//! # use boxwood_api::{access::{Allowed, Upload}, resources::folders, Caller, Result};
//! # use boxwood_store::{Tx, Write};
//! fn add(tx: &mut Tx<Write>, who: &Caller, parent: &Allowed<folders::FolderRow, Upload>) -> Result<()> {
//!     folders::insert(tx, who, parent, "New").map(|_| ())
//! }
//! ```
//! One of another kind does not compile:
//! ```compile_fail,E0308
//! # use boxwood_api::{access::{Allowed, See}, resources::folders, Caller, Result};
//! # use boxwood_store::{Tx, Write};
//! fn add(tx: &mut Tx<Write>, who: &Caller, parent: &Allowed<folders::FolderRow, See>) -> Result<()> {
//!     folders::insert(tx, who, parent, "New").map(|_| ())
//! }
//! ```
//! Nor can one be made by hand, and a transaction that reads opens no door that writes:
//! ```compile_fail,E0451
//! # use boxwood_api::access::{Allowed, Upload};
//! fn forge<T>(item: T) -> Allowed<T, Upload> {
//!     Allowed { item, right: std::marker::PhantomData }
//! }
//! ```
//! ```compile_fail,E0308
//! # use boxwood_api::{access::{Allowed, Upload}, resources::folders, Caller, Result};
//! # use boxwood_store::{Tx, Read};
//! fn add(tx: &mut Tx<Read>, who: &Caller, parent: &Allowed<folders::FolderRow, Upload>) -> Result<()> {
//!     folders::insert(tx, who, parent, "New").map(|_| ())
//! }
//! ```
mod rights;
mod roles;

pub use rights::{
    Arrange, Comment, CopyOut, Download, Edit, Invite, Lock, NewVersion, Preview, Remove, Right, Rights, See, Set,
    Share, ShareSettings, Transfer, Upload, WriteMetadata,
};
pub use roles::CollaborationRole;

use crate::{
    Caller, Error, Result,
    identity::{Limit, Refusal},
};
use boxwood_store::{Read, Tx};
use std::{fmt::Display, marker::PhantomData, ops::Deref};

/// A thing that was loaded for a caller who has the right `R` to it.
pub struct Allowed<T, R> {
    item: T,
    right: PhantomData<R>,
}

impl<T, R> Deref for Allowed<T, R> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.item
    }
}

impl<T> Allowed<T, Upload> {
    /// What the caller was allowed to put into a thing, they may see.
    pub(crate) fn child(&self, made: T) -> Allowed<T, See> {
        Allowed { item: made, right: PhantomData }
    }
}

/// Opens the raw loaders; only this file can make one, so nothing is loaded past the check.
pub struct Key(());

/// What rights are asked on.
pub trait Guarded: Sized {
    type Id: Copy + Display;
    /// As error messages call it.
    const NOUN: &'static str;
    /// Whether a downscoped token's scopes and the user's status narrow the rights to it.
    const IS_CONTENT: bool;

    /// # Errors
    /// Those of the store.
    fn load(tx: &mut Tx<Read>, who: &Caller, id: Self::Id, key: &Key) -> Result<Option<Self>>;

    /// What the effective user may, whatever the token says.
    ///
    /// # Errors
    /// Those of the store.
    fn rights(&self, tx: &mut Tx<Read>, who: &Caller) -> Result<Rights>;

    /// Whether it is, or lies in, what a downscoped token is limited to.
    ///
    /// # Errors
    /// Those of the store.
    fn is_within(&self, _: &mut Tx<Read>, _: Limit) -> Result<bool> {
        Ok(true)
    }
}

/// Loads, checks and decides between 404 and 403: what the caller cannot see does not exist (contract: content §2.5).
///
/// # Errors
/// `not_found`, `access_denied_insufficient_permissions`, or an empty 403 where only the token's scopes are too narrow.
pub fn get<T: Guarded, R: Right>(tx: &mut Tx<Read>, who: &Caller, id: T::Id) -> Result<Allowed<T, R>> {
    let item = T::load(tx, who, id, &Key(()))?.ok_or_else(|| Error::not_found(T::NOUN, id))?;
    let of_user = item.rights(tx, who)?;
    if of_user == Rights::NONE {
        return Err(Error::not_found(T::NOUN, id));
    }
    let (by_status, by_token) = if T::IS_CONTENT { narrowed(tx, who, &item)? } else { (Rights::ALL, Rights::ALL) };
    match () {
        () if !of_user.include(R::NEEDS) || !by_status.include(R::NEEDS) => Err(Error::access_denied()),
        () if !by_token.include(R::NEEDS) => Err(Refusal::ScopeMissing.into()),
        () => Ok(Allowed { item, right: PhantomData }),
    }
}

/// What the user's status and the token leave of anybody's rights to content.
fn narrowed<T: Guarded>(tx: &mut Tx<Read>, who: &Caller, item: &T) -> Result<(Rights, Rights)> {
    let reached = match who.limit() {
        Some(limit) => item.is_within(tx, limit)?,
        None => true,
    };
    let by_token = if reached { Rights::of_settings(who.settings()) } else { Rights::NONE };
    Ok((Rights::of_status(who.user().status), by_token))
}

/// What the caller may do with an item that they may see: the `permissions` of a representation.
///
/// # Errors
/// Those of the store.
pub fn effective<T: Guarded, R: Right>(tx: &mut Tx<Read>, who: &Caller, item: &Allowed<T, R>) -> Result<Rights> {
    let (by_status, by_token) = narrowed(tx, who, &item.item)?;
    Ok(item.item.rights(tx, who)? & by_status & by_token)
}

/// Proof that the caller may manage the users of their enterprise.
pub struct UserManager(());

/// # Errors
/// `access_denied_insufficient_permissions`.
pub fn user_manager(who: &Caller) -> Result<UserManager> {
    if who.user().can_manage_users() { Ok(UserManager(())) } else { Err(Error::access_denied()) }
}
