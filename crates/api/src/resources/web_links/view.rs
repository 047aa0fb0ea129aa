//! Web links as the wire has them.
use super::wire::WebLink;
use crate::{
    items::{Common, Item},
    wire::WebLinkId,
};

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
