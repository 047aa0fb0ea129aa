//! Folders and items: what is listed, made, copied, moved, deleted and shared.
use super::{
    glob::{is_pattern, matched},
    paths::{FIELDS, Item, Place, Target, find, find_folder, items, look, unmarked, within},
    told::told,
    value_of,
    who::Who,
};
use crate::show;
use boxwood_sdk::{
    Client,
    contract::{
        ItemUpdate, LinkUpdate, NewParent,
        resources::{files::FileUpdate, folders::FolderUpdate, web_links::WebLinkUpdate},
        wire::{FolderId, Maybe},
    },
    doors::Folders,
};
use boxwood_server::admin::Refused;
use clap::{Args, ValueEnum};
use serde_json::{Value, json};
use std::path::PathBuf;

#[derive(Args)]
pub struct Ls {
    /// The folder: /Folder, or id:123; or what matches: '/Folder/*.txt'
    #[arg(default_value = "/")]
    path: String,
    #[command(flatten)]
    who: Who,
}

#[derive(Args)]
pub struct Tree {
    /// The folder: /Folder, or id:123
    #[arg(default_value = "/")]
    path: String,
    /// How many levels are shown
    #[arg(long, value_name = "N", default_value_t = usize::MAX, hide_default_value = true)]
    depth: usize,
    #[command(flatten)]
    who: Who,
}

#[derive(Args)]
pub struct Mkdir {
    /// The folder: /Folder/new
    path: String,
    /// Make the folders above it as well, and do not mind if it is there
    #[arg(long, short)]
    parents: bool,
    #[command(flatten)]
    who: Who,
}

#[derive(Args)]
pub struct FromTo {
    /// What is there: /Folder/file, '/Folder/*.txt', or id:123
    #[arg(required = true)]
    from: Vec<String>,
    /// A folder that is there, or the new name: /Other, /Folder/name
    to: String,
    #[command(flatten)]
    who: Who,
}

#[derive(Args)]
pub struct Rm {
    /// What is there: /Folder/file, '/Folder/*.txt', or id:123
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<String>,
    /// Folders with all that is in them
    #[arg(long, short)]
    recursive: bool,
    #[command(flatten)]
    who: Who,
}

#[derive(Args)]
pub struct Share {
    /// What is there: /Folder/file, or id:123
    path: String,
    /// Who may open the link; the enterprise's default, if nobody says
    #[arg(long, value_enum)]
    access: Option<Access>,
    /// A file with the password that the link asks for, or - for the standard input
    #[arg(long, value_name = "FILE")]
    password_file: Option<PathBuf>,
    /// When the link ends, as in 2030-01-31T12:00:00Z
    #[arg(long, value_name = "TIME")]
    until: Option<String>,
    /// Take the link away
    #[arg(long, conflicts_with_all = ["access", "password_file", "until"])]
    remove: bool,
    #[command(flatten)]
    who: Who,
}

#[derive(Clone, Copy, ValueEnum)]
enum Access {
    /// Whoever has it
    Open,
    /// The company
    Company,
    /// Those who collaborate in it anyway
    Collaborators,
}

impl Ls {
    pub async fn run(self, json: bool) -> Result<(), Refused> {
        let client = self.who.client().await?;
        let mut listed = matched(&client, &self.path).await?;
        // What matches is shown itself; what is named, by what is in it.
        if let Some(id) = listed.first().and_then(Item::folder).filter(|_| !is_pattern(&self.path)) {
            listed = items(&client, id).await?;
        }
        if json {
            show::line(&listed.iter().map(|item| &item.value).collect::<Vec<_>>());
        } else {
            show::items::list(&listed);
        }
        Ok(())
    }
}

impl Tree {
    pub async fn run(self, json: bool) -> Result<(), Refused> {
        let client = self.who.client().await?;
        let (root, item) = find_folder(&client, &self.path).await?;
        let path = self.path.trim_end_matches('/');
        if !json {
            show::items::top(item.name());
        }
        // What is to be shown next is the last: with how deep it is, and the path to it.
        let mut open: Vec<(usize, String, Item)> = Vec::new();
        let mut lines = Vec::new();
        let mut inside = Some((0, path.to_owned(), root));
        loop {
            if let Some((depth, path, folder)) = inside.take().filter(|(depth, ..)| *depth < self.depth) {
                let below = items(&client, folder).await?.into_iter().rev();
                open.extend(below.map(|item| (depth + 1, format!("{path}/{}", item.name()), item)));
            }
            let Some((depth, path, item)) = open.pop() else { break };
            if json {
                let mut value = item.value.clone();
                value.as_object_mut().map(|members| members.insert("path".to_owned(), json!(path)));
                lines.push(value);
            } else {
                show::items::branch(depth, &item);
            }
            inside = item.folder().map(|id| (depth, path, id));
        }
        if json {
            show::line(&lines);
        }
        Ok(())
    }
}

