//! What can be asked about shared items.
use super::SharedItem;
use crate::{
    Caller, Error, In, NoQuery, Result,
    access::{self, See},
    items::{AFile, AFolder, AWebLink, Entry, Kind, Listing, Node, Shows},
    resources::{files, folders, web_links},
    wire::{FileId, FolderId, WebLinkId},
};
use boxwood_store::{Read, Tx};
use std::sync::Arc;

pub fn get(tx: &mut Tx<Read>, who: &Caller, req: &In<(), NoQuery, ()>) -> Result<SharedItem> {
    let visit = who.visit().ok_or_else(|| Error::bad_request("The 'BoxApi' header names no shared link"))?;
    let (id, show) = (visit.item().id.0, Shows::of(req.show));
    let entry = match visit.item().kind {
        Kind::Folder => {
            let folder = access::get::<Node<AFolder>, See>(tx, who, FolderId(id))?;
            Entry::Folder(Box::new(folders::shown(tx, who, &folder, SharedItem::of_folder(req.show), Listing::FIRST)?))
        }
        Kind::File => {
            let file = access::get::<Node<AFile>, See>(tx, who, FileId(id))?;
            Entry::File(Box::new(files::shown(tx, who, &file, show.file)?))
        }
        Kind::WebLink => {
            let link = access::get::<Node<AWebLink>, See>(tx, who, WebLinkId(id))?;
            Entry::WebLink(Box::new(web_links::shown(tx, who, &link, show.web_link)?))
        }
    };
    Ok(SharedItem(Arc::new(entry)))
}
