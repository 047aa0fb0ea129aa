//! https with a certificate of the server's own CA: made on first run, and renewed when it no longer fits.
mod certificate;
#[cfg(test)]
mod tests;

use crate::{Config, Failure};
use http::Uri;
use std::{fs, path::Path, sync::Arc};
use tokio_rustls::{
    TlsAcceptor,
    rustls::{
        self, ServerConfig,
        crypto::aws_lc_rs,
        pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject},
    },
};

/// What clients may call the server besides its own names: programs that can be aimed by name resolution alone want
/// the names of the hosts that they know (contract: clients §3).
const NAMES: [&str; 8] = [
    "localhost",
    "127.0.0.1",
    "::1",
    "api.box.com",
    "upload.box.com",
    "account.box.com",
    "app.box.com",
    "dl.boxcloud.com",
];

/// What turns connections into TLS; None where the configuration has no directory for it.
pub(crate) fn acceptor(config: &Config) -> Result<Option<TlsAcceptor>, Failure> {
    let Some(directory) = &config.tls else { return Ok(None) };
    let now = (config.store.clock)() / 1_000_000;
    certificate::prepare(directory, &names(config), now)?;
    load(directory).map(Some)
}

fn names(config: &Config) -> Vec<String> {
    let mut names: Vec<String> = NAMES.iter().map(ToString::to_string).collect();
    let listen = Some(config.listen.ip()).filter(|ip| !ip.is_unspecified()).map(|ip| ip.to_string());
    let url: Option<Uri> = config.public_url.as_deref().and_then(|url| url.parse().ok());
    let public = url.as_ref().and_then(Uri::host).map(|host| host.trim_matches(['[', ']']).to_lowercase());
    for name in listen.into_iter().chain(public) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

/// A CA that lives as long as this process: its key is in no file.
#[derive(Clone)]
pub(crate) struct Authority {
    /// Its certificate, for clients to trust.
    pub certificate: CertificateDer<'static>,
    pub pem: String,
    /// What turns connections into TLS, with a certificate of it.
    pub acceptor: TlsAcceptor,
}

impl Authority {
    /// Whose certificate names these hosts. `now` is in microseconds.
    pub fn new(names: &[String], now: i64) -> Result<Self, Failure> {
        let failed = |cause: &dyn std::fmt::Display| Failure::new("a certificate", cause);
        let made = certificate::passing(names, now / 1_000_000).map_err(|cause| failed(&cause))?;
        let acceptor = of(vec![made.certificate], made.key).map_err(|cause| failed(&cause))?;
        Ok(Authority { certificate: made.authority, pem: made.authority_pem, acceptor })
    }
}

fn load(directory: &Path) -> Result<TlsAcceptor, Failure> {
    let (certificate, key) = (directory.join("server.pem"), directory.join("server.key"));
    let text = fs::read(&certificate).map_err(|cause| Failure::new(certificate.display(), cause))?;
    let chain: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(&text).collect();
    let chain = chain.map_err(|cause| Failure::new(certificate.display(), cause))?;
    let key = PrivateKeyDer::from_pem_file(&key).map_err(|cause| Failure::new(key.display(), cause))?;
    of(chain, key).map_err(|cause| Failure::new(certificate.display(), cause))
}

fn of(chain: Vec<CertificateDer<'static>>, key: PrivateKeyDer<'static>) -> Result<TlsAcceptor, rustls::Error> {
    let mut config = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(chain, key)?;
    // Not h2: uploads would come without a length (contract: clients §3).
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(TlsAcceptor::from(Arc::new(config)))
}
