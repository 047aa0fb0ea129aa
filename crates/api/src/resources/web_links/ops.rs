//! What can be done with web links.
use super::{
    view,
    wire::{MAX_URL, NewWebLink, WebLink, WebLinkCopy, WebLinkUpdate},
};
use crate::{
    Caller, Error, In, NoBody, NoQuery, Result,
    access::{self, Allowed, CopyOut, Remove, See, Upload},
    items::{self, AFolder, AWebLink, Content, MAX_NAME, New, Place, Wish},
    wire::{Empty, FolderId, Maybe, WebLinkId},
};
use boxwood_store::{Read, Tx, Write};

type Node = items::Node<AWebLink>;

pub fn create(tx: &mut Tx<Write>, who: &Caller, req: &In<(), NoQuery, NewWebLink>) -> Result<Allowed<Node, See>> {
    let NewWebLink { url, parent, name, description } = &req.body;
    let url = checked(url)?;
    let own: String = url.chars().take(MAX_NAME).collect();
    let name = name.value().map_or(Ok(own.as_str()), |name| items::checked(name))?;
    let description = items::checked_description(description.value().map_or("", String::as_str))?;
    insert(tx, who, parent.id, &New { name, description, content: Content::WebLink { url }, ..New::default() })
}

pub fn copy(
    tx: &mut Tx<Write>,
    who: &Caller,
    req: &In<(WebLinkId,), NoQuery, WebLinkCopy>,
) -> Result<Allowed<Node, See>> {
    let link = access::get::<Node, CopyOut>(tx, who, req.path.0)?;
    let name = req.body.name.value().map_or(Ok(link.name.as_str()), |name| items::checked(name))?;
    let content = Content::WebLink { url: link.url.as_deref().unwrap_or_default() };
    let new = New { name, description: &link.description, content, is_copy: true, ..New::default() };
    insert(tx, who, req.body.parent.id, &new)
}

fn insert(tx: &mut Tx<Write>, who: &Caller, parent: FolderId, new: &New<'_>) -> Result<Allowed<Node, See>> {
    let parent = access::get::<items::Node<AFolder>, Upload>(tx, who, parent)?;
    if let Some(link) = items::insert(tx, who, &parent, new)? {
        return Ok(link);
    }
    let other = items::named(tx, &Place { parent: parent.inside(), name: new.name })?;
    Err(other.as_ref().map_or_else(Error::name_temporarily_reserved, items::taken))
}

/// What a change answers: the web link as it is now, rendered off the writer.
pub fn shown<P, B>(
    tx: &mut Tx<Read>,
    who: &Caller,
    req: &In<P, NoQuery, B>,
    link: &Allowed<Node, See>,
) -> Result<WebLink> {
    view::shown(tx, who, link, req.show)
}

pub fn get(tx: &mut Tx<Read>, who: &Caller, req: &In<(WebLinkId,), NoQuery, ()>) -> Result<WebLink> {
    let link = access::get_even_trashed::<Node, See>(tx, who, req.path.0)?;
    view::shown(tx, who, &link, req.show)
}

pub fn update(
    tx: &mut Tx<Write>,
    who: &Caller,
    req: &In<(WebLinkId,), NoQuery, WebLinkUpdate>,
) -> Result<Allowed<Node, See>> {
    let link = access::get::<Node, See>(tx, who, req.path.0)?;
    req.if_unchanged(&link.etag.to_string())?;
    let url = match &req.body.url {
        Maybe::Absent => None,
        Maybe::Null => return Err(Error::invalid_parameter("url")),
        Maybe::Value(url) => Some(checked(url)?),
    };
    items::update(tx, who, link, &Wish { url, ..Wish::of(&req.body.item) })
}

pub fn delete(tx: &mut Tx<Write>, who: &Caller, req: &In<(WebLinkId,), NoQuery, NoBody>) -> Result<Empty> {
    let link = access::get::<Node, See>(tx, who, req.path.0)?;
    req.if_unchanged(&link.etag.to_string())?;
    items::trash(tx, who, &link.also::<Remove>()?)?;
    Ok(Empty)
}

/// Only what a browser opens as a page (contract: content §5.3).
fn checked(url: &str) -> Result<&str> {
    let is_page = ["http://", "https://"].iter().any(|scheme| {
        let start = url.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme));
        start && url.len() > scheme.len()
    });
    let is_clean = !url.contains(|c: char| c.is_control() || c.is_whitespace());
    if is_page && is_clean && url.chars().count() <= MAX_URL { Ok(url) } else { Err(Error::invalid_parameter("url")) }
}
