//! Who may do what, as types. A door that needs a right takes an [`Allowed`] with it, and only this file can make one.
//!
//! A witness of the right kind opens the door:
//! ```
//! # use boxwood_api::{access::{Allowed, Upload}, items::{self, AFolder, New, Node}, Caller, Result};
//! # use boxwood_store::{Tx, Write};
//! fn add(tx: &mut Tx<Write>, who: &Caller, parent: &Allowed<Node<AFolder>, Upload>) -> Result<()> {
//!     items::insert::<AFolder>(tx, who, parent, &New { name: "New", ..New::default() }).map(|_| ())
//! }
//! ```
//! One of another kind does not compile:
//! ```compile_fail,E0308
//! # use boxwood_api::{access::{Allowed, See}, items::{self, AFolder, New, Node}, Caller, Result};
//! # use boxwood_store::{Tx, Write};
//! fn add(tx: &mut Tx<Write>, who: &Caller, parent: &Allowed<Node<AFolder>, See>) -> Result<()> {
//!     items::insert::<AFolder>(tx, who, parent, &New { name: "New", ..New::default() }).map(|_| ())
//! }
//! ```
//! Nor can one be made by hand, and a transaction that reads opens no door that writes:
//! ```compile_fail,E0451
//! # use boxwood_api::access::{Allowed, Upload};
//! fn forge<T>(item: std::sync::Arc<T>) -> Allowed<T, Upload> {
//!     Allowed { item, granted: panic!(), right: std::marker::PhantomData }
//! }
//! ```
//! ```compile_fail,E0308
//! # use boxwood_api::{access::{Allowed, Upload}, items::{self, AFolder, New, Node}, Caller, Result};
//! # use boxwood_store::{Tx, Read};
//! fn add(tx: &mut Tx<Read>, who: &Caller, parent: &Allowed<Node<AFolder>, Upload>) -> Result<()> {
//!     items::insert::<AFolder>(tx, who, parent, &New { name: "New", ..New::default() }).map(|_| ())
//! }
//! ```
//! What was loaded to be seen may turn out to be more than that, if it is asked:
//! ```
//! # use boxwood_api::{access::{self, Remove, See}, items::{self, AFolder, Node}, wire::FolderId, Caller, Result};
//! # use boxwood_store::{Tx, Write};
//! fn delete(tx: &mut Tx<Write>, who: &Caller, id: FolderId) -> Result<()> {
//!     let folder = access::get::<Node<AFolder>, See>(tx, who, id)?;
//!     items::trash(tx, who, &folder.also::<Remove>()?)
//! }
//! ```
mod content;
mod rights;
mod roles;

pub use content::{is_in_reach, sum};
pub use rights::{
    Arrange, Changes, Comment, CopyOut, Download, Edit, Invite, Know, Lock, NewVersion, Preview, Remove, Right, Rights,
    See, Set, Share, ShareSettings, Transfer, Upload, WriteMetadata,
};
pub use roles::{CollaborationRole, of_link};

use crate::{
    Caller, Error, Result,
    identity::{Limit, Refusal},
};
use boxwood_store::{Read, Tx};
use std::{fmt::Display, marker::PhantomData, ops::Deref, sync::Arc};

/// A thing that was loaded for a caller who has the right `R` to it.
pub struct Allowed<T, R> {
    item: Arc<T>,
    granted: Granted,
    right: PhantomData<R>,
}

impl<T, R> Deref for Allowed<T, R> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.item
    }
}

impl<T, R> Allowed<T, R> {
    /// All that the caller may do with it: the `permissions` of a representation.
    pub fn rights(&self) -> Rights {
        (self.granted.user & self.granted.status & self.granted.token).without(self.granted.withheld)
    }

    /// What of `rights` to something in it the user's status and the token leave.
    pub fn narrowed(&self, rights: Rights) -> Rights {
        rights & self.granted.status & self.granted.token
    }

    /// The same thing as it is after a change that takes no right from anybody.
    pub(crate) fn after(&self, item: T) -> Allowed<T, R> {
        Allowed { item: Arc::new(item), granted: self.granted, right: PhantomData }
    }

    /// The same thing for another right, if the caller has that too.
    ///
    /// # Errors
    /// As [`get`], but for `not_found`.
    pub fn also<S: Right>(&self) -> Result<Allowed<T, S>> {
        self.granted.check(S::NEEDS)?;
        Ok(Allowed { item: self.item.clone(), granted: self.granted, right: PhantomData })
    }
}

/// The rights to one thing, by what they come from: the caller is told apart which of them were not enough.
#[derive(Clone, Copy)]
struct Granted {
    user: Rights,
    status: Rights,
    token: Rights,
    /// What somebody else keeps everybody from.
    withheld: Rights,
}

