//! A proxy that answers for Box's hosts: programs that know no server but Box's are led here by the variables that every
//! HTTP client reads (contract: clients §3).
//!
//! It is the listening address of a server. What comes there is one of three things, which the first request of a connection
//! tells: a tunnel (`CONNECT`), whose end is here for Box's hosts, with a certificate of a CA that lives as long as the
//! process; a request for a whole URL, as clients send it to a proxy for plain http; or a request of who knows the address.
//! What is meant for others is refused, or let through.
mod head;
mod hosts;
mod outside;
#[cfg(test)]
mod tests;

pub use hosts::is_box;
pub use outside::Upstream;

use crate::{
    Failure, Limits,
    front::Front,
    http::serve::{Listener, accept, requests},
    tls::Authority,
};
use axum::body::Body;
use head::{Asked, Head};
use http::{HeaderValue, Response, header::CONNECTION};
use outside::Target;
use std::{io, sync::Arc};
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, join},
    net::TcpStream,
    sync::watch::Receiver,
    time::timeout,
};

/// The first byte of a TLS handshake; some clients have a tunnel for plain http, too.
const HANDSHAKE: u8 = 0x16;

/// What becomes of what is meant for other hosts than Box's. This machine's own addresses are nobody else's.
#[derive(Clone)]
pub enum Outside {
    /// It is refused, and this hears of the host.
    Refused(Arc<dyn Fn(&str) + Send + Sync>),
    /// It is let through, unread; by another proxy, where others are only reached by that.
    Allowed(Option<Upstream>),
}

/// Who answers for Box, and to whom it leaves the rest.
#[derive(Clone)]
pub struct Proxy {
    authority: Authority,
    outside: Outside,
}

impl Proxy {
    /// With a CA of its own. `now` is in microseconds.
    ///
    /// # Errors
    /// When no certificate can be made.
    pub fn new(outside: Outside, now: i64) -> Result<Proxy, Failure> {
        Ok(Proxy { authority: Authority::new(&hosts::names(), now)?, outside })
    }

    /// The certificate of the CA, for clients to trust, in PEM.
    pub fn ca_pem(&self) -> &str {
        &self.authority.pem
    }

    /// The same in DER.
    pub fn ca_der(&self) -> &[u8] {
        &self.authority.certificate
    }

    /// Answers until the other end of `stopped` is dropped.
    pub(crate) async fn serve(self, listener: Listener, stopped: Receiver<()>, front: Front) {
        let limits = listener.limits.clone();
        let talk = move |stream, stopped| {
            let talk = Talk { proxy: self.clone(), limits: limits.clone(), stopped, front: front.clone(), user: None };
            async move {
                if let Err(error) = talk.converse(stream).await {
                    tracing::debug!(%error, "proxy");
                }
            }
        };
        accept(listener, stopped, talk).await;
    }
}

/// One connection, and what it is led with.
struct Talk {
    proxy: Proxy,
    limits: Limits,
    stopped: Receiver<()>,
    front: Front,
    /// As whom the client has come to the proxy.
    user: Option<String>,
}

impl Talk {
    async fn converse(mut self, mut stream: TcpStream) -> io::Result<()> {
        let _ = stream.set_nodelay(true);
        let head = tokio::select! {
            _ = self.stopped.changed() => return Ok(()),
            head = timeout(self.limits.head, Head::read(&mut stream)) => head??,
        };
        self.user = head.user();
        match head.asked() {
            Asked::Tunnel(target) if is_box(&target.host) => self.end_tunnel(head, stream).await,
            Asked::Tunnel(target) => self.beyond(head, target, stream).await,
            Asked::Whole(target) if is_box(&target.host) => self.answer(head.all(), stream, true).await,
            Asked::Whole(target) => self.beyond(head, target, stream).await,
            Asked::Here => self.answer(head.all(), stream, false).await,
        }
    }

    /// The end of a tunnel to one of Box's hosts.
    async fn end_tunnel(self, head: Head, mut stream: TcpStream) -> io::Result<()> {
        stream.write_all(b"HTTP/1.1 200 Connection established\r\n\r\n").await?;
        let early = head.rest();
        let mut first = [0];
        match early.first() {
            Some(byte) => first = [*byte],
            None => drop(timeout(self.limits.head, stream.peek(&mut first)).await??),
        }
        if first != [HANDSHAKE] {
            return self.answer(early, stream, false).await;
        }
        let accepted = timeout(self.limits.head, self.proxy.authority.acceptor.accept(behind(early, stream))).await;
        self.requests(accepted??, false).await
    }

    /// Answers what comes, of which some has come already.
    async fn answer(self, early: Vec<u8>, stream: TcpStream, once: bool) -> io::Result<()> {
        self.requests(behind(early, stream), once).await
    }

    /// `once`: what comes next on the connection may be for somebody else.
    async fn requests(self, stream: impl AsyncRead + AsyncWrite + Unpin, once: bool) -> io::Result<()> {
        let Talk { limits, stopped, front, user, .. } = self;
        let answer = |request| async {
            let mut response: Response<Body> = front.answer(request, user.as_deref()).await;
            if once {
                response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
            }
            response
        };
        requests(stream, &limits, stopped, answer).await.map_err(io::Error::other)
    }

    /// What is not for Box.
    async fn beyond(mut self, head: Head, target: Target, mut stream: TcpStream) -> io::Result<()> {
        let by = match &self.proxy.outside {
            _ if target.is_of_this_machine() => None,
            Outside::Refused(told) => {
                told(&target.host);
                return outside::refuse(&target.host, &mut stream).await;
            }
            Outside::Allowed(by) => by.as_ref(),
        };
        tokio::select! {
            _ = self.stopped.changed() => Ok(()),
            ended = outside::lead(&head, &target, by, &mut stream) => ended,
        }
    }
}

/// The stream with what was read of it put back.
fn behind(early: Vec<u8>, stream: TcpStream) -> impl AsyncRead + AsyncWrite + Unpin {
    let (read, write) = stream.into_split();
    join(io::Cursor::new(early).chain(read), write)
}
