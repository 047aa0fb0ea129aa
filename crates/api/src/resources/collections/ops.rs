//! What can be done with collections.
use super::wire::{Collection, favorites};
use crate::{
    Caller, In, NoQuery, Result,
    access::{self, Guarded, Key, Rights, See},
    identity::Limit,
    items::{self, Entry},
    resources::groups::OffsetQuery,
    wire::{CollectionId, Page, Start, UserId},
};
use boxwood_store::{Read, Tx};
use std::sync::Arc;

/// What the caller likes: of anybody else's, nobody knows.
struct Favorites(UserId);

impl Guarded for Favorites {
    type Id = CollectionId;
    const NOUN: &'static str = "collection";
    const IS_CONTENT: bool = true;

    fn load(_: &mut Tx<Read>, who: &Caller, id: CollectionId, _: &Key) -> Result<Option<Self>> {
        let user = who.user().id;
        Ok((id == items::favorites_id(user)).then_some(Favorites(user)))
    }

    fn rights(&self, _: &mut Tx<Read>, _: &Caller) -> Result<Rights> {
        Ok(Rights::KNOWN | Rights::SEE)
    }

    /// It holds items from everywhere.
    fn is_within(&self, _: &mut Tx<Read>, _: &Caller, limit: Limit) -> Result<bool> {
        Ok(matches!(limit, Limit::Folder(top) if top.0 == 0))
    }
}

pub fn list(tx: &mut Tx<Read>, who: &Caller, req: &In<(), OffsetQuery, ()>) -> Result<Page<Arc<Collection>>> {
    let own = access::get::<Favorites, See>(tx, who, items::favorites_id(who.user().id))?;
    Ok(req.query.paging()?.of_all(vec![Arc::new(favorites(own.0))], |one| one.id.0))
}

pub fn get(tx: &mut Tx<Read>, who: &Caller, req: &In<(CollectionId,), NoQuery, ()>) -> Result<Collection> {
    let own = access::get::<Favorites, See>(tx, who, req.path.0)?;
    Ok(favorites(own.0))
}

pub fn items(tx: &mut Tx<Read>, who: &Caller, req: &In<(CollectionId,), OffsetQuery, ()>) -> Result<Page<Arc<Entry>>> {
    let own = access::get::<Favorites, See>(tx, who, req.path.0)?;
    let paging = req.query.paging()?;
    let liked = items::favorites(tx, who)?;
    let offset = if let Start::Offset(offset) = paging.start { offset as usize } else { 0 };
    let shown = liked.get(offset..).unwrap_or_default();
    let shown = shown.get(..paging.limit as usize).unwrap_or(shown);
    let entries = items::scattered(tx, who, shown, req.show, |rights| own.narrowed(rights))?;
    Ok(paging.page(entries, Some(liked.len() as i64), |_| 0))
}
