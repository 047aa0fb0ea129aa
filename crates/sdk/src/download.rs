//! Bytes that a call answers: small ones at once, files as they come, large ones in several ranges at a time.
use crate::{
    Client, Error, Result,
    call::{Call, Request},
    client::{is_passing, refused},
    contract::{
        Op,
        resources::files::{CONTENT, ContentQuery},
        wire::{FileId, FileVersionId},
    },
    doors::Files,
    path::PathParts,
    transport::{Transport, retry_after, text},
};
use bytes::Bytes;
use futures_util::{Stream, StreamExt, TryStreamExt, stream};
use http::{
    StatusCode,
    header::{CONTENT_RANGE, CONTENT_TYPE, LOCATION},
};
use reqwest::Response;
use serde::Serialize;
use std::{
    fmt,
    future::{Future, IntoFuture},
    io,
    ops::Range,
    path::Path,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering::Relaxed},
    },
    time::Duration,
};
use tokio::{fs::File, io::AsyncSeekExt, io::AsyncWriteExt};

/// How much one range has of a file that is downloaded in several.
const RANGE: u64 = 8 << 20;
/// How many ranges are under way.
const AT_ONCE: usize = 4;
/// How often a range is asked for that breaks off.
const ATTEMPTS: u32 = 5;

/// A picture, or a file in another form.
#[derive(Clone, Debug)]
pub struct Picture {
    /// `image/png` and the like.
    pub media: String,
    /// All of it.
    pub bytes: Bytes,
}

impl Client {
    /// A call that answers bytes.
    pub(crate) fn picture<P: PathParts, Q: Serialize, R>(
        &self,
        op: &Op<P, Q, (), R>,
        path: P,
        query: Q,
    ) -> Call<Picture> {
        Call::new(self, Request::new(op, &path, &query, ()))
    }

    /// Sends a request, and goes where the answer leads. That address carries its own permission: no token is sent there.
    pub(crate) async fn fetch(&self, request: &Request) -> Result<Response> {
        let operation = request.about.id;
        let answer = self.send(request).await?;
        if answer.status() != StatusCode::FOUND {
            return Ok(answer);
        }
        let place = answer.headers().get(LOCATION).and_then(|place| place.to_str().ok());
        let place = place.ok_or_else(|| Error::Unreadable { operation, cause: "it leads nowhere".to_owned() })?;
        self.open(operation, place, &request.headers).await
    }

    /// Reads from an address that carries its own permission.
    pub(crate) async fn open(
        &self,
        operation: &'static str,
        place: &str,
        headers: &[(&'static str, String)],
    ) -> Result<Response> {
        let Transport { http, settings } = self.transport();
        for number in 1.. {
            let mut request = http.get(place);
            for (name, value) in headers.iter().filter(|(name, _)| name.eq_ignore_ascii_case("range")) {
                request = request.header(*name, value);
            }
            let (failure, pause) = match request.send().await {
                Ok(answer) if answer.status().is_success() => return Ok(answer),
                Ok(answer) => {
                    let (status, pause) = (answer.status(), retry_after(answer.headers()));
                    let failure = refused(operation, number, answer).await;
                    if !is_passing(status) {
                        return Err(failure);
                    }
                    (failure, pause)
                }
                Err(error) => (lost(operation, &error), None),
            };
            if number >= settings.retries.attempts {
                return Err(failure);
            }
            settings.clock.wait(settings.retries.pause(number, pause, settings.chance())).await;
        }
        Err(Error::unfit("a call of no attempts"))
    }
}

impl Client {
    /// Asks an address that carries its own permission, and waits for as long as that.
    pub(crate) async fn open_within(
        &self,
        operation: &'static str,
        place: &str,
        patience: Duration,
    ) -> Result<Response> {
        let answer = self.transport().http.get(place).timeout(patience).send().await;
        let answer = answer.map_err(|error| lost(operation, &error))?;
        if answer.status().is_success() {
            return Ok(answer);
        }
        Err(refused(operation, 1, answer).await)
    }
}

impl IntoFuture for Call<Picture> {
    type Output = Result<Picture>;
    type IntoFuture = Pin<Box<dyn Future<Output = Result<Picture>> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move {
            let request = self.request?;
            let answer = self.client.fetch(&request).await?;
            let media = answer.headers().get(CONTENT_TYPE).and_then(|media| media.to_str().ok());
            let media = media.unwrap_or_default().to_owned();
            let bytes = answer.bytes().await;
            let lost = |error: reqwest::Error| Error::Unanswered { operation: request.about.id, cause: text(&error) };
            Ok(Picture { media, bytes: bytes.map_err(lost)? })
        })
    }
}

