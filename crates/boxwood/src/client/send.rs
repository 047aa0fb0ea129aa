//! One file on its way to the server.
use super::{
    paths::FIELDS,
    state::{Begun, modified},
    told::told,
};
use boxwood_sdk::{
    Client, Error, Source,
    contract::{
        InFolder,
        resources::{
            files::{File, NewFile, NewVersionOf},
            upload_sessions::Attributes,
        },
        wire::{FileId, FolderId, Maybe, Time},
    },
    upload::{LargeUpload, SMALLEST},
};
use boxwood_server::admin::Refused;
use std::{fs, path::Path};

/// Where the content of a file goes.
#[derive(Clone)]
pub enum To {
    New(FolderId, String),
    Version(FileId),
}

impl To {
    /// As it is remembered by.
    fn text(&self) -> String {
        match self {
            To::New(folder, name) => format!("{folder}/{name}"),
            To::Version(file) => format!("version of {file}"),
        }
    }
}

/// Sends a file, with the time of its last change; large ones in parts: what has arrived of such a one in a run that was cut
/// short is not sent again. `tell` is told how far it is: so many bytes, of so many.
///
/// # Errors
/// As of any call; a file that cannot be read.
pub async fn send(
    client: &Client,
    file: &Path,
    to: To,
    tell: impl Fn(u64, u64) + Clone + Send + Sync + 'static,
) -> Result<File, Failed> {
    let content = Source::file(file).await?;
    let (size, time) = (content.size(), time(file));
    if size < SMALLEST {
        let sent = small(client, content, to, time).await?;
        tell(size, size);
        return Ok(sent);
    }
    let begun = Begun::of(file, &to.text())?;
    let attributes = Attributes {
        // A version's file has been made before.
        content_created_at: said(time.filter(|_| matches!(to, To::New(..)))),
        content_modified_at: said(time),
        ..Attributes::default()
    };
    let files = client.files();
    if let Some(session) = begun.session().and_then(|session| session.parse().ok()) {
        let upload = files.resume_upload(session, content.clone()).attributes(attributes.clone());
        match carry(upload, &tell, &begun).await {
            // Sessions end after a while; and another server knows nothing of this one's.
            Err(Error::Refused(refused)) if matches!(refused.status, 400 | 403 | 404 | 409 | 410 | 412) => {
                begun.forget()
            }
            ended => return Ok(ended?),
        }
    }
    let upload = match to {
        To::New(folder, name) => files.upload_large(&name, folder, content),
        To::Version(id) => files.upload_large_version(id, content),
    };
    Ok(carry(upload.attributes(attributes), &tell, &begun).await?)
}

/// When its content was last changed. What nobody knows, and what is before 1970, is not said.
fn time(file: &Path) -> Option<Time> {
    let nanos = fs::metadata(file).ok().map(|about| modified(&about)).filter(|nanos| *nanos >= 0);
    nanos.map(|nanos| Time::at(nanos / 1000))
}

fn said(time: Option<Time>) -> Maybe<Time> {
    time.map_or(Maybe::Absent, Maybe::Value)
}

async fn carry(
    upload: LargeUpload,
    tell: &(impl Fn(u64, u64) + Clone + Send + Sync + 'static),
    begun: &Begun,
) -> Result<File, Error> {
    let kept = begun.clone();
    let sent = upload.on_begin(move |session| kept.keep(session)).progress(tell.clone()).send().await?;
    begun.forget();
    Ok(sent)
}

/// In one call.
async fn small(client: &Client, content: Source, to: To, time: Option<Time>) -> Result<File, Failed> {
    let files = client.files();
    let call = match to {
        To::New(folder, name) => {
            let parent = InFolder { id: folder };
            let (content_created_at, content_modified_at) = (said(time), said(time));
            let new = NewFile { name, parent, description: Maybe::Absent, content_created_at, content_modified_at };
            files.upload_as(new, content)
        }
        To::Version(id) => {
            let version = NewVersionOf { content_modified_at: said(time), ..NewVersionOf::default() };
            files.upload_version_as(id, version, content)
        }
    };
    let uploaded = call.fields(&FIELDS).await?;
    let none = || Failed::Here(Refused::failed("The server's answer names no file."));
    uploaded.entries.into_iter().next().ok_or_else(none)
}

/// Why a file was not sent: what the server has said is still to be read by who knows what to do about it.
pub enum Failed {
    There(Error),
    Here(Refused),
}

impl From<Error> for Failed {
    fn from(error: Error) -> Self {
        Failed::There(error)
    }
}

impl From<Refused> for Failed {
    fn from(refused: Refused) -> Self {
        Failed::Here(refused)
    }
}

impl Failed {
    /// For the person who has typed the command.
    pub fn told(self) -> Refused {
        match self {
            Failed::There(error) => told(error),
            Failed::Here(refused) => refused,
        }
    }
}
