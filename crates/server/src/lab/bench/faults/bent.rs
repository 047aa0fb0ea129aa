//! A body that breaks off, or comes slowly.
use axum::{Error, body::Body};
use bytes::Bytes;
use hyper::body::{Body as HttpBody, Frame, SizeHint};
use std::{
    fmt,
    pin::Pin,
    task::{Context, Poll, ready},
    time::Duration,
};
use tokio::time::{Instant, Sleep, sleep_until};

/// How often in a second some of a slow body goes out.
const STEPS: u64 = 10;

/// It says that it is as long as it would have been.
pub(super) struct Bent {
    inner: Body,
    /// Bytes until it breaks off.
    left: Option<u64>,
    /// Whether what came before the break had time to go out.
    is_flushed: bool,
    pace: Option<Pace>,
}

/// So much at a time.
struct Pace {
    piece: u64,
    every: Duration,
    next: Pin<Box<Sleep>>,
    waiting: Bytes,
}

/// What the connection is closed with.
#[derive(Debug)]
struct BrokenOff;

impl fmt::Display for BrokenOff {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the laboratory breaks the body off")
    }
}

impl std::error::Error for BrokenOff {}

impl Bent {
    pub fn cut(inner: Body, left: u64) -> Bent {
        Bent { inner, left: Some(left), is_flushed: false, pace: None }
    }

    pub fn slow(inner: Body, rate: u64) -> Bent {
        let (piece, every) = if rate >= STEPS {
            (rate / STEPS, Duration::from_secs(1) / STEPS as u32)
        } else {
            (1, Duration::from_secs(1) / u32::try_from(rate.max(1)).unwrap_or(1))
        };
        let pace = Pace { piece, every, next: Box::pin(sleep_until(Instant::now())), waiting: Bytes::new() };
        Bent { inner, left: None, is_flushed: false, pace: Some(pace) }
    }

    /// What is left of a slow body, a piece of it.
    fn piece(pace: &mut Pace) -> Bytes {
        let length = pace.waiting.len().min(usize::try_from(pace.piece).unwrap_or(usize::MAX));
        pace.next.as_mut().reset(Instant::now() + pace.every);
        pace.waiting.split_to(length)
    }
}

impl HttpBody for Bent {
    type Data = Bytes;
    type Error = Error;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Error>>> {
        let this = &mut *self;
        if let Some(pace) = &mut this.pace {
            ready!(pace.next.as_mut().poll(cx));
            if !pace.waiting.is_empty() {
                return Poll::Ready(Some(Ok(Frame::data(Bent::piece(pace)))));
            }
        }
        let Some(frame) = ready!(Pin::new(&mut this.inner).poll_frame(cx)?) else { return Poll::Ready(None) };
        let data = match frame.into_data() {
            Ok(data) => data,
            Err(other) => return Poll::Ready(Some(Ok(other))),
        };
        if let Some(pace) = &mut this.pace {
            pace.waiting = data;
            return Poll::Ready(Some(Ok(Frame::data(Bent::piece(pace)))));
        }
        match this.left {
            None => Poll::Ready(Some(Ok(Frame::data(data)))),
            Some(0) if !data.is_empty() => {
                // The connection writes what it has while a body has nothing to say.
                if !std::mem::replace(&mut this.is_flushed, true) {
                    this.inner = Body::from(data);
                    cx.waker().wake_by_ref();
                    return Poll::Pending;
                }
                Poll::Ready(Some(Err(Error::new(BrokenOff))))
            }
            Some(left) => {
                let kept = data.slice(..data.len().min(usize::try_from(left).unwrap_or(usize::MAX)));
                this.left = Some(left - kept.len() as u64);
                if kept.len() < data.len() {
                    this.inner = Body::from(data.slice(kept.len()..));
                }
                Poll::Ready(Some(Ok(Frame::data(kept))))
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream() && self.pace.as_ref().is_none_or(|pace| pace.waiting.is_empty())
    }

    fn size_hint(&self) -> SizeHint {
        let waiting = self.pace.as_ref().map_or(0, |pace| pace.waiting.len() as u64);
        match self.inner.size_hint().exact() {
            Some(size) => SizeHint::with_exact(size + waiting),
            None => SizeHint::default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Bent;
    use axum::body::Body;
    use http_body_util::BodyExt;
    use hyper::body::Body as _;

    #[tokio::test]
    async fn it_breaks_off_where_it_is_to() {
        let mut body = Bent::cut(Body::from("abcdef"), 4);
        assert_eq!(body.size_hint().exact(), Some(6), "as if it were whole");
        assert_eq!(body.frame().await.unwrap().unwrap().into_data().unwrap(), "abcd");
        assert!(body.frame().await.unwrap().is_err());
        let whole = Bent::cut(Body::from("abcd"), 4).collect().await.unwrap().to_bytes();
        assert_eq!(whole, "abcd", "there is nothing to break off");
        assert!(Bent::cut(Body::from("a"), 0).collect().await.is_err());
    }
}
