//! Web links as the wire has them.
use super::wire::WebLink;
use crate::{
    Caller, Result,
    access::{Allowed, See},
    items::{AWebLink, Common, Frame, Item, Node, Wanted},
    wire::{Selection, WebLinkId},
};
use boxwood_store::{Read, Tx};

pub(crate) fn shown(
    tx: &mut Tx<Read>,
    who: &Caller,
    link: &Allowed<Node<AWebLink>, See>,
    show: Selection,
) -> Result<WebLink> {
    let wanted = Wanted::of_web_link(show);
    let common = Frame::of_item(tx, who, link, wanted)?.common(tx, who, link, wanted, |_| Ok(link.rights()))?;
    Ok(web_link(link, common))
}

pub(crate) fn mini(item: &Item) -> WebLink {
    let etag = item.etag.to_string();
    WebLink {
        id: WebLinkId(item.id.0),
        url: item.url.clone().into(),
        sequence_id: etag.clone().into(),
        etag: etag.into(),
        name: item.name.clone().into(),
        ..WebLink::default()
    }
}

pub(crate) fn web_link(item: &Item, common: Common) -> WebLink {
    let mut out = WebLink { permissions: common.rights.map(Into::into), ..mini(item) };
    out.created_by = common.created_by;
    crate::items::common!(out, common);
    out
}
