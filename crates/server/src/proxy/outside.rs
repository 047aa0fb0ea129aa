//! What is meant for others than Box.
use super::head::{Asked, Head};
use base64::{Engine, prelude::BASE64_STANDARD};
use percent_encoding::percent_decode_str;
use std::{io, net::IpAddr};
use tokio::{
    io::{AsyncWriteExt, copy_bidirectional},
    net::TcpStream,
};

/// Whom a request is for.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Target {
    /// Without the brackets of an address of IPv6.
    pub host: String,
    pub port: u16,
}

impl Target {
    /// `host[:port]`
    pub fn of(text: &str, usual: u16) -> Option<Target> {
        let text = text.rsplit_once('@').map_or(text, |(_, authority)| authority);
        let (host, port) = match text.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
            Some((host, rest)) => (host, rest.strip_prefix(':')),
            None => text.split_once(':').map_or((text, None), |(host, port)| (host, Some(port))),
        };
        let port = port.map_or(Some(usual), |port| port.parse().ok())?;
        Some(Target { host: host.to_owned(), port }).filter(|target| !target.host.is_empty())
    }

    pub fn is_of_this_machine(&self) -> bool {
        let host = self.host.trim_end_matches('.').to_ascii_lowercase();
        host == "localhost" || host.ends_with(".localhost") || host.parse().is_ok_and(|ip: IpAddr| ip.is_loopback())
    }
}

/// A proxy that others are only reached by.
#[derive(Clone, Debug, PartialEq)]
pub struct Upstream {
    target: Target,
    /// As a header says it.
    authorization: Option<String>,
}

impl Upstream {
    /// `[http://][user:password@]host[:port]`, as `HTTPS_PROXY` says it. None for what is no such proxy.
    pub fn of(text: &str) -> Option<Upstream> {
        let authority = text.strip_prefix("http://").unwrap_or(text).trim_end_matches('/');
        if authority.contains("://") {
            return None;
        }
        let said = authority.rsplit_once('@').map(|(said, _)| percent_decode_str(said).collect::<Vec<u8>>());
        let authorization = said.map(|said| format!("Basic {}", BASE64_STANDARD.encode(said)));
        Some(Upstream { target: Target::of(authority, 80)?, authorization })
    }
}

/// Says no, and how to get a yes.
pub(super) async fn refuse(host: &str, stream: &mut TcpStream) -> io::Result<()> {
    let text = format!(
        "{host} is no host of Box's, and this proxy lets nothing else through.\n\
         To let it: boxwood exec --outside allow\n"
    );
    let length = text.len();
    let answer = format!(
        "HTTP/1.1 403 Forbidden\r\nContent-Type: text/plain\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{text}"
    );
    stream.write_all(answer.as_bytes()).await?;
    stream.shutdown().await
}

/// Leads to the server and back, until both have said all.
pub(super) async fn lead(
    head: &Head,
    target: &Target,
    by: Option<&Upstream>,
    stream: &mut TcpStream,
) -> io::Result<()> {
    let next = by.map_or(target, |by| &by.target);
    let mut server = match TcpStream::connect((&*next.host, next.port)).await {
        Ok(server) => server,
        Err(error) => {
            let text = format!("{}: {error}\n", next.host);
            let length = text.len();
            let answer =
                format!("HTTP/1.1 502 Bad Gateway\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{text}");
            return stream.write_all(answer.as_bytes()).await;
        }
    };
    let _ = server.set_nodelay(true);
    if let Some(by) = by {
        // Its answer is the answer.
        server.write_all(&head.passed_on(by.authorization.as_deref())).await?;
    } else if matches!(head.asked(), Asked::Tunnel(_)) {
        stream.write_all(b"HTTP/1.1 200 Connection established\r\n\r\n").await?;
        server.write_all(&head.rest()).await?;
    } else {
        server.write_all(&head.forwarded()).await?;
    }
    copy_bidirectional(stream, &mut server).await.map(drop)
}

#[cfg(test)]
mod tests {
    use super::{Target, Upstream};

    #[test]
    fn a_proxy_is_named_as_in_a_variable() {
        let by = |text| Upstream::of(text).unwrap();
        assert_eq!((by("http://proxy.example:3128/").target.port, by("proxy.example").target.port), (3128, 80));
        assert_eq!(by("http://me:a%40b@p:1").authorization.unwrap(), "Basic bWU6YUBi");
        assert!(Upstream::of("socks5://p:1").is_none() && Upstream::of("https://p:1").is_none());
    }

    #[test]
    fn this_machine_is_known_by_its_names() {
        for (text, is_here) in [
            ("localhost:80", true),
            ("127.0.0.2", true),
            ("[::1]:443", true),
            ("a.localhost", true),
            ("api.box.com", false),
            ("10.0.0.1", false),
            ("localhost.example.com", false),
        ] {
            assert_eq!(Target::of(text, 443).unwrap().is_of_this_machine(), is_here, "{text}");
        }
        assert_eq!(Target::of("me:secret@a.example:8", 80).unwrap().host, "a.example");
        assert!(Target::of(":80", 80).is_none() && Target::of("a:b", 80).is_none());
    }
}
