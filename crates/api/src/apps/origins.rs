//! From which web pages an app may be used: scheme, host and port of each, as its settings list them (contract:
//! identity §8). Programs send no origin, and are none of this.
use super::db;
use crate::{Credentials, Error, Result, identity::session, wire::AppId};
use boxwood_store::{Cached, Key, Read, Tx};

struct Listed {
    app: AppId,
    origins: Vec<String>,
}

impl Cached for Listed {
    fn sources(&self) -> impl IntoIterator<Item = Key> {
        [self.app.key()]
    }
}

/// Whether the page at `origin` may read the answer to this call. Nobody is told anything who has no good token.
///
/// # Errors
/// `cors_origin_not_whitelisted` when the token's app does not list it, or those of the store.
pub fn admit(tx: &mut Tx<Read>, by: &Credentials, origin: &str) -> Result<bool> {
    let Some(hash) = &by.token else { return Ok(false) };
    let Some(session) = session(tx, hash)? else { return Ok(false) };
    if session.token.expires_at <= tx.now() {
        return Ok(false);
    }
    let app = session.token.app_id;
    let listed = tx.cached(app.key(), |tx| {
        let found = db::by_id(tx, app)?;
        Ok::<_, Error>(found.map(|found| Listed { app, origins: found.cors_origins.0 }))
    })?;
    let origins = listed.as_deref().map(|listed| listed.origins.as_slice()).unwrap_or_default();
    if origins.iter().any(|listed| covers(listed, origin)) {
        Ok(true)
    } else {
        Err(Error::cors_origin_not_whitelisted(origin))
    }
}

/// `https://*.example.com` stands for every host below `example.com`, and not for that itself.
fn covers(listed: &str, origin: &str) -> bool {
    let (Some(listed), Some(origin)) = (parts(listed), parts(origin)) else { return false };
    let same_host = match listed.1.strip_prefix('*') {
        Some(parent) => parent.starts_with('.') && origin.1.len() > parent.len() && origin.1.ends_with(parent),
        None => listed.1 == origin.1,
    };
    same_host && (listed.0, listed.2) == (origin.0, origin.2)
}

/// Scheme, host and port, in lower case and with the port that the scheme implies.
fn parts(origin: &str) -> Option<(String, String, u16)> {
    let (scheme, rest) = origin.trim().trim_end_matches('/').split_once("://")?;
    let scheme = scheme.to_ascii_lowercase();
    // The colons of an IPv6 address are not the port's.
    let (host, port) = match rest.rsplit_once(':').filter(|(_, port)| !port.contains(']')) {
        Some((host, port)) => (host, port.parse().ok()?),
        None => (rest, if scheme == "https" { 443 } else { 80 }),
    };
    Some((scheme, host.to_ascii_lowercase(), port))
}

#[cfg(test)]
mod tests {
    use super::covers;

    #[test]
    fn an_origin_is_scheme_host_and_port() {
        for (listed, origin, covered) in [
            ("https://app.example.com", "https://app.example.com", true),
            ("https://App.example.com/", "https://app.EXAMPLE.com:443", true),
            ("http://localhost:3000", "http://localhost:3000", true),
            ("http://localhost:3000", "http://localhost:3001", false),
            ("http://localhost", "http://localhost:80", true),
            ("https://app.example.com", "http://app.example.com", false),
            ("https://*.example.com", "https://a.example.com", true),
            ("https://*.example.com", "https://a.b.example.com", true),
            ("https://*.example.com", "https://example.com", false),
            ("https://*.example.com", "https://.example.com", false),
            ("https://*.example.com", "https://evilexample.com", false),
            ("https://*.example.com", "https://a.example.com:8443", false),
            ("https://*.example.com:8443", "https://a.example.com:8443", true),
            ("http://[::1]:3000", "http://[::1]:3000", true),
            ("http://[::1]", "http://[::1]:80", true),
            ("*", "https://a.example.com", false),
            ("null", "null", false),
        ] {
            assert_eq!(covers(listed, origin), covered, "{listed} for {origin}");
        }
    }
}
