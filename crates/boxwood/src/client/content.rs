//! `boxwood get` and `boxwood put`: the bytes of files, and of all files in a folder.
use super::{
    fetch::{Wanted, fetch, fit},
    glob::matched,
    items::ensure_in,
    paths::{Item, Place, Target, items, look, unmarked},
    progress::Progress,
    send::{Failed, To, send},
    sync::{AT_ONCE, Run},
    told::told,
    who::Who,
};
use crate::show;
use boxwood_sdk::{
    Client,
    contract::wire::{FileId, FolderId},
};
use boxwood_server::admin::Refused;
use clap::Args;
use futures_util::TryStreamExt;
use serde_json::json;
use std::{
    fs,
    io::{Write as _, stdout},
    path::{Path, PathBuf},
};

#[derive(Args)]
pub struct Get {
    /// The file: /Folder/file, '/Folder/*.txt', or id:123
    path: String,
    /// Where to: a directory or a name; - is the standard output
    #[arg(default_value = ".")]
    to: PathBuf,
    /// Folders with all that is in them
    #[arg(long, short)]
    recursive: bool,
    /// Write over a file that is there
    #[arg(long, short)]
    force: bool,
    #[command(flatten)]
    who: Who,
}

#[derive(Args)]
pub struct Put {
    /// Files on this machine
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// A folder on the server, or a name for the only file: /Folder/file
    #[arg(value_name = "TO")]
    to: String,
    /// Directories with all that is in them
    #[arg(long, short)]
    recursive: bool,
    #[command(flatten)]
    who: Who,
}

impl Get {
    pub async fn run(self, json: bool) -> Result<(), Refused> {
        let client = self.who.client().await?;
        let found = matched(&client, &self.path).await?;
        if self.to == Path::new("-") {
            return match found.as_slice() {
                [Item { target: Target::File(id), .. }] => print(&client, *id).await,
                _ => Err(Refused::new(format!("'{}' is not one file.", self.path))
                    .hint("One file goes to the standard output; name a directory for more")),
            };
        }
        if found.len() > 1 && !self.to.is_dir() {
            return Err(Refused::new(format!(
                "'{}' is no directory, and there are {} items.",
                self.to.display(),
                found.len()
            ))
            .hint(format!("Make it one: mkdir {}", self.to.display())));
        }
        for item in &found {
            match (item.target, Wanted::of(item)) {
                (_, Some(wanted)) => self.file(&client, item, &wanted, json).await?,
                (Target::Folder(id), None) if self.recursive => self.folder(&client, item, id, json).await?,
                (Target::Folder(_), None) => {
                    return Err(Refused::new(format!("'{}' is a folder.", item.name()))
                        .hint("Download it with all that is in it: --recursive"));
                }
                _ if found.len() > 1 => {}
                _ => {
                    return Err(Refused::new(format!("'{}' is a web link, which has no content.", item.name()))
                        .hint("boxwood api GET /web_links/ID shows where it leads"));
                }
            }
        }
        Ok(())
    }

    async fn file(&self, client: &Client, item: &Item, wanted: &Wanted, json: bool) -> Result<(), Refused> {
        let path = self.place(item.name())?;
        if path.exists() && !self.force {
            return Err(Refused::new(format!("{} is there already.", path.display()))
                .hint("Write over it with --force, or name another file"));
        }
        let progress = Progress::new(item.name(), wanted.size, json);
        let fetched = fetch(client, wanted, &path, |bytes| progress.more(bytes)).await;
        drop(progress);
        fetched?;
        if json {
            show::line(&json!({ "file": path, "bytes": wanted.size, "id": wanted.id }));
        } else {
            show::items::done("Downloaded", &path.display().to_string(), &size(wanted.size));
        }
        Ok(())
    }

    /// What is here and the same is not fetched again.
    async fn folder(&self, client: &Client, item: &Item, id: FolderId, json: bool) -> Result<(), Refused> {
        let run = Run { overwrites: self.force, ..run(client, json) };
        run.down(id, &self.place(item.name())?).await
    }

