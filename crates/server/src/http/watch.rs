//! Who keeps a connection without using it, loses it.
//!
//! A timer for each request would cost more than all the rest that is done here: a connection has one, which looks from
//! time to time at what has come and gone since.
use crate::config::Limits;
use std::{
    io::{self, IoSlice},
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering::Relaxed},
    },
    task::{Context, Poll},
    time::Duration,
};
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    time::{Instant, Interval, MissedTickBehavior, interval_at},
};

/// What has happened on a connection so far.
#[derive(Default)]
pub(super) struct Watch {
    requests: AtomicU64,
    /// A request is being worked at, which takes the time that it takes.
    busy: AtomicBool,
    read: AtomicU64,
    written: AtomicU64,
}

impl Watch {
    pub fn begins(&self) {
        self.requests.fetch_add(1, Relaxed);
        self.busy.store(true, Relaxed);
    }

    pub fn ends(&self) {
        self.busy.store(false, Relaxed);
    }
}

/// A stream whose bytes are counted.
pub(super) struct Watched<S> {
    stream: S,
    watch: Arc<Watch>,
}

impl<S> Watched<S> {
    pub fn new(stream: S, watch: Arc<Watch>) -> Self {
        Watched { stream, watch }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Watched<S> {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, into: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let before = into.filled().len();
        let polled = Pin::new(&mut self.stream).poll_read(cx, into);
        self.watch.read.fetch_add((into.filled().len() - before) as u64, Relaxed);
        polled
    }
}

impl<S: AsyncWrite + Unpin> Watched<S> {
    fn written(&self, polled: Poll<io::Result<usize>>) -> Poll<io::Result<usize>> {
        if let Poll::Ready(Ok(count)) = &polled {
            self.watch.written.fetch_add(*count as u64, Relaxed);
        }
        polled
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Watched<S> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let polled = Pin::new(&mut self.stream).poll_write(cx, bytes);
        self.written(polled)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let polled = Pin::new(&mut self.stream).poll_write_vectored(cx, bytes);
        self.written(polled)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}

pub(super) struct Watchdog {
    watch: Arc<Watch>,
    tick: Interval,
    head: Duration,
    idle: Duration,
    /// What it saw when something was last asked or answered, and when that was.
    requests: u64,
    read: u64,
    written: u64,
    since: Instant,
    /// When it first saw something come in that is no request yet.
    begun: Option<Instant>,
}

impl Watchdog {
    pub fn new(watch: Arc<Watch>, limits: &Limits) -> Self {
        let (since, period) = (Instant::now(), limits.head.min(limits.idle) / 4);
        let mut tick = interval_at(since + period, period.max(Duration::from_millis(1)));
        tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let Limits { head, idle, .. } = *limits;
        // The first request is due at once.
        Watchdog { watch, tick, head, idle, requests: 0, read: 0, written: 0, since, begun: Some(since) }
    }

    /// Ready when the client has had its time.
    pub async fn overdue(&mut self) {
        loop {
            let now = self.tick.tick().await;
            if self.is_overdue(now) {
                return;
            }
        }
    }

    fn is_overdue(&mut self, now: Instant) -> bool {
        let Watch { requests, busy, read, written } = &*self.watch;
        let (requests, read, written) = (requests.load(Relaxed), read.load(Relaxed), written.load(Relaxed));
        if busy.load(Relaxed) || requests != self.requests || written != self.written {
            (self.requests, self.read, self.written) = (requests, read, written);
            (self.since, self.begun) = (now, None);
            return false;
        }
        if self.begun.is_none() && read != self.read {
            self.begun = Some(now);
        }
        self.begun.map_or(now - self.since > self.idle, |begun| now - begun > self.head)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_head_has_less_time_than_an_idle_connection_and_work_has_all_it_needs() {
        let (watch, seconds) = (Arc::<Watch>::default(), Duration::from_secs);
        let limits = Limits { head: seconds(10), idle: seconds(60), ..Limits::default() };
        let mut dog = Watchdog::new(watch.clone(), &limits);
        let start = dog.since;
        let mut at = |second| dog.is_overdue(start + seconds(second));
        assert!(!at(9) && at(11), "the first request is due");
        watch.begins();
        assert!(!at(1000), "at work");
        watch.ends();
        watch.written.store(100, Relaxed);
        assert!(!at(1010), "answered");
        assert!(!at(1069) && at(1071), "idle");
        watch.written.store(200, Relaxed);
        assert!(!at(1080), "still answering");
        watch.read.store(1, Relaxed);
        assert!(!at(1100), "a head has begun");
        watch.read.store(2, Relaxed);
        assert!(!at(1109) && at(1111), "a byte now and then does not keep it alive");
    }
}
