//! The head of a connection's first request, which tells what the connection is for.
use super::outside::Target;
use base64::{Engine, engine::general_purpose::STANDARD};
use std::io;
use tokio::io::{AsyncRead, AsyncReadExt};

/// More than that is nobody's request.
const MOST: usize = 64 << 10;
const END: &[u8] = b"\r\n\r\n";

pub(super) struct Head {
    bytes: Vec<u8>,
    /// How many of them are the head, with the empty line at its end.
    length: usize,
}

/// What a connection is for.
#[derive(Debug, PartialEq)]
pub(super) enum Asked {
    /// `CONNECT host:port`
    Tunnel(Target),
    /// `GET http://host/path`
    Whole(Target),
    /// All else: whoever sends it means this very server.
    Here,
}

impl Head {
    /// Reads up to the end of the head; what comes behind it stays in the stream, as far as it has not come along.
    pub async fn read(stream: &mut (impl AsyncRead + Unpin)) -> io::Result<Head> {
        let mut bytes = Vec::with_capacity(1 << 10);
        loop {
            let from = bytes.len().saturating_sub(END.len() - 1);
            if stream.read_buf(&mut bytes).await? == 0 {
                // Whatever it is; if it is anything, hyper says what is wrong with it.
                let length = bytes.len();
                return Ok(Head { bytes, length });
            }
            let new = bytes.get(from..).unwrap_or_default();
            if let Some(at) = new.windows(END.len()).position(|window| window == END) {
                return Ok(Head { bytes, length: from + at + END.len() });
            }
            if bytes.len() > MOST {
                let length = bytes.len();
                return Ok(Head { bytes, length });
            }
        }
    }

    pub fn asked(&self) -> Asked {
        let Some((method, target, _)) = self.line() else { return Asked::Here };
        if method == "CONNECT" {
            return Target::of(target, 443).map_or(Asked::Here, Asked::Tunnel);
        }
        let authority = target.strip_prefix("http://").map(|rest| rest.split(['/', '?']).next().unwrap_or_default());
        authority.and_then(|authority| Target::of(authority, 80)).map_or(Asked::Here, Asked::Whole)
    }

    /// The user name that a client comes to the proxy with (`HTTPS_PROXY=http://USER:PASSWORD@…`).
    pub fn user(&self) -> Option<String> {
        if self.asked() == Asked::Here {
            return None;
        }
        let text = std::str::from_utf8(self.bytes.get(..self.length)?).ok()?;
        let lines = text.lines().skip(1).filter_map(|line| line.split_once(':'));
        let (_, value) = lines.into_iter().find(|(name, _)| name.eq_ignore_ascii_case("proxy-authorization"))?;
        let (scheme, pair) = value.trim().split_once(' ')?;
        let pair = STANDARD.decode(pair.trim()).ok().filter(|_| scheme.eq_ignore_ascii_case("basic"))?;
        let user = String::from_utf8(pair).ok()?.split(':').next()?.to_owned();
        Some(user).filter(|user| !user.is_empty())
    }

    /// Everything that was read.
    pub fn all(self) -> Vec<u8> {
        self.bytes
    }

    /// What was read behind the head.
    pub fn rest(&self) -> Vec<u8> {
        self.bytes.get(self.length..).unwrap_or_default().to_vec()
    }

    /// The request as the server gets it whom it is for: with the path alone.
    pub fn forwarded(&self) -> Vec<u8> {
        let Some((method, target, version)) = self.line() else { return self.bytes.clone() };
        let after = target.strip_prefix("http://").unwrap_or(target);
        let path = after.find(['/', '?']).and_then(|at| after.get(at..)).unwrap_or("/");
        let slash = if path.starts_with('/') { "" } else { "/" };
        self.under(format!("{method} {slash}{path} {version}\r\n"))
    }

    /// The request as another proxy gets it, with what that wants to be told.
    pub fn passed_on(&self, authorization: Option<&str>) -> Vec<u8> {
        let Some((method, target, version)) = self.line() else { return self.bytes.clone() };
        let line = format!("{method} {target} {version}\r\n");
        self.under(match authorization {
            Some(authorization) => format!("{line}Proxy-Authorization: {authorization}\r\n"),
            None => line,
        })
    }

