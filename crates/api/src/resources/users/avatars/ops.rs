//! What can be done with avatars.
use super::{
    db::{self, Found},
    picture::NewPicture,
    placeholder,
    wire::{Image, PicUrls, Stored, UserAvatar},
};
use crate::{
    Caller, Error, In, NoBody, NoQuery, Result, Site,
    access::{self, Allowed, Edit, Know, See},
    events::{self, EventKind},
    resources::users::{
        Person,
        ops::{managed, source},
    },
    wire::{Empty, UserId},
};
use boxwood_store::{Read, Tx, Write};

pub fn get(tx: &mut Tx<Read>, who: &Caller, req: &In<(UserId,), NoQuery, ()>) -> Result<Image> {
    let user = access::get::<Person, Know>(tx, who, req.path.0)?;
    match db::find(tx, &user)? {
        Found::Picture(image) => Ok(image),
        Found::Never => placeholder::draw(user.id),
        Found::Deleted => Err(Error::not_found("avatar", user.id)),
    }
}

pub fn create(tx: &mut Tx<Write>, who: &Caller, req: &In<(UserId,), NoQuery, NewPicture>) -> Result<Stored> {
    let user = own_or_managed(tx, who, req.path.0)?;
    let is_new = db::put(tx, &user, &req.body)?;
    events::emit(tx, who, EventKind::EditUser, source(user.id))?;
    let site = Site::of(tx);
    let url = |size| format!("{}api/avatar/{size}/{}", site.url(), user.id);
    let pic_urls = PicUrls { small: url("small"), large: url("large"), preview: url("preview") };
    Ok(Stored { avatar: UserAvatar { pic_urls }, is_new })
}

pub fn delete(tx: &mut Tx<Write>, who: &Caller, req: &In<(UserId,), NoQuery, NoBody>) -> Result<Empty> {
    let user = own_or_managed(tx, who, req.path.0)?;
    if !db::delete(tx, &user)? {
        return Err(Error::not_found("avatar", user.id));
    }
    events::emit(tx, who, EventKind::EditUser, source(user.id))?;
    Ok(Empty)
}

/// Everybody has their own picture in hand, and those who manage users have the others'.
fn own_or_managed(tx: &mut Tx<Read>, who: &Caller, id: UserId) -> Result<Allowed<Person, See>> {
    let user = managed::<See>(tx, who, id)?;
    if user.id != who.user().id {
        user.also::<Edit>()?;
    }
    Ok(user)
}
