//! Paths on a server: `/Folder/file`, found by listing one level after the other, or `id:123`. Where a path on this machine
//! could be meant as well, it is `box:/Folder/file`; that is right everywhere.
use super::{text, told::told, value_of};
use boxwood_sdk::{
    Client, Error,
    contract::{
        Entry,
        wire::{FileId, FolderId, WebLinkId},
    },
    doors::Folders,
};
use boxwood_server::admin::Refused;
use futures_util::TryStreamExt;
use serde::Serialize;
use serde_json::{Value, json};

/// What is asked for of each item.
pub const FIELDS: [&str; 6] = ["name", "size", "modified_at", "content_modified_at", "sha1", "file_version"];
/// What marks a path on the server.
const MARK: &str = "box:";
/// The most that a page has.
const PAGE: u32 = 1000;

#[derive(Clone, Copy, PartialEq)]
pub enum Target {
    Folder(FolderId),
    File(FileId),
    WebLink(WebLinkId),
}

/// Something on the server.
#[derive(Clone)]
pub struct Item {
    pub target: Target,
    /// As the server shows it.
    pub value: Value,
}

impl Item {
    pub fn new(target: Target, answer: &impl Serialize) -> Item {
        Item { target, value: value_of(answer) }
    }

    pub fn name(&self) -> &str {
        text(&self.value, "name")
    }

    pub fn folder(&self) -> Option<FolderId> {
        if let Target::Folder(id) = self.target { Some(id) } else { None }
    }
}

/// Where a path leads.
pub enum Place {
    There(Item),
    /// To nothing yet, in a folder that is there.
    New {
        parent: FolderId,
        name: String,
    },
}

/// What is in a folder: folders first, in the order of their names.
///
/// # Errors
/// Those of the calls.
pub async fn items(client: &Client, folder: FolderId) -> Result<Vec<Item>, Refused> {
    let stream = client.folders().items(folder).fields(&FIELDS).limit(PAGE).stream();
    let entries: Vec<Entry> = stream.try_collect().await.map_err(told)?;
    let mut items: Vec<Item> = entries.iter().map(of_entry).collect();
    items.sort_by_cached_key(|item| (item.folder().is_none(), item.name().to_lowercase()));
    Ok(items)
}

fn of_entry(entry: &Entry) -> Item {
    let target = match entry {
        Entry::Folder(folder) => Target::Folder(folder.id),
        Entry::File(file) => Target::File(file.id),
        Entry::WebLink(link) => Target::WebLink(link.id),
    };
    Item::new(target, entry)
}

/// Whether a path is marked as one on the server.
pub fn is_marked(path: &str) -> bool {
    path.starts_with(MARK) || path.starts_with("id:")
}

/// Without the mark.
pub fn unmarked(path: &str) -> &str {
    path.strip_prefix(MARK).unwrap_or(path)
}

/// The names of a path, below all that there is.
///
/// # Errors
/// For what is no path on the server.
pub fn within(path: &str) -> Result<&str, Refused> {
    unmarked(path).strip_prefix('/').ok_or_else(|| {
        Refused::new(format!("'{path}' is no path on the server."))
            .hint(format!("Paths begin with a slash, /{}; or say an id, id:123", unmarked(path)))
    })
}

/// What all that a user has is in.
pub fn root() -> Item {
    let value = json!({ "type": "folder", "id": "0", "name": "All Files" });
    Item { target: Target::Folder(Folders::ROOT), value }
}

/// Where a path leads, be something there or not.
///
/// # Errors
/// Where not even the folder is there.
pub async fn look(client: &Client, path: &str) -> Result<Place, Refused> {
    if let Some(id) = unmarked(path).strip_prefix("id:") {
        return by_id(client, id).await.map(Place::There);
    }
    let below = within(path)?;
    let mut at = root();
    let mut names = below.split('/').filter(|name| !name.is_empty()).peekable();
    while let Some(name) = names.next() {
        let Some(parent) = at.folder() else {
            return Err(Refused::missing(format!("'{}' is no folder.", at.name())).hint("boxwood ls shows what is one"));
        };
        match named(items(client, parent).await?, name) {
            Some(item) => at = item,
            None if names.peek().is_none() && !path.ends_with('/') => {
                return Ok(Place::New { parent, name: name.to_owned() });
            }
            None => {
                return Err(Refused::missing(format!("There is no '{name}' in '{}'.", at.name()))
                    .hint(format!("See what is there with boxwood ls, or make the folder: boxwood mkdir -p {path}")));
            }
        }
    }
    Ok(Place::There(at))
}

/// What is there.
///
/// # Errors
/// Where nothing is.
pub async fn find(client: &Client, path: &str) -> Result<Item, Refused> {
    match look(client, path).await? {
        Place::There(item) => Ok(item),
        Place::New { name, .. } => {
            Err(Refused::missing(format!("There is no '{path}': nothing is named '{name}' there."))
                .hint("See what is there with boxwood ls; others may see more: --as-user USER"))
        }
    }
}

/// The folder that is there.
///
/// # Errors
/// Where there is none, or something else.
pub async fn find_folder(client: &Client, path: &str) -> Result<(FolderId, Item), Refused> {
    let item = find(client, path).await?;
    match item.folder() {
        Some(id) => Ok((id, item)),
        None => Err(Refused::new(format!("'{}' is no folder.", item.name())).hint("Name the folder that it is in")),
    }
}

/// Names are unique but for their case; where a server has both, the one that is written so comes first.
pub fn named(items: Vec<Item>, name: &str) -> Option<Item> {
    let exact = items.iter().find(|item| item.name() == name).cloned();
    exact.or_else(|| items.into_iter().find(|item| item.name().to_lowercase() == name.to_lowercase()))
}

/// Kinds of items have ids each of their own: which one it is, the server knows.
async fn by_id(client: &Client, id: &str) -> Result<Item, Refused> {
    let wrong = || Refused::new(format!("'{id}' is no id.")).hint("An id is a number: id:123");
    let number: i64 = id.parse().map_err(|_| wrong())?;
    let (folder, file, link) = (FolderId(number), FileId(number), WebLinkId(number));
    let missing = |error: &Error| error.status() == Some(404);
    match client.folders().get(folder).fields(&FIELDS).await {
        Err(error) if missing(&error) => {}
        found => return found.map(|found| Item::new(Target::Folder(folder), &found)).map_err(told),
    }
    match client.files().get(file).fields(&FIELDS).await {
        Err(error) if missing(&error) => {}
        found => return found.map(|found| Item::new(Target::File(file), &found)).map_err(told),
    }
    let found = client.web_links().get(link).fields(&["name", "modified_at"]).await;
    found.map(|found| Item::new(Target::WebLink(link), &found)).map_err(told)
}
