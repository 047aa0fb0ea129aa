//! Archives of several items, made while they are sent (contract: content §5.5). The address carries its own permission.
//!
//! Nothing of an archive is ever in the memory but the chunk that is on its way; a client that reads slowly is waited for, and
//! one that goes away ends it all.
use super::{
    download::{Chunks, Shelf, disposition, put},
    respond,
};
use axum::{
    Router,
    body::Body,
    extract::{Path, State},
    routing,
};
use boxwood_api::{
    Error, Result,
    resources::{
        files::Blob,
        zip_downloads::{self, Begun, Contents, Entry, Progress, ZipDownloadId, ZipState},
    },
    wire::{FileId, RequestId, Time},
};
use boxwood_store::{Cost, Read, Tx, Write};
use bytes::Bytes;
use flate2::{Compression, write::DeflateEncoder};
use futures_util::{StreamExt, stream};
use http::{Method, Response, header};
use rawzip::{CompressionMethod, ZipArchiveWriter, time::UtcDateTime};
use std::{
    io::{self, Write as _},
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use tokio::{
    sync::mpsc::{self, Sender},
    task::JoinSet,
    time::timeout,
};

/// What addresses begin with, and how that of an archive ends.
pub(super) const BELOW: &str = "/2.0/zip_downloads/";
const END: &str = "/content";
/// How many chunks wait for the client.
const WAITING: usize = 2;
/// How often it is written down how far a download is, in microseconds and in files.
const TELL_EVERY: i64 = 1_000_000;
const TELL_AFTER: usize = 100;
/// How long a stop waits for archives whose clients are gone.
const STOP: Duration = Duration::from_secs(5);

/// Whether a path is that of an archive: all other calls of the API are the dispatcher's.
pub(super) fn is_at(path: &str) -> bool {
    path.starts_with(BELOW) && path.ends_with(END)
}

#[derive(Clone)]
struct Depot {
    shelf: Shelf,
    archives: Archives,
}

pub(super) fn routes(shelf: Shelf, archives: Archives) -> Router {
    let path = format!("/2.0{}", zip_downloads::CONTENT);
    // Not by HEAD: an address is good for one request.
    Router::new().route(&path, routing::get(archive)).with_state(Depot { shelf, archives })
}

async fn archive(State(depot): State<Depot>, Path(id): Path<String>, method: Method) -> Response<Body> {
    let request = respond::new_request_id();
    let answered = if method == Method::GET { depot.archive(&id, request).await } else { Err(not_asked()) };
    answered.unwrap_or_else(|error| respond::error(&error, request))
}

fn not_asked() -> Error {
    Error::method_not_allowed().with_header("allow", "GET")
}

impl Depot {
    async fn archive(&self, id: &str, request: RequestId) -> Result<Response<Body>> {
        let id: ZipDownloadId = id.parse().map_err(|()| Error::no_such_path())?;
        let begin = move |tx: &mut Tx<Write>| zip_downloads::begin(tx, id);
        let begun = self.shelf.db.write("zip_download.begin", begin).await?;
        let asked = begun.clone();
        let found =
            self.shelf.db.read(Cost::Scan, move |tx: &mut Tx<Read>| zip_downloads::contents(tx, &asked, request)).await;
        let name = begun.name.clone();
        let packing = match found {
            Ok(Contents { entries, progress }) => Packing {
                shelf: self.shelf.clone(),
                begun,
                request,
                progress,
                entries,
                since: Vec::new(),
                told: self.shelf.db.now(),
            },
            Err(error) => {
                let progress = Progress { state: ZipState::Failed, ..NOTHING };
                let tell = move |tx: &mut Tx<Write>| zip_downloads::tell(tx, &begun, &progress, &[], request);
                self.shelf.db.write("zip_download.tell", tell).await?;
                return Err(error);
            }
        };
        let (sender, receiver) = mpsc::channel(WAITING);
        self.archives.begin(packing.run(sender));
        let chunks = stream::unfold(receiver, async |mut receiver| Some((receiver.recv().await?, receiver)));
        let mut response = Response::new(Body::from_stream(chunks));
        put(&mut response, header::CONTENT_TYPE, "application/zip");
        put(&mut response, header::CONTENT_DISPOSITION, &disposition("attachment", &name));
        put(&mut response, header::CACHE_CONTROL, "private, no-store");
        put(&mut response, header::X_CONTENT_TYPE_OPTIONS, "nosniff");
        put(&mut response, header::ACCESS_CONTROL_ALLOW_ORIGIN, "*");
        put(
            &mut response,
            header::HeaderName::from_static("box-request-id"),
            &String::from_utf8_lossy(&request.header()),
        );
        Ok(response)
    }
}

const NOTHING: Progress =
    Progress { state: ZipState::InProgress, total: 0, downloaded: 0, skipped_files: 0, skipped_folders: 0 };

/// The archives that are being made: each ends with its client, or when it is whole.
#[derive(Clone, Default)]
pub(super) struct Archives(Arc<Mutex<JoinSet<()>>>);

impl Archives {
    fn begin(&self, packing: impl Future<Output = ()> + Send + 'static) {
        let mut tasks = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        while tasks.try_join_next().is_some() {}
        tasks.spawn(packing);
    }

    /// Waits until those whose clients are gone have written that down; what goes on even then is ended.
    pub async fn stop(&self) {
        let mut tasks = std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner));
        let all = async { while tasks.join_next().await.is_some() {} };
        if timeout(STOP, all).await.is_err() {
            tasks.shutdown().await;
        }
    }
}

