//! One request and its answer, as they pass by.
use crate::{
    http::{Found, HangUp, Known},
    lab::bench::matcher::Asked,
};
use axum::{Error, body::Body};
use bytes::Bytes;
use http::{HeaderMap, Method, Response, Uri, request::Parts};
use hyper::body::{Body as HttpBody, Frame, SizeHint};
use std::{
    pin::Pin,
    sync::{
        Arc, Mutex, MutexGuard, OnceLock, PoisonError,
        atomic::{AtomicUsize, Ordering::Relaxed},
    },
    task::{Context, Poll, ready},
    time::{Duration, Instant},
};
use tokio::sync::broadcast;

/// How much of a body is kept.
const KEPT: usize = 64 << 10;
/// About what an exchange takes without its bodies.
const BARE: usize = 2 << 10;

/// Secrets are in it: it is shown by `Shown` alone.
pub(super) struct Exchange {
    pub number: u64,
    /// By the clock of its world, in microseconds.
    pub at: i64,
    pub operation: &'static str,
    pub method: Method,
    pub uri: Uri,
    pub request: Message,
    pub answer: OnceLock<Answer>,
    room: Arc<AtomicUsize>,
}

pub(super) struct Answer {
    pub status: u16,
    pub took: Duration,
    pub message: Message,
    pub written: Written,
    /// The client got none of it.
    pub is_lost: bool,
}

/// What was found out besides.
pub(crate) struct Written {
    pub found: Found,
    pub names: Option<Known>,
    /// The ids of the faults that were applied.
    pub faults: Vec<u64>,
}

/// Headers, and what has come of the body so far.
pub(super) struct Message {
    pub headers: HeaderMap,
    body: Mutex<Heard>,
}

#[derive(Clone, Default)]
pub(super) struct Heard {
    pub bytes: Vec<u8>,
    /// All of them, kept or not.
    pub total: u64,
}

impl Message {
    fn new(headers: &HeaderMap) -> Message {
        Message { headers: headers.clone(), body: Mutex::default() }
    }

    pub fn heard(&self) -> Heard {
        self.body().clone()
    }

    /// How many bytes more are kept now.
    fn hear(&self, data: &[u8]) -> usize {
        let mut body = self.body();
        let kept = data.get(..KEPT.saturating_sub(body.bytes.len()).min(data.len())).unwrap_or_default();
        body.bytes.extend_from_slice(kept);
        body.total += data.len() as u64;
        kept.len()
    }

    fn body(&self) -> MutexGuard<'_, Heard> {
        self.body.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Exchange {
    pub fn new(number: u64, head: &Parts, operation: &'static str, at: i64, room: Arc<AtomicUsize>) -> Exchange {
        room.fetch_add(BARE, Relaxed);
        let (method, uri, request) = (head.method.clone(), head.uri.clone(), Message::new(&head.headers));
        Exchange { number, at, operation, method, uri, request, answer: OnceLock::new(), room }
    }

    /// As far as it can be told from others.
    pub fn asked(&self) -> Asked<'_> {
        let caller = self.answer.get().and_then(|answer| answer.written.names.as_ref());
        Asked { operation: self.operation, method: self.method.as_str(), path: self.uri.path(), caller }
    }
}

impl Drop for Exchange {
    fn drop(&mut self) {
        let answer = self.answer.get().map_or(0, |answer| answer.message.body().bytes.len());
        self.room.fetch_sub(BARE + self.request.body().bytes.len() + answer, Relaxed);
    }
}

/// An exchange that is on its way.
pub(in crate::lab::bench) struct Taken {
    exchange: Arc<Exchange>,
    begun: Instant,
    live: broadcast::Sender<Arc<Exchange>>,
}

impl Taken {
    pub(super) fn new(exchange: Arc<Exchange>, live: broadcast::Sender<Arc<Exchange>>) -> Taken {
        Taken { exchange, begun: Instant::now(), live }
    }

    /// The body of the request, which passes by.
    pub fn hears(&self, body: Body) -> Body {
        if body.is_end_stream() {
            return body;
        }
        Body::new(Passing { inner: body, exchange: self.exchange.clone(), of_answer: false })
    }

    /// The answer, whose body passes by.
    pub fn answered(self, response: Response<Body>, written: Written) -> Response<Body> {
        let Taken { exchange, begun, live } = self;
        let answer = Answer {
            status: response.status().as_u16(),
            took: begun.elapsed(),
            message: Message::new(response.headers()),
            written,
            is_lost: response.extensions().get::<HangUp>().is_some(),
        };
        let _ = exchange.answer.set(answer);
        // Nobody looks on, mostly.
        let _ = live.send(exchange.clone());
        if response.body().is_end_stream() {
            return response;
        }
        response.map(|inner| Body::new(Passing { inner, exchange, of_answer: true }))
    }
}

/// A body that is heard in passing.
struct Passing {
    inner: Body,
    exchange: Arc<Exchange>,
    of_answer: bool,
}

impl HttpBody for Passing {
    type Data = Bytes;
    type Error = Error;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Error>>> {
        let frame = ready!(Pin::new(&mut self.inner).poll_frame(cx));
        if let Some(data) = frame.as_ref().and_then(|frame| frame.as_ref().ok()?.data_ref()) {
            let of_answer = self.exchange.answer.get().filter(|_| self.of_answer).map(|answer| &answer.message);
            let kept = of_answer.unwrap_or(&self.exchange.request).hear(data);
            self.exchange.room.fetch_add(kept, Relaxed);
        }
        Poll::Ready(frame)
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}
