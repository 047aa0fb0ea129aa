//! `boxwood users` and `boxwood collab`: who is there, and who works together in what.
use super::{
    paths::{Item, Target, find},
    text,
    told::told,
    value_of,
    who::Who,
};
use crate::show;
use boxwood_sdk::{
    Client,
    contract::resources::{
        collaborations::{Collaboration, CollaborationUpdate, NewCollaboration},
        users::ListQuery,
    },
};
use boxwood_server::admin::Refused;
use clap::{Args, Subcommand};
use futures_util::TryStreamExt;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

/// What is shown of each user.
const FIELDS: [&str; 5] = ["name", "login", "role", "status", "space_used"];
const ROLES: [&str; 7] =
    ["editor", "viewer", "previewer", "uploader", "previewer uploader", "viewer uploader", "co-owner"];
/// The most that a page has.
const PAGE: u32 = 1000;

#[derive(Args)]
pub struct Users {
    /// Those whose name or login begins so
    #[arg(long, value_name = "TEXT")]
    filter: Option<String>,
    #[command(flatten)]
    who: Who,
}

#[derive(Subcommand)]
pub enum Collab {
    /// List who collaborates in a folder or a file
    Ls(List),
    /// Let somebody collaborate in it
    Add(Add),
    /// Give somebody who collaborates in it another role, or an end
    Set(Set),
    /// Let somebody collaborate in it no longer
    Rm(Remove),
}

#[derive(Args)]
pub struct List {
    /// What is there: /Folder/file, or id:123
    path: String,
    #[command(flatten)]
    who: Who,
}

#[derive(Args)]
pub struct Add {
    /// What is there: /Folder/file, or id:123
    path: String,
    /// A user's id or address, or group:ID
    user: String,
    /// What they may
    #[arg(long, default_value = "viewer", value_parser = ROLES)]
    role: String,
    /// When it ends, as in 2030-01-31T12:00:00Z
    #[arg(long, value_name = "TIME")]
    until: Option<String>,
    #[command(flatten)]
    who: Who,
}

#[derive(Args)]
pub struct Set {
    /// What is there: /Folder/file, or id:123
    path: String,
    /// A user's id or address, or group:ID
    user: String,
    /// What they may
    #[arg(long, value_parser = ROLES, required_unless_present = "until")]
    role: Option<String>,
    /// When it ends, as in 2030-01-31T12:00:00Z; never takes the end away
    #[arg(long, value_name = "TIME")]
    until: Option<String>,
    #[command(flatten)]
    who: Who,
}

#[derive(Args)]
pub struct Remove {
    /// What is there: /Folder/file, or id:123
    path: String,
    /// A user's id or address, or group:ID
    user: String,
    #[command(flatten)]
    who: Who,
}

impl Users {
    pub async fn run(self, json: bool) -> Result<(), Refused> {
        let client = self.who.client().await?;
        let query = ListQuery { filter_term: self.filter.unwrap_or_default(), ..ListQuery::default() };
        let all = client.users().matching(query).fields(&FIELDS).limit(PAGE).stream();
        let all: Vec<Value> = all.map_ok(|user| value_of(&user)).try_collect().await.map_err(told)?;
        if json {
            show::line(&all);
        } else {
            show::people::users(&all);
        }
        Ok(())
    }
}

impl Collab {
    pub async fn run(self, json: bool) -> Result<(), Refused> {
        match self {
            Collab::Ls(asked) => asked.run(json).await,
            Collab::Add(asked) => asked.run(json).await,
            Collab::Set(asked) => asked.run(json).await,
            Collab::Rm(asked) => asked.run(json).await,
        }
    }
}

impl List {
    async fn run(self, json: bool) -> Result<(), Refused> {
        let client = self.who.client().await?;
        let item = find(&client, &self.path).await?;
        let all: Vec<Value> = within(&client, &item).await?.iter().map(value_of).collect();
        if json {
            show::line(&all);
        } else {
            show::people::collaborations(&all);
        }
        Ok(())
    }
}