/// What was written and not sent yet.
#[derive(Clone, Default)]
struct Pipe(Arc<Mutex<Vec<u8>>>);

impl io::Write for Pipe {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Where an archive goes.
struct Way {
    pipe: Pipe,
    sender: Sender<io::Result<Bytes>>,
}

impl Way {
    /// Waits until the client has taken what was written before.
    async fn send(&self) -> Result<(), Broken> {
        let written = std::mem::take(&mut *self.pipe.0.lock().unwrap_or_else(PoisonError::into_inner));
        if written.is_empty() {
            return Ok(());
        }
        self.sender.send(Ok(written.into())).await.map_err(|_| Broken::Gone)
    }
}

/// Why an archive has no end.
enum Broken {
    /// The client has gone away.
    Gone,
    Failed(String),
}

fn failed(cause: impl std::fmt::Display) -> Broken {
    Broken::Failed(cause.to_string())
}

/// The making of one archive.
struct Packing {
    shelf: Shelf,
    begun: Begun,
    request: RequestId,
    progress: Progress,
    entries: Vec<Entry>,
    /// What was downloaded and is not written down yet.
    since: Vec<FileId>,
    told: i64,
}

impl Packing {
    async fn run(mut self, sender: Sender<io::Result<Bytes>>) {
        let way = Way { pipe: Pipe::default(), sender };
        let ended = self.pack(&way).await;
        self.progress.state = if ended.is_ok() { ZipState::Succeeded } else { ZipState::Failed };
        // Before the client sees the end: it may ask at once.
        self.tell().await;
        let ended = match ended {
            Ok(()) => way.send().await,
            broken => broken,
        };
        if ended.is_err() && self.progress.state == ZipState::Succeeded {
            self.progress.state = ZipState::Failed;
            self.tell().await;
        }
        if let Err(Broken::Failed(cause)) = ended {
            tracing::error!(request = %self.request, cause, "an archive breaks off");
            // The connection ends without the archive's end, so that nobody takes a part for the whole.
            let _ = way.sender.send(Err(io::Error::other("the archive breaks off"))).await;
        }
    }