impl Granted {
    fn of<T: Guarded>(tx: &mut Tx<Read>, who: &Caller, item: &T) -> Result<Self> {
        let user = item.rights(tx, who)?;
        if !T::IS_CONTENT {
            return Ok(Granted { user, status: Rights::ALL, token: Rights::ALL, withheld: Rights::NONE });
        }
        let is_reached = match who.limit() {
            Some(limit) if user != Rights::NONE => item.is_within(tx, who, limit)?,
            _ => true,
        };
        let token = if is_reached { Rights::of_settings(who.settings()) } else { Rights::NONE };
        let withheld = item.withheld(tx, who)?;
        Ok(Granted { user, status: Rights::of_status(who.user().status), token, withheld })
    }

    #[track_caller]
    fn check(self, needed: Rights) -> Result<()> {
        match () {
            () if !(self.user & self.status).include(needed) => Err(Error::access_denied()),
            () if !self.token.include(needed) => Err(Refusal::ScopeMissing.into()),
            () if needed.without(self.withheld) != needed => Err(Error::access_denied_item_locked()),
            () => Ok(()),
        }
    }
}

/// Opens the raw loaders; only this file can make one, so nothing is loaded past the check.
pub struct Key(());

/// What rights are asked on.
pub trait Guarded: Sized {
    type Id: Copy + Display;
    /// As error messages call it.
    const NOUN: &'static str;
    /// What error messages put before its id.
    const PREFIX: &'static str = "";
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
    fn is_within(&self, _: &mut Tx<Read>, _: &Caller, _: Limit) -> Result<bool> {
        Ok(true)
    }

    /// What somebody else keeps the caller from, whatever rights they have.
    ///
    /// # Errors
    /// Those of the store.
    fn withheld(&self, _: &mut Tx<Read>, _: &Caller) -> Result<Rights> {
        Ok(Rights::NONE)
    }

    /// What is in the trash is gone, for those who could see it with a code of its own.
    fn is_trashed(&self) -> bool {
        false
    }
}

/// Loads, checks and decides between 404 and 403: what the caller cannot see does not exist (contract: content §2.5).
///
/// # Errors
/// `not_found`, `trashed`, `access_denied_insufficient_permissions`, `access_denied_item_locked`, or an empty 403 where only
/// the token's scopes are too narrow.
pub fn get<T: Guarded, R: Right>(tx: &mut Tx<Read>, who: &Caller, id: T::Id) -> Result<Allowed<T, R>> {
    let (item, granted) = seen::<T>(tx, who, id)?;
    if item.is_trashed() {
        return Err(Error::trashed(T::NOUN, format_args!("{}{id}", T::PREFIX)));
    }
    granted.check(R::NEEDS)?;
    Ok(Allowed { item: Arc::new(item), granted, right: PhantomData })
}

/// The same where what is in the trash is there all the same, as a file is for those who ask about it (contract: content
/// §3.6).
///
/// # Errors
/// As [`get`], but for `trashed`.
pub fn get_even_trashed<T: Guarded, R: Right>(tx: &mut Tx<Read>, who: &Caller, id: T::Id) -> Result<Allowed<T, R>> {
    let (item, granted) = seen::<T>(tx, who, id)?;
    granted.check(R::NEEDS)?;
    Ok(Allowed { item: Arc::new(item), granted, right: PhantomData })
}

fn seen<T: Guarded>(tx: &mut Tx<Read>, who: &Caller, id: T::Id) -> Result<(T, Granted)> {
    let missing = || Error::not_found(T::NOUN, format_args!("{}{id}", T::PREFIX));
    let item = T::load(tx, who, id, &Key(()))?.ok_or_else(missing)?;
    let granted = Granted::of(tx, who, &item)?;
    if granted.user == Rights::NONE { Err(missing()) } else { Ok((item, granted)) }
}

/// What came of a change that the caller was allowed to make; they may see it.
///
/// # Errors
/// Those of the store.
pub(crate) fn changed<P, T: Guarded, R: Changes>(
    tx: &mut Tx<Read>,
    who: &Caller,
    _: &Allowed<P, R>,
    item: T,
) -> Result<Allowed<T, See>> {
    let granted = Granted::of(tx, who, &item)?;
    Ok(Allowed { item: Arc::new(item), granted, right: PhantomData })
}

/// Proof that the caller may manage the groups of their enterprise.
pub struct GroupManager(());

/// # Errors
/// `access_denied_insufficient_permissions`.
pub fn group_manager(who: &Caller) -> Result<GroupManager> {
    if who.user().can_manage_groups() { Ok(GroupManager(())) } else { Err(Error::access_denied()) }
}

/// Proof that the caller may manage the users of their enterprise.
pub struct UserManager(());

/// # Errors
/// `access_denied_insufficient_permissions`.
pub fn user_manager(who: &Caller) -> Result<UserManager> {
    if who.user().can_manage_users() { Ok(UserManager(())) } else { Err(Error::access_denied()) }
}
