//! The table of pictures. A picture without a media type is one that was deleted.
use super::{picture::NewPicture, wire::Image};
use crate::{
    Result,
    access::{Allowed, Right},
    resources::users::Person,
};
use boxwood_store::{Read, Tx, Write};

const FIND: &str = "SELECT media, picture FROM avatars WHERE user_id = $1";
const MEDIA: &str = "SELECT media FROM avatars WHERE user_id = $1";
const PUT: &str = "INSERT INTO avatars (user_id, media, picture, modified_at) VALUES ($1, $2, $3, $4) \
    ON CONFLICT (user_id) DO UPDATE SET media = excluded.media, picture = excluded.picture, \
    modified_at = excluded.modified_at";
const DELETE: &str = "UPDATE avatars SET media = '', picture = $2, modified_at = $3 WHERE user_id = $1 AND media <> ''";

/// What a user has for a picture.
pub enum Found {
    Picture(Image),
    Deleted,
    Never,
}

pub fn find(tx: &mut Tx<Read>, user: &Allowed<Person, impl Right>) -> Result<Found> {
    let row: Option<(String, Vec<u8>)> = tx.opt(FIND, (user.id,))?;
    Ok(match row.as_ref().map(|(media, _)| &**media) {
        None => Found::Never,
        Some("image/png") => Found::Picture(Image { media: "image/png", bytes: row.unwrap_or_default().1 }),
        Some("image/jpeg") => Found::Picture(Image { media: "image/jpeg", bytes: row.unwrap_or_default().1 }),
        Some(_) => Found::Deleted,
    })
}

/// Whether there was none before.
pub fn put(tx: &mut Tx<Write>, user: &Allowed<Person, impl Right>, picture: &NewPicture) -> Result<bool> {
    let (now, before): (_, Option<(String,)>) = (tx.now(), tx.opt(MEDIA, (user.id,))?);
    tx.exec(PUT, (user.id, picture.media, &picture.bytes, now))?;
    Ok(before.is_none_or(|(media,)| media.is_empty()))
}

/// Whether there was one.
pub fn delete(tx: &mut Tx<Write>, user: &Allowed<Person, impl Right>) -> Result<bool> {
    let now = tx.now();
    Ok(tx.exec(DELETE, (user.id, Vec::new(), now))? > 0)
}