impl Add {
    async fn run(self, json: bool) -> Result<(), Refused> {
        let client = self.who.client().await?;
        let item = find(&client, &self.path).await?;
        let (kind, id) = kind(&item)?;
        let grantee = match self.user.strip_prefix("group:") {
            Some(id) => json!({ "type": "group", "id": id }),
            None if is_number(&self.user) => json!({ "type": "user", "id": self.user }),
            None => json!({ "type": "user", "login": self.user }),
        };
        let mut said = json!({ "item": { "type": kind, "id": id }, "accessible_by": grantee, "role": self.role });
        if let (Some(until), Some(members)) = (&self.until, said.as_object_mut()) {
            members.insert("expires_at".to_owned(), json!(until));
        }
        let new: NewCollaboration = read(said)?;
        let made = client.collaborations().create(new).await.map_err(told)?;
        tell(json, "Added", &self.user, item.name(), &value_of(&made));
        Ok(())
    }
}

impl Set {
    async fn run(self, json: bool) -> Result<(), Refused> {
        let client = self.who.client().await?;
        let item = find(&client, &self.path).await?;
        let known = of(&client, &item, &self.user).await?;
        let mut said = serde_json::Map::new();
        said.extend(self.role.map(|role| ("role".to_owned(), json!(role))));
        let until = |time: String| if time == "never" { Value::Null } else { json!(time) };
        said.extend(self.until.map(|time| ("expires_at".to_owned(), until(time))));
        let change: CollaborationUpdate = read(Value::Object(said))?;
        let changed = client.collaborations().update(known.id, change).await.map_err(told)?;
        tell(json, "Changed", &self.user, item.name(), &value_of(&changed.unwrap_or(known)));
        Ok(())
    }
}

impl Remove {
    async fn run(self, json: bool) -> Result<(), Refused> {
        let client = self.who.client().await?;
        let item = find(&client, &self.path).await?;
        let known = of(&client, &item, &self.user).await?;
        client.collaborations().delete(known.id).await.map_err(told)?;
        tell(json, "Removed", &self.user, item.name(), &value_of(&known));
        Ok(())
    }
}

fn tell(json: bool, done: &str, user: &str, item: &str, collaboration: &Value) {
    if json {
        return show::line(collaboration);
    }
    let (role, status) = (text(collaboration, "role"), text(collaboration, "status"));
    show::items::done(done, user, &format!("{role} in {item}, {status}"));
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|letter| letter.is_ascii_digit())
}

fn kind(item: &Item) -> Result<(&'static str, String), Refused> {
    match item.target {
        Target::Folder(id) => Ok(("folder", id.to_string())),
        Target::File(id) => Ok(("file", id.to_string())),
        Target::WebLink(_) => {
            Err(Refused::new(format!("'{}' is a web link, in which nobody collaborates.", item.name()))
                .hint("Name the folder that it is in"))
        }
    }
}

async fn within(client: &Client, item: &Item) -> Result<Vec<Collaboration>, Refused> {
    let pages = match item.target {
        Target::Folder(id) => client.collaborations().of_folder(id),
        Target::File(id) => client.collaborations().of_file(id),
        Target::WebLink(_) => return kind(item).map(|_| Vec::new()),
    };
    pages.stream().try_collect().await.map_err(told)
}

/// That of a user or a group.
async fn of(client: &Client, item: &Item, user: &str) -> Result<Collaboration, Refused> {
    let group = user.strip_prefix("group:");
    let mut all = within(client, item).await?.into_iter();
    let found = all.find(|one| {
        let value = value_of(one);
        let by = value.get("accessible_by").cloned().unwrap_or_default();
        let is_group = text(&by, "type") == "group";
        match group {
            Some(id) => is_group && text(&by, "id") == id,
            None if is_number(user) => !is_group && text(&by, "id") == user,
            None => {
                [text(&by, "login"), text(&value, "invite_email")].iter().any(|known| known.eq_ignore_ascii_case(user))
            }
        }
    });
    found.ok_or_else(|| {
        Refused::missing(format!("'{user}' does not collaborate in '{}' itself.", item.name()))
            .hint("boxwood collab ls PATH shows who does; who collaborates in a folder above is changed there")
    })
}

fn read<T: DeserializeOwned>(said: Value) -> Result<T, Refused> {
    serde_json::from_value(said).map_err(|error| {
        Refused::new(format!("It cannot be so: {error}")).hint("A time is written 2030-01-31T12:00:00Z")
    })
}