impl Mkdir {
    pub async fn run(self, json: bool) -> Result<(), Refused> {
        let client = self.who.client().await?;
        let made = match self.parents {
            true => make_all(&client, &self.path).await?,
            false => match look(&client, self.path.trim_end_matches('/')).await? {
                Place::New { parent, name } => Some(make(&client, parent, &name).await?),
                Place::There(item) => {
                    let hint = "Choose another name; --parents does not mind a folder that is there";
                    return Err(Refused::new(format!("'{}' is there already.", item.name())).hint(hint));
                }
            },
        };
        let made =
            made.ok_or_else(|| Refused::new("Nothing is named.").hint("Name the folder: boxwood mkdir /Folder"))?;
        tell(json, "Made", &made);
        Ok(())
    }
}

/// The last folder of a path, made with those above it where it is not there; None for a path of no names.
async fn make_all(client: &Client, path: &str) -> Result<Option<Item>, Refused> {
    let path = unmarked(path).trim_end_matches('/');
    let mut made = None;
    for end in path.match_indices('/').map(|(at, _)| at).filter(|at| *at > 0).chain([path.len()]) {
        let part = path.get(..end).unwrap_or(path);
        made = match look(client, part).await? {
            Place::New { parent, name } => Some(make(client, parent, &name).await?),
            Place::There(item) if item.folder().is_some() => Some(item),
            Place::There(item) => {
                return Err(
                    Refused::new(format!("'{}' is there, and no folder.", item.name())).hint("Choose another name")
                );
            }
        };
    }
    Ok(made)
}

/// The folder of a path, made if it is not there.
///
/// # Errors
/// Those of the calls; where something else has its name.
pub async fn ensure(client: &Client, path: &str) -> Result<FolderId, Refused> {
    if !path.starts_with("id:") && within(path)?.split('/').all(str::is_empty) {
        return Ok(Folders::ROOT);
    }
    let made = make_all(client, path).await?.and_then(|item| item.folder());
    made.ok_or_else(|| Refused::new(format!("'{path}' is no folder.")).hint("Name a folder"))
}

/// A new folder.
///
/// # Errors
/// Those of the call.
pub async fn ensure_in(client: &Client, parent: FolderId, name: &str) -> Result<FolderId, Refused> {
    let made = client.folders().create(name, parent).await.map_err(told)?;
    Ok(made.id)
}

async fn make(client: &Client, parent: FolderId, name: &str) -> Result<Item, Refused> {
    let made = client.folders().create(name, parent).fields(&FIELDS).await.map_err(told)?;
    Ok(Item::new(Target::Folder(made.id), &made))
}

impl FromTo {
    /// What it is about; each with the folder that it goes to, and its name there if that is another.
    async fn ends(&self, client: &Client) -> Result<Vec<(Item, FolderId, Option<String>)>, Refused> {
        let mut all = Vec::new();
        for from in &self.from {
            all.extend(matched(client, from).await?);
        }
        let to = look(client, &self.to).await?;
        if let (Place::There(to), false) = (&to, all.len() == 1) {
            let folder = to.folder().ok_or_else(|| self.taken())?;
            return Ok(all.into_iter().map(|item| (item, folder, None)).collect());
        }
        let mut all = all.into_iter();
        match (all.next(), all.next()) {
            (Some(from), None) => self.end(client, from, to).await.map(|end| vec![end]),
            _ => Err(Refused::new(format!("'{}' is no folder.", self.to))
                .hint(format!("Make it one: boxwood mkdir {}", self.to))),
        }
    }

    fn taken(&self) -> Refused {
        Refused::new(format!("'{}' is there already.", self.to))
            .hint(format!("Choose another name, or remove it first: boxwood rm {}", self.to))
    }

    async fn end(&self, client: &Client, from: Item, to: Place) -> Result<(Item, FolderId, Option<String>), Refused> {
        match to {
            Place::New { parent, name } => Ok((from, parent, Some(name))),
            Place::There(to) if to.target == from.target => self.respelled(client, from).await,
            Place::There(to) => match to.folder() {
                Some(id) => Ok((from, id, None)),
                None => Err(self.taken()),
            },
        }
    }

    /// The same name in another case leads to the same item.
    async fn respelled(&self, client: &Client, from: Item) -> Result<(Item, FolderId, Option<String>), Refused> {
        let end = self.to.trim_end_matches('/').rsplit_once('/').filter(|(_, name)| *name != from.name());
        let Some((above, name)) = end else {
            return Err(Refused::new(format!("'{}' is '{}' itself.", self.to, from.name()))
                .hint("Name another folder, or another name"));
        };
        let (parent, _) = find_folder(client, if above.is_empty() { "/" } else { above }).await?;
        Ok((from, parent, Some(name.to_owned())))
    }

