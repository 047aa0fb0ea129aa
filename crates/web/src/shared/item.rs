//! The page of a shared item: a folder with what is in it, a file, or where a web link leads.
use crate::page::{
    self, Assets,
    texts::{Moment, bytes},
};
use askama::Template;
use axum::response::Response;
use boxwood_api::{
    Caller, Error,
    access::{self, Rights, See},
    items::{self, AFile, AFolder, AWebLink, Item, Kind, Listing, Node},
    resources::files,
    wire::{FileId, FolderId, ItemId, Paging, Start, WebLinkId},
};
use boxwood_store::{Read, Tx};

/// Rows on a page.
const PAGE: i64 = 100;

/// What of a link is asked for.
#[derive(Clone, Copy)]
pub(super) enum Wanted {
    Top,
    Folder(FolderId),
    File(FileId),
}

pub(super) struct Found {
    pub id: ItemId,
    kind: Kind,
    name: String,
    description: String,
    size: String,
    modified: Moment,
    url: Option<String>,
    can_download: bool,
    /// The folders above, from the linked one on.
    above: Vec<(String, String)>,
    rows: Vec<Row>,
    total: i64,
    from: i64,
}

struct Row {
    name: String,
    /// None: a web link, which has no page of its own.
    place: Option<String>,
    url: Option<String>,
    is_folder: bool,
    size: Option<String>,
    modified: Moment,
    download: Option<String>,
}

#[derive(Template)]
#[template(path = "shared/item.html")]
struct Page<'a> {
    assets: Assets,
    token: &'a str,
    found: &'a Found,
    is_folder: bool,
    earlier: Option<i64>,
    later: Option<i64>,
}

/// From which row on, as the query says.
pub(super) fn from(query: Option<&str>) -> i64 {
    let from = query.and_then(|query| query.split('&').find_map(|pair| pair.strip_prefix("from=")));
    from.and_then(|from| from.parse().ok()).filter(|from| (0..=10_000).contains(from)).unwrap_or_default()
}

/// Where the bytes of a file are, if the link reaches it and lets it be downloaded.
pub(super) fn address(tx: &mut Tx<Read>, who: &Caller, id: FileId) -> Result<String, Error> {
    below(who, &*access::get::<Node<AFile>, See>(tx, who, id)?)?;
    files::address_of(tx, who, id)
}

/// Refuses what the link does not reach, whatever rights somebody has to it.
fn below(who: &Caller, item: &Item) -> Result<(), Error> {
    let reaches = who.visit().is_some_and(|visit| visit.reaches(item));
    if reaches { Ok(()) } else { Err(Error::no_such_path()) }
}

pub(super) fn look(tx: &mut Tx<Read>, who: &Caller, wanted: Wanted, from: i64) -> Result<Found, Error> {
    let top = who.visit().map(|visit| (visit.item().kind, visit.item().id.0));
    match (wanted, top) {
        (Wanted::Folder(id), _) => folder(tx, who, id, from),
        (Wanted::File(id), _) => file(tx, who, id),
        (Wanted::Top, Some((Kind::Folder, id))) => folder(tx, who, FolderId(id), from),
        (Wanted::Top, Some((Kind::File, id))) => file(tx, who, FileId(id)),
        (Wanted::Top, Some((Kind::WebLink, id))) => {
            let link = access::get::<Node<AWebLink>, See>(tx, who, WebLinkId(id))?;
            below(who, &link)?;
            Ok(found(who, &link, link.rights()))
        }
        (Wanted::Top, None) => Err(Error::no_such_path()),
    }
}

fn file(tx: &mut Tx<Read>, who: &Caller, id: FileId) -> Result<Found, Error> {
    let file = access::get::<Node<AFile>, See>(tx, who, id)?;
    below(who, &file)?;
    Ok(Found { size: bytes(file.size), ..found(who, &file, file.rights()) })
}

fn folder(tx: &mut Tx<Read>, who: &Caller, id: FolderId, from: i64) -> Result<Found, Error> {
    let folder = access::get::<Node<AFolder>, See>(tx, who, id)?;
    below(who, &folder)?;
    let paging = Paging { limit: PAGE, start: Start::Offset(from) };
    let (inside, total) = items::items(tx, who, &folder, Listing { paging, ..Listing::FIRST })?;
    let can_download = folder.rights().include(Rights::DOWNLOAD);
    let rows = inside.iter().map(|item| row(item, can_download)).collect();
    Ok(Found { rows, total: total.unwrap_or_default(), from, ..found(who, &folder, folder.rights()) })
}

fn found(who: &Caller, item: &Item, rights: Rights) -> Found {
    let links = &item.above().links;
    let first = who.visit().and_then(|visit| links.iter().position(|link| ItemId::from(link.id) == visit.item().id));
    let above = links.get(first.unwrap_or(links.len())..).unwrap_or_default();
    Found {
        id: item.id,
        kind: item.kind,
        name: item.name.clone(),
        description: item.description.clone(),
        size: String::new(),
        modified: Moment(item.modified_at),
        url: item.url.clone(),
        can_download: item.kind == Kind::File && rights.include(Rights::DOWNLOAD),
        above: above.iter().map(|link| (link.name.clone(), link.id.to_string())).collect(),
        rows: Vec::new(),
        total: 0,
        from: 0,
    }
}

fn row(item: &Item, can_download: bool) -> Row {
    let is_file = item.kind == Kind::File;
    Row {
        name: item.name.clone(),
        place: match item.kind {
            Kind::Folder => Some(format!("folder/{}", item.id)),
            Kind::File => Some(format!("file/{}", item.id)),
            Kind::WebLink => None,
        },
        url: item.url.clone(),
        is_folder: item.kind == Kind::Folder,
        size: is_file.then(|| bytes(item.size)),
        modified: Moment(item.modified_at),
        download: (is_file && can_download).then(|| format!("download/{}", item.id)),
    }
}

pub(super) fn page(token: &str, found: &Found) -> Response {
    let later = found.from + PAGE;
    page::show(&Page {
        assets: Assets,
        token,
        found,
        is_folder: found.kind == Kind::Folder,
        earlier: (found.from > 0).then_some((found.from - PAGE).max(0)),
        later: (later < found.total).then_some(later),
    })
}
