//! Bytes on their way out.
use crate::{
    Error, Result,
    store::within,
    testing::{Fault, Faults},
};
use bytes::Bytes;
use futures_util::{
    Stream, StreamExt,
    stream::{self, BoxStream},
};
use object_store::{GetResult, GetResultPayload};
use std::{
    fs::File,
    io::{self, Read, Seek, SeekFrom},
    ops::Range,
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};
use tokio::task::{JoinHandle, spawn_blocking};

/// Where reading costs little and a download little memory: at most two are held for each.
const CHUNK: u64 = 256 << 10;

/// The bytes of an object, or some of them: a stream of chunks of 256 KiB at most, which ends early only with an error.
/// Dropped, it stops reading.
pub struct Get {
    size: u64,
    range: Range<u64>,
    chunks: BoxStream<'static, Result<Bytes>>,
}

impl Get {
    pub(crate) fn new(result: GetResult, stall: Duration, faults: Faults) -> Self {
        let (size, range) = (result.meta.size, result.range);
        let chunks = match result.payload {
            GetResultPayload::File(file, _) => from_file(file, range.clone(), faults.clone()),
            GetResultPayload::Stream(stream) => from_stream(stream, faults.clone()),
        };
        let left = range.end.saturating_sub(range.start);
        let flow = Flow { chunks, left, at: 0, stall, faults };
        let chunks = stream::try_unfold(flow, |mut flow| async move {
            let next = within(flow.stall, flow.next()).await?;
            Ok(next.map(|chunk| (chunk, flow)))
        });
        Get { size, range, chunks: chunks.boxed() }
    }

    pub(crate) fn empty(size: u64, at: u64) -> Self {
        Get { size, range: at..at, chunks: stream::empty().boxed() }
    }

    /// How large the whole object is.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Which of its bytes come: those that were asked for, as far as there are any.
    pub fn range(&self) -> Range<u64> {
        self.range.clone()
    }
}

impl Stream for Get {
    type Item = Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.chunks.poll_next_unpin(context)
    }
}

struct Flow {
    chunks: BoxStream<'static, Result<Bytes>>,
    left: u64,
    at: u64,
    stall: Duration,
    faults: Faults,
}

impl Flow {
    /// Who was promised so many bytes must hear of it if they do not come.
    async fn next(&mut self) -> Result<Option<Bytes>> {
        if self.left == 0 {
            return Ok(None);
        }
        let mut chunk = self.chunks.next().await.unwrap_or(Err(Error::Corrupt))?;
        let (allowed, fault) = self.faults.get(self.at, chunk.len());
        match fault {
            // First what it still may hand out, then the fault.
            Some(_) if allowed > 0 => {
                let rest = chunk.split_off(allowed);
                let chunks = std::mem::replace(&mut self.chunks, stream::empty().boxed());
                self.chunks = stream::iter([Ok(rest)]).chain(chunks).boxed();
            }
            Some(Fault::Cut) => return Err(Error::Corrupt),
            Some(Fault::Full) => return Err(Error::Unavailable),
            Some(fault) => self.faults.strike(fault).await?,
            None => {}
        }
        let size = chunk.len() as u64;
        self.at += size;
        self.left = self.left.checked_sub(size).ok_or(Error::Corrupt)?;
        Ok(Some(chunk))
    }
}

/// Each chunk is read by a thread for blocking work, while the one before is on its way to whoever asked. No thread waits
/// for a client that reads slowly.
fn from_file(file: File, range: Range<u64>, faults: Faults) -> BoxStream<'static, Result<Bytes>> {
    struct Ahead {
        left: u64,
        job: Option<JoinHandle<io::Result<(File, Bytes)>>>,
        faults: Faults,
    }
    impl Ahead {
        async fn next(&mut self) -> Result<Option<Bytes>> {
            let Some(job) = self.job.take() else { return Ok(None) };
            let (file, chunk) = job.await.map_err(|_| Error::Unavailable)??;
            self.left = self.left.saturating_sub(chunk.len() as u64);
            if chunk.is_empty() {
                return Ok(None);
            }
            if self.left > 0 {
                let (left, faults) = (self.left, self.faults.clone());
                self.job = Some(spawn_blocking(move || read(file, left, &faults)));
            }
            Ok(Some(chunk))
        }
    }
    let left = range.end.saturating_sub(range.start);
    let counter = faults.clone();
    let job = spawn_blocking(move || {
        let mut file = file;
        file.seek(SeekFrom::Start(range.start))?;
        read(file, left, &counter)
    });
    let ahead = Ahead { left, job: Some(job), faults };
    stream::try_unfold(ahead, |mut ahead| async move { Ok(ahead.next().await?.map(|chunk| (chunk, ahead))) }).boxed()
}

fn read(mut file: File, left: u64, faults: &Faults) -> io::Result<(File, Bytes)> {
    let size = left.min(CHUNK);
    let mut chunk = Vec::with_capacity(size as usize);
    Read::by_ref(&mut file).take(size).read_to_end(&mut chunk)?;
    faults.count_read(chunk.len());
    Ok((file, chunk.into()))
}

/// What comes in large pieces is cut, so that all places look alike to whoever counts memory.
fn from_stream(
    stream: BoxStream<'static, object_store::Result<Bytes>>,
    faults: Faults,
) -> BoxStream<'static, Result<Bytes>> {
    let state = (stream, Bytes::new(), faults);
    stream::try_unfold(state, |(mut stream, mut piece, faults)| async move {
        while piece.is_empty() {
            match stream.next().await.transpose()? {
                Some(next) => piece = next,
                None => return Ok(None),
            }
            faults.count_read(piece.len());
        }
        let chunk = piece.split_to(piece.len().min(CHUNK as usize));
        Ok(Some((chunk, (stream, piece, faults))))
    })
    .boxed()
}
