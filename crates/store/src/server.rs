//! Where a PostgreSQL server is, and how it is reached so that nobody on the way reads along or answers in its place.
//!
//! | sslmode | |
//! |---|---|
//! | `disable` | no TLS |
//! | `prefer` | TLS where the server offers it |
//! | `require`, `verify-full` | TLS or no connection |
//!
//! Where there is TLS, the server's certificate must name the host and come from a CA that is trusted: that of
//! `sslrootcert=FILE`, or one of the system's. PostgreSQL's own clients let `require` pass without a look at the
//! certificate; then whoever answers is trusted with the password. Without `sslmode` it is `prefer`, and no TLS on the
//! machine itself, where there is nobody on the way and certificates are seldom made out to the host.
use crate::{Error, Result};
use std::{net::IpAddr, sync::Arc, time::Duration};
use tokio_postgres::{
    Config,
    config::{Host, SslMode},
};
use tokio_postgres_rustls::MakeRustlsConnect;
use tokio_rustls::rustls::{
    self, ClientConfig, RootCertStore,
    crypto::aws_lc_rs,
    pki_types::{CertificateDer, pem::PemObject},
};

/// How long to wait for a server that does not answer, where the URL says nothing else.
const PATIENCE: Duration = Duration::from_secs(5);
/// As PostgreSQL's own clients call the system's CAs.
const SYSTEM: &str = "system";

#[derive(Clone)]
pub(crate) struct Server {
    pub config: Config,
    pub tls: MakeRustlsConnect,
}

impl Server {
    /// # Errors
    /// When the URL, or the file that it names, will not do. What they say never shows the URL, for it may hold a
    /// password.
    pub fn new(url: &str) -> Result<Server> {
        let Parameters { url, mode, roots: file } = Parameters::of(url)?;
        let mut config: Config = url.parse().map_err(|error| Error::Engine(told(&error)))?;
        if config.get_connect_timeout().is_none() {
            config.connect_timeout(PATIENCE);
        }
        let mode = mode.unwrap_or(if is_local(&config) { SslMode::Disable } else { SslMode::Prefer });
        config.ssl_mode(mode);
        let trusted = match file.filter(|file| file != SYSTEM) {
            _ if mode == SslMode::Disable => RootCertStore::empty(),
            Some(file) => roots(&file)?,
            None => {
                let mut roots = RootCertStore::empty();
                roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
                roots
            }
        };
        let tls = ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
            .with_safe_default_protocol_versions()
            .map_err(|error| Error::Engine(format!("TLS: {error}")))?
            .with_root_certificates(trusted)
            .with_no_client_auth();
        Ok(Server { config, tls: MakeRustlsConnect::new(tls) })
    }
}

/// A URL without the parameters that are ours to understand.
struct Parameters {
    url: String,
    mode: Option<SslMode>,
    roots: Option<String>,
}

impl Parameters {
    fn of(url: &str) -> Result<Parameters> {
        // A question mark before the @ belongs to the password.
        let host = url.find('@').unwrap_or(0);
        let (url, query) = match url.get(host..).and_then(|rest| rest.find('?')) {
            Some(at) => url.split_at(host + at),
            None => (url, ""),
        };
        let mut found = Parameters { url: url.to_owned(), mode: None, roots: None };
        for pair in query.trim_start_matches('?').split('&').filter(|pair| !pair.is_empty()) {
            match pair.split_once('=') {
                Some(("sslmode", "disable")) => found.mode = Some(SslMode::Disable),
                Some(("sslmode", "prefer")) => found.mode = Some(SslMode::Prefer),
                Some(("sslmode", "require" | "verify-full")) => found.mode = Some(SslMode::Require),
                Some(("sslmode", _)) => {
                    return Err(Error::Engine("sslmode is disable, prefer, require or verify-full".to_owned()));
                }
                Some(("sslrootcert", file)) => {
                    let file = percent_encoding::percent_decode_str(file).decode_utf8_lossy();
                    found.roots = Some(file.into_owned());
                }
                _ => {
                    found.url.push(if found.url.len() == url.len() { '?' } else { '&' });
                    found.url.push_str(pair);
                }
            }
        }
        Ok(found)
    }
}

fn is_local(config: &Config) -> bool {
    let hosts = config.get_hosts().iter().all(|host| match host {
        Host::Tcp(name) => name == "localhost" || name.parse().is_ok_and(|ip: IpAddr| ip.is_loopback()),
        #[cfg(unix)]
        Host::Unix(_) => true,
    });
    hosts && config.get_hostaddrs().iter().all(IpAddr::is_loopback)
}