    /// `boxwood cp`.
    pub async fn copy(self, json: bool) -> Result<(), Refused> {
        let client = self.who.client().await?;
        for (from, to, name) in self.ends(&client).await? {
            let name = name.as_deref();
            let made = match from.target {
                Target::Folder(id) => {
                    let made = client.folders().copy(id, to, name).fields(&FIELDS).await.map_err(told)?;
                    Item::new(Target::Folder(made.id), &made)
                }
                Target::File(id) => {
                    let made = client.files().copy(id, to, name).fields(&FIELDS).await.map_err(told)?;
                    Item::new(Target::File(made.id), &made)
                }
                Target::WebLink(id) => {
                    let made = client.web_links().copy(id, to, name).await.map_err(told)?;
                    Item::new(Target::WebLink(made.id), &made)
                }
            };
            tell(json, "Copied", &made);
        }
        Ok(())
    }

    /// `boxwood mv`.
    pub async fn rename(self, json: bool) -> Result<(), Refused> {
        let client = self.who.client().await?;
        for (from, to, name) in self.ends(&client).await? {
            let change = ItemUpdate {
                parent: Maybe::Value(NewParent { id: to, user_id: None }),
                name: name.map_or(Maybe::Absent, Maybe::Value),
                ..ItemUpdate::default()
            };
            let value = update(&client, from.target, change, &FIELDS).await?;
            tell(json, "Moved", &Item { target: from.target, value });
        }
        Ok(())
    }
}

/// Changes an item of any kind.
async fn update(client: &Client, target: Target, item: ItemUpdate, fields: &[&str]) -> Result<Value, Refused> {
    let changed = match target {
        Target::Folder(id) => {
            let change = FolderUpdate { item, ..FolderUpdate::default() };
            client.folders().update(id, change).fields(fields).await.map(|folder| value_of(&folder))
        }
        Target::File(id) => {
            let change = FileUpdate { item, ..FileUpdate::default() };
            client.files().update(id, change).fields(fields).await.map(|file| value_of(&file))
        }
        Target::WebLink(id) => {
            let change = WebLinkUpdate { item, ..WebLinkUpdate::default() };
            client.web_links().update(id, change).await.map(|link| value_of(&link))
        }
    };
    changed.map_err(told)
}

impl Rm {
    pub async fn run(self, json: bool) -> Result<(), Refused> {
        let client = self.who.client().await?;
        let mut all: Vec<Item> = Vec::new();
        for path in &self.paths {
            all.extend(matched(&client, path).await?);
        }
        for item in &all {
            let deleted = match item.target {
                Target::Folder(id) => client.folders().delete(id, self.recursive).await,
                Target::File(id) => client.files().delete(id).await,
                Target::WebLink(id) => client.web_links().delete(id).await,
            };
            deleted.map_err(told)?;
            if json {
                show::line(&item.value);
            } else {
                show::items::done("Deleted", item.name(), "it is in the trash");
            }
        }
        Ok(())
    }
}

impl Share {
    pub async fn run(self, json: bool) -> Result<(), Refused> {
        let client = self.who.client().await?;
        let item = find(&client, &self.path).await?;
        let shared_link = if self.remove { Maybe::Null } else { Maybe::Value(self.link()?) };
        let change = ItemUpdate { shared_link, ..ItemUpdate::default() };
        let value = update(&client, item.target, change, &["name", "shared_link"]).await?;
        let link = value.get("shared_link").cloned().unwrap_or_default();
        match (json, link.get("url").and_then(Value::as_str)) {
            (true, _) => show::line(&link),
            (false, Some(url)) => show::items::link(url, &link),
            (false, None) => show::items::done("Unshared", item.name(), "no link leads to it any more"),
        }
        Ok(())
    }

    fn link(&self) -> Result<LinkUpdate, Refused> {
        let mut said = serde_json::Map::new();
        if let Some(access) = self.access.and_then(|access| access.to_possible_value()) {
            said.insert("access".to_owned(), json!(access.get_name()));
        }
        if let Some(file) = &self.password_file {
            said.insert("password".to_owned(), json!(super::login::secret(file)?));
        }
        if let Some(until) = &self.until {
            said.insert("unshared_at".to_owned(), json!(until));
        }
        serde_json::from_value(Value::Object(said)).map_err(|error| {
            Refused::new(format!("The link cannot be so: {error}")).hint("A time is written 2030-01-31T12:00:00Z")
        })
    }
}

fn tell(json: bool, done: &str, item: &Item) {
    if json {
        show::line(&item.value);
    } else {
        let id = item.value.get("id").and_then(Value::as_str).unwrap_or_default();
        show::items::done(done, item.name(), &format!("id {id}"));
    }
}
