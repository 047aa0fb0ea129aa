//! Bytes that are sent, wherever they are. They can be read again, for a call that is made again.
use crate::{Error, Result};
use bytes::{Bytes, BytesMut};
use futures_util::{Stream, stream};
use std::{
    io::{self, SeekFrom},
    ops::Range,
    path::{Path, PathBuf},
};
use tokio::{
    fs::File,
    io::{AsyncReadExt, AsyncSeekExt},
};

/// How much of a file is in memory at a time.
const CHUNK: usize = 128 << 10;

/// The content of an upload.
#[derive(Clone, Debug)]
pub enum Source {
    /// In memory.
    Bytes(Bytes),
    /// In a file; of it these bytes.
    File(PathBuf, Range<u64>),
}

impl Source {
    /// All of a file. It must not change until it is uploaded.
    ///
    /// # Errors
    /// [`Error::Unfit`] where it cannot be read.
    pub async fn file(path: impl AsRef<Path>) -> Result<Self> {
        let path = path.as_ref();
        let about = tokio::fs::metadata(path).await.map_err(|error| unreadable(path, &error))?;
        if about.is_dir() {
            return Err(Error::unfit(format!("{}: this is a directory; upload the files in it", path.display())));
        }
        Ok(Source::File(path.to_owned(), 0..about.len()))
    }

    /// How many bytes.
    pub fn size(&self) -> u64 {
        match self {
            Source::Bytes(bytes) => bytes.len() as u64,
            Source::File(_, range) => range.end.saturating_sub(range.start),
        }
    }

    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.size() == 0
    }

    /// Those bytes of it.
    #[must_use]
    pub fn part(&self, of: Range<u64>) -> Source {
        match self {
            Source::Bytes(bytes) => {
                let at = |place: u64| usize::try_from(place).unwrap_or(usize::MAX).min(bytes.len());
                Source::Bytes(bytes.slice(at(of.start)..at(of.end)))
            }
            Source::File(path, range) => {
                let at = |place: u64| range.start.saturating_add(place).min(range.end);
                Source::File(path.clone(), at(of.start)..at(of.end))
            }
        }
    }

    /// All of it, in memory.
    ///
    /// # Errors
    /// [`Error::Unfit`] where the file cannot be read, or is shorter than it was.
    pub async fn read(&self) -> Result<Bytes> {
        let (path, range) = match self {
            Source::Bytes(bytes) => return Ok(bytes.clone()),
            Source::File(path, range) => (path, range),
        };
        let read = async {
            let mut file = File::open(path).await?;
            file.seek(SeekFrom::Start(range.start)).await?;
            let mut bytes = vec![0; usize::try_from(self.size()).map_err(io::Error::other)?];
            file.read_exact(&mut bytes).await?;
            Ok(Bytes::from(bytes))
        };
        read.await.map_err(|error: io::Error| unreadable(path, &error))
    }

    /// All of it, a piece at a time.
    pub(crate) fn stream(&self) -> impl Stream<Item = io::Result<Bytes>> + Send + 'static {
        enum At {
            Start(Source),
            In(File, u64),
        }
        stream::try_unfold(Some(At::Start(self.clone())), |at| async {
            let (mut file, left) = match at {
                None => return Ok(None),
                Some(At::Start(Source::Bytes(bytes))) => return Ok(Some((bytes, None))),
                Some(At::Start(Source::File(path, range))) => {
                    let mut file = File::open(path).await?;
                    file.seek(SeekFrom::Start(range.start)).await?;
                    (file, range.end.saturating_sub(range.start))
                }
                Some(At::In(file, left)) => (file, left),
            };
            if left == 0 {
                return Ok(None);
            }
            let most = usize::try_from(left).unwrap_or(CHUNK).min(CHUNK);
            let mut chunk = BytesMut::with_capacity(most);
            let count = (&mut file).take(most as u64).read_buf(&mut chunk).await?;
            if count == 0 {
                return Err(io::Error::new(io::ErrorKind::UnexpectedEof, "the file has become shorter"));
            }
            Ok(Some((chunk.freeze(), Some(At::In(file, left - count as u64)))))
        })
    }
}

impl From<Bytes> for Source {
    fn from(bytes: Bytes) -> Self {
        Source::Bytes(bytes)
    }
}

impl From<Vec<u8>> for Source {
    fn from(bytes: Vec<u8>) -> Self {
        Source::Bytes(bytes.into())
    }
}

impl From<&'static [u8]> for Source {
    fn from(bytes: &'static [u8]) -> Self {
        Source::Bytes(Bytes::from_static(bytes))
    }
}

impl From<&'static str> for Source {
    fn from(text: &'static str) -> Self {
        Source::Bytes(Bytes::from_static(text.as_bytes()))
    }
}

fn unreadable(path: &Path, error: &io::Error) -> Error {
    Error::unfit(format!("{}: {error}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::Source;
    use futures_util::TryStreamExt;

    #[tokio::test]
    async fn a_file_and_the_memory_give_the_same_bytes() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("large.bin");
        let bytes: Vec<u8> = (0..300_001_u32).map(|n| (n % 251) as u8).collect();
        std::fs::write(&path, &bytes).unwrap();
        for source in [Source::file(&path).await.unwrap(), Source::from(bytes.clone())] {
            assert_eq!(source.size(), 300_001);
            let chunks: Vec<_> = source.stream().try_collect().await.unwrap();
            assert!(chunks.concat() == bytes, "streamed");
            let part = source.part(100..200_100);
            assert_eq!(part.size(), 200_000);
            assert!(part.read().await.unwrap() == bytes[100..200_100], "a part, read");
            let chunks: Vec<_> = part.stream().try_collect().await.unwrap();
            assert!(chunks.concat() == bytes[100..200_100], "a part, streamed");
            assert!(source.part(300_001..400_000).is_empty());
        }
        let source = Source::file(&path).await.unwrap();
        std::fs::write(&path, b"short").unwrap();
        assert!(source.read().await.is_err() && source.stream().try_collect::<Vec<_>>().await.is_err());
        assert!(Source::file(directory.path()).await.is_err());
        assert!(Source::file(directory.path().join("none")).await.is_err());
    }
}