/// Told how many bytes of how many have come, or gone.
pub type Progress = Arc<dyn Fn(u64, u64) + Send + Sync>;

/// Bytes as they come.
#[derive(Debug)]
pub struct Streamed {
    operation: &'static str,
    answer: Response,
}

impl Streamed {
    pub(crate) fn new(operation: &'static str, answer: Response) -> Self {
        Streamed { operation, answer }
    }

    /// How many there are, if that is known.
    pub fn size(&self) -> Option<u64> {
        self.answer.content_length()
    }

    /// All of them.
    ///
    /// # Errors
    /// [`Error::Unanswered`] where they break off.
    pub async fn bytes(self) -> Result<Bytes> {
        let operation = self.operation;
        self.answer.bytes().await.map_err(|error| lost(operation, &error))
    }

    /// One piece after the other.
    pub fn stream(self) -> impl Stream<Item = Result<Bytes>> + Send + 'static {
        let operation = self.operation;
        self.answer.bytes_stream().map_err(move |error| lost(operation, &error))
    }
}

fn lost(operation: &'static str, error: &reqwest::Error) -> Error {
    Error::Unanswered { operation, cause: text(error) }
}

/// A download that is yet to be begun.
#[must_use = "a download begins with `open`, `bytes` or `to_file`"]
pub struct Download {
    client: Client,
    id: FileId,
    version: Option<FileVersionId>,
    range: Option<Range<u64>>,
    at_once: usize,
    progress: Option<Progress>,
}

impl fmt::Debug for Download {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Download").field("id", &self.id).field("version", &self.version).finish_non_exhaustive()
    }
}

impl Files {
    /// A file's content: `files().download(id).bytes().await?`, or into a file of one's own.
    pub fn download(&self, id: FileId) -> Download {
        Download { client: self.0.clone(), id, version: None, range: None, at_once: AT_ONCE, progress: None }
    }
}

impl Download {
    /// Of that version.
    pub fn version(self, version: FileVersionId) -> Self {
        Download { version: Some(version), ..self }
    }

    /// Of these bytes alone.
    pub fn range(self, range: Range<u64>) -> Self {
        Download { range: Some(range), ..self }
    }

    /// How many ranges of a large file are under way.
    pub fn at_once(self, ranges: usize) -> Self {
        Download { at_once: ranges.max(1), ..self }
    }

    /// Is told how far it is.
    pub fn progress(self, told: impl Fn(u64, u64) + Send + Sync + 'static) -> Self {
        Download { progress: Some(Arc::new(told)), ..self }
    }

    /// Begins it.
    ///
    /// # Errors
    /// As of any call.
    pub async fn open(self) -> Result<Streamed> {
        let answer = self.ask(self.range.clone()).await?;
        Ok(Streamed::new(CONTENT.about.id, answer))
    }

    /// All of it, in memory.
    ///
    /// # Errors
    /// As of any call.
    pub async fn bytes(self) -> Result<Bytes> {
        self.open().await?.bytes().await
    }

    async fn ask(&self, range: Option<Range<u64>>) -> Result<Response> {
        let mut request = Request::new(&CONTENT, &(self.id,), &ContentQuery { version: self.version }, ())?;
        if let Some(range) = range {
            if range.is_empty() {
                return Err(Error::unfit("a range of no bytes was asked for"));
            }
            request.headers.push(("range", format!("bytes={}-{}", range.start, range.end - 1)));
        }
        self.client.fetch(&request).await
    }

    /// Into a file, which is there when all of it is: in several ranges at a time, each of which is asked for again where
    /// it breaks off. How many bytes it has.
    ///
    /// # Errors
    /// As of any call; [`Error::Unfit`] where the file cannot be written.
    pub async fn to_file(self, path: impl AsRef<Path>) -> Result<u64> {
        let path = path.as_ref();
        let unfit = |error: io::Error| Error::unfit(format!("{}: {error}", path.display()));
        let directory = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let draft = tempfile::NamedTempFile::new_in(directory).map_err(unfit)?;
        let size = self.write(draft.path(), &unfit).await?;
        draft.persist(path).map_err(|error| unfit(error.error))?;
        Ok(size)
    }