    /// The rest of the request under that, and one for each connection: the next one may be for another server.
    fn under(&self, top: String) -> Vec<u8> {
        let mut out = top.into_bytes();
        let text = self.bytes.get(..self.length).unwrap_or_default();
        for line in text.split(|byte| *byte == b'\n').skip(1) {
            let line = line.strip_suffix(b"\r").unwrap_or(line);
            let name = line.split(|byte| *byte == b':').next().unwrap_or_default().to_ascii_lowercase();
            let is_ours = [&b"connection"[..], b"proxy-connection", b"proxy-authorization"].contains(&&*name);
            if !line.is_empty() && !is_ours {
                out.extend_from_slice(line);
                out.extend_from_slice(b"\r\n");
            }
        }
        let is_tunnel = matches!(self.asked(), Asked::Tunnel(_));
        out.extend_from_slice(if is_tunnel { b"\r\n" } else { b"Connection: close\r\n\r\n" });
        out.extend(self.rest());
        out
    }

    /// Method, target and version.
    fn line(&self) -> Option<(&str, &str, &str)> {
        let line = self.bytes.split(|byte| *byte == b'\n').next()?;
        let mut words = std::str::from_utf8(line).ok()?.trim_end().split(' ');
        Some((words.next()?, words.next()?, words.next()?)).filter(|_| words.next().is_none())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn head(text: &str) -> Head {
        Head::read(&mut text.as_bytes()).await.unwrap()
    }

    fn target(host: &str, port: u16) -> Target {
        Target { host: host.to_owned(), port }
    }

    #[tokio::test]
    async fn the_first_line_says_what_a_connection_is_for() {
        for (line, asked) in [
            ("CONNECT api.box.com:443 HTTP/1.1", Asked::Tunnel(target("api.box.com", 443))),
            ("CONNECT [::1]:8443 HTTP/1.1", Asked::Tunnel(target("::1", 8443))),
            ("GET http://api.box.com/2.0/users/me HTTP/1.1", Asked::Whole(target("api.box.com", 80))),
            ("GET http://a.example:8080?b HTTP/1.1", Asked::Whole(target("a.example", 8080))),
            ("GET /2.0/users/me HTTP/1.1", Asked::Here),
            ("CONNECT api.box.com:many HTTP/1.1", Asked::Here),
            ("what", Asked::Here),
        ] {
            assert_eq!(head(&format!("{line}\r\nHost: a\r\n\r\n")).await.asked(), asked, "{line}");
        }
    }

    #[tokio::test]
    async fn a_client_of_a_proxy_may_say_who_it_is() {
        let basic = "Proxy-Authorization: Basic d29ya2VyLTM6eA==\r\n\r\n";
        assert_eq!(
            head(&format!("CONNECT api.box.com:443 HTTP/1.1\r\n{basic}")).await.user().as_deref(),
            Some("worker-3")
        );
        assert_eq!(head(&format!("GET /2.0/users/me HTTP/1.1\r\n{basic}")).await.user(), None);
        assert_eq!(head("CONNECT api.box.com:443 HTTP/1.1\r\nHost: a\r\n\r\n").await.user(), None);
    }

    #[tokio::test]
    async fn what_came_early_is_kept() {
        let head = head("CONNECT api.box.com:443 HTTP/1.1\r\n\r\nhello").await;
        assert_eq!(head.rest(), b"hello");
        assert!(head.all().ends_with(b"hello"));
    }

    #[tokio::test]
    async fn a_request_is_forwarded_with_its_path_alone() {
        let head =
            head("POST http://a.example/b?c HTTP/1.1\r\nHost: a.example\r\nProxy-Connection: x\r\n\r\nbody").await;
        let wanted = "POST /b?c HTTP/1.1\r\nHost: a.example\r\nConnection: close\r\n\r\nbody";
        assert_eq!(String::from_utf8(head.forwarded()).unwrap(), wanted);
    }
}
