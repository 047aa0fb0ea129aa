//! What a server is told. Plain values: who reads flags, variables and files fills them in.
use crate::proxy::Proxy;
use boxwood_api::Random;
use boxwood_blobs::Place;
use std::{
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    path::PathBuf,
    time::Duration,
};

const PORT: u16 = 8080;

#[derive(Clone)]
pub struct Config {
    /// Where the data is, with its clock, its threads and its cache.
    pub store: boxwood_store::Config,
    /// Where the bytes of files are.
    pub blobs: Place,
    /// Where tokens, codes and secrets come from.
    pub random: Random,
    /// The address to listen on; port 0 takes a free one.
    pub listen: SocketAddr,
    /// The base of absolute URLs, `https://box.example.com`. None: the address that is listened on.
    pub public_url: Option<String>,
    /// The directory of the certificate and its CA, made there when absent. None: plain http.
    pub tls: Option<PathBuf>,
    /// Makes the listening address that of a proxy as well, which answers for Box's hosts. Without `tls`.
    pub proxy: Option<Proxy>,
    /// Calls that each effective user has in a minute. None: as many as they like (contract: identity §7.4).
    pub rate_limit: Option<u32>,
    /// The address of the metrics, which are for operators and not for callers. None: they are not served.
    pub metrics: Option<SocketAddr>,
    /// Who else may vouch for people at the sign-in page.
    pub provider: Option<boxwood_oidc::Settings>,
    pub limits: Limits,
    /// The token of the laboratory's own API. None: there is no laboratory.
    pub lab: Option<String>,
}

/// What a client may take of the server's time and room.
#[derive(Clone, Debug)]
pub struct Limits {
    /// Open connections; more wait until one closes.
    pub connections: usize,
    /// For a TLS handshake, and for the head of a request from its first byte to its last.
    pub head: Duration,
    /// For the body of an API call that is read as a whole.
    pub body: Duration,
    /// For the parts of a file to be joined, until who waits is told to ask again. It goes on meanwhile.
    pub join: Duration,
    /// For a smaller picture to be made, until who waits is told to ask again.
    pub make: Duration,
    /// How many smaller pictures are made or wait to be; who would like one more is told to ask again.
    pub making: usize,
    /// About how many rows one transaction touches of an operation that takes many, so that others need not wait for it.
    pub stage: i64,
    /// Without a byte in either direction, between requests or in the middle of an answer.
    pub idle: Duration,
    /// For the requests that run when the server is told to stop.
    pub stop: Duration,
}

impl Config {
    /// A server on `127.0.0.1:8080`, with its rows in `place` and the bytes of files in the memory.
    pub fn new(place: impl Into<String>) -> Self {
        Config {
            store: boxwood_store::Config::new(place),
            blobs: Place::Memory,
            random: Random::system(),
            listen: (Ipv4Addr::LOCALHOST, PORT).into(),
            public_url: None,
            tls: None,
            proxy: None,
            rate_limit: None,
            metrics: None,
            provider: None,
            limits: Limits::default(),
            lab: None,
        }
    }

    /// The base of absolute URLs, without a slash at its end. It is never taken from a request: whoever makes one could
    /// put any name into what others are shown.
    pub fn base(&self) -> String {
        if let Some(url) = &self.public_url {
            return url.trim_end_matches('/').to_owned();
        }
        let (scheme, usual) = if self.tls.is_some() { ("https", 443) } else { ("http", 80) };
        // Every address is no address to go to; this machine's own is one of them.
        let host: IpAddr = match self.listen {
            SocketAddr::V4(any) if any.ip().is_unspecified() => Ipv4Addr::LOCALHOST.into(),
            SocketAddr::V6(any) if any.ip().is_unspecified() => Ipv6Addr::LOCALHOST.into(),
            one => one.ip(),
        };
        // A server knows the port that it got. Who asks before there is a server is told where one is found by default.
        let port = Some(self.listen.port()).filter(|port| *port != 0).unwrap_or(PORT);
        let address = SocketAddr::new(host, port).to_string();
        // Browsers leave the usual port out of a page's origin, which is compared with this.
        let shown = address.strip_suffix(&format!(":{usual}")).filter(|_| port == usual).unwrap_or(&address);
        format!("{scheme}://{shown}")
    }
}

impl Default for Limits {
    fn default() -> Self {
        let seconds = Duration::from_secs;
        // Clients that keep connections must not be the ones to find out that theirs was closed: longer than their own.
        let (head, body, join) = (seconds(20), seconds(60), seconds(60));
        let (make, making) = (seconds(10), 64);
        Limits {
            connections: 10_000,
            head,
            body,
            join,
            make,
            making,
            stage: 200,
            idle: seconds(120),
            stop: seconds(10),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Config;

    #[test]
    fn absolute_urls_lead_back_to_the_server() {
        let config = Config::new("");
        assert_eq!(config.base(), "http://127.0.0.1:8080");
        let everywhere = Config { listen: "[::]:443".parse().unwrap(), tls: Some("tls".into()), ..config.clone() };
        assert_eq!(everywhere.base(), "https://[::1]");
        for (listen, base) in [
            ("[::1]:80", "http://[::1]"),
            ("[::1]:443", "http://[::1]:443"),
            ("0.0.0.0:8080", "http://127.0.0.1:8080"),
            ("127.0.0.1:0", "http://127.0.0.1:8080"),
        ] {
            assert_eq!(Config { listen: listen.parse().unwrap(), ..config.clone() }.base(), base);
        }
        let public = Config { public_url: Some("https://box.example.com/".to_owned()), ..config };
        assert_eq!(public.base(), "https://box.example.com");
    }
}
