//! `boxwood get` and `boxwood put`: the bytes of files.
use super::{
    paths::{FIELDS, Item, Place, Target, find, items, look},
    progress::Progress,
    told::told,
    who::Who,
};
use crate::show;
use boxwood_sdk::{
    Client, Source,
    contract::{
        resources::files::File,
        wire::{FileId, FolderId},
    },
    upload::SMALLEST,
};
use boxwood_server::admin::Refused;
use clap::Args;
use futures_util::TryStreamExt;
use serde_json::json;
use std::{
    io::{Write as _, stdout},
    path::{Path, PathBuf},
};

#[derive(Args)]
pub struct Get {
    /// The file: /Folder/file, or id:123
    path: String,
    /// Where to: a directory or a name; - is the standard output
    #[arg(default_value = ".")]
    to: PathBuf,
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
    #[command(flatten)]
    who: Who,
}

impl Get {
    pub async fn run(self, json: bool) -> Result<(), Refused> {
        let client = self.who.client().await?;
        let item = find(&client, &self.path).await?;
        let Target::File(id) = item.target else {
            return Err(Refused::new(format!("'{}' is no file.", item.name()))
                .hint("Files are downloaded one by one; boxwood ls and boxwood tree show them"));
        };
        if self.to == Path::new("-") {
            return print(&client, id).await;
        }
        let path = self.place(item.name())?;
        let progress = Progress::new(item.name(), json);
        let count = {
            let progress = progress.clone();
            client.files().download(id).progress(move |done, total| progress.tell(done, total)).to_file(&path).await
        };
        drop(progress);
        let count = count.map_err(told)?;
        if json {
            show::line(&json!({ "file": path, "bytes": count, "id": id }));
        } else {
            let detail = show::bytes(i64::try_from(count).unwrap_or(i64::MAX));
            show::items::done("Downloaded", &path.display().to_string(), &detail);
        }
        Ok(())
    }

    /// Where the file is written.
    fn place(&self, name: &str) -> Result<PathBuf, Refused> {
        let path = if self.to.is_dir() {
            // Names are anybody's texts: none leads out of the directory.
            if name.is_empty() || name == "." || name == ".." || name.contains(['/', '\0']) {
                return Err(Refused::new(format!("'{name}' is no name for a file here.")).hint("Name the file as well"));
            }
            self.to.join(name)
        } else {
            self.to.clone()
        };
        if path.exists() && !self.force {
            return Err(Refused::new(format!("{} is there already.", path.display()))
                .hint("Write over it with --force, or name another file"));
        }
        Ok(path)
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

/// Where the content of a file goes.
enum To {
    New(FolderId, String),
    Version(FileId),
}

impl Put {
    pub async fn run(self, json: bool) -> Result<(), Refused> {
        let client = self.who.client().await?;
        let place = look(&client, &self.to).await?;
        let (folder, there) = match (&place, self.files.as_slice()) {
            (Place::There(Item { target: Target::Folder(id), .. }), _) => (*id, items(&client, *id).await?),
            (Place::There(Item { target: Target::File(id), .. }), [file]) => {
                return send(&client, file, To::Version(*id), json).await;
            }
            (Place::New { parent, name }, [file]) => {
                return send(&client, file, To::New(*parent, name.clone()), json).await;
            }
            _ => {
                return Err(Refused::new(format!("'{}' is no folder.", self.to))
                    .hint(format!("Make it one: boxwood mkdir {}", self.to)));
            }
        };
        for file in &self.files {
            let name = file.file_name().map(|name| name.to_string_lossy().into_owned());
            let name =
                name.ok_or_else(|| Refused::new(format!("{} has no name.", file.display())).hint("Name a file"))?;
            let known = there.iter().find(|item| item.name().to_lowercase() == name.to_lowercase());
            let to = match known.map(|item| item.target) {
                Some(Target::File(id)) => To::Version(id),
                // A folder that is in the way, the server names.
                _ => To::New(folder, name),
            };
            send(&client, file, to, json).await?;
        }
        Ok(())
    }
}

async fn send(client: &Client, file: &Path, to: To, json: bool) -> Result<(), Refused> {
    let content = Source::file(file).await.map_err(told)?;
    let size = content.size();
    let progress = Progress::new(&file.display().to_string(), json);
    let is_version = matches!(to, To::Version(_));
    let sent = if size < SMALLEST {
        small(client, content, to).await
    } else {
        let files = client.files();
        let upload = match to {
            To::New(folder, name) => files.upload_large(&name, folder, content),
            To::Version(id) => files.upload_large_version(id, content),
        };
        let progress = progress.clone();
        upload.progress(move |done, total| progress.tell(done, total)).send().await.map_err(told)
    };
    drop(progress);
    let sent = sent?;
    let item = Item::new(Target::File(sent.id), &sent);
    if json {
        show::line(&item.value);
    } else {
        let detail = show::bytes(i64::try_from(size).unwrap_or(i64::MAX));
        let what = if is_version { "a new version" } else { "new" };
        show::items::done("Uploaded", item.name(), &format!("{what}, {detail}, id {}", sent.id));
    }
    Ok(())
}

/// In one call.
async fn small(client: &Client, content: Source, to: To) -> Result<File, Refused> {
    let files = client.files();
    let call = match to {
        To::New(folder, name) => files.upload(&name, folder, content),
        To::Version(id) => files.upload_version(id, content),
    };
    let uploaded = call.fields(&FIELDS).await.map_err(told)?;
    uploaded.entries.into_iter().next().ok_or_else(|| Refused::failed("The server's answer names no file."))
}