    async fn write(&self, draft: &Path, unfit: Unfit<'_>) -> Result<u64> {
        let start = self.range.as_ref().map_or(0, |range| range.start);
        let wanted = self.range.as_ref().map_or(u64::MAX, |range| range.end);
        // How much there is, the answer to the first range tells.
        let first = match self.ask(Some(start..wanted.min(start.saturating_add(RANGE)))).await {
            // An empty file has no first byte.
            Err(Error::Refused(refused)) if refused.status == 416 && start == 0 => return Ok(0),
            first => first?,
        };
        let Some(total) = total(&first) else {
            // It is all of it, from a server that knows no ranges.
            let told = Told::new(self, first.content_length().unwrap_or_default());
            let (count, ended) = pour(first, draft, 0, &told, unfit).await;
            return ended.map(|()| count);
        };
        let end = wanted.min(total);
        let told = Told::new(self, end.saturating_sub(start));
        let (count, ended) = pour(first, draft, 0, &told, unfit).await;
        if let Err(failure @ Error::Unfit(_)) = ended {
            return Err(failure);
        }
        let first_end = end.min(start + RANGE);
        let rest = Some(start + count..first_end).filter(|rest| !rest.is_empty());
        let starts = (1..).map(|n| start + n * RANGE).take_while(|start| *start < end);
        let ranges = rest.into_iter().chain(starts.map(|start| start..end.min(start + RANGE)));
        let told = &told;
        let filled = ranges.map(|range| async move {
            let at = range.start - start;
            self.fill(range, draft, at, told, unfit).await
        });
        let mut filled = stream::iter(filled).buffer_unordered(self.at_once);
        while let Some(done) = filled.next().await {
            done?;
        }
        Ok(end.saturating_sub(start))
    }

    /// Fetches a range, again from where it broke off.
    async fn fill(&self, range: Range<u64>, draft: &Path, at: u64, told: &Told, unfit: Unfit<'_>) -> Result<()> {
        let (mut done, size) = (0, range.end - range.start);
        for attempt in 1.. {
            let answer = self.ask(Some(range.start + done..range.end)).await?;
            let (count, ended) = pour(answer, draft, at + done, told, unfit).await;
            done += count;
            match ended {
                _ if done >= size => break,
                Err(failure) if attempt >= ATTEMPTS || matches!(failure, Error::Unfit(_)) => return Err(failure),
                Ok(()) if attempt >= ATTEMPTS => {
                    let cause = "fewer bytes than were asked for".to_owned();
                    return Err(Error::Unreadable { operation: CONTENT.about.id, cause });
                }
                _ => {}
            }
        }
        Ok(())
    }
}

type Unfit<'a> = &'a (dyn Fn(io::Error) -> Error + Send + Sync);

/// How far a download is.
struct Told {
    done: AtomicU64,
    total: u64,
    progress: Option<Progress>,
}

impl Told {
    fn new(of: &Download, total: u64) -> Self {
        Told { done: AtomicU64::new(0), total, progress: of.progress.clone() }
    }

    fn more(&self, bytes: usize) {
        let done = self.done.fetch_add(bytes as u64, Relaxed) + bytes as u64;
        if let Some(progress) = &self.progress {
            progress(done, self.total);
        }
    }
}

/// Writes an answer into the file, from that place on. How many bytes there were, even if there should have been more.
async fn pour(answer: Response, draft: &Path, at: u64, told: &Told, unfit: Unfit<'_>) -> (u64, Result<()>) {
    let mut count = 0;
    let ended = async {
        let mut file = File::options().write(true).open(draft).await.map_err(unfit)?;
        file.seek(io::SeekFrom::Start(at)).await.map_err(unfit)?;
        let mut bytes = Streamed::new(CONTENT.about.id, answer).stream();
        let mut ended = Ok(());
        while let Some(chunk) = bytes.next().await {
            match chunk {
                Ok(chunk) => {
                    file.write_all(&chunk).await.map_err(unfit)?;
                    count += chunk.len() as u64;
                    told.more(chunk.len());
                }
                Err(failure) => ended = Err(failure),
            }
        }
        file.flush().await.map_err(unfit)?;
        ended
    };
    let ended = ended.await;
    (count, ended)
}

/// How many bytes the whole has, of which this is a range: `bytes 0-9/20`.
fn total(answer: &Response) -> Option<u64> {
    let range = answer.headers().get(CONTENT_RANGE).filter(|_| answer.status() == StatusCode::PARTIAL_CONTENT)?;
    range.to_str().ok()?.rsplit_once('/')?.1.trim().parse().ok()
}
