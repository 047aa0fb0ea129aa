//! What the operator says of the provider.
use serde::Deserialize;
use std::{fmt, net::IpAddr, time::Duration};
use url::{Host, Url};

/// For one call, from the first byte sent to the last one read.
const PATIENCE: Duration = Duration::from_secs(10);

/// A text that is not shown: not in a log, not in a dump of the settings.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub struct Secret(String);

impl Secret {
    pub fn new(text: impl Into<String>) -> Self {
        Secret(text.into())
    }

    pub(crate) fn expose(&self) -> &str {
        &self.0
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret")
    }
}

/// A provider, and what this server is to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    pub(crate) issuer: String,
    pub(crate) client_id: String,
    pub(crate) client_secret: Secret,
    pub(crate) name: String,
    pub(crate) scopes: Vec<String>,
    /// How long one call to the provider may take.
    pub patience: Duration,
}

/// Why settings will not do, in a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unfit(pub String);

impl Settings {
    /// `issuer` letter by letter as the provider writes it; the scopes `openid` and `email` are asked for without being
    /// said.
    ///
    /// # Errors
    /// Where anything is missing, or the issuer is no https address: plain http is for this very machine.
    pub fn new(issuer: &str, client_id: &str, client_secret: Secret) -> Result<Settings, Unfit> {
        let unfit = |why: &str| Err(Unfit(why.to_owned()));
        let Ok(url) = Url::parse(issuer) else {
            return unfit("The issuer is no URL, such as https://login.example.com");
        };
        if !is_safe(&url, is_here(&url)) {
            return unfit("The issuer is reached by https alone, or by http on this very machine");
        }
        if url.query().is_some() || url.fragment().is_some() || !url.username().is_empty() || url.password().is_some() {
            return unfit("The issuer has a scheme, a host, perhaps a port and a path, and nothing else");
        }
        if client_id.is_empty() || client_secret.is_empty() {
            return unfit("The provider gives each client an id and a secret, and both are needed");
        }
        Ok(Settings {
            issuer: issuer.to_owned(),
            client_id: client_id.to_owned(),
            client_secret,
            name: url.host_str().unwrap_or_default().to_owned(),
            scopes: Vec::new(),
            patience: PATIENCE,
        })
    }

    /// What people know the provider by. Without it, the issuer's host.
    ///
    /// # Errors
    /// Where it does not fit on a button.
    pub fn named(mut self, name: &str) -> Result<Settings, Unfit> {
        let name = name.trim();
        if name.is_empty() || name.chars().count() > 40 || name.chars().any(char::is_control) {
            return Err(Unfit("The provider's name has one to forty characters".to_owned()));
        }
        name.clone_into(&mut self.name);
        Ok(self)
    }

    /// Further scopes, separated by spaces.
    ///
    /// # Errors
    /// Where one has a character that no scope has (RFC 6749, section 3.3).
    pub fn with_scopes(mut self, scopes: &str) -> Result<Settings, Unfit> {
        let fits = |scope: &str| scope.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'"' && byte != b'\\');
        self.scopes = scopes.split_ascii_whitespace().map(str::to_owned).collect();
        match self.scopes.iter().find(|scope| !fits(scope)) {
            Some(scope) => Err(Unfit(format!("'{scope}' is no scope"))),
            None => Ok(self),
        }
    }
}

/// Whether that is an address of this very machine, which nobody can listen to.
pub(crate) fn is_here(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => IpAddr::V4(address).is_loopback(),
        Some(Host::Ipv6(address)) => IpAddr::V6(address).is_loopback(),
        None => false,
    }
}

/// Whether something may be sent there. `plain`: the provider itself is on this machine, and so may its addresses be.
pub(crate) fn is_safe(url: &Url, plain: bool) -> bool {
    match url.scheme() {
        "https" => url.has_host(),
        "http" => plain && is_here(url),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(issuer: &str) -> Result<Settings, Unfit> {
        Settings::new(issuer, "boxwood", Secret::new("hush"))
    }

    #[test]
    fn an_issuer_is_https_or_here() {
        for good in [
            "https://login.example.com",
            "https://login.example.com:8443/realms/acme/",
            "https://10.0.0.1",
            "http://127.0.0.1:9000",
            "http://[::1]:9000/x",
            "http://localhost:9000",
        ] {
            assert!(settings(good).is_ok(), "{good}");
        }
        for bad in [
            "",
            "login.example.com",
            "http://login.example.com",
            "http://10.0.0.1",
            "http://localhost.example.com",
            "http://127.0.0.1.example.com",
            "ftp://127.0.0.1",
            "file:///etc/passwd",
            "https://user:word@login.example.com",
            "https://login.example.com?a=b",
            "https://login.example.com#a",
        ] {
            assert!(settings(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn the_secret_is_not_shown() {
        let settings = settings("https://login.example.com").unwrap();
        let shown = format!("{settings:?} {:?}", Secret::new("hush"));
        assert!(!shown.contains("hush"), "{shown}");
    }

    #[test]
    fn what_is_missing_is_said() {
        assert!(Settings::new("https://login.example.com", "", Secret::new("hush")).is_err());
        assert!(Settings::new("https://login.example.com", "boxwood", Secret::new("")).is_err());
        let settings = settings("https://login.example.com/realm").unwrap();
        assert_eq!(settings.name, "login.example.com");
        assert!(settings.clone().named(" ").is_err() && settings.clone().named(&"x".repeat(41)).is_err());
        assert_eq!(settings.clone().named(" Acme ").unwrap().name, "Acme");
        assert_eq!(settings.clone().with_scopes(" profile  groups ").unwrap().scopes, ["profile", "groups"]);
        assert!(settings.with_scopes("pro\"file").is_err());
    }
}