fn roots(file: &str) -> Result<RootCertStore> {
    let unusable = |cause: &dyn std::fmt::Display| Error::Engine(format!("sslrootcert: {file}: {cause}"));
    let mut roots = RootCertStore::empty();
    for certificate in CertificateDer::pem_file_iter(file).map_err(|cause| unusable(&cause))? {
        let added = roots.add(certificate.map_err(|cause| unusable(&cause))?);
        added.map_err(|cause| unusable(&cause))?;
    }
    if roots.is_empty() { Err(unusable(&"there is no certificate in it")) } else { Ok(roots) }
}

/// What happened, and why: the crate's own texts leave the reason out. Neither holds anything of the URL but names.
pub(crate) fn told(error: &tokio_postgres::Error) -> String {
    match std::error::Error::source(error) {
        Some(cause) => format!("PostgreSQL: {error}: {cause}"),
        None => format!("PostgreSQL: {error}"),
    }
}

/// Why TLS did not come about, if that is what this error is about.
pub(crate) fn refused(error: &tokio_postgres::Error) -> Option<Error> {
    let cause = std::error::Error::source(error)?.downcast_ref::<std::io::Error>()?;
    let cause = cause.get_ref()?.downcast_ref::<rustls::Error>()?;
    let hint = match cause {
        rustls::Error::InvalidCertificate(_) => {
            ". The certificate must name the host, and sslrootcert=FILE in the database's URL names the CA to trust"
        }
        _ => "",
    };
    Some(Error::Engine(format!("PostgreSQL: no TLS: {cause}{hint}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mode(url: &str) -> SslMode {
        Server::new(url).unwrap_or_else(|error| panic!("{url}: {error}")).config.get_ssl_mode()
    }

    fn refusal(url: &str) -> String {
        Server::new(url).map(|_| ()).unwrap_err().to_string()
    }

    #[test]
    fn tls_is_preferred_but_on_the_machine_itself() {
        for remote in ["db.example.com", "10.0.0.1", "localhost,db.example.com"] {
            assert_eq!(mode(&format!("postgres://me:secret@{remote}/boxwood")), SslMode::Prefer, "{remote}");
        }
        for local in ["localhost", "127.0.0.1", "127.0.0.1,localhost"] {
            assert_eq!(mode(&format!("postgres://me@{local}/boxwood")), SslMode::Disable, "{local}");
        }
        assert_eq!(mode("postgres:///boxwood?host=/tmp&user=me"), SslMode::Disable);
        assert_eq!(mode("postgres://db.example.com/boxwood?hostaddr=127.0.0.1"), SslMode::Prefer);
    }

    #[test]
    fn the_url_says_otherwise() {
        assert_eq!(mode("postgres://localhost/boxwood?sslmode=require"), SslMode::Require);
        assert_eq!(mode("postgres://localhost/boxwood?sslmode=verify-full&sslrootcert=system"), SslMode::Require);
        assert_eq!(mode("postgres://db.example.com/boxwood?connect_timeout=3&sslmode=disable"), SslMode::Disable);
        assert_eq!(mode("postgres://localhost/boxwood?sslmode=prefer&user=me"), SslMode::Prefer);
        let odd = Server::new("postgres://me:se?sslmode=disable@db.example.com/boxwood?user=you").unwrap().config;
        assert_eq!((odd.get_ssl_mode(), odd.get_user()), (SslMode::Prefer, Some("you")));
        assert_eq!(odd.get_password(), Some(&b"se?sslmode=disable"[..]));
    }

    #[test]
    fn what_will_not_do_is_named_without_the_password() {
        let modes = "sslmode is disable, prefer, require or verify-full";
        assert_eq!(refusal("postgres://me:secret@db.example.com/boxwood?sslmode=verify-ca"), modes);
        let missing = refusal("postgres://me:secret@db.example.com/boxwood?sslrootcert=%2Fno%2Fca.pem");
        assert!(missing.starts_with("sslrootcert: /no/ca.pem: ") && !missing.contains("secret"), "{missing}");
        let unknown = refusal("postgres://me:secret@db.example.com/boxwood?sslkey=a");
        assert!(unknown.contains("sslkey") && !unknown.contains("secret"), "{unknown}");
        let empty = tempfile::NamedTempFile::new().unwrap();
        let empty = refusal(&format!("postgres://db.example.com/boxwood?sslrootcert={}", empty.path().display()));
        assert!(empty.ends_with("there is no certificate in it"), "{empty}");
    }
}