    /// Where it is written.
    fn place(&self, name: &str) -> Result<PathBuf, Refused> {
        if self.to.is_dir() {
            fit(name)?;
            return Ok(self.to.join(name));
        }
        Ok(self.to.clone())
    }
}

/// To the standard output, as it comes.
async fn print(client: &Client, id: FileId) -> Result<(), Refused> {
    let streamed = client.files().download(id).open().await.map_err(told)?;
    let mut chunks = std::pin::pin!(streamed.stream());
    while let Some(chunk) = chunks.try_next().await.map_err(told)? {
        let written = stdout().write_all(&chunk).and_then(|()| stdout().flush());
        written.map_err(|error| Refused::failed(format!("The standard output: {error}")))?;
    }
    Ok(())
}

impl Put {
    pub async fn run(self, json: bool) -> Result<(), Refused> {
        let client = self.who.client().await?;
        if let Some(directory) = self.files.iter().find(|file| file.is_dir()).filter(|_| !self.recursive) {
            return Err(Refused::new(format!("{} is a directory.", directory.display()))
                .hint("Upload it with all that is in it: --recursive"));
        }
        let place = look(&client, &self.to).await?;
        let (folder, there) = match (&place, self.files.as_slice()) {
            (Place::There(Item { target: Target::Folder(id), .. }), _) => (*id, items(&client, *id).await?),
            (Place::There(Item { target: Target::File(id), .. }), [file]) if !file.is_dir() => {
                return one(&client, file, To::Version(*id), json).await;
            }
            (Place::New { parent, name }, [file]) if file.is_dir() => {
                let top = ensure_in(&client, *parent, name).await?;
                return run(&client, json).up(file, Some(top)).await;
            }
            (Place::New { parent, name }, [file]) => {
                return one(&client, file, To::New(*parent, name.clone()), json).await;
            }
            _ => {
                let to = unmarked(&self.to);
                return Err(
                    Refused::new(format!("'{to}' is no folder.")).hint(format!("Make it one: boxwood mkdir {to}"))
                );
            }
        };
        for file in &self.files {
            let name = name_of(file)?;
            let known = there.iter().find(|item| item.name().to_lowercase() == name.to_lowercase());
            let to = match known.map(|item| item.target) {
                Some(Target::Folder(id)) if file.is_dir() => {
                    run(&client, json).up(file, Some(id)).await?;
                    continue;
                }
                _ if file.is_dir() => {
                    let top = ensure_in(&client, folder, &name).await?;
                    run(&client, json).up(file, Some(top)).await?;
                    continue;
                }
                Some(Target::File(id)) => To::Version(id),
                // A folder that is in the way, the server names.
                _ => To::New(folder, name),
            };
            one(&client, file, to, json).await?;
        }
        Ok(())
    }
}

/// What a file or directory is called; `.` is what it is.
fn name_of(file: &Path) -> Result<String, Refused> {
    let whole = fs::canonicalize(file).ok();
    let name = file.file_name().or_else(|| whole.as_deref()?.file_name());
    let name = name.map(|name| name.to_string_lossy().into_owned());
    name.ok_or_else(|| Refused::new(format!("{} has no name.", file.display())).hint("Name a file"))
}

/// Of all that is in a folder.
fn run(client: &Client, json: bool) -> Run<'_> {
    Run { client, json, is_dry: false, deletes: false, overwrites: true, at_once: AT_ONCE }
}

async fn one(client: &Client, file: &Path, to: To, json: bool) -> Result<(), Refused> {
    let count = fs::metadata(file).map(|about| about.len()).unwrap_or_default();
    let progress = Progress::new(&file.display().to_string(), count, json);
    let is_version = matches!(to, To::Version(_));
    let sent = send(client, file, to, progress.by_sum()).await;
    drop(progress);
    let sent = sent.map_err(Failed::told)?;
    let item = Item::new(Target::File(sent.id), &sent);
    if json {
        show::line(&item.value);
    } else {
        let what = if is_version { "a new version" } else { "new" };
        show::items::done("Uploaded", item.name(), &format!("{what}, {}, id {}", size(count), sent.id));
    }
    Ok(())
}

fn size(bytes: u64) -> String {
    show::bytes(i64::try_from(bytes).unwrap_or(i64::MAX))
}