    /// All of it; its very end is written, and still to be sent.
    async fn pack(&mut self, way: &Way) -> Result<(), Broken> {
        let mut zip = ZipArchiveWriter::new(way.pipe.clone());
        for entry in std::mem::take(&mut self.entries) {
            match entry {
                Entry::Folder(path) => {
                    zip.new_dir(&path).unix_permissions(0o755).create().map_err(failed)?;
                }
                Entry::File { id, path, modified_at } => match self.opened(id).await {
                    Some((blob, bytes)) => {
                        self.file(&mut zip, way, &path, modified_at, (&blob, bytes)).await?;
                        self.progress.downloaded += 1;
                        self.since.push(id);
                    }
                    None => self.progress.skipped_files += 1,
                },
            }
            way.send().await?;
            self.tell_now_and_then().await;
        }
        zip.finish().map(drop).map_err(failed)
    }

    /// None: what is not theirs any more, or cannot be read, is left out.
    async fn opened(&self, id: FileId) -> Option<(Blob, Chunks)> {
        let (begun, request) = (self.begun.clone(), self.request);
        let open = move |tx: &mut Tx<Read>| zip_downloads::open(tx, &begun, id, request);
        let opened = self.shelf.db.read(Cost::Point, open).await;
        let blob = opened.inspect_err(|error| tracing::error!(%error, "a file is left out of an archive")).ok()??;
        let size = u64::try_from(blob.size).unwrap_or_default();
        let bytes = self.shelf.bytes(&blob, 0..size).await.ok()?;
        Some((blob, bytes))
    }

    async fn file(
        &mut self,
        zip: &mut ZipArchiveWriter<Pipe>,
        way: &Way,
        path: &str,
        modified_at: Time,
        (blob, mut bytes): (&Blob, Chunks),
    ) -> Result<(), Broken> {
        let time = UtcDateTime::from_unix(modified_at.micros() / 1_000_000);
        let new = zip.new_file(path).compression_method(CompressionMethod::DEFLATE);
        let (mut entry, config) = new.last_modified(time).unix_permissions(0o644).start().map_err(failed)?;
        let mut writer = config.wrap(DeflateEncoder::new(&mut entry, packing_of(&blob.name)));
        while let Some(chunk) = bytes.next().await {
            writer.write_all(&chunk.map_err(failed)?).map_err(failed)?;
            way.send().await?;
            self.tell_now_and_then().await;
        }
        let (encoder, descriptor) = writer.finish().map_err(failed)?;
        encoder.finish().map_err(failed)?;
        entry.finish(descriptor).map(drop).map_err(failed)
    }

    async fn tell_now_and_then(&mut self) {
        if self.since.len() >= TELL_AFTER || self.shelf.db.now() - self.told >= TELL_EVERY {
            self.tell().await;
        }
    }

    /// A download goes on even if that cannot be written down: on a full disk, say.
    async fn tell(&mut self) {
        self.told = self.shelf.db.now();
        let (begun, progress, request) = (self.begun.clone(), self.progress, self.request);
        let since = std::mem::take(&mut self.since);
        let tell = move |tx: &mut Tx<Write>| zip_downloads::tell(tx, &begun, &progress, &since, request);
        if let Err(error) = self.shelf.db.write("zip_download.tell", tell).await {
            tracing::error!(%request, %error, "how far an archive is, is not on record");
        }
    }
}

/// What is packed already is not packed again: that would take time, and no bytes away. Not even then is it stored as it is,
/// for without a compression that tells its own end some programs do not read an archive as it comes in.
fn packing_of(name: &str) -> Compression {
    const PACKED: [&str; 5] = ["image/", "video/", "audio/", "application/vnd.openxmlformats", "application/vnd.oasis"];
    const ARCHIVES: [&str; 7] = ["zip", "gz", "bz2", "xz", "zst", "7z", "pdf"];
    let media = mime_guess::from_path(name).first_raw().unwrap_or_default();
    let ending = name.rsplit('.').next().unwrap_or_default();
    let is_plain = matches!(media, "image/svg+xml" | "image/bmp" | "audio/wav" | "audio/x-wav");
    let is_packed = PACKED.iter().any(|start| media.starts_with(start))
        || ARCHIVES.iter().any(|known| known.eq_ignore_ascii_case(ending));
    if is_packed && !is_plain { Compression::none() } else { Compression::fast() }
}
